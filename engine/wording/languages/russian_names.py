"""Russian abbreviations that mean several things, titles, and the roman numbers of monarchs, centuries and chapters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place
from engine.wording.languages import russian_numbers as numerals
from engine.wording.languages import russian_tables as tables
from engine.wording.languages.declined import listed
from engine.wording.languages.russian_agreement import BY_ADJECTIVE, by_last_letter, is_adjective
from engine.wording.languages.slavic import behind

if TYPE_CHECKING:
    from engine.wording.languages.slavic import Slavic

# Abbreviations by their place -------------------------------------------------------------------------------------

_BEFORE_FIGURE = frozenset(
    listed("д. кв. корп. к. строен. стр. с. оф. эт. под. пом. каб. ком. вл. п. ст. гл. ч. рис. табл. т.")
)


def is_noun(small: str, place: Place) -> bool:
    """Whether a short noun is one: a house before its number, a street before or behind a name."""
    following = place.text[place.end : place.end + 4].lstrip(" №")
    earlier = (
        place.text[max(0, place.start - 12) : place.start].rstrip()[-1:]
        if place.start < 200
        else place.text[place.start - 9 : place.start].rstrip()[-1:]
    )
    if small in _BEFORE_FIGURE:
        if small == "кв." and place.text[: place.start].endswith(("комн. ", "комнатная ")):
            return True
        return following[:1].isdigit() or (small in ("эт.", "кв.", "каб.") and following[:1].isalnum())
    if small == "м.":
        return following[:1].isupper() and not earlier.isdigit()
    if small in ("пр.", "ш.", "пер.", "о."):
        return (
            following[:1].isupper()
            or following[:1].isdigit()
            or bool(re.search(r"(?:ый|ий|ая|ое|ой)\s*\Z", place.text[max(0, place.start - 8) : place.start]))
        )
    return True


# Abbreviation → the noun before a figure, before a name, before a name behind a comma; "" where it is none.
_MANIFOLD = {
    "стр.": ("стр.", "", ""), "ст.": ("ст.", "станция", "станция"), "п.": ("п.", "", "пос."), "д.": ("д.", "дер.",
    "дер."),
    "г.": ("", "г.", "г."),
}  # fmt: skip


def manifold(language: Slavic, small: str, place: Place) -> str | None:
    """Abbreviations of several nouns: "г." is a year or a town, "стр." a page or a building."""
    following = place.text[place.end : place.end + 4].lstrip()
    before = place.text[max(0, place.start - 14) : place.start].rstrip()
    if small == "г." and re.search(r"\d{4}\Z", before):
        ends = following[:1].isupper() and place.text[place.end : place.end + 1] == " "
        known = re.match(r"\w{1,20}", place.text[place.end : place.end + 24].lstrip())
        return "года." if ends and not (known and known[0].lower() in tables.SENTENCE_STARTS) else "года"
    figure, name, listed = _MANIFOLD[small]
    key = ""
    if following[:1].isdigit():
        key = figure
    elif following[:1].isupper() and not before[-1:].isdigit():
        key = listed if before[-1:] == "," else name
    if not key:
        return None
    houses = small == "стр." and any(word.rstrip(".,") in ("д", "дом", "корп", "к") for word in place.before[-6:])
    noun = tables.BUILDING if houses else tables.STATION if key == "станция" else tables.SHORT_NOUNS[key]
    case = language.cases[-1:] or "n"
    if small == "ст." and re.search(r"(?:\bпп?|\bч|пункт\w{0,3}|част\w{1,2})\.?\s?\d{1,3}(?:\.\d)?\Z", before):
        case = "g"
    several = small == "стр." and re.match(r"\s?\d{1,4}\s?[-–]\s?\d", place.text[place.end : place.end + 10])
    return noun.several(case) if several else noun.one(case)


def behind_years(language: Slavic, small: str, place: Place) -> str | None:
    before = place.text[max(0, place.start - 30) : place.start].rstrip()
    if small in ("в.", "вв."):
        found = re.search(r"(?:(\w{1,8})[ ])?[IVX]{1,5}(?:[ ]?(?:[-–]|и|до|по)[ ]?[IVX]{1,5})?\Z", before)
        if not found:
            return None
        case = language.governors.get((found[1] or "").lower(), "g")
        case = "l" if case[-1:] == "l" and (found[1] or "").lower() in ("в", "во", "о") else "d" if case == "d" else "g"
        words = {"l": "веке", "g": "века", "d": "веку"} if small == "в." else {"l": "веках", "g": "веков", "d": "векам"}
        return words[case]
    if before[-1:].isdigit():
        return "годов"
    decade = re.search(r"(?:(\w{1,8})[ ])?\d{2,4}-(?:х|е)\Z", before)
    if not decade:
        return None
    if before[-1] == "е":
        return "годы"
    return "годах" if (decade[1] or "").lower() in ("в", "о") else "годов"


_HOLY_WOMEN = re.compile(
    "Ольга|Анна|Нина|Екатерина|Татьяна|Варвара|Елена|Матрона|Людмила|Вера|Надежда|Любовь|Мария|Ксения|София|Марина|"
    "Тереза|Агата|Барбара|Евгения|Анастасия|Наталия|Наталья|Елизавета|Ирина|Марфа|Параскева"
)


def holy(following: str) -> str:
    name = re.match(r"\w{1,30}", following)
    ending = name[0][-1] if name else ""
    if name and _HOLY_WOMEN.fullmatch(name[0]):
        return "святая"
    return {"а": "святого", "я": "святого", "ы": "святой", "и": "святой", "у": "святому", "ю": "святому"}.get(
        ending, "святой"
    )


def title(language: Slavic, title: str, following: str, before: tuple[str, ...] = ()) -> str:
    """A title in the case of the name behind it: "проф. Соколова" behind "у", "ул. ген. Панфилова"."""
    if before and before[0].rstrip(".") in (
        "ул",
        "улица",
        "улице",
        "улицу",
        "пр",
        "пер",
        "пл",
        "площадь",
        "имени",
        "им",
    ):
        return title[:-1] + "я" if title.endswith("ь") else title + "а"
    name = re.match(r"(?:[А-ЯЁ]\.[ ]?){0,2}([А-ЯЁ]\w{1,30})", following)
    if name is None or not (language.cases or name[1].endswith(("ым", "им"))):
        return title
    for ending, letter in (
        ("ым", "i"),
        ("им", "i"),
        ("ой", "f"),
        ("у", "d"),
        ("ому", "d"),
        ("а", "g"),
        ("ого", "g"),
        ("ого", "g"),
    ):
        if name[1].endswith(ending):
            case = (
                letter
                if letter in "dig" and (letter in language.cases or letter == "i")
                else "n"
                if letter != "f"
                else language.cases[-1]
            )
            break
    else:
        return title
    if title.lower() == "инженер" or not title.lower().endswith("ь"):
        return title + {"g": "а", "d": "у", "i": "ом", "l": "е", "a": "а", "n": ""}[case]
    return title


LIMITS = {"мин.": "минимальный", "макс.": "максимальный"}


def limited(language: Slavic, written: str, place: Place) -> str | None:
    """ "мин. возраст", "макс. сумма": the adjective of the noun behind; before a figure they are none."""
    words = behind(place, 2)
    if not words:
        plain = tables.ABBREVIATIONS[written.lower()]
        plain = plain.capitalize() if written[0].isupper() else plain
        return None if place.start > 1 and place.text[place.start - 2].isdigit() else plain
    form = by_last_letter(words[-1] if is_adjective(words[0]) else words[0], language.cases)
    noun = words[0]
    if noun.endswith("ь") and noun.endswith("ость"):
        form = form[0] + "f"
    found = numerals.adjective(LIMITS[written.lower()], form)
    return found.capitalize() if written[0].isupper() else found


def working(language: Slavic, place: Place) -> str:
    """ "3 раб. дня"."""
    following = (behind(place, 1) or ("",))[0]
    case = {"день": "рабочий", "дни": "рабочие", "днём": "рабочим", "днями": "рабочими", "дням": "рабочим"}.get(
        following
    )
    if following == "дня" and re.search(r"(?:\A|\D)1[ ]\Z", place.text[max(0, place.start - 3) : place.start]):
        return "рабочего"
    del language
    return case or ("рабочих" if following[:2] == "дн" else "рабочий")


_QUARTERS = {"й": "квартал", "го": "квартала", "му": "кварталу", "м": "квартале"}


def quarter(place: Place) -> str:
    """ "за 1-й кв. 2024 г.", "IV кв."; "" where "кв." is a flat."""
    before = place.text[max(0, place.start - 14) : place.start]
    found = re.search(r"\d-(й|го|му|м)[ ]\Z", before)
    if found:
        return _QUARTERS[found[1]]
    found = re.search(r"(?:(\w{1,3})[ ])?(?:IV|I{1,3})[ ]\Z", before)
    if not found:
        return ""
    return "квартале" if (found[1] or "").lower() in ("в", "во") else "квартала" if found[1] == "с" else "квартал"


# Roman numbers ----------------------------------------------------------------------------------------------------

_CENTURY = re.compile(r"[ \u00a0]?(?:вв?\.|век[а-я]{0,3})(?!\w)")
_CHAIN = re.compile(r"[ \u00a0]?(?:[-–]|и|или|до|по)[ \u00a0]?[IVXLC]{1,6}[ \u00a0]?(?:вв?\.|век\w{0,3})(?!\w)")


def roman(language: Slavic, number: int, place: Place) -> str | None:
    text, end = place.text, place.end
    if _CENTURY.match(text, end) or _CHAIN.match(text, end):
        return language.rank(number, _century_case(language, place) + "m")
    named = text[max(0, place.start - 30) : place.start].rstrip(" ").rpartition(" ")[2]
    if len(named) > 2 and named[0].isupper() and named.isalpha() and (len(place.written) > 1 or place.written in "IVX"):
        monarch = _monarch_form(named)
        if text[place.start - 1] == " " and not _ORDERED_BEHIND.match(text, end):
            return language.rank(number, monarch)
    words = behind(place, 2)
    if re.match(r"[ ]кв\.", text[end : end + 4]):
        return language.rank(number, {"al": "lm"}.get(language.cases if language.governor != "на" else "", "nm"))
    if text[end : end + 1] == " " and words and (len(place.written) > 1 or _ORDERED_BEHIND.match(text, end)):
        return language.rank(number, _rank_by_noun(words, language.cases))
    return None


_ORDERED_BEHIND = re.compile(
    r"[ ](?:кв\.|[Мм]иров\w+|[Вв]семирн\w+|квартал\w*|полугоди\w+|этап\w*|тур\w*|съезд\w*|созыв\w*|групп\w*|степен\w*|"
    r"категори\w*|"
    r"[Мм]еждународн\w+|[Оо]лимпийск\w+|[Ее]жегодн\w+|[Вв]сероссийск\w+|курс\w*|класс\w*|том\w*)(?!\w)"
)


def _rank_by_noun(words: tuple[str, ...], cases: str) -> str:
    first = words[0]
    for ending, form in (
        *BY_ADJECTIVE,
        ("ой", "gf"),
        ("ей", "gf"),
        ("ых", "gp"),
        ("их", "gp"),
        ("ые", "np"),
        ("ие", "np"),
    ):
        if first.endswith(ending) and is_adjective(first):
            return form
    return by_last_letter(first, cases)


def _monarch_form(name: str) -> str:
    if name.endswith("й"):
        return "nm"
    female = re.match(r"Екатерин|Елизавет|Анн|Мари|Виктори|Ольг|Софь|Изабелл|Маргарит|Клеопатр", name)
    if female and name[-1] in "ея":
        return "lf" if name[-1] == "е" else "nf"
    for ending, form in (
        ("ом", "im"),
        ("ем", "im"),
        ("ём", "im"),
        ("ой", "gf"),
        ("ей", "gf"),
        ("у", "dm"),
        ("ю", "dm"),
        ("ы", "gf"),
        ("е", "lm"),
        ("и", "gf"),
    ):
        if name.endswith(ending):
            return form
    if name.endswith(("а", "я")):
        return "nf" if female else "gm"
    return "nm"


def _century_case(language: Slavic, place: Place) -> str:
    found = re.match(r"[ \u00a0]?век(\w{0,3})", place.text[place.end : place.end + 8])
    if found:
        case = {"е": "l", "а": "g", "у": "d", "ом": "i", "": "n", "ах": "l", "ов": "g", "ами": "i"}.get(found[1])
        if case:
            return case
    if language.governor in ("в", "во", "о"):
        return "l"
    if place.before[-1:] == ("и",):
        earlier = re.search(r"(\w{1,8})[ ][IVX]{1,5}[ ]и[ ]\Z", place.text[max(0, place.start - 20) : place.start])
        return "l" if earlier and earlier[1].lower() in ("в", "во", "о") else "g"
    return {"d": "d", "i": "i"}.get(language.case, "g")
