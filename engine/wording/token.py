"""What a text is made of: tokens with their class, their place in what was written, and what is said for them."""

from __future__ import annotations

from typing import NamedTuple


class Token(NamedTuple):
    """One token of a text."""

    kind: str
    """Its class, by the name of the class's file: "amount", "date", "code" …; "word" for what is said as written."""
    start: int
    """Characters `start` to `end` of the original text."""
    end: int
    written: str
    words: str
    """What is said; "" where nothing is."""


class Reading(NamedTuple):
    """Characters `start` to `end` of the one form, and what is said for them."""

    kind: str
    start: int
    end: int
    words: str
