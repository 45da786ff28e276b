"""Dates in figures and with the month's name, with weekdays, ranges, ISO 8601; and the content of a say-as date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.format_spellings import date_order
from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS, alternatives
from engine.wording.stops import closing_stop
from engine.wording.vocabulary.nouns import Clock, Date

if TYPE_CHECKING:
    from engine.wording.language import Language

_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FULL = re.compile(r"(?P<a>\d{1,2})(?P<sign>[/.-])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?![\w/]|[-.]\d)")
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=sign)(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
    r"(?:T(?P<hour>[01]\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d{1,9})?)?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?![\w/]|[-.]\d)"
)
_SHORT = re.compile(r"(?P<a>\d{1,2})(?P<sign>[./])(?P<b>\d{1,2})(?P<end>(?<=\.\d)\.|(?<=\.\d\d)\.)?(?![\w/]|[.,:-]?\d)")
_YEAR = r"(?:,?[ ]{1,2}|(?<=-))(?P<year>\d{4})(?!\w|[.,:/]\d)"
_YEAR_BEHIND = rf"(?:{_YEAR})?"


def shapes(language: Language) -> list[Shape]:
    weekday = rf"(?:(?P<weekday>{alternatives(language.weekday_numbers, any_case=True)})\.?,?[ ]{{1,2}})?"
    ordinal = rf"(?:{language.ordinal_suffixes})?" if language.ordinal_suffixes else ""
    of = language.date_of
    day = rf"(?P<day>3[01]|[12]\d|0?[1-9]){ordinal}\.?(?!\d)"
    span = rf"(?:[ ]?(?:[-–—]|{language.range_words})[ ]?(?P<last>3[01]|[12]\d|0?[1-9]){ordinal}\.?(?!\d))?"
    # Behind a month a full stop is no part of the day.
    last_day, last_span = (part.replace(r"\.?(?!\d)", r"(?!\d)") for part in (day, span))
    month = rf"(?P<month>{alternatives(language.month_numbers, any_case=True)})(?![^\W\d_])\.?"
    article = language.date_article
    day_first = re.compile(
        rf"{weekday}{article}{day}{span}[ -]?(?:{of})?[ -]{{0,2}}{month}(?:(?:[ ]?(?:{of}|-))?{_YEAR})?"
    )
    month_first = re.compile(rf"{weekday}{month}[ ]{{1,2}}{last_day}{last_span}{_YEAR_BEHIND}(?![^\W_]|[:/.]\d)")
    year_first = re.compile(rf"(?:{weekday}){month},?(?:[ ](?:{of}))?[ ]{{1,2}}(?P<year>[12]\d{{3}})(?!\w|[.,:/]\d)")
    starts = "aA" + DIGITS
    local = "".join({name[0] for name in (*language.month_numbers, *language.weekday_numbers) if not name[0].isascii()})
    local += local.upper() if local.upper().__len__() == len(local) else ""
    found = [
        Shape("date", re.compile(weekday + _FULL.pattern), _full, 25, starts + local, "/.-"),
        Shape("date", _ISO, _iso, 30, needs="-/."),
        Shape("date", re.compile(weekday + _SHORT.pattern), _short, 12, starts + local, "/."),
        Shape("date", day_first, _named, 30, starts + local),
        Shape("date", year_first, _named, 24, "aA" + local),
    ]
    if language.weekday_numbers:
        days = alternatives(language.weekday_numbers, any_case=True)
        joint = rf"[ ]?(?:[-–—]|(?:{language.range_words})(?=[ ]))[ ]?"
        pattern = rf"(?P<first>{days})\.?{joint}(?P<last>{days})(?:\.(?!\w)|(?!\w))"
        found.append(Shape("date", re.compile(pattern), _weekdays, 26, "aA" + local))
        found.append(Shape("date", re.compile(rf"(?P<first>{days})\.?(?![\w'-])"), _one_weekday, 8, "aA" + local))
    if language.month_first_names:
        found.append(Shape("date", month_first, _named, 28, "aA" + local))
    return found


def _weekday(match: re.Match[str], language: Language) -> int | None:
    written = match.groupdict().get("weekday")
    return language.weekday_numbers.get(written.lower().rstrip(".")) if written else None


def _weekdays(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    # A pattern that ignores case takes "ı" for an "i".
    first, last = (language.weekday_numbers.get(match[key].lower()) for key in ("first", "last"))
    return language.weekdays(first, last, place) + closing_stop(match[0], place) if first and last else None


def _one_weekday(match: re.Match[str], place: Place) -> str | None:
    """An abbreviated weekday that stands alone: the language tells it from a word."""
    language = place.language
    written = match["first"]
    number = language.weekday_numbers.get(written.lower())
    name = language.weekday(number) if number else ""
    if not number or written.lower() == name.lower() or not language.is_weekday(match[0], place):
        return None
    return name + closing_stop(match[0], place)


def _full(match: re.Match[str], place: Place) -> str | None:
    if place.start and place.text[place.start - 1] in "/.-":
        return None
    return _in_figures(match, place, match["year"])


def _short(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    if place.start and place.text[place.start - 1] in "/.-:,":
        return None
    clued = "date" in place.clues or _weekday(match, language) is not None
    # "3.4" is a decimal where dots are, "3.4." is a date; "12/3" is one where the words around say so.
    if match["sign"] == "." and not (language.dotted_dates and (match["end"] or clued)):
        return None
    if match["sign"] == "/" and not clued and not language.is_date(place):
        return None
    return _in_figures(match, place, None)


def _in_figures(match: re.Match[str], place: Place, year: str | None) -> str | None:
    language = place.language
    a, b = int(match["a"]), int(match["b"])
    order = "dmy" if match["sign"] == "." else language.date_order
    if order == "ymd":
        if year is not None and len(year) == 2:
            # 25/3/14: the year first.
            found = Date(int(year), b, whole_year(match["a"]), _weekday(match, language), day_first=False)
            return language.date(found, place) if possible(found) else None
        order = "mdy"
    day, month = (b, a) if order == "mdy" and not (a > 12 >= b) else (a, b)
    if order == "dmy" and b > 12 >= a:
        day, month = b, a
    found = Date(
        day,
        month,
        None if year is None else whole_year(year),
        _weekday(match, language),
        day_first=order == "dmy" or day == a,
    )
    return language.date(found, place) + closing_stop(match[0], place) if possible(found) else None


def _iso(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    found = Date(int(match["day"]), int(match["month"]), int(match["year"]), day_first=language.date_order == "dmy")
    if not possible(found):
        return None
    words = language.date(found, place)
    if match["hour"] is None:
        return words
    second = int(match["second"] or "0") or None
    zone = "UTC" if match["zone"] == "Z" else ""
    clock = Clock(int(match["hour"]), int(match["minute"]), second, zone=zone)
    return f"{words}, {language.clock(clock, place)}"


def _named(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    parts = match.groupdict()
    month = language.month_numbers.get(parts["month"].lower().rstrip("."))
    day = int(parts["day"]) if parts.get("day") else None
    year = int(parts["year"]) if parts["year"] else None
    day_first = day is None or match.start("day") < match.start("month")
    found = Date(day, month, year, _weekday(match, language), day_first=day_first)
    if month is None or not possible(found) or not language.is_month(parts["month"], found, place):
        return None
    last = parts.get("last")
    if last and day is not None:
        if int(last) <= day or not possible(found._replace(day=int(last))):
            return None
        return language.days(found, int(last), place) + closing_stop(match[0], place)
    return language.date(found, place) + closing_stop(match[0], place)


def possible(date: Date) -> bool:
    """Whether the day is one of the month's."""
    if date.month is not None and not 1 <= date.month <= 12:
        return False
    return date.day is None or 1 <= date.day <= (31 if date.month is None else _DAYS_IN_MONTH[date.month - 1])


