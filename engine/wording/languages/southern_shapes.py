"""Shapes that Spanish and Italian write alike and that need words of the language around: doses, expiries, masks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.wording.classes.dates import possible, whole_year
from engine.wording.classes.romans import whole as roman_value
from engine.wording.classes.units import unit_pattern
from engine.wording.figures import Figure
from engine.wording.language import Place, Shape
from engine.wording.languages.southern_words import Around
from engine.wording.languages.words import words
from engine.wording.patterns import DIGITS, alternatives
from engine.wording.stops import closing_stop
from engine.wording.vocabulary.nouns import Date
from engine.wording.vocabulary.symbols import VULGAR_FRACTIONS

if TYPE_CHECKING:
    from engine.wording.languages.southern_romance import SouthernRomance


_USUAL_PARTS = frozenset({2, 3, 4, 5, 8, 10})
_LEAST_PLAIN_DEGREES = 10
_TALLEST_FEET = 8
_ANDS = words("y e")
_MASK = re.compile(r"[*•]{1,20}+(?:[ -]?[*•]{2,20}+){0,5}+[ -]?(?P<last>\d{2,6})(?!\w)")
_RATIO = re.compile(r"(\d{1,3}):(\d{1,3}(?:[.,]\d{3}){1,2})(?![\w:]|[.,]\d)")
_EXPIRY = re.compile(r"(?P<month>0[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d|1[3-9]|[2-5]\d)(?![\w/]|[.,:-]?\d)")
_PRESSURE = re.compile(r"(?P<high>\d{1,3})/(?P<low>\d{1,3})(?P<unit>[ \u00a0]?mm[ ]?Hg)?(?![\w/]|[.,]\d)")
_DOSE = re.compile(r"/(?=\d{1,2}[ ]?(?:h|hs|hrs|horas|días|ore|giorni|gg)(?!\w))")
_PRIMES = re.compile(r"(?P<minutes>\d{1,3})['′](?![\w'′\"])")
_HOUR_PRIMES = re.compile(r"(?P<hours>\d{1,2})[ ]?h[ ]?(?P<minutes>[0-5]?\d)['′](?![\w'′\"])")
_MINUTES_SECONDS = re.compile(r"(?P<minutes>\d{1,3})['′](?P<blank>[ ]?)(?P<seconds>[0-5]?\d)(?:\"|''|″|”)")
_OVER = re.compile(r"(?P<top>\d{1,3}(?:[.,]\d)?)/(?P<bottom>[1-9]\d{0,2})(?![\w/]|[.,]\d)")
_HUNDREDTHS = re.compile(r"(?P<top>\d\d)/100(?=[ ]?(?:M\.?[ ]?N|pesos|soles))")
_SECTION = re.compile(r"\d{1,3}\.\d{1,2}(?![\w%‰]|[.,]\d)")
_SLASHED_HOURS = re.compile(r"/(?=[ ]?\d{1,2}(?:[:.]\d\d)?[ ]?[-–][ ]?\d{1,2})")
_HOURS_BEFORE = re.compile(r"\d[-–]\d{1,2}(?:[:.]\d\d)?h?[ ]?\Z")
_DAY_MONTH = r"(?P<d{0}>3[01]|[12]\d|0?[1-9])/(?P<m{0}>1[0-2]|0?[1-9])(?:/(?P<y{0}>\d{4}|\d\d))?"
_DATES = re.compile(
    rf"{_DAY_MONTH.replace('{0}', '1')}[ ]?[-–][ ]?{_DAY_MONTH.replace('{0}', '2')}(?!\w|[/-]\d|[.,]\d)"
)
_TIMES_AMOUNT = re.compile(r"(?P<count>\d{1,4})[ ][xX×](?=[ ]\d{1,9}(?:[.,]\d{1,9}){0,3}[ ]?[€$£])")
_TIMES = re.compile(r"[xX](?=[ ][$€]?\d)")
_LAST_WORD = re.compile(r"([^\W\d_]{3,12})\.?[ ]?\Z")
_OPENING = re.compile(r"(?:\A|[\s(])'[^'\d]")
_APART = re.compile(r"(?P<first>\d{1,9})[ ][-–−][ ](?P<last>\d{1,9})(?![\w%]|[.,:/-]\d|[ ]?[€$£%])")
_DIVIDED = re.compile(r"(?P<first>\d{1,6})[ ]?:[ ]?(?P<last>\d{1,6})(?=[ ]?=)")
_LENGTH = re.compile(
    r"(?P<a>\d{1,3}):(?P<b>[0-5]\d)(?::(?P<c>[0-5]\d)|[ ]?(?P<unit>min|minutos|minuti|h|hrs|horas|ore))(?![\w:]|[.]\d)"
)
_ROMANS = re.compile(r"(?P<first>[IVXLC]{1,7})[-–](?P<last>[IVXLC]{1,7})(?![\w-])")
_DECADE = re.compile(r"(?P<tens>[1-9]0)'?s(?!\w)")
_RESOLUTION = re.compile(r"(?P<number>[48])[ ]?K(?!\w)")
_DEGREES = re.compile(r"(?P<number>\d{1,3}(?:[.,]\d)?)[ ]?º(?!\w|\.\w|\.[ ][a-zà-ÿ]|[ ]?[CFK](?!\w))")
_INITIAL = re.compile(r"([LMXJVSDG])(?=:?[ ]\d{1,2}(?:[:.]\d\d)?[ ]?[-–])")
_INITIALS = re.compile(r"([LMXJVSDG])[ ](?:a|y|e)[ ]([LMXJVSDG])(?![\w-])")
_ANGLE = re.compile(r"[ ]?\d{1,2}['′]")
_NOUN = re.compile(r"[ \u00a0]{1,2}([^\W\d_]+)")
_VULGAR = "".join(VULGAR_FRACTIONS)


def shapes(language: SouthernRomance) -> Sequence[Shape]:
    part = (
        rf"(?:(?P<vulgar>[{_VULGAR}])|(?P<top>[1-9])/(?P<bottom>[2-9]|10))[ \u00a0]?"
        r"(?:d[ei][ ](?=(?:kg|km|lt|ml|cm|min)(?!\w)))?"
        rf"(?P<unit>{unit_pattern(language)})(?:\.(?=[ ][^\W\d_A-Z]))?(?![^\W_²³]|[²³/])"
    )
    month_year = (
        rf"(?P<month>{alternatives(language.month_numbers, any_case=True)})\.?[-/](?P<year>20\d\d|[1-4]\d)(?!\w|[-/]\d)"
    )
    months = alternatives(language.month_numbers, any_case=True)
    until = rf"[-–](?=[ ]?\d{{1,2}}[ ](?:de[ ])?(?:{months})(?!\w))"
    house = rf"(?P<number>\d{{1,4}})[ ]?[-–,][ ](?=(?:{language.postcode})[ ][^\W\d_][a-zà-ÿ])"
    return [
        Shape("code", _MASK, _mask, 30, "*•"),
        Shape("ratio", _RATIO, _ratio, 24, needs=":"),
        Shape("date", _EXPIRY, _expiry, 34, needs="/"),
        Shape("unit", _PRESSURE, _pressure, 36, needs="/"),
        Shape("duration", _MINUTES_SECONDS, _minutes_seconds, 26, needs="'′"),
        Shape("fraction", _OVER, _over, 36, needs="/"),
        Shape("version", _SECTION, _section, 26, needs="."),
        Shape("fraction", _HUNDREDTHS, _hundredths, 37, needs="/"),
        Shape("date", re.compile(month_year), _month_year, 29, "aA", "-/"),
        Shape("date", _DATES, _dates, 35, needs="/"),
        Shape("date", re.compile(until), _until, 30, "-–"),
        Shape("amount", _TIMES_AMOUNT, _times_amount, 24, needs="xX×"),
        Shape("sign", _TIMES, _times, 20, "xX"),
        Shape("sign", _SLASHED_HOURS, _slashed_hours, 30, "/"),
        Shape("sign", _DOSE, _dose, 30, "/"),
        Shape("duration", _PRIMES, _primes, 19, needs="'′"),
        Shape("duration", _HOUR_PRIMES, _primes, 28, needs="'′"),
        Shape("sign", _APART, _apart, 13, needs="-–−"),
        Shape("sign", _DIVIDED, _divided, 26, needs=":"),
        Shape("duration", _LENGTH, _length, 34, needs=":"),
        Shape("roman", _ROMANS, _romans, 19, "aA", "-–"),
        Shape("year", _DECADE, _decade, 30, needs="s"),
        Shape("code", _RESOLUTION, _resolution, 24, needs="K"),
        Shape("unit", _DEGREES, _degrees, 19, needs="º"),
        Shape("date", _INITIAL, _initial, 20, "aA", "-–"),
        Shape("date", _INITIALS, _initials, 20, "aA"),
        Shape("fraction", re.compile(part), _part, 35, DIGITS + _VULGAR, _VULGAR + "/"),
        Shape("address", re.compile(house), _house, 24),
    ]


def _around(place: Place) -> Around:
    return place.language.around  # type: ignore[attr-defined,no-any-return]


def _is_near(place: Place, known: frozenset[str], within: int) -> bool:
    """Whether one of `known` is among the last words of the sentence."""
    for word in place.before[: -within - 1 : -1]:
        if word == ".":
            return False
        if word.rstrip(".:") in known:
            return True
    return False


def _mask(match: re.Match[str], place: Place) -> str | None:
    """ "**** 4421": what is hidden is not said; one star is a key but behind "tarjeta"."""
    if match[0][1].isdigit() and not place.before_is(_CARDS):
        return None
    return place.language.digits(match["last"])


def _ratio(match: re.Match[str], place: Place) -> str | None:
    """ "1:50.000"."""
    language = place.language
    last = match[2].replace(".", "").replace(",", "")
    return f"{language.whole(match[1])} {language.ratio_to} {language.whole(last)}"


def _expiry(match: re.Match[str], place: Place) -> str | None:
    """ "08/27" behind "expires"; with a whole year anywhere."""
    year = match["year"]
    if (place.start and place.text[place.start - 1] in "/.,:-") or (
        len(year) == 2 and not _is_near(place, _around(place).expiry, 3)
    ):
        return None
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    language = place.language
    spoken = language.date(Date(None, int(match["month"]), whole), place)
    if place.before_is(_BEFORE_DATE):
        return f"{language.duration_noun('month').one} {language.magnitude_of} {spoken}"
    return spoken


def _pressure(match: re.Match[str], place: Place) -> str | None:
    language, around = place.language, _around(place)
    if not match["unit"] and not _is_near(place, around.pressure, 4):
        return None
    spoken = f"{language.whole(match['high'])} {around.over} {language.whole(match['low'])}"
    noun = language.unit("mmHg") if match["unit"] else None
    return f"{spoken} {noun.other}" if noun else spoken


def _dose(match: re.Match[str], place: Place) -> str | None:
    del match
    return _around(place).each


def _slashed_hours(match: re.Match[str], place: Place) -> str | None:
    """ "9-13 / 15-19"."""
    del match
    before = _HOURS_BEFORE.search(place.text, max(0, place.start - 12), place.start)
    return place.language.and_word if before else None


def _primes(match: re.Match[str], place: Place) -> str | None:
    """ "95'", "1h30'", unless the sign closes a quotation."""
    language, parts = place.language, match.groupdict()
    if _OPENING.search(place.text, max(0, place.start - 60), place.start):
        return None
    if not parts.get("hours") and place.before_is(_around(place).play):
        number = int(parts["minutes"])
        return language.ordinal(number) if _around(place).is_play_ranked else language.cardinal(number)
    hours = [(Figure(parts["hours"]), "hour")] if parts.get("hours") else []
    return language.duration([*hours, (Figure(str(int(parts["minutes"]))), "minute")])


def _apart(match: re.Match[str], place: Place) -> str | None:
    """ "5 - 3": a difference behind "is", else two numbers."""
    language = place.language
    first, last = match["first"], match["last"]
    if _is_near(place, _around(place).result, 1):
        return f"{language.whole(first)} {language.minus} {language.whole(last)}"
    return f"{language.whole(first)}, {language.whole(last)}" if int(first) > int(last) else None


def _divided(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    return f"{language.whole(match['first'])} {language.signs['÷']} {language.whole(match['last'])}"


def _length(match: re.Match[str], place: Place) -> str | None:
    """ "1:45:30" behind "lasts"."""
    if not _is_near(place, _around(place).lasting, 3):
        return None
    units = ("hour", "minute", "second") if match["c"] else ("minute", "second")
    if (match["unit"] or "").startswith(("h", "o")):
        units = ("hour", "minute")
    parts = [(Figure(str(int(part))), unit) for part, unit in zip(match.groups(), units, strict=False) if part]
    return place.language.duration([pair for pair in parts if pair[0].whole != "0"] or parts[-1:])


def _romans(match: re.Match[str], place: Place) -> str | None:
    """ "Siglos XV-XVIII"."""
    language = place.language
    found = []
    for key in ("first", "last"):
        value = roman_value(match[key])
        # A noun behind is the noun of both.
        there = place._replace(start=match.start(key), end=match.end())
        spoken = language.roman(value, there) if value else None
        if spoken is None:
            return None
        found.append(spoken)
    return language.joined(found[0], found[1], place)


def _decade(match: re.Match[str], place: Place) -> str | None:
    known = place.before_is(_around(place).decade) or (
        len(place.before) > 1 and place.before_is(_ANDS) and _DECADE.fullmatch(place.before[-2])
    )
    return place.language.cardinal(int(match["tens"])) if known else None


def _resolution(match: re.Match[str], place: Place) -> str | None:
    """A screen of 4K."""
    if place.start and place.text[place.start - 1] in "$€£.,":
        return None
    return f"{place.language.whole(match['number'])} {place.language.spell('K')}"


def _degrees(match: re.Match[str], place: Place) -> str | None:
    """ "35º" of warmth, which is written like an ordinal."""
    language, around = place.language, _around(place)
    behind = _NOUN.match(place.text, place.end, place.end + 40)
    whole, _, fraction = match["number"].replace(",", ".").partition(".")
    angle = _ANGLE.match(place.text, place.end)
    plain = angle or (int(whole) >= _LEAST_PLAIN_DEGREES and place.before_is(around.towards))
    if (behind and behind[1].lower() not in language.function_words) or not (  # type: ignore[attr-defined]
        plain or _is_near(place, around.warm, 8)
    ):
        return None
    return language.count(Figure(whole, fraction), language.degree)  # type: ignore[attr-defined]


def _initial(match: re.Match[str], place: Place) -> str | None:
    """ "V: 8:00-14:00"."""
    number = place.language.weekday_initials.get(match[1])  # type: ignore[attr-defined]
    return place.language.weekday(number) if number else None


def _minutes_seconds(match: re.Match[str], place: Place) -> str | None:
    """ "45' 30\"", but "5'7\"" is somebody's height."""
    minutes = int(match["minutes"])
    if not match["blank"] and minutes <= _TALLEST_FEET:
        return None
    return place.language.duration([(Figure(str(minutes)), "minute"), (Figure(str(int(match["seconds"]))), "second")])


