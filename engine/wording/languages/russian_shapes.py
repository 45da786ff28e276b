"""What only Russian writes: years with "г.", houses with letters, telephones, compounds, codes in Cyrillic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from engine.wording.classes import romans
from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages import russian_numbers as numerals
from engine.wording.languages import russian_tables as tables
from engine.wording.languages.declined import listed
from engine.wording.languages.slavic import behind, own
from engine.wording.patterns import DIGITS
from engine.wording.vocabulary.nouns import Date

if TYPE_CHECKING:
    from engine.wording.languages.slavic import Slavic

MONTH_CASES = frozenset(
    listed(
        "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре январём февралём мартом "
        "апрелем "
        "маем июнем июлем августом сентябрём октябрём ноябрём декабрём январю февралю марту апрелю маю июню июлю "
        "августу "
        "сентябрю октябрю ноябрю декабрю"
    )
)
UPPER, LOWER = "А-ЯЁ", "а-яё"


def own_shapes(language: Slavic) -> list[Shape]:
    months = "|".join(sorted(map(re.escape, language.month_numbers), key=len, reverse=True))
    ordered = "|".join(sorted(tables.ORDERED, key=len, reverse=True))
    return own(
        ("year", (r"(?P<year>[1-9]\d{2,3})(?:[ ]?[-–][ ]?(?P<last>\d{4}|\d\d))?(?:-[йгому]{1,3})?[ \u00a0]?(?P<word>год"
            r"(?:а|у|ом|е|ы|ов|ах|ам|ами)?|гг?\.|гг?(?![\w.]))(?!\w)"), _year, 45, DIGITS),
        ("compound", rf"(?P<number>\d{{1,6}})(?P<percent>[ ]?%)-(?P<rest>н[{LOWER}]{{2,5}})(?!\w)", _compound, 44,
            DIGITS),
        ("year", r"(?P<year>[12]\d{3})(?!\w|[.,:/-]\d|[ \u00a0]\d{3}(?!\d))", _bare_year, 12, DIGITS),
        ("year", r"(?P<year>[12]\d{3})[ ]?[-–/][ ]?(?P<last>[12]\d{3}|\d\d)(?!\w|[-/.,]\d)", _span, 18, DIGITS),
        ("date", r"(?P<day>3[01]|[12]\d|0?[1-9])\.(?P<month>0[1-9]|1[0-2])(?!\w|[.,:/-]\d)(?:\.(?=[ ][а-я\d]))?",
            _short_date, 20, DIGITS),
        ("date", (r"(?P<day>3[01]|[12]\d|0?[1-9])\.(?P<month>0[1-9]|1[0-2])"
            r"\.?(?=[ ](?:\((?:пн|вт|ср|чт|пт|сб|вс)\b|в[ ]"
            r"\d{1,2}[:.]\d\d))"), _short_date, 46, DIGITS),
        ("date", (rf"(?P<day>3[01]|[12]\d|0?[1-9])[ ](?P<joint>и|или)[ ](?P<last>3[01]|[12]\d|0?[1-9])[ ](?P<month>"
            rf"(?i:{months}))(?![^\W\d_])\.?"), _two_days, 33, DIGITS),
        ("date", rf"(?P<day>3[01]|[12]\d|[1-9])(?=[ ]на[ ]\d{{1,2}}[ ](?i:{months})(?!\w))", _night, 33, DIGITS),
        ("address", r"(?P<house>\d{1,3})-(?P<flat>\d{1,4})(?!\w|[.,:/-]\d)", _house_and_flat, 30, DIGITS),
        ("ordinal", rf"(?P<number>\d{{1,3}})(?=[ \u00a0](?:по[ ]\d{{1,2}}[ ]число|{ordered})(?!\w))", _numbered, 17,
            DIGITS),
        ("compound", rf"(?P<roman>[IVXLCХ]{{1,6}})-(?P<rest>[{LOWER}]{{4,20}})(?!\w)", _roman_compound, 30, "aAХ"),
        ("roman", r"(?=[XIVI]{0,6}Х)[XIVХ]{1,8}(?!\w)", _mixed_roman, 30, "aAХ"),
        ("ordinal", r"(?P<decade>[2-9]0|[12]\d\d0)-(?P<ending>е|х)(?=[ ]г(?:г\.|оды|одов|одах))", _decade, 44, DIGITS),
        ("century", r"(?P<number>\d{1,2})(?:-[йгом]{1,2})?[ ]в\.(?=[ ](?:до[ ]н|н\.))", _century, 46, DIGITS),
        ("unit", (r"(?P<number>\d{1,4})[ \u00a0]?(?:-м[ ])?км(?=[ \u00a0](?:трасс|шоссе|"
            r"автодорог|дорог|МКАД|КАД|[МРА]-?\d|"
            r"[А-Я]\w+(?:ого|ого)[ ]ш))"), _milestone, 46, DIGITS),
        ("compound", rf"1,5-(?P<rest>(?:год|час|метр|литр|километр|месяч|процент|миллион)[{LOWER}]{{1,14}})(?!\w)",
            _one_and_half, 46, DIGITS),
        ("compound", r"(?P<number>\d{1,3})-комн\.", _rooms, 46, DIGITS),
        ("cardinal", r"(?P<number>\d{1,4})(?=[ ]ч\.[ ]?\d)", _before_part, 30, DIGITS),
        ("unit", r"(?P<number>\d{1,3}(?:,\d{1,2})?)[ \u00a0]?ч\.(?![ ]?(?:\d|л\.|лож)|\w)", _hours, 21, DIGITS),
        ("phone", (r"(?P<body>[78][ -]?\(?\d{3,4}(?:\)[ -]?|[ -])\d{2,3}[ -]\d\d[ -]?\d\d"
            r"|\d{3}-\d\d-\d\d|\d\d-\d\d-\d\d|[78][ "
            r"-]?\(?\d{3,4}\)?[ -]\d{3}[ -]\d{4}|[78]9\d{9})(?!\w|[.:/-]\d)(?:,?[ ]?доб\.?[ ]"
            r"(?P<extension>\d{1,6}))?"), _phone, 25, DIGITS),
        ("address", rf"(?P<code>\d{{6}})(?=,?[ ](?:г\.|[{UPPER}][{LOWER}]))", _postcode, 16, DIGITS),
        ("address", r"(?P<code>\d{6})(?!\w|[.,]\d)", _code_behind, 15, DIGITS),
        ("address", rf"(?P<house>\d{{1,4}})[ ]?(?P<letter>[{UPPER}{LOWER}])(?!\w|[.\-]\w)", _house, 22, DIGITS),
        ("address", r"(?P<house>\d{1,4})/(?P<part>\d{1,4})(?!\w|[.,:/-]\d)", _corner, 30, DIGITS),
        ("unit", r"(?P<number>\d{1,6}(?:,\d{1,3})?)[ \u00a0]?с(?=[ \u00a0]*(?:[.,;:!?)]|\Z))", _seconds, 21, DIGITS),
        ("unit", r"(?P<number>[1-9]\d{0,5}(?:,\d{1,3})?)(?P<blank>[ \u00a0])?(?P<unit>[АВ])(?![\w-]|\.\w|[ ][а-яё])",
            _volts, 20, DIGITS),
        ("ratio", (r"(?P<first>\d{1,4})"
            r"[ ]?:[ ]?(?P<last>\d{1,3}(?:[ \u00a0]\d{3}){1,2}|\d{1,6})(?![\w:]|[.,]\d)"), _ratio, 12, DIGITS),
        ("sign", r"[*#](?=[\s.,;!?)]|\Z)", _key, 20, "*#"),
        ("compound", rf"(?P<number>\d{{1,6}})(?P<percent>(?!))?-(?P<rest>[{LOWER}]{{3,24}})(?!\w)", _compound, 17,
            DIGITS),
        ("code", (rf"(?P<head>[{UPPER}]{{1,4}})(?P<joint>[- ]?)(?P<number>\d{{1,12}})(?P<tail>"
            rf"(?:[-/]?[{UPPER}A-Z0-9]{{1,8}}){{0,4}})(?!\w|[.,]\d)"), _code, 16, "aA"),
    )  # fmt: skip


def _russian(place: Place) -> Slavic:
    """The language of a place: these shapes are Russian's only."""
    return cast("Slavic", place.language)