def whole_year(text: str) -> int:
    """A written year; of two digits 69–99 are nineteen hundreds, as POSIX has it."""
    number = int(text)
    return number if len(text) != 2 else number + (1900 if number >= 69 else 2000)


# The content of a say-as -------------------------------------------------------------------------------------------

_COMPACT = re.compile(r"[\d?]{4,8}")
_UNKNOWN = re.compile(r"\d*\?+")
_MOST_PARTS = 3
_MONTHS = 12
_TIME_MARK = re.compile(r"(?<=\d)T(?=\d)")
_WORD_OR_NUMBER = re.compile(r"[^\W\d_]+|\d+|\?{1,4}")


def say(text: str, format_: str, language: Language, rest: object = None) -> str | None:
    """Read the content of a say-as date; `rest` reads what stands behind it.

    `format_` tells the order of day, month and year; day and month are then never read the other way round: what does
    not fit is read as figures, as they stand. But a year that comes first is ISO 8601's. Question marks stand for
    what is not said. None when `text` is no date.
    """
    order = date_order(format_)
    words = date(text, order, language)
    if words is not None or not order:
        return words
    # A time of day behind it, or what else people write there, must not take the order along.
    head, _, tail = _TIME_MARK.sub(" ", text).partition(" ")
    words = date(head, order, language) if tail else None
    if words is not None and callable(rest):
        return f"{words}, {rest(tail)}"
    return figures(text, language)


def date(text: str, order: str, language: Language) -> str | None:
    """Read a date: ("12/31/2025", "mdy"); `order` is one of `format_spellings.DATE_ORDERS` or ""."""
    text = text.strip()
    pieces = _WORD_OR_NUMBER.findall(text)[: _MOST_PARTS + 4]
    months = [language.month_numbers.get(piece.lower()) for piece in pieces]
    numbers = [piece for piece in pieces if piece[0].isdecimal() or piece[0] == "?"]
    if any(months):
        return _said_with_name(pieces, months, language) if len(numbers) < _MOST_PARTS else None
    words = None
    if _COMPACT.fullmatch(text):
        words = _compact(text, order, language)
    elif 0 < len(numbers) <= _MOST_PARTS:
        words = _separated(numbers, text, order, language)
    if words is None and {"d", "m"} <= set(order) and 1 < len(numbers) <= _MOST_PARTS:
        return figures(text, language)
    return words


