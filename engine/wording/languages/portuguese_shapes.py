"""The shapes of Portuguese: weekdays by their rank, months behind a slash, documents, degrees, telephone numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes import phones
from engine.wording.classes.dates import whole_year
from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.romans import whole as whole_roman
from engine.wording.language import Place, Shape
from engine.wording.languages import portuguese_tables as tables
from engine.wording.languages.romance import thousandfold
from engine.wording.vocabulary.nouns import Date

if TYPE_CHECKING:
    from engine.wording.language import Language

_WEEKDAY = r"[2-6]\.?[ªa]"
_WEEKDAYS = re.compile(
    rf"(?P<first>{_WEEKDAY})(?P<fair>[- ]feiras?|s)?"
    r"(?:[ ]?(?P<joint>[-–]|[aàe]|até|às)[ ]?"
    rf"(?P<last>{_WEEKDAY})(?P<fair2>[- ]feiras?|s)?)?(?!\w)"
)
_NUMBER_SIGN = re.compile(r"[nN](?:\.?[º°]|\.[oO]|o\.)(?P<many>s)?\.?[ ]?(?=\d)")
_SHORT_MONTH = re.compile(r"(?P<day>3[01]|[12]\d|0?[1-9])/(?P<month>[a-zA-Zç]{3,9})\.?(?:/(?P<year>\d{4}|\d\d))?(?!\w)")
_TIMES = re.compile(
    r"(?P<count>\d{1,3})[ ]?[xX](?=/(?:dia|semana|mês|ano)|[ ](?:de|sem|com|iguais|no|por|ao|R\$|US\$|€))(?!\w)"
)
_SCORE = re.compile(r"(?P<a>\d{1,2})[ ]?[xX×][ ]?(?P<b>\d{1,2})(?!\w|[.,]\d)")
_DOCUMENT = re.compile(
    r"(?:\d{3}\.\d{3}\.\d{3}-\d\d|\d\d\.\d{3}\.\d{3}/\d{4}-\d\d|\d\d\.?\d{3}-\d{3}|\d{4}-\d{3}|\d\d\.\d{3}\.\d{3}-[\dXx]|\d{4,12}-[\dXx])"
    r"(?!\w|[-./]\d)"
)
_THOUSANDS = r"(?P<number>{0})[ \u00a0]mil(?![^\W_])(?![ ]milhões)"
_MONTH_SLASH = re.compile(r"(?P<month>[a-zA-Zç]{3,9})\.?/(?P<year>(?:19|20)\d\d|\d\d)(?!\w|[/.,-]\d)")
_MONTH_FIGURES = re.compile(r"0[1-9]|1[0-2]")
_BEFORE_FLOOR = re.compile(r"(?P<number>\d{1,5})(?=[ ][-–][ ]\d{1,2}\.?[ºª])")
_BARRED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{3}){1,2}|\d{1,5})/(?P<year>(?:19|20)\d\d|[6-9]\d)(?!\w|[/.,-]\d)")
_DEGREES = re.compile(r"(?P<number>[-−]?\d{1,3}(?P<decimals>[.,]\d{1,2})?)[ ]?[º°](?![ ]?[CF](?!\w)|\w|[./]\d)")
_POINT = re.compile(r"(?P<a>\d)\.(?P<b>\d)(?!\w|[.,/-]\d|[ ]?[%€])")
_ROMAN_RANK = re.compile(r"(?P<roman>[IVX]{1,6})\.?(?P<suffix>[ºª°])(?!\w)")
_KILOMETRE = re.compile(r"(?i:km)[ ]?(?=\d)")
_EXTENSION = r"(?:,?[ ](?:(?:ext|ram)\.|extensão|ramal)[ ]?(?P<extension>\d{1,6}))?"
BRAZILIAN_PHONE = re.compile(
    rf"(?P<body>\(\d\d\)[ ]?9[ ]\d{{4}}[- ]?\d{{4}}|(?:\d\d[ ])?(?:9[ ]?)?\d{{4}}-\d{{4}}|"
    rf"0[358]00(?:[ -]\d{{1,4}}){{2,4}})(?!\w|-\d){_EXTENSION}"
)
PORTUGUESE_PHONE = re.compile(
    r"(?P<body>(?:2\d|9[1236]|80|70|30)\d[ ]\d{3}[ ]\d{3}|(?:2[12][ ]\d{3}[ ]\d\d[ ]\d\d)|"
    r"(?:808|707|800|760|761)(?:[ ]\d\d){3}|9[1236][ ]\d{3}[ ]\d\d[ ]\d\d)(?!\w|[ .,]?\d)"
    rf"{_EXTENSION}"
)


def shapes(language: Language) -> list[Shape]:
    """What both countries write."""
    return [
        Shape("date", _WEEKDAYS, _weekdays, 28, "23456", "ªa"),
        Shape("date", _SHORT_MONTH, _short_month, 31, needs="/"),
        Shape("sign", _NUMBER_SIGN, _number, 30, "aAnN"),
        Shape("sign", _TIMES, _times, 25, needs="xX"),
        Shape("score", _SCORE, _score, 17, needs="xX×"),
        Shape("cardinal", re.compile(_THOUSANDS.replace("{0}", number_pattern(language))), _thousands, 18, needs="m"),
        Shape("code", _DOCUMENT, _document, 27, needs="-"),
        Shape("unit", _KILOMETRE, _kilometre, 30, "kKaA"),
        Shape("date", _MONTH_SLASH, _month_slash, 27, "aA", "/"),
        Shape("code", _BARRED, _barred, 36, needs="/"),
        Shape("address", _BEFORE_FLOOR, _before_floor, 21, needs="ºª"),
        Shape("unit", _DEGREES, _degrees, 22, needs="º°"),
        Shape("version", _POINT, _point, 13, needs="."),
        Shape("roman", _ROMAN_RANK, _roman_rank, 30, "aA", "ºª°"),
    ]


_WEEKDAY_RANKS = {"2": "segunda", "3": "terça", "4": "quarta", "5": "quinta", "6": "sexta"}


def _weekdays(match: re.Match[str], place: Place) -> str | None:
    """ "2ª a 6ª", "3.ª feira"; a rank alone is an ordinal."""
    first, last = match["first"], match["last"]
    fair, fair2 = match["fair"] or "", match["fair2"] or ""
    if not last and "feira" not in fair:
        return None
    if last and "a" in first + last and "ª" not in first + last:
        return None
    if last and match["joint"] == "e" and not (fair2 or place.clues & {"time"}):
        return None
    head = _weekday_rank(first, fair or ("s" if fair2.endswith("feiras") else ""))
    if not last:
        return head
    joint = "a" if match["joint"] in "-–" else match["joint"]
    return f"{head} {joint} {_weekday_rank(last, fair2)}"


def _weekday_rank(written: str, ending: str) -> str:
    name = _WEEKDAY_RANKS[written[0]]
    if "feira" in ending:
        return f"{name}s-feiras" if ending.endswith("s") else f"{name}-feira"
    return name + ending


def _short_month(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    month = language.month_numbers.get(match["month"].lower())
    if month is None:
        return None
    year = match["year"]
    whole = None if year is None else int(year) if len(year) == 4 else 2000 + int(year)
    return language.date(Date(int(match["day"]), month, whole), place)


def _number(match: re.Match[str], place: Place) -> str | None:
    del place
    return "números" if match["many"] else "número"


def _thousands(match: re.Match[str], place: Place) -> str | None:
    """ "2 mil pessoas" has the gender of what is counted."""
    found = figure(match["number"], place.language)
    return None if found is None else place.language.number(thousandfold(found), place.language.governed(place))


def _times(match: re.Match[str], place: Place) -> str | None:
    count = int(match["count"])
    return f"{place.language.cardinal(count, 'f')} {'vez' if count == 1 else 'vezes'}"


def _score(match: re.Match[str], place: Place) -> str | None:
    around = (
        (place.text[max(0, place.start - 30) : place.start].split() or [""])[-1],
        *place.text[match.end() :].split(maxsplit=1)[:1],
    )
    named = len(around) == 2 and all(word[:1].isupper() for word in around)
    if "score" not in place.clues and not named:
        return None
    return f"{place.language.whole(match['a'])} a {place.language.whole(match['b'])}"


def _document(match: re.Match[str], place: Place) -> str | None:
    """A postcode, an account, a taxpayer's number: its digits one by one."""
    if place.start and place.text[place.start - 1] in "-./":
        return None
    return place.language.code(match[0])


