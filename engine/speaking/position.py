"""Places inside an utterance and jumps between them (RFC 6787 §8.4.1, §8.4.15)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Unit(Enum):
    """The units of Jump-Size and Speak-Length, in the RFC's spelling."""

    SECOND = "Second"
    WORD = "Word"
    SENTENCE = "Sentence"
    PARAGRAPH = "Paragraph"
    TAG = "Tag"


class Position(NamedTuple):
    """A place to speak from: word `word` of element `element`, then `skip_ms` further on."""

    element: int = 0
    word: int = 0
    skip_ms: int = 0
    """May lead past the end of the element and past that of the utterance."""


START = Position()


@dataclass(frozen=True, slots=True)
class Jump:
    """`amount` units forwards, or backwards when negative; with `Unit.TAG` to the mark named `tag`."""

    unit: Unit
    amount: int = 0
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a jump leads."""

    position: Position
    restarted: bool = False
    """It led back to the beginning or before it, so speech starts over (Speak-Restart: true)."""
    past_end: bool = False
    """It led behind the end, and there is nothing left to speak."""