def _over(match: re.Match[str], place: Place) -> str | None:
    """ "8/10" behind "nota", "3/12" behind "cuota", "10/12" behind a street; "4,5/5" anywhere."""
    language, around = place.language, _around(place)
    top, _, fraction = match["top"].replace(",", ".").partition(".")
    bottom = language.whole(match["bottom"])
    if place.start and place.text[place.start - 1] in "/.,:-":
        return None
    if fraction or _is_near(place, around.rating, 3):
        return f"{language.number(Figure(top, fraction))} {around.over} {bottom}"
    if _is_near(place, around.parts, 1):
        return f"{language.whole(top)} {language.magnitude_of} {bottom}"
    if _is_near(place, around.street, 5) and not place.before_is(_BEFORE_DATE):
        return f"{language.whole(top)} {language.signs['/']} {bottom}"
    return None


def _section(match: re.Match[str], place: Place) -> str | None:
    """ "Art. 3.2"."""
    return place.language.version(match[0].split(".")) if place.before_is(_around(place).section) else None


def _hundredths(match: re.Match[str], place: Place) -> str | None:
    """ "00/100 M.N."."""
    language = place.language
    return f"{language.whole(match['top'])} {_around(place).over} {language.whole('100')}"


def _month_year(match: re.Match[str], place: Place) -> str | None:
    """ "Dic-2024"."""
    language, year = place.language, match["year"]
    month = language.month_numbers.get(match["month"].lower())
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    return language.date(Date(None, month, whole), place) if month else None


