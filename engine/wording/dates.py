"""Dates as English words."""

from __future__ import annotations

import re

from engine.wording.numbers import cardinal, ordinal, plural, year

_MONTH_NAMES = "January February March April May June July August September October November December"
MONTHS = _MONTH_NAMES.split()
_MONTH_BY_PREFIX = {name[:3].lower(): index for index, name in enumerate(MONTHS, 1)}
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

MONTH = (
    "(?:Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?\\.?|July?\\.?|Aug(?:ust|\\.)?"
    "|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)"
)
"""Regular expression of an English month, whole or abbreviated."""

NUMERIC_DATE = (
    r"\d{4}-(?:0?[1-9]|1[0-2])-(?:3[01]|[12]\d|0?[1-9])"
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})"
    r"|\d{1,2}\.\d{1,2}\.\d{4}"
    r"|\d{1,2}-\d{1,2}-\d{4}"
    r"|\d{4}/\d{1,2}/\d{1,2}"
)
"""Regular expression of the numeric forms that plain text is searched for."""

NAMED_DATE = (
    rf"{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|(?:[tT]he\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}(?:,?\s+\d{{4}})?"
    rf"|{MONTH},?\s+\d{{4}}"
)
"""Regular expression of dates with the month's name."""

_PART = re.compile(rf"(?P<month>{MONTH})|(?P<number>\d+|\?{{1,4}})(?:st|nd|rd|th)?", re.IGNORECASE)
_COMPACT = re.compile(r"[\d?]{4,8}")
_UNKNOWN = re.compile(r"\d*\?+")
_MOST_PARTS = 3
_MONTHS = 12


def date(text: str, order: str = "", *, month_first: bool = True) -> str | None:
    """Read a date: ("12/31/2025", "mdy") → "December thirty first, twenty twenty five"; None when it is none.

    `order` is one of `format_spellings.DATE_ORDERS`. Its day and month are never read the other way round: what does
    not fit is read as figures, as they stand. But a year that comes first is ISO 8601's, whose order is no matter of
    taste. Without an order ISO 8601 and the compact yyyymmdd of VoiceXML are recognised, and for the rest
    `month_first` tells American order from the other. Question marks stand for what is not said.
    """
    text = text.strip()
    parts = [(match["month"], match["number"]) for match in _PART.finditer(text)]
    if any(name for name, _ in parts):
        return _named(parts) if len(parts) <= _MOST_PARTS else None
    words = None
    if _COMPACT.fullmatch(text):
        words = _compact(text, order)
    elif 0 < len(parts) <= _MOST_PARTS:
        words = _separated([number for _, number in parts], text, order, month_first)
    if words is None and {"d", "m"} <= set(order) and 1 < len(parts) <= _MOST_PARTS:
        return figures(text)
    return words


_BETWEEN = re.compile(r"(?<=\d)\s?[/.-]\s?(?=\d)")


def figures(text: str) -> str:
    """Read the numbers of `text` one by one, as they stand: "31/12/2025" → "thirty one, twelve, twenty twenty five"."""
    return re.sub(r"\d+", _figure, _BETWEEN.sub(", ", text))


def _figure(match: re.Match[str]) -> str:
    number = int(match[0])
    return year(number) if len(match[0]) == 4 else cardinal(number)


def _compact(text: str, order: str) -> str | None:
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
            words = _fields(fields, keys)
            if words is not None:
                return words
    return _fields({"y": text}, "y") if len(text) == 4 and order in ("", "y") else None


def _separated(numbers: list[str], text: str, order: str, month_first: bool) -> str | None:
    keys = _keys(numbers, order) if order else ""
    if not keys and not {"d", "m"} <= set(order):
        keys = _guess(numbers, text, month_first)
    return _fields(dict(zip(keys, numbers, strict=True)), keys) if keys else None


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


def _fields(fields: dict[str, str], keys: str) -> str | None:
    """The words of what stands under "y", "m" and "d"; a question mark says nothing."""
    known = {key: number for key, number in fields.items() if not _UNKNOWN.fullmatch(number)}
    values = {key: _whole_year(number) if key == "y" else int(number) for key, number in known.items()}
    return _words(values.get("y"), values.get("m"), values.get("d"), day_first=keys.startswith("dm"))


def _guess(numbers: list[str], text: str, month_first: bool) -> str:
    if len(numbers) == 1:
        return "y" if len(numbers[0]) == 4 else ""
    if len(numbers) == 2:
        if len(numbers[0]) == 4:
            return "ym"
        if len(numbers[1]) == 4:
            return "my"
        return "md" if month_first else "dm"
    if len(numbers[0]) == 4:
        return "ymd"
    # Dots are nobody's month-first order; a first number above 12 cannot be a month.
    if "." in text or _is_no_month(numbers[0]):
        return "dmy"
    return "mdy" if month_first or _is_no_month(numbers[1]) else "dmy"


def _is_no_month(number: str) -> bool:
    return not _UNKNOWN.fullmatch(number) and int(number) > _MONTHS


def _named(parts: list[tuple[str, str]]) -> str | None:
    month = day = year_number = None
    day_first = bool(parts[0][1])
    for name, number in parts:
        if name:
            month = _MONTH_BY_PREFIX[name[:3].lower()]
        elif _UNKNOWN.fullmatch(number):
            continue
        elif len(number) <= 2 and day is None:
            day = int(number)
        else:
            year_number = int(number)
    return _words(year_number, month, day, day_first=day_first)


def _whole_year(text: str) -> int:
    # Two digits: the POSIX window, 69–99 are nineteen hundreds.
    number = int(text)
    return number if len(text) != 2 else number + (1900 if number >= 69 else 2000)


def _words(year_number: int | None, month: int | None, day: int | None, *, day_first: bool = False) -> str | None:
    if not _possible(month, day):
        return None
    spoken_year = None if year_number is None else year(year_number)
    if month is None:
        spoken = None if day is None else ordinal(day)
    elif day is None:
        return " ".join([word for word in (MONTHS[month - 1], spoken_year) if word])
    elif day_first:
        spoken = f"the {ordinal(day)} of {MONTHS[month - 1]}"
    else:
        spoken = f"{MONTHS[month - 1]} {ordinal(day)}"
    return ", ".join([words for words in (spoken, spoken_year) if words]) or None


def _possible(month: int | None, day: int | None) -> bool:
    if month is not None and not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= (31 if month is None else _DAYS_IN_MONTH[month - 1])


def decade(text: str) -> str:
    """Read "1990s" → "nineteen nineties", "'80s" → "eighties"."""
    number = int("".join([char for char in text if char.isdigit()]))
    return plural(cardinal(number) if number < 100 else year(number))
