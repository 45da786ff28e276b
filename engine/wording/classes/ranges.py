"""Ranges of bare numbers: "5-10", "pages 10–12"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure, is_serial, number_pattern
from engine.wording.language import Place, Shape

if TYPE_CHECKING:
    from engine.wording.language import Language

_RESULT = re.compile(r"[ ]?=")
DASH = r"[ ]?[-–—~][ ]?"


def shapes(language: Language) -> list[Shape]:
    number = number_pattern(language)
    return [
        Shape(
            "range",
            re.compile(rf"(?P<first>{number}){DASH}(?P<last>{number})(?![^\W_]|[-–/]\d|/\w)"),
            _range,
            12,
            needs="-–—~",
        )
    ]


def _range(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    first, last = figure(match["first"], language), figure(match["last"], language)
    if first is None or last is None or is_serial(match["first"]) or is_serial(match["last"]):
        return None
    if place.start and place.text[place.start - 1] in "-–/":
        return None
    if _RESULT.match(place.text, place.end):
        return f"{language.number(first)} {language.less or language.minus} {language.number(last)}"
    if first.decimal >= last.decimal and " " not in match[0].strip():
        return None
    form = language.governed(place)
    return language.joined(language.number(first, form), language.number(last, form), place)
