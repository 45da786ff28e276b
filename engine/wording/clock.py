"""Times of day and durations as English words."""

from __future__ import annotations

import re

from engine.wording.numbers import cardinal

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
    twenty-four hours, anything else leaves the style as written. VoiceXML's compact "1545h", "0345p" are known.
    None when `text` is no time.
    """
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
    if format_.startswith("hms24") and half in ("a", "p"):
        return hour % 12 + (12 if half == "p" else 0), ""
    if format_.startswith("hms12") and half not in ("a", "p"):
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


_DURATION_UNITS = {"h": "hour", "m": "minute", "s": "second"}
_DURATION = re.compile(r"(\d+)\s*([hms'\"′″])")


def duration(text: str, format_: str = "hms") -> str | None:
    """Read a duration: "1h30m" or ("1:30:00", "hms") → "one hour thirty minutes"; None when it is none."""
    marked = _DURATION.findall(text)
    if marked:
        units = {"'": "m", "′": "m", '"': "s", "″": "s"}
        pairs = [(int(count), units.get(unit, unit)) for count, unit in marked]
    else:
        numbers = re.findall(r"\d+", text)
        if not 1 <= len(numbers) <= 3:
            return None
        keys = format_ if set(format_) <= set("hms") and len(format_) == len(numbers) else "hms"[-len(numbers) :]
        pairs = [(int(count), key) for count, key in zip(numbers, keys, strict=True)]
    named = [f"{cardinal(count)} {_DURATION_UNITS[key]}{'s' if count != 1 else ''}" for count, key in pairs if count]
    return " ".join(named) or "zero seconds"
