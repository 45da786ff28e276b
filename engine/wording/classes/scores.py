"""Ratios ("3:1"), scores ("3-1" behind won, beat, lost), sizes ("3 × 4 cm")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.units import unit_pattern
from engine.wording.language import Place, Shape
from engine.wording.stops import closing_stop

if TYPE_CHECKING:
    from engine.wording.language import Language

_RATIO = re.compile(r"(\d{1,7}):(\d{1,7})(?::(\d{1,7}))?(?![\w:])")
_SCORE = re.compile(r"(\d{1,3})[ ]?[-–:][ ]?(\d{1,3})(?![\w:]|[-–.,]\d)")


def shapes(language: Language) -> list[Shape]:
    number = number_pattern(language)
    unit = unit_pattern(language)
    side = rf"({number})(?:[ ]?({unit})(?![^\W_x]))?"
    return [
        Shape("ratio", _RATIO, _ratio, 11, needs=":"),
        Shape("score", _SCORE, _score, 5, clued=True),
        Shape(
            "score",
            re.compile(rf"{side}[ ]?[×xX][ ]?{side}(?:[ ]?[×xX][ ]?{side})?(?![^\W_])"),
            _sides,
            16,
            needs="×xX",
        ),
        # A side with its unit is more than a measure.
        Shape(
            "score",
            re.compile(rf"({number})[ ]?({unit})[ ]?[×xX][ ]?{side}(?:[ ]?[×xX][ ]?{side})?(?![^\W_])"),
            _sides,
            21,
            needs="×xX",
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
    # The unit is said once, behind the last side.
    unit = next((part for part in match.groups()[:0:-2] if part), None)
    noun = language.unit(unit) if unit else None
    *first, last = sides
    if last is None or (unit and noun is None):
        return None
    known = [language.number(side, noun.gender if noun else "") for side in first if side is not None]
    if len(known) < len(first):
        return None
    known.append(language.count(last, language.noun_at(noun, place)) if noun else language.number(last))
    return f" {language.by} ".join(known) + closing_stop(match[0], place)
