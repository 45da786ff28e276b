"""Which form a Russian number has before its noun: gender and case by the endings."""

from __future__ import annotations

import re
from functools import lru_cache

from engine.wording.languages import russian_numbers as numerals
from engine.wording.languages import russian_tables as tables
from engine.wording.languages.declined import listed

SMALL = frozenset(
    listed(
        "в во на и или с со до от к по за из у о об при не но а то мы вы он она они это будет был была было утра "
        "вечера дня ночи "
        "для без через как что если когда где уже ещё также только вылетает прибудет приходите звоните ежедневно"
    )
)


@lru_cache(maxsize=4096)
def is_feminine(word: str) -> bool:
    """Whether a noun, in any of its forms, is feminine where its ending does not tell."""
    return word.startswith(tuple(tables.FEMININE)) or word.endswith(
        ("ость", "ости", "остью", "знь", "знью", "ция", "ции", "цию", "цией", "сия", "сии", "сию")
    )


_ADJECTIVE = re.compile(r"\w{2,30}(?:ый|ий|ой|ая|яя|ое|ее|ую|юю|ого|его|ому|ему|ым|им|ом|ем|ых|их|ые|ие|ыми|ими|ей)")
_NOT_ADJECTIVES = frozenset(
    listed(
        "сообщение уведомление предупреждение рублей дней людей детей гостей изменение отделение заявление "
        "сообщением другом домом "
        "часом годом днём днем предложение приложение обращение объявление разрешение решение место местом случай "
        "трамвай "
        "чай "
        "раздел месяцем ключом автобусом билетом человеком занятие действие событие условие мероприятие здание издание "
        "задание "
        "изменением разом метром рублём секундой минутой неделей строкой картой"
    )
)


def is_adjective(word: str) -> bool:
    return (
        bool(_ADJECTIVE.fullmatch(word))
        and word not in _NOT_ADJECTIVES
        and not word.endswith(("ение", "ание", "ением", "анием", "ствие", "тием"))
    )


def _noun(words: tuple[str, ...]) -> str:
    if len(words) > 1 and is_adjective(words[0]) and words[1] not in SMALL and not words[0].endswith(("ом", "ем")):
        return words[1]
    return words[0] if len(words) == 1 or words[1] in SMALL or not _DATIVE.fullmatch(words[0]) else words[1]


_DATIVE = re.compile(r"\w{1,20}(?:ном|вом|ком|лом|том|щем|шем|нем|ском)")


@lru_cache(maxsize=4096)
def agreement(number: int, cases: str, words: tuple[str, ...]) -> str:
    kind = numerals.category(number)
    case = cases[:1] or "n"
    if (
        not words
        or words[0] in SMALL
        or len(words[0]) == 1
        or (words[0].endswith(("ся", "сь")) and not is_feminine(words[0]))
    ):
        return case + "m"
    noun = _noun(words)
    if noun in tables.COLLECTIVE and case in "na":
        return case + "c"
    if kind == "one":
        return _single(words[0], noun, cases)
    if kind == "few" and case == "a" and number < 5 and (noun == "человек" or noun.endswith(("ов", "ев", "ых", "их"))):
        return "aa"
    for ending, plural_case in (
        ("ами", "i"),
        ("ями", "i"),
        ("детьми", "i"),
        ("людьми", "i"),
        ("ах", "l"),
        ("ях", "l"),
        ("ам", "d"),
        ("ям", "d"),
    ):
        if noun.endswith(ending) and len(noun) > 3:
            case = plural_case
    if case == "n" and noun.endswith(("ых", "их")) and cases:
        case = cases[0]
    return case + ("f" if noun.endswith(("ы", "и")) and case in "na" and noun not in ("пути", "дни") else "m")


BY_ADJECTIVE = (
    ("ого", "gm"), ("его", "gm"), ("ому", "dm"), ("ему", "dm"), ("ая", "nf"), ("яя", "nf"), ("ое", "nn"), ("ее", "nn"),
    ("ую", "af"), ("юю", "af"), ("ым", "im"), ("им", "im"), ("ом", "lm"), ("ем", "lm"), ("ый", "nm"), ("ий", "nm"),
)  # fmt: skip


