"""Ratios ("3:1"), scores ("3-1" behind won, beat, lost), sizes ("3 × 4")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.units import unit_pattern
from engine.wording.shape import Place, Shape, closing_stop

if TYPE_CHECKING:
    from engine.wording.languages.language import Language

_RATIO = re.compile(r"(\d{1,4}):(\d{1,4})(?::(\d{1,4}))?(?![\w:])")
_SCORE = re.compile(r"(\d{1,3})[ ]?[-–:][ ]?(\d{1,3})(?![\w:]|[-–.,]\d)")


def shapes(language: Language) -> list[Shape]:
    number = number_pattern(language)
    unit = unit_pattern(language)
    side = rf"({number})(?:[ ]?({unit})(?![^\W_x]))?"
    return [
        Shape("ratio", _RATIO, _ratio, 11),
        Shape("score", _SCORE, _score, 5),
        Shape(
            "score",
            re.compile(rf"{side}[ ]?[×xX][ ]?{side}(?:[ ]?[×xX][ ]?{side})?(?![^\W_])"),
            _sides,
            21,
        ),
    ]


def _ratio(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    return f" {language.ratio_to} ".join([language.whole(part) for part in match.groups() if part])


def _score(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    if "score" not in place.clues:
        return None
    return language.score(int(match[1]), int(match[2]))


def _sides(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    sides = [figure(part, language) for part in match.groups()[::2] if part]
    known = [language.number(side) for side in sides if side is not None]
    if len(known) != len(sides):
        return None
    # The unit is said once, behind the last side.
    last, unit = sides[-1], next((part for part in match.groups()[:0:-2] if part), None)
    noun = language.unit(unit) if unit else None
    if noun is not None and last is not None:
        known[-1] = language.count(last, language.noun_at(noun, place))
    return f" {language.by} ".join(known) + closing_stop(match[0], place)