_YEAR_WORDS = {
    "год": "nm", "года": "gm", "году": "lm", "годом": "im", "годе": "lm", "годы": "np", "годов": "gp", "годах": "lp",
    "годам": "dp", "годами": "ip",
}  # fmt: skip
_SHORT_YEAR = {"l": "году", "g": "года", "d": "году", "n": "год", "i": "годом"}
_SHORT_YEARS = {"l": "годах", "g": "годов", "d": "годам", "n": "годы", "i": "годами"}


def _year(match: re.Match[str], place: Place) -> str | None:
    language, word = _russian(place), match["word"]
    form = _YEAR_WORDS.get(word, "")
    if not form and not _is_short_year(match, place, language):
        return None
    stop = ""
    if not form:
        case = {"в": "l", "во": "l", "на": "n", "за": "n", "по": "n"}.get(language.governor) or {
            "d": "d",
            "i": "i",
            "l": "l",
        }.get(language.case, "g")
        several = word.startswith("гг")
        form, word = case + "m", (_SHORT_YEARS if several else _SHORT_YEAR)[case]
        earlier = place.text[place.end : place.end + 3]
        if match["word"].endswith(".") and (not earlier.strip() or (earlier[0] == " " and earlier[1:2].isupper())):
            stop = "."
    if word == "году" and form == "lm" and language.case == "d":
        form = "dm"
    first = int(match["year"])
    singular = form[0] + "m"
    if not match["last"]:
        if form[1] == "p":
            return None
        return f"{language.rank(first, singular)} {word}{stop}"
    last = match["last"]
    whole = int(last) if len(last) == 4 else int(match["year"][: -len(last)] + last)
    return f"{language.rank(first, singular)} {language.rank(whole, singular)} {word}{stop}" if whole > first else None


