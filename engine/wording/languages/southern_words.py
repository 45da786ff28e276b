"""The words around figures that Spanish and Italian shapes look for."""

from __future__ import annotations

from typing import NamedTuple


class Around(NamedTuple):
    """Words of a language that make a shape what it is, and words that are said for it."""

    expiry: frozenset[str] = frozenset()
    """Before a month with its year: "08/27"."""
    pressure: frozenset[str] = frozenset()
    """Before the pressure of blood: "120/80"."""
    lasting: frozenset[str] = frozenset()
    """Before the length of something: "1:45:30"."""
    result: frozenset[str] = frozenset()
    """Before a sum: "5 - 3"."""
    decade: frozenset[str] = frozenset()
    """Before "80s"."""
    warm: frozenset[str] = frozenset()
    """In the sentence before degrees: "35º"."""
    rating: frozenset[str] = frozenset()
    """Before "8/10", which is so many of what there are."""
    parts: frozenset[str] = frozenset()
    """Before "3/12", which is one of so many: "cuota"."""
    section: frozenset[str] = frozenset()
    """Before "3.2", which is no decimal: "artículo"."""
    street: frozenset[str] = frozenset()
    """Before the numbers of a house: "10/12"."""
    play: frozenset[str] = frozenset()
    """Just before the minute of a match: "90'"."""
    is_play_ranked: bool = False
    """Whether that minute is an ordinal."""
    towards: frozenset[str] = frozenset()
    """Just before degrees of two figures: "a 25º"."""
    each: str = ""
    """Between a dose and the hours between two: "500 mg/8 h"."""
    over: str = ""
    """Between the two of a pressure."""
