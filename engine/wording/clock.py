"""Times of day and durations as English words."""

from __future__ import annotations

import re

from engine.wording.format_spellings import clock_hours, duration_units
from engine.wording.numbers import cardinal, number

# A full stop belongs to it only in "p.m."
_HALF = r"(?:[aApP](?:[mM]\b|\.[mM]\b\.?))"
CLOCK_TIME = rf"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?:\s?{_HALF})?|(?:1[0-2]|0?[1-9])(?:\.[0-5]\d)?\s?{_HALF}"
"""Regular expression of the times that plain text is searched for: "15:30", "3:45 pm", "3pm"."""

_TIME = re.compile(
    r"\s*(?P<hour>\d{1,2})(?:[:.h]\s?(?P<minute>\d{2}))?(?:[:.m]\s?(?P<second>\d{2}))?s?\s?"
    r"(?P<half>[ap]\.?(?:m\.?)?)?\s*\Z",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"\s*(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?\s?(?P<half>[aphAPH?]?)[mM]?\s*\Z")


def time(text: str, format_: str = "") -> str | None:
    """Read a time of day: "3:45 pm" → "three forty five P M", "15:00" → "fifteen hundred", "9:00" → "nine o'clock".

    `format_` is that of say-as: "hms12" reads an hour above 12 in twelve-hour style with A M or P M, "hms24" reads
    twenty-four hours, anything else leaves the style as written. VoiceXML's compact "1545h", "0345p" are known, and
    Amazon's "1'21\"", which is a duration. None when `text` is no time.
    """
    if _PRIMES.search(text):
        return duration(text)
    parts = _COMPACT.match(text) or _TIME.match(text)
    if parts is None:
        return None
    hour = int(parts["hour"])
    minute = int(parts["minute"] or 0)
    second = None if parts["second"] is None else int(parts["second"])
    half = (parts["half"] or "").lower()[:1]
    if hour > 24 or minute > 59 or (second or 0) > 59 or (half in ("a", "p") and not 1 <= hour <= 12):
        return None
    hour, half = _style(hour, half, format_)
    return _words(hour, minute, second, half)


def _style(hour: int, half: str, format_: str) -> tuple[int, str]:
    hours = clock_hours(format_)
    if hours == 24 and half in ("a", "p"):
        return hour % 12 + (12 if half == "p" else 0), ""
    if hours == 12 and half not in ("a", "p"):
        return hour % 12 or 12, "p" if 12 <= hour < 24 else "a"
    return hour, half if half in ("a", "p") else ""


def _words(hour: int, minute: int, second: int | None, half: str) -> str:
    words = [cardinal(hour)]
    if minute:
        words.append(("oh " if minute < 10 else "") + cardinal(minute))
    elif not half:
        words.append("o'clock" if 1 <= hour <= 12 else "hundred")
    if second:
        words.append(f"and {cardinal(second)} second{'s' if second != 1 else ''}")
    if half:
        words.append(half.upper() + " M")
    return " ".join(words)


# Longest first: "ms" is not "m".
_UNIT_NAMES = {
    "year": ("years", "year", "yrs", "yr", "y"),
    "month": ("months", "month", "mos", "mo"),
    "week": ("weeks", "week", "wks", "wk", "w"),
    "day": ("days", "day", "d"),
    "hour": ("hours", "hour", "hrs", "hr", "h"),
    "millisecond": ("milliseconds", "millisecond", "msecs", "msec", "ms"),
    "second": ("seconds", "second", "secs", "sec", "s", "''", "’’", "′′", '"', "”", "″"),
    "minute": ("minutes", "minute", "mins", "min", "m", "'", "’", "′"),
}
_UNITS = {name: unit for unit, names in _UNIT_NAMES.items() for name in names}
_LETTERS = {"d": "day", "h": "hour", "m": "minute", "s": "second"}
_PRIMES = re.compile("['’′\"”″]")
_COUNT = r"\d{1,12}+(?:[.,]\d{1,9}+)?+"
_MARKED = re.compile(
    rf"({_COUNT})\s*({'|'.join(map(re.escape, _UNITS))})(?![a-z])\.?|(\d{{1,2}})|(,|\band\b|\s)", re.IGNORECASE
)
_ISO = re.compile(
    rf"(?P<sign>[-+−])?P(?:(?P<year>{_COUNT})Y)?(?:(?P<month>{_COUNT})M)?(?:(?P<week>{_COUNT})W)?(?:(?P<day>{_COUNT})D)?"
    rf"(?:T(?:(?P<hour>{_COUNT})H)?(?:(?P<minute>{_COUNT})M)?(?:(?P<second>{_COUNT})S)?)?",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d{1,12}(?:\.\d{1,9}(?=\s*\Z))?")


def duration(text: str, format_: str = "hms") -> str | None:
    """Read a duration: "1h30m", "PT1H30M" or ("1:30:00", "hms") → "one hour thirty minutes"; None when it is none.

    `format_` says what figures without units are. ISO 8601 (§4.4.3.2 of its 2004 edition) needs none.
    """
    text = text.strip()
    iso = _ISO.fullmatch(text)
    if iso is not None:
        pairs = [(count, unit) for unit, count in iso.groupdict().items() if count and unit != "sign"]
        words = _spoken(pairs)
        return f"minus {words}" if words and (iso["sign"] or "+") in "-−" else words
    pairs = _marked(text) or _unmarked(text, format_)
    return _spoken(pairs)


def _marked(text: str) -> list[tuple[str, str]]:
    """The counts and units of "1h 30m"; none where anything else stands in the text, or no unit."""
    pairs: list[tuple[str, str]] = []
    position = 0
    for match in _MARKED.finditer(text):
        if match.start() != position:
            return []
        position = match.end()
        if match[1]:
            pairs.append((match[1], _UNITS[match[2].lower()]))
        elif match[3]:
            # "1h30"
            if not pairs or pairs[-1][1] != "hour":
                return []
            pairs.append((match[3], "minute"))
    return pairs if position == len(text) else []


def _unmarked(text: str, format_: str) -> list[tuple[str, str]]:
    if any(char.isalpha() for char in text):
        return []
    counts = _FIGURES.findall(text) if ":" in text else re.findall(r"\d{1,12}", text)
    if not 1 <= len(counts) <= len(_LETTERS):
        return []
    keys = duration_units(format_)
    if len(keys) != len(counts):
        keys = "dhms"[-len(counts) :]
    return [(count, _LETTERS[key]) for count, key in zip(counts, keys, strict=True)]


def _spoken(pairs: list[tuple[str, str]]) -> str | None:
    if not pairs:
        return None
    named = []
    for count, unit in pairs:
        figures = count.replace(",", ".")
        if float(figures):
            words = number(figures) if "." in figures else cardinal(int(figures))
            named.append(f"{words} {unit}{'' if words == 'one' else 's'}")
    return " ".join(named) or f"zero {pairs[-1][1]}s"