def _single(first: str, noun: str, cases: str) -> str:
    """The form of "one" before a singular, by the endings."""
    case = cases[:1] or "n"
    if first != noun and is_adjective(first):
        for ending, form in BY_ADJECTIVE:
            if first.endswith(ending):
                if form == "gm" and case == "a":
                    return "aa"
                return ("a" if form[0] == "n" and case == "a" else form[0]) + form[1]
        if first.endswith(("ой", "ей")):
            return "gf"
    return by_last_letter(noun, cases)


_LIVING = re.compile(
    "реб[её]нка|человека|клиента|пассажира|сотрудника|пациента|гостя|взрослого|пользователя|"
    "участника|друга|врача|учителя|водителя"
)


def by_last_letter(noun: str, cases: str) -> str:
    """The form of a number before a noun in the singular, by the noun's ending."""
    case, last = cases[:1] or "n", noun[-1]
    direct = "a" if case == "a" else "n"
    if noun.endswith(("ой", "ей", "ью")) and (case in "gdil" or "i" in cases):
        return "if"
    if noun.endswith(("ом", "ем", "ём")) and len(noun) > 4 and case in "gi":
        return "im"
    if last in "ую":
        return "dm" if "d" in cases or (cases[-1:] == "l" and noun in ("году", "часу", "углу", "ряду")) else "af"
    if last in "ая":
        return _ending_in_a(noun, case)
    if last in "оеё":
        return _ending_in_e(noun, cases)
    if last in "ыи":
        oblique = cases[-1:] if cases[-1:] in ("l", "d") else "g"
        return (case if case not in "na" else oblique) + "f"
    return direct + ("f" if last == "ь" and is_feminine(noun) else "m")


def _ending_in_a(noun: str, case: str) -> str:
    if case == "g" and not is_feminine(noun):
        return "gm"
    if noun.endswith("мя"):
        return ("a" if case == "a" else "n") + "n"
    return "aa" if case == "a" or _LIVING.match(noun) else "nf"


def _ending_in_e(noun: str, cases: str) -> str:
    if noun[-1] == "е" and cases[-1:] in ("l", "d") and not noun.endswith(("ие", "ье")):
        return "df" if cases[-1:] == "d" else "lf" if is_feminine(noun) else "lm"
    return ("a" if cases[:1] == "a" else "n") + "n"


@lru_cache(maxsize=2048)
def ordinal_form(suffix: str, number: int, words: tuple[str, ...]) -> str:
    noun = _noun(words) if words else ""
    if suffix in ("ти", "и"):
        return "cgm"
    if suffix == "мя" or (suffix == "ю" and noun.endswith(("ами", "ями"))):
        return "cim"
    if suffix == "х" and number < 10:
        return "cgm"
    by_suffix = {
        "го": "gm", "ого": "gm", "его": "gm", "му": "dm", "ому": "dm", "ему": "dm", "я": "nf", "ая": "nf", "ья": "nf",
        "ю": "af", "ую": "af",
        "ью": "af", "ым": "im", "им": "im", "ом": "lm", "ем": "lm", "ых": "gp", "их": "gp", "х": "gp", "ми": "ip",
        "ыми": "ip", "ими": "ip",
        "ые": "np", "ьи": "np", "ей": "gf", "ое": "nn", "ье": "nn", "ый": "nm", "ий": "nm",
    }.get(suffix)  # fmt: skip
    if by_suffix:
        return by_suffix
    if suffix == "м":
        return "im" if noun.endswith(("ом", "ем", "ём", "ым")) else "lm"
    if suffix == "е":
        decade = number % 10 == 0 and number > 10 and (not noun or noun in SMALL)
        plural = decade or (bool(noun) and noun.endswith(("ы", "и", "а", "я")))
        return "np" if plural else "nn"
    # "й", "ой": a man's nominative or any oblique case of a woman's.
    return "gf" if noun.endswith(("ы", "и", "е", "ой", "ей", "ью")) and noun not in SMALL else "nm"
