"""Durations: "1h30m", "2 h 15 min", ISO 8601's PT1H30M; and the content of a say-as duration."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure
from engine.wording.figures import Figure
from engine.wording.format_spellings import duration_units
from engine.wording.language import Place, Shape
from engine.wording.patterns import WORD, alternatives
from engine.wording.stops import closing_stop

if TYPE_CHECKING:
    from engine.wording.language import Language

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
_SIZES = ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
_FARTHEST_UNITS = 2
PRIMES = re.compile("['’′\"”″]")
_COUNT = r"\d{1,12}+(?:[.,]\d{1,9}+)?+"
_ISO = (
    rf"P(?:(?P<year>{_COUNT})Y)?(?:(?P<month>{_COUNT})M)?(?:(?P<week>{_COUNT})W)?(?:(?P<day>{_COUNT})D)?"
    rf"(?:T(?:(?P<hour>{_COUNT})H)?(?:(?P<minute>{_COUNT})M)?(?:(?P<second>{_COUNT})S)?)?"
)
_SAID_ISO = re.compile(rf"(?P<sign>[-+−])?{_ISO}", re.IGNORECASE)
_FOUND_ISO = re.compile(rf"(?=PT?\d){_ISO}(?!\w)")


def shapes(language: Language) -> list[Shape]:
    usual = {name: unit for name, unit in _UNITS.items() if len(name) < 3 and name.isalpha()}
    names = {**{name: usual[name] for name in usual.keys() - language.no_units}, **language.duration_units}
    units = alternatives(names)
    one = rf"\d{{1,6}}(?:[.,]\d{{1,3}})?[ \u00a0]?(?:{units})\.?(?![^\W\d_]|'[^\W\d_])"
    chain = re.compile(rf"(?P<first>{one})(?P<rest>(?:[ ,]{{0,2}}{one}){{1,5}})(?!\w)")
    trailing = re.compile(r"(?P<hours>\d{1,3})[ ]?h[ ]?(?P<minutes>[0-5]\d)(?!\w|[:.]\d)")
    return [
        Shape("duration", chain, _chain, 27),
        Shape("duration", trailing, _trailing, 15, needs="h"),
        Shape("duration", _FOUND_ISO, _iso, 25, "aA"),
    ]


def _chain(match: re.Match[str], place: Place) -> str | None:
    """ "2 h 15 min"; "100 m, 2 m" are no parts of one."""
    pairs = _marked(match[0], place.language)
    # "18 años, 3 m" are no duration: each unit is smaller than the one before, and not by far.
    sizes = [_SIZES.index(unit) for _, unit in pairs]
    if not all(0 < last - first <= _FARTHEST_UNITS for first, last in pairwise(sizes)):
        return None
    if len(pairs) < 2:
        return None
    return place.language.duration(pairs) + closing_stop(match[0], place)


def _trailing(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    if "duration" not in place.clues and "h" in language.time_signs:
        return None
    return language.duration([(Figure(match["hours"]), "hour"), (Figure(match["minutes"]), "minute")])


def _iso(match: re.Match[str], place: Place) -> str | None:
    return _spoken([(count, unit) for unit, count in match.groupdict().items() if count], place.language)


# The content of a say-as -------------------------------------------------------------------------------------------

_FIGURES = re.compile(r"\d{1,12}(?:\.\d{1,9}(?=\s*\Z))?")
_WORD = re.compile(rf"(?P<count>{_COUNT})\s*(?P<unit>{WORD}|''|’’|′′|[\"”″'’′])\.?|(?P<bare>\d{{1,2}})|,|\band\b|\s")


def say(text: str, format_: str, language: Language) -> str | None:
    """Read a duration: "1h30m", "PT1H30M" or ("1:30:00", "hms"); None when it is none.

    `format_` says what figures without units are. ISO 8601 (§4.4.3.2 of its 2004 edition) needs none.
    """
    text = text.strip()
    iso = _SAID_ISO.fullmatch(text)
    if iso is not None:
        words = _spoken(
            [(count, unit) for unit, count in iso.groupdict().items() if count and unit != "sign"], language
        )
        return f"{language.minus} {words}" if words and (iso["sign"] or "+") in "-−" else words
    marked = _marked(text, language)
    if marked:
        return language.duration([pair for pair in marked if pair[0].decimal] or marked[-1:])
    return _spoken(_unmarked(text, format_), language)


def _marked(text: str, language: Language) -> list[tuple[Figure, str]]:
    """The counts and units of "1h 30m"; none where anything else stands in the text, or no unit."""
    pairs: list[tuple[Figure, str]] = []
    position = 0
    for match in _WORD.finditer(text):
        if match.start() != position:
            return []
        position = match.end()
        if match["unit"]:
            unit = language.duration_units.get(match["unit"]) or _UNITS.get(match["unit"].lower())
            count = figure(match["count"], language) or figure(match["count"].replace(",", "."), language)
            if unit is None or count is None:
                return []
            pairs.append((count._replace(whole=count.whole.lstrip("0") or "0"), unit))
        elif match["bare"]:
            # "1h30"
            if not pairs or pairs[-1][1] != "hour":
                return []
            pairs.append((Figure(str(int(match["bare"]))), "minute"))
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


def _spoken(pairs: list[tuple[str, str]], language: Language) -> str | None:
    if not pairs:
        return None
    figures = []
    for count, unit in pairs:
        whole, _, fraction = count.replace(",", ".").partition(".")
        figures.append((Figure(whole.lstrip("0") or "0", fraction), unit))
    return language.duration([pair for pair in figures if pair[0].decimal] or figures[-1:])
