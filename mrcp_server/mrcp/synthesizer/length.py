"""Jump-Size and Speak-Length: how far, in which unit (§8.4.1, §8.4.15)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Unit(StrEnum):
    """numeric-speech-unit, and "Tag" for the name of a mark."""

    SECOND = "Second"
    WORD = "Word"
    SENTENCE = "Sentence"
    PARAGRAPH = "Paragraph"
    TAG = "Tag"


# The grammar has the units in the singular and demands a sign; the RFC's own example is "-15 Words", and callers
# leave the sign out. Both are accepted.
_NUMERIC: Final = re.compile(r"([+-]?)(\d{1,19}) +(second|word|sentence|paragraph)s?", re.IGNORECASE)
_TAG: Final = re.compile(r"([\x21-\x7e\x80-\U0010ffff]+) +tag", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SpeechLength:
    """A distance in speech: `SpeechLength(Unit.WORD, -15)`, or a mark: `SpeechLength(Unit.TAG, tag="here")`."""

    unit: Unit
    count: int = 0
    """Signed number of units; negative is backward. 0 for a tag."""
    tag: str = ""
    """Name of the mark; empty unless `unit` is TAG."""

    @classmethod
    def parse_jump(cls, value: str) -> SpeechLength:
        """A Jump-Size. Raises: ValueError for anything the grammar does not have."""
        if match := _NUMERIC.fullmatch(value):
            count = int(match[2])
            return cls(Unit(match[3].capitalize()), -count if match[1] == "-" else count)
        if match := _TAG.fullmatch(value):
            return cls(Unit.TAG, tag=match[1])
        raise ValueError(f"not a speech length: {value!r}")

    @classmethod
    def parse_length(cls, value: str) -> SpeechLength:
        """A Speak-Length. §8.4.15: "If numeric, the value MUST be a positive integer." Raises: ValueError."""
        length = cls.parse_jump(value)
        if length.unit is not Unit.TAG and length.count <= 0:
            raise ValueError(f"not a positive length: {value!r}")
        return length

    def __str__(self) -> str:
        return f"{self.tag} Tag" if self.unit is Unit.TAG else f"{self.count:+d} {self.unit}"
