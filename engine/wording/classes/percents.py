"""Percent and per mille, and ranges of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.figures import SIGN
from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS

if TYPE_CHECKING:
    from engine.wording.language import Language


def shapes(language: Language) -> list[Shape]:
    number = number_pattern(language)
    starts = DIGITS + "-−+±.,"
    return [
        Shape(
            "percent", re.compile(rf"(?P<number>{SIGN}{number})[ \u00a0]?(?P<sign>[%‰])"), _percent, 30, starts, "%‰"
        ),
        Shape(
            "percent",
            re.compile(
                rf"(?P<first>{SIGN}{number})[ \u00a0]?%?[ ]?[-–—][ ]?(?P<last>{number})[ \u00a0]?(?P<sign>[%‰])"
            ),
            _range,
            32,
            starts,
            "%‰",
        ),
    ]


def _percent(match: re.Match[str], place: Place) -> str | None:
    found = figure(match["number"], place.language)
    return None if found is None else place.language.percent(found, match["sign"])


def _range(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    first, last = figure(match["first"], language), figure(match["last"], language)
    if first is None or last is None:
        return None
    opening, closing = language.ends()
    return language.joined(opening.number(first), closing.percent(last, match["sign"]), place)
