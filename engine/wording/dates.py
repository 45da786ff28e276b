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

# The orders of the W3C note "SSML 1.0 say-as attribute values" §3.2.
FORMATS = frozenset({"mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y", "ydm"})
_NAMED_PART = re.compile(rf"(?P<month>{MONTH})|(?P<number>\d+)(?:st|nd|rd|th)?", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4}|\?{4})(\d{2}|\?{2})(\d{2}|\?{2})")


def date(text: str, order: str = "", *, month_first: bool = True) -> str | None:
    """Read a date: ("12/31/2025", "mdy") → "December thirty first, twenty twenty five"; None when it is none.

    `order` is a `format` of say-as (mdy, dmy, ymd, md, dm, ym, my, d, m, y); without it ISO 8601 and the compact
    yyyymmdd of VoiceXML are recognised, and for the rest `month_first` tells American order from the other.
    """
    text = text.strip()
    compact = _COMPACT.fullmatch(text)
    if compact and order in ("", "ymd"):
        return _words(*(None if "?" in part else int(part) for part in compact.groups()))
    parts = [(match["month"], match["number"]) for match in _NAMED_PART.finditer(text)]
    if not parts or len(parts) > 3:
        return None
    if any(name for name, _ in parts):
        return _named(parts)
    numbers = [number for _, number in parts]
    order = order if len(order) == len(numbers) and order in FORMATS else _guess(numbers, text, month_first)
    if not order:
        return None
    fields = {key: int(number) for key, number in zip(order, numbers, strict=True)}
    if "y" in fields:
        fields["y"] = _whole_year(numbers[order.index("y")])
    return _words(fields.get("y"), fields.get("m"), fields.get("d"), day_first=order.startswith("dm"))


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
    if "." in text or int(numbers[0]) > 12:
        return "dmy"
    return "mdy" if month_first or int(numbers[1]) > 12 else "dmy"


def _named(parts: list[tuple[str, str]]) -> str | None:
    month = day = year_number = None
    day_first = bool(parts[0][1])
    for name, number in parts:
        if name:
            month = _MONTH_BY_PREFIX[name[:3].lower()]
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
