"""Ratios ("3:1"), scores ("3-1" behind won, beat, lost), sizes ("3 × 4")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.units import unit_pattern
from engine.wording.shape import Place, Shape

if TYPE_CHECKING:
    from engine.wording.languages.language import Language

_RATIO = re.compile(r"(\d{1,7}):(\d{1,7})(?::(\d{1,7}))?(?![\w:])")
_SCORE = re.compile(r"(\d{1,3})[ ]?[-–:][ ]?(\d{1,3})(?![\w:]|[-–.,]\d)")


def shapes(language: Language) -> list[Shape]:
    number = number_pattern(language)
    return [
        Shape("ratio", _RATIO, _ratio, 11),
        Shape("score", _SCORE, _score, 5),
        Shape(
            "score",
            re.compile(
                rf"(?P<a>{number})[ ]?[×xX][ ]?(?P<b>{number})(?:[ ]?[×xX][ ]?(?P<c>{number}))?"
                rf"(?:[ \u00a0]?(?P<unit>{unit_pattern(language)}))?(?![^\W_])"
            ),
            _sides,
            16,
        ),
    ]


def _ratio(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    return f" {language.ratio_to} ".join([language.whole(part) for part in match.groups() if part])


def _score(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    if "score" not in place.clues:
        return None
    return f"{language.whole(match[1])} {language.score_to} {language.whole(match[2])}".replace("  ", " ")


def _sides(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    sides = [figure(match[part], language) for part in "abc" if match[part]]
    noun = language.unit(match["unit"]) if match["unit"] else None
    known = [language.number(side) for side in sides if side is not None]
    if len(known) != len(sides) or (match["unit"] and noun is None):
        return None
    if noun is not None and sides[-1] is not None:
        known[-1] = language.count(sides[-1], noun)
    return f" {language.by} ".join(known)
