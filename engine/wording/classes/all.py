"""Every shape that a language's texts are searched for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes import (
    abbreviations,
    addresses,
    amounts,
    codes,
    dates,
    durations,
    fractions,
    letters,
    numbers,
    ordinals,
    percents,
    phones,
    ranges,
    romans,
    scores,
    signs,
    times,
    units,
    versions,
    web,
    years,
)

if TYPE_CHECKING:
    from engine.wording.language import Language, Shape

_CLASSES = (
    abbreviations, addresses, amounts, codes, dates, durations, fractions, letters, numbers, ordinals, percents,
    phones, ranges, romans, scores, signs, times, units, versions, web, years,
)  # fmt: skip


def all_shapes(language: Language) -> list[Shape]:
    """The shapes of all classes and the language's own; which is first decides nothing but ties."""
    found = list(language.shapes())
    for one in _CLASSES:
        found += one.shapes(language)
    return [_of_ascii_words(shape) for shape in found] if language.unspaced else found


def _of_ascii_words(shape: Shape) -> Shape:
    """Without blanks a figure ends where other letters than ASCII's begin, as it does before a blank."""
    flags = shape.pattern.flags & ~re.UNICODE | re.ASCII
    return shape._replace(pattern=re.compile(shape.pattern.pattern, flags))