def _dates(match: re.Match[str], place: Place) -> str | None:
    """ "15/06-31/08"."""
    if place.start and place.text[place.start - 1] in "/.,:-":
        return None
    found = []
    for key in ("1", "2"):
        year = match[f"y{key}"]
        one = Date(int(match[f"d{key}"]), int(match[f"m{key}"]), whole_year(year) if year else None)
        if not possible(one):
            return None
        found.append(place.language.date(one, place))
    return f"{found[0]} al {found[1]}"


def _until(match: re.Match[str], place: Place) -> str | None:
    """ "1 jul.-31 ago."."""
    del match
    head = _LAST_WORD.search(place.text, max(0, place.start - 14), place.start)
    return "al" if head and head[1].lower() in place.language.month_numbers else None


def _times_amount(match: re.Match[str], place: Place) -> str | None:
    """ "12 x 20 €"."""
    return f"{place.language.whole(match['count'])} {place.language.by}"


def _times(match: re.Match[str], place: Place) -> str | None:
    """ "20 €/mes x 12"."""
    del match
    return place.language.by if place.start > 1 and place.text[place.start - 1] == " " else None


_CARDS = words("tarjeta carta cuenta conto tarj. bancomat")
_BEFORE_DATE = words("el al del il dal l dall día giorno")
_BEFORE_INITIALS = words("de los da dal")


