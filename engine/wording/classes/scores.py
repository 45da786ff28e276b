"""Ratios ("3:1"), scores ("3-1" behind won, beat, lost), sizes ("3 × 4 cm")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure, number_pattern
from engine.wording.classes.units import unit_pattern
from engine.wording.shape import Place, Shape

if TYPE_CHECKING:
    from engine.wording.languages.language import Language

_RATIO = re.compile(r"(\d{1,4}):(\d{1,4})(?::(\d{1,4}))?(?![\w:])")
_SCORE = re.compile(r"(\d{1,3})[ ]?[-–:][ ]?(\d{1,3})(?![\w:]|[-–.,]\d)")


def shapes(language: Language) -> list[Shape]:
    number = number_pattern(language)
    return [
        Shape("ratio", _RATIO, _ratio, 11, needs=":"),
        Shape("score", _SCORE, _score, 5, clued=True),
        Shape(
            "score",
            re.compile(
                rf"({number})[ ]?[×xX][ ]?({number})(?:[ ]?[×xX][ ]?({number}))?"
                rf"(?:[ \u00a0]?(?P<unit>{unit_pattern(language)}))?(?![^\W_])"
            ),
            _sides,
            16,
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
    return f"{language.whole(match[1])} {language.score_to} {language.whole(match[2])}".replace("  ", " ")


def _sides(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    *first, last = [figure(part, language) for part in match.groups()[:3] if part]
    noun = language.unit(match["unit"]) if match["unit"] else None
    if last is None or (match["unit"] and noun is None):
        return None
    known = [language.number(side, noun.gender if noun else "") for side in first if side is not None]
    if len(known) < len(first):
        return None
    return f" {language.by} ".join([*known, language.count(last, noun) if noun else language.number(last)])