def _decade(match: re.Match[str], place: Place) -> str:
    """ "60-е гг."."""
    language = _russian(place)
    case = "n" if match["ending"] == "е" else "l" if language.governor in ("в", "о") else "g"
    return language.rank(int(match["decade"]), case + "p")


def _century(match: re.Match[str], place: Place) -> str:
    """ "5 в. до н. э."."""
    language = _russian(place)
    case = "l" if language.governor in ("в", "во", "о") else {"d": "d", "i": "i"}.get(language.case, "g")
    noun = {"l": "веке", "g": "века", "d": "веку", "i": "веком"}[case]
    return f"{language.rank(int(match['number']), case + 'm')} {noun}"


def _milestone(match: re.Match[str], place: Place) -> str | None:
    """ "на 15 км трассы М4"."""
    language = _russian(place)
    return f"{language.rank(int(match['number']), 'lm')} километре" if language.governor in ("на", "в") else None


def _one_and_half(match: re.Match[str], place: Place) -> str:
    del place
    return "полутора" + match["rest"]


def _rooms(match: re.Match[str], place: Place) -> str:
    ends = "квартира " if not place.text[place.end : place.end + 4].strip() else ""
    return f"{numerals.compound(int(match['number']))}комнатная {ends}".rstrip()


def _is_short_year(match: re.Match[str], place: Place, language: Slavic) -> bool:
    """ "250 г муки" is a weight: without a full stop a preposition or the end of the sentence must tell."""
    if int(match["year"]) % 50 == 0 and int(match["year"]) < 1900 and not language.governor:
        return place.before[-1:] != () and place.before[-1] in language.month_numbers
    if len(match["year"]) == 3:
        return match["word"] == "г." and language.governor == "в"
    if len(match["year"]) < 4 or match["year"][:2] not in (
        "10",
        "11",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "20",
    ):
        return False
    if match["word"].endswith(".") or match["word"] == "гг":
        return True
    return language.governor in ("в", "с", "до", "по", "к", "за", "на", "от") and not behind(place, 1)


