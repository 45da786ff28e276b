"""The `format` of say-as in the spellings that are in public use → one name each.

The W3C's note has "dmy" and "hms12". Google repeats letters for the digits it expects ("yyyymmdd"), others write a
picture ("dd-mm-yyyy", "HH:mm", "h:mm tt"), strftime's signs ("%d/%m/%Y") or words ("day month year").
"""

from __future__ import annotations

import re
from functools import lru_cache

DATE_ORDERS = frozenset({"mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y", "ydm"})
"""The orders of the W3C note "SSML 1.0 say-as attribute values" §3.2, with Azure's ydm."""

_LONGEST_FORMAT = 40
_PART = re.compile(r"%-?([A-Za-z])|([A-Za-z]+)")
_RUN = re.compile(r"([a-z])\1*")
_STRFTIME = {"d": "d", "e": "d", "m": "m", "b": "m", "B": "m", "h": "m", "y": "y", "Y": "y", "D": "mdy", "F": "ymd"}
_WEEKDAYS = frozenset({"a", "A", "u", "w"})
_DATE_WORDS = {"day": "d", "month": "m", "year": "y", "weekday": ""}


@lru_cache(maxsize=256)
def date_order(format_: str) -> str:
    """Return which of day, month and year stand where: "DD.MM.YYYY" → "dmy"; "" for what is no format of dates."""
    letters = []
    for sign, word in _PART.findall(format_[:_LONGEST_FORMAT]):
        if sign:
            letters.append("" if sign in _WEEKDAYS else _STRFTIME.get(sign, "?"))
        else:
            letters.append(_letters(word.lower()))
    order = "".join(letters)
    return order if order in DATE_ORDERS else ""


def _letters(word: str) -> str:
    if word in _DATE_WORDS:
        return _DATE_WORDS[word]
    # "ddd" and "dddd" are the day of the week in pictures.
    return "".join([match[1] for match in _RUN.finditer(word) if not (match[1] == "d" and len(match[0]) > 2)])


@lru_cache(maxsize=256)
def clock_hours(format_: str) -> int:
    """Return 12 or 24 for the clock that a format of times asks for, 0 for what the text has."""
    small = format_[:_LONGEST_FORMAT].lower()
    if "12" in small or "%i" in small or "%p" in small or "tt" in small or re.search(r"m a\b", small):
        return 12
    # A picture has "HH" for 24 hours; a format all in capitals says nothing by them.
    is_picture = "H" in format_ and any(char.islower() for char in format_)
    return 24 if "24" in small or is_picture or small in ("%r", "%t") else 0


@lru_cache(maxsize=256)
def duration_units(format_: str) -> str:
    """Return the units that the figures of a duration have: "hh:mm:ss" → "hms"; "" for what is no format of those."""
    units = "".join(
        match[1] for match in _RUN.finditer("".join(re.findall("[a-z]+", format_[:_LONGEST_FORMAT].lower())))
    )
    return units if units and units in "dhms" else ""
