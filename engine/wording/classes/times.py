"""Times of day, ranges of them, opening hours; and the content of a say-as time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.durations import PRIMES
from engine.wording.classes.durations import say as say_duration
from engine.wording.format_spellings import clock_hours
from engine.wording.language import Place, Shape
from engine.wording.patterns import alternatives
from engine.wording.stops import closing_stop
from engine.wording.vocabulary.nouns import Clock

if TYPE_CHECKING:
    from engine.wording.language import Language


def shapes(language: Language) -> list[Shape]:
    signs = language.time_signs
    halves = alternatives(language.halves, any_case=True) if language.halves else ""
    zone = rf"(?:[ ](?P<zone>{'|'.join(language.zones)})(?!\w))?" if language.zones else "(?P<zone>(?!))?"
    words = alternatives(language.clock_words) if language.clock_words else ""
    behind = rf"(?:[ \u00a0]?(?P<behind>{words})(?!\w))" if words else "(?P<behind>(?!))"
    half = rf"(?:[ \u00a0]?(?P<half>{halves})(?![^\W_]))" if halves else "(?P<half>(?!))"
    colon = rf"(?P<hour>[01]?\d|2[0-4])[{re.escape(signs)}](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?"
    found = [
        Shape("time", re.compile(rf"{colon}{half}?{behind}?{zone}(?![\w]|[:.]\d)"), _time, 21, needs=signs),
        Shape(
            "time",
            re.compile(rf"(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?{half}{zone}(?!\w)"),
            _time,
            23,
            needs="".join({half[0] + half[0].upper() for half in language.halves}) or "\0",
        ),
        Shape(
            "time",
            re.compile(rf"(?P<hour>[01]?\d|2[0-4]){behind}(?![\w]|[:.]?\d)"),
            _full_hour,
            19,
            needs="".join({word[0] for word in language.clock_words}) or "\0",
        ),
        Shape("time", _span(signs, halves, behind, language), _hours, 26),
    ]
    if "h" in signs:
        found.append(
            Shape(
                "time",
                re.compile(r"(?P<hour>[01]?\d|2[0-4])[ ]?[hH](?:[ ]?(?P<minute>[0-5]\d))?(?!\w|[:.]\d)"),
                _h,
                22,
                needs="hH",
            )
        )
    return found


def _span(signs: str, halves: str, behind: str, language: Language) -> re.Pattern[str]:
    half = rf"(?:[ ]?(?P<{{0}}>{halves})(?![^\W_]))?" if halves else "(?P<{0}>(?!))?"
    # A full stop between hours and minutes is as good with a half of the day behind.
    one = rf"(?P<h{{0}}>[01]?\d|2[0-4])(?:[{re.escape(signs)}.](?P<m{{0}}>[0-5]\d))?"
    first, last = one.replace("{0}", "1"), one.replace("{0}", "2")
    return re.compile(
        rf"{first}{half.replace('{0}', 'half1')}[ ]?(?:[-–—]|{language.range_words})[ ]?{last}"
        rf"{half.replace('{0}', 'half2')}{behind}?(?![^\W_]|[:.,/-]\d|%)"
    )


def _clock(match: re.Match[str], language: Language) -> Clock | None:
    parts = match.groupdict()
    half = language.halves.get((parts.get("half") or "").lower(), "")
    hour = int(parts["hour"])
    if half and not 1 <= hour <= 12:
        return None
    second = int(parts["second"]) if parts.get("second") else None
    return Clock(hour, int(parts.get("minute") or "0"), second, half, parts.get("zone") or "")


def _time(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    if place.start and place.text[place.start - 1] in ":.":
        return None
    clock = _clock(match, language)
    written = match[0]
    # "9.30" is a decimal unless something says that it is a time.
    sure = clock and (clock.half or match.groupdict().get("behind") or ":" in written or "time" in place.clues)
    if clock is None or (not sure and not language.is_time(written, place)):
        return None
    return language.clock(clock, place) + closing_stop(written, place)


def _full_hour(match: re.Match[str], place: Place) -> str | None:
    return place.language.clock(Clock(int(match["hour"])), place)


def _h(match: re.Match[str], place: Place) -> str | None:
    return place.language.clock_of_h(
        int(match["hour"]), int(match["minute"] or "0"), match["minute"] is not None, place
    )


def _hours(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    parts = match.groupdict()
    if place.start and place.text[place.start - 1] in ":./-":
        return None
    first_half, last_half = (language.halves.get((parts.get(key) or "").lower(), "") for key in ("half1", "half2"))
    marked = bool(first_half or last_half or parts.get("behind") or (parts["m1"] and parts["m2"] and ":" in match[0]))
    if not marked and "time" not in place.clues and not language.are_hours(match[0], place):
        return None
    first = Clock(int(parts["h1"]), int(parts["m1"] or "0"), half=first_half)
    last = Clock(int(parts["h2"]), int(parts["m2"] or "0"), half=last_half)
    if (first.half and not 1 <= first.hour <= 12) or (last.half and not 1 <= last.hour <= 12):
        return None
    return language.hours(first, last, place) + closing_stop(match[0], place)


# The content of a say-as -------------------------------------------------------------------------------------------

_TIME = re.compile(
    r"\s*(?P<hour>\d{1,2})(?:[:.h]\s?(?P<minute>\d{2}))?(?:[:.m]\s?(?P<second>\d{2}))?s?\s?"
    r"(?P<half>[ap]\.?(?:m\.?)?)?(?:\s?(?:uhr|h|hrs))?\s*\Z",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"\s*(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?\s?(?P<half>[aphAPH?]?)[mM]?\s*\Z")


def say(text: str, format_: str, language: Language) -> str | None:
    """Read the content of a say-as time; None when it is none.

    "hms12" reads an hour above 12 in twelve-hour style with A M or P M, "hms24" reads twenty-four hours, anything else
    leaves the style as written. VoiceXML's compact "1545h", "0345p" are known, and Amazon's "1'21\"", a duration.
    """
    if PRIMES.search(text):
        return say_duration(text, "hms", language)
    parts = _COMPACT.match(text) or _TIME.match(text)
    if parts is None:
        return None
    hour, minute = int(parts["hour"]), int(parts["minute"] or 0)
    second = None if parts["second"] is None else int(parts["second"])
    half = (parts["half"] or "").lower()[:1]
    if hour > 24 or minute > 59 or (second or 0) > 59 or (half in ("a", "p") and not 1 <= hour <= 12):
        return None
    hour, half = _style(hour, half, format_)
    return language.clock(Clock(hour, minute, second or None, half))


def _style(hour: int, half: str, format_: str) -> tuple[int, str]:
    hours = clock_hours(format_)
    if hours == 24 and half in ("a", "p"):
        return hour % 12 + (12 if half == "p" else 0), ""
    if hours == 12 and half not in ("a", "p"):
        return hour % 12 or 12, "p" if 12 <= hour < 24 else "a"
    return hour, half if half in ("a", "p") else ""