def _bare_year(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    before = place.before[-1] if place.before else ""
    if before in MONTH_CASES or before in language.month_numbers:
        return f"{language.rank(int(match['year']), 'gm')} года"
    if language.governor in ("с", "от") and re.match(
        r"[ ](?:по|до)[ ][12]\d{3}[ ]?г", place.text[place.end : place.end + 12]
    ):
        return language.rank(int(match["year"]), "gm")
    if before in _YEAR_WORDS and not behind(place, 1):
        return language.rank(int(match["year"]), _YEAR_WORDS[before][0] + "m")
    return None


def _span(match: re.Match[str], place: Place) -> str | None:
    """ "сезон 2024/25"."""
    language, first, last = _russian(place), int(match["year"]), int(match["last"])
    short = len(match["last"]) == 2 and last > first % 100
    if (not short and last <= first) or not 1100 <= first <= 2100:
        return None
    return f"{language.cardinal(first)}, {language.cardinal(last)}"


def _short_date(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    timed = re.match(r"[ ](?:в|г\.|\((?:пн|вт|ср|чт|пт|сб|вс)\b)[ ]?\d?", place.text[place.end : place.end + 6])
    clued = language.governor in ("от", "до", "с", "по", "на", "к", "после", "за") or "date" in place.clues
    if not clued and not timed:
        return None
    following = place.text[place.end : place.end + 8].lstrip()
    if language.unit_next.match(following) or following[:1].isdigit():
        return None
    date = Date(int(match["day"]), int(match["month"]))
    return language.date(date, place)


def _night(match: re.Match[str], place: Place) -> str | None:
    """ "в ночь с 5 на 6 мая"."""
    language = _russian(place)
    return language.rank(int(match["day"]), "gn") if language.governor in ("с", "со") else None


_STREETS = frozenset({"ул.", "ул", "улица", "улице", "пр.", "проспект", "пер.", "ш."})


def _house_and_flat(match: re.Match[str], place: Place) -> str | None:
    """ "ул. Мира, 5-12"."""
    if place.text[place.start - 2 : place.start] != ", " or not _STREETS.intersection(place.before[-4:]):
        return None
    language = _russian(place)
    return f"{language.cardinal(int(match['house']))}, {language.cardinal(int(match['flat']))}"


def _two_days(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    month = language.month_numbers.get(match["month"].lower())
    if month is None:
        return None
    first = language.rank(int(match["day"]), language.day_case(place) + "n")
    return f"{first} {match['joint']} {language.date(Date(int(match['last']), month), place)}"


def _numbered(match: re.Match[str], place: Place) -> str | None:
    """ "на 3 этаже"; but "2 этажа" is counted where the form fits."""
    language = _russian(place)
    number, noun = int(match["number"]), behind(place, 1)[0]
    if noun == "по":
        return language.rank(number, "gn")
    if place.before[-1:] in (("номер",), ("№",)) or place.text[: place.start].rstrip().endswith("№"):
        return None
    kind = numerals.category(number)
    form = tables.ORDERED[noun]
    counted = kind == "few" and form[0] == "g" and language.case != "g"
    if (
        counted
        or (number == 1 and form[0] == "n" and place.text[place.start - 2 : place.start] != ", ")
        or (
            noun in ("этаж", "ряд")
            and (kind == "one" or language.case == "g")
            and place.text[place.start - 2 : place.start] != ", "
        )
    ):
        return None
    if noun in ("пути", "серии", "очереди", "главе", "минуте") and language.case == "g":
        form = "g" + form[1]
    if form[0] == "l" and language.case == "d" and noun == "ряду":
        form = "dm"
    return language.rank(number, form)


def _phone(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    if place.start and place.text[place.start - 1] in ".,:/-+":
        return None
    body = match["body"]
    groups = re.findall(r"\d+", body)
    if len(groups) == 1:
        groups = [body[0], body[1:4], body[4:7], body[7:9], body[9:]]
    words = language.phone(groups)
    return (
        f"{words}, {language.extension} {language.cardinal(int(match['extension']))}" if match["extension"] else words
    )


def _postcode(match: re.Match[str], place: Place) -> str | None:
    listed_before = place.start == 0 or place.text[place.start - 2 : place.start] == ", "
    if place.text[place.end : place.end + 1] != "," and "code" not in place.clues and not listed_before:
        return None
    return _russian(place).digits(match["code"])


def _code_behind(match: re.Match[str], place: Place) -> str | None:
    """ "д. 70А, 420111"."""
    comma = place.text[place.start - 2 : place.start] == ", "
    return _russian(place).digits(match["code"]) if comma and _HOUSES.intersection(place.before[-6:]) else None


_HOUSES = frozenset(
    listed(
        "д. д дом дома доме ул. ул улица улице пр-т кв. кв корп. корпус литера литер стр. квартира "
        "подъезд место места мест кабинет каб. офис оф. аудитория вагон палата строение помещение"
    )
)


def _house(match: re.Match[str], place: Place) -> str | None:
    """ "д. 12А", "12а"; "220 В" and "5 с" are none, nor "дом 5 и"."""
    language = _russian(place)
    house = any(word in _HOUSES for word in place.before[-2:])
    glued = match.end("house") == match.start("letter")
    if not glued or (not house and (match["letter"].islower() or match["letter"] == "В")):
        return None
    return f"{language.whole(match['house'])} {match['letter'].upper()}"


def _corner(match: re.Match[str], place: Place) -> str | None:
    """ "ул. Мира, 12/5": a house at a corner."""
    language = _russian(place)
    if not any(word in _HOUSES for word in place.before[-4:]):
        return None
    return f"{language.cardinal(int(match['house']))} дробь {language.cardinal(int(match['part']))}"


def _seconds(match: re.Match[str], place: Place) -> str | None:
    whole, _, fraction = match["number"].partition(",")
    language = _russian(place)
    return language.count(Figure(whole, fraction), tables.SECOND.noun)


def _volts(match: re.Match[str], place: Place) -> str | None:
    """ "220 В", "16 А"; "12А" is a house or a seat."""
    if not match["blank"] and match["unit"] == "А":
        return None
    whole, _, fraction = match["number"].partition(",")
    noun = tables.AMPERE if match["unit"] == "А" else tables.VOLT
    return _russian(place).count(Figure(whole, fraction), noun.noun)


def _ratio(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    if place.start and place.text[place.start - 1] in ":.,":
        return None
    first, last = int(match["first"]), int(re.sub(r"[^0-9]", "", match["last"]))
    if "score" in place.clues or any(
        word.startswith(("счёт", "счет", "матч", "выигр", "побед", "проигр")) for word in place.before[-6:]
    ):
        return f"{language.cardinal(first)} {language.cardinal(last)}"
    return f"{language.cardinal(first)} к {language.cardinal(last, 'dm')}"


def _key(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    case = "a" if language.asks_for_object(place.before[-6:]) else language.case
    stem = "решётк" if match[0] == "#" else "звёздочк"
    return stem + {"a": "у", "g": "и", "d": "е", "i": "ой", "l": "е"}.get(case, "а")


def _compound(match: re.Match[str], place: Place) -> str | None:
    """ "5-минутный", "10%-ная", "3-комнатная"; endings of ordinals are no second part."""
    del place
    number, rest = int(match["number"]), match["rest"]
    if match["percent"]:
        if not rest.startswith("н"):
            return None
        return f"{numerals.compound(number)}процент{rest}"
    if len(rest) < 4:
        return None
    return numerals.compound(number) + rest


def _latin(written: str) -> str:
    """A roman number in which X was written as a Cyrillic letter."""
    return written.replace("Х", "X")


def _roman_compound(match: re.Match[str], place: Place) -> str | None:
    """ "XX-летие"."""
    del place
    number = _latin(match["roman"])
    return numerals.compound(romans.value(number)) + match["rest"] if romans.whole(number) else None


def _mixed_roman(match: re.Match[str], place: Place) -> str | None:
    number = _latin(match[0])
    return _russian(place).roman(romans.value(number), place) if romans.whole(number) else None


def _before_part(match: re.Match[str], place: Place) -> str | None:
    """ "ст. 5 ч. 2": an article and its part, no hours."""
    if not place.before or place.before[-1].rstrip(".") not in ("ст", "статья", "статьи", "статье", "п", "пункт"):
        return None
    return _russian(place).cardinal(int(match["number"]))


def _hours(match: re.Match[str], place: Place) -> str | None:
    whole, _, fraction = match["number"].partition(",")
    return _russian(place).count(Figure(whole, fraction), tables.HOUR.noun)


def _code(match: re.Match[str], place: Place) -> str | None:
    language = _russian(place)
    head, number = match["head"], match["number"]
    if place.start and place.text[place.start - 1] in "-./":
        return None
    if match["joint"] == " " and (
        (len(number) < 3 and "code" not in place.clues)
        or head in language.as_words
        or head in language.single_words
        or len(head) > 3
        or (len(head) == 3 and place.before and place.text[: place.start].rstrip().endswith(place.before[-1].upper()))
    ):
        return None
    if not match["tail"] and len(number) <= 2 and number[0] != "0":
        return f"{language.spell(head)} {language.cardinal(int(number))}"
    return language.code(match[0])
