"""Years ("in 1999"), ranges of them, and decades ("1990s")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS

if TYPE_CHECKING:
    from engine.wording.language import Language

_YEAR = r"(?:1\d|20)\d\d"
_ONE = re.compile(rf"{_YEAR}(?!\w|[.,/-]\d|[-–/]\w|:\d)")
_SPAN = re.compile(rf"(?P<first>{_YEAR})[ ]?[-–—/][ ]?(?P<last>{_YEAR}|\d\d)(?!\w|[-/.,]\d)")
_DECADE = re.compile(r"(?P<long>[12]\d\d0)'?s(?!\w)|(?P<short>[2-9]0)'?s(?!\w)|'(?P<quoted>\d0)s(?!\w)")


def shapes(language: Language) -> list[Shape]:
    found = [Shape("year", _ONE, _year, 11), Shape("year", _SPAN, _span, 17, needs="-–—/")]
    if language.decade(1990, short=False) is not None:
        found.append(Shape("year", _DECADE, _decade, 25, DIGITS + "'", "s"))
    return found


def _year(match: re.Match[str], place: Place) -> str | None:
    return place.language.year(int(match[0])) if "year" in place.clues or place.language.is_year(place) else None


def _span(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    first, last = match["first"], match["last"]
    whole = last if len(last) == 4 else first[:2] + last
    if int(whole) <= int(first) or (place.start and place.text[place.start - 1] in "-–/"):
        return None
    spoken = language.year(int(last)) if len(last) == 4 else language.short_year(int(whole))
    return language.joined(language.year(int(first)), spoken, place)


def _decade(match: re.Match[str], place: Place) -> str | None:
    long = match["long"]
    return place.language.decade(int(long or match["short"] or match["quoted"]), short=not long)