_BETWEEN = re.compile(r"(?<=\d)\s?[/.-]\s?(?=\d)")


def figures(text: str, language: Language) -> str:
    """Read the numbers of `text` one by one, as they stand: "31/12/2025" → "thirty one, twelve, twenty twenty five"."""

    def one(match: re.Match[str]) -> str:
        return language.year(int(match[0])) if len(match[0]) == 4 else language.whole(match[0].lstrip("0") or "0")

    return re.sub(r"\d+", one, _BETWEEN.sub(", ", text))


def _compact(text: str, order: str, language: Language) -> str | None:
    """Figures without signs between them: by the order, else as ISO 8601."""
    for keys in dict.fromkeys((order or "ymd", "ymd")):
        for year_digits in (4, 2) if keys == order else (4,):
            widths = [year_digits if key == "y" else 2 for key in keys]
            if sum(widths) != len(text):
                continue
            fields: dict[str, str] = {}
            start = 0
            for key, width in zip(keys, widths, strict=True):
                fields[key] = text[start : start + width]
                start += width
            words = _fields(fields, keys, language)
            if words is not None:
                return words
    return _fields({"y": text}, "y", language) if len(text) == 4 and order in ("", "y") else None


def _separated(numbers: list[str], text: str, order: str, language: Language) -> str | None:
    keys = _keys(numbers, order) if order else ""
    if not keys and not {"d", "m"} <= set(order):
        keys = _guess(numbers, text, language)
    return _fields(dict(zip(keys, numbers, strict=True)), keys, language) if keys else None


def _keys(numbers: list[str], order: str) -> str:
    """What each number is, by the order that was asked for; "" where that does not fit.

    The year may be left out, or be there although the order has none; where one of the numbers has four digits it is
    that one.
    """
    rest = order.replace("y", "")
    long = next((place for place, number in enumerate(numbers) if len(number) == 4), None)
    if long is None or len(order) == 1:
        if len(numbers) == len(order):
            return order
        if len(numbers) == len(rest) + 1 == _MOST_PARTS:
            return f"{rest}y"
        return rest if len(numbers) == len(rest) else ""
    if long == 0 and not order.startswith("yd"):
        rest = "md"
    others = len(numbers) - 1
    if others == 1 and "m" in rest:
        rest = "m"
    if others > len(rest):
        return ""
    return rest[:long] + "y" + rest[long:others]


def _fields(fields: dict[str, str], keys: str, language: Language) -> str | None:
    """The words of what stands under "y", "m" and "d"; a question mark says nothing."""
    known = {key: number for key, number in fields.items() if not _UNKNOWN.fullmatch(number)}
    if any("?" in number for number in known.values()):
        return None
    values = {key: whole_year(number) if key == "y" else int(number) for key, number in known.items()}
    # Where the year comes first, the language's own order says the rest.
    day_first = keys.startswith("dm") or (
        keys.startswith("y") and language.date_order == "dmy" and not language.iso_as_written
    )
    found = Date(values.get("d"), values.get("m"), values.get("y"), day_first=day_first)
    if not possible(found) or found == Date(day_first=day_first):
        return None
    return language.date(found)


def _guess(numbers: list[str], text: str, language: Language) -> str:
    if len(numbers) == 1:
        return "y" if len(numbers[0]) == 4 else ""
    month_first = language.date_order == "mdy"
    if len(numbers) == 2:
        if len(numbers[0]) == 4:
            return "ym"
        if len(numbers[1]) == 4:
            return "my"
        return "md" if month_first or language.date_order == "ymd" else "dm"
    if len(numbers[0]) == 4:
        return "ymd"
    # Dots are nobody's month-first order; a first number above 12 cannot be a month.
    if "." in text or _is_no_month(numbers[0]):
        return "dmy"
    return "mdy" if month_first or _is_no_month(numbers[1]) else "dmy"


def _is_no_month(number: str) -> bool:
    return not _UNKNOWN.fullmatch(number) and int(number) > _MONTHS


def _said_with_name(pieces: list[str], months: list[int | None], language: Language) -> str | None:
    month = day = year = None
    day_first = pieces[0][0].isdecimal() or pieces[0][0] == "?"
    for piece, known in zip(pieces, months, strict=True):
        if known:
            if month is not None:
                return None
            month = known
        elif _UNKNOWN.fullmatch(piece) or not piece[0].isdecimal():
            continue
        elif len(piece) <= 2 and day is None:
            day = int(piece)
        else:
            year = int(piece) if len(piece) <= 4 else None
    found = Date(day, month, year, day_first=day_first)
    return language.date(found) if possible(found) else None