def _initials(match: re.Match[str], place: Place) -> str | None:
    """ "De L a V"."""
    language = place.language
    first, last = (language.weekday_initials.get(letter) for letter in match.groups())  # type: ignore[attr-defined]
    if first is None or last is None or first >= last or not place.before_is(_BEFORE_INITIALS):
        return None
    joint = match[0][1:-1]
    return f"{language.weekday(first)}{joint}{language.weekday(last)}"


def _part(match: re.Match[str], place: Place) -> str | None:
    """ "1/2 kg", "¾ l"."""
    language = place.language
    noun = language.unit(match["unit"])
    vulgar = match["vulgar"]
    top, bottom = VULGAR_FRACTIONS[vulgar] if vulgar else (int(match["top"]), int(match["bottom"]))
    if noun is None or top >= bottom or bottom not in _USUAL_PARTS:
        return None
    if place.start and (
        place.text[place.start - 1] in "/.,:-" or place.text[place.start - 2 : place.start - 1].isdigit()
    ):
        return None
    stop = closing_stop(match[0], place)
    if (top, bottom) == (1, 2):
        return language.half_of(noun.one) + stop  # type: ignore[attr-defined,no-any-return]
    return f"{language.fraction(top, bottom)} {language.magnitude_of} {noun.one}{stop}"


def _house(match: re.Match[str], place: Place) -> str | None:
    """ "Via Roma, 1 - 20121 Milano"."""
    return f"{place.language.whole(match['number'])}," if place.start else None
