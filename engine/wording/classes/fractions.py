"""Fractions and mixed numbers: "3/4", "2 1/2", "2½"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS
from engine.wording.vocabulary.symbols import VULGAR_FRACTIONS

if TYPE_CHECKING:
    from engine.wording.language import Language

_VULGAR = "".join(VULGAR_FRACTIONS)
_MIXED = re.compile(rf"(?P<whole>\d{{1,9}})[ \u00a0]?(?P<vulgar>[{_VULGAR}])(?!\w)")
_ALONE = re.compile(rf"(?P<vulgar>[{_VULGAR}])(?!\w)")
_WRITTEN = re.compile(r"(?:(?P<whole>\d{1,4})[ +]{1,3})?(?P<top>\d{1,3})/(?P<bottom>\d{1,4})(?![\w/]|[.,]\d)")
USUAL = frozenset({*range(2, 11), 12, 16, 20, 24, 25, 32, 50, 64, 100, 1000})
"""Denominators that are taken for a fraction's without a clue."""


def shapes(language: Language) -> list[Shape]:
    del language
    return [
        Shape("fraction", _MIXED, _vulgar, 30, needs=_VULGAR),
        Shape("fraction", _ALONE, _vulgar, 30, _VULGAR),
        Shape("fraction", _WRITTEN, _written, 13, DIGITS, "/"),
    ]


def _vulgar(match: re.Match[str], place: Place) -> str | None:
    top, bottom = VULGAR_FRACTIONS[match["vulgar"]]
    whole = match.groupdict().get("whole")
    if whole is None:
        return place.language.fraction(top, bottom)
    return place.language.mixed(int(whole), top, bottom)


def _written(match: re.Match[str], place: Place) -> str | None:
    top, bottom = int(match["top"]), int(match["bottom"])
    if place.start and place.text[place.start - 1] in "/.,:-":
        return None
    if match["whole"] is not None:
        return place.language.mixed(int(match["whole"]), top, bottom) if bottom > top > 0 else None
    if bottom < 2 or ((top >= bottom or bottom not in USUAL) and "fraction" not in place.clues):
        return place.language.over(top, bottom)
    return place.language.fraction(top, bottom)


_SAID = re.compile(
    r"(?P<sign>[-−]\s?)?(?:(?P<whole>\d{1,9})(?:\s?\+\s?|\s))?(?P<top>\d{1,9})\s?[/⁄∕]\s?(?P<bottom>\d{1,9})"
)
_SAID_VULGAR = re.compile(rf"(?P<sign>[-−]\s?)?(?P<whole>\d{{1,9}})?\s?\+?\s?(?P<vulgar>[{_VULGAR}])")


def say(text: str, language: Language) -> str | None:
    """Read "3/20", and mixed ones as platforms write them: "5 1/2", "5+1/2", "5½"; None when it is none."""
    match = _SAID_VULGAR.fullmatch(text) or _SAID.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    vulgar = parts.get("vulgar")
    top, bottom = VULGAR_FRACTIONS[vulgar] if vulgar else (int(parts["top"] or "0"), int(parts["bottom"] or "0"))
    if not bottom:
        return None
    words = (
        language.mixed(int(parts["whole"]), top, bottom)
        if parts["whole"]
        else language.fraction(top, bottom)
        if bottom > 1
        else language.over(top, bottom)
    )
    return f"{language.minus} {words}" if parts["sign"] else words