def _kilometre(match: re.Match[str], place: Place) -> str | None:
    del match
    noun = place.language.unit("km")
    if place.start and place.text[max(0, place.start - 2) : place.start].strip()[-1:].isdigit():
        return None
    return noun and noun.one


_YEARS = re.compile(r"(?P<first>1[5-9]\d\d|20\d\d)-(?P<last>1[5-9]\d\d|20\d\d)")


def phone(match: re.Match[str], place: Place) -> str | None:
    """A number that looks like its country's."""
    years = _YEARS.fullmatch(match["body"])
    if years and years["first"] < years["last"] and "phone" not in place.clues:
        return None
    if place.start and (place.text[place.start - 1].isalnum() or place.text[place.start - 1] in ".,-"):
        return None
    return phones.spoken(match["body"], match["extension"] or "", place.language)


def _month_slash(match: re.Match[str], place: Place) -> str | None:
    """ "Jan/2025"."""
    language = place.language
    month = language.month_numbers.get(match["month"].lower())
    if month is None or (place.start and place.text[place.start - 1] in "/.-"):
        return None
    return language.date(Date(None, month, whole_year(match["year"])), place)


def _before_floor(match: re.Match[str], place: Place) -> str | None:
    """ "Reis, 21 - 3.º": a house and a floor."""
    return place.language.whole(match["number"])


def _barred(match: re.Match[str], place: Place) -> str | None:
    """The number of a law or a file: "8.078/1990"."""
    number = figure(match["number"], place.language)
    if _MONTH_FIGURES.fullmatch(match["number"]) and not place.before_is(tables.NUMBERED_PAPERS):
        return None
    if number is None or (place.start and place.text[place.start - 1] in "/.,-"):
        return None
    long = len(match["year"]) == 4
    if not long and "." not in match["number"]:
        return None
    return f"{place.language.number(number)} {place.language.signs['/']} {place.language.whole(match['year'])}"


def _degrees(match: re.Match[str], place: Place) -> str | None:
    """ "38,5º" are degrees, and "20º" in the weather."""
    language = place.language
    sure = match["decimals"] or match["number"][0] in "-−"
    if not sure and tables.WEATHER.isdisjoint((*place.before, *place.after(4))):
        return None
    found, noun = figure(match["number"], language), language.unit("°")
    return None if found is None or noun is None else language.count(found, noun)


def _point(match: re.Match[str], place: Place) -> str | None:
    """ "Motor 1.0" has a point."""
    language = place.language
    if place.start and place.text[place.start - 1] in ".,/-":
        return None
    return f"{language.whole(match['a'])} {language.dot} {language.whole(match['b'])}"


def _roman_rank(match: re.Match[str], place: Place) -> str | None:
    number = whole_roman(match["roman"])
    if number is None:
        return None
    return place.language.ordinal(number, place.language.ordinal_form(match["suffix"], place))
