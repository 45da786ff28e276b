"""Phrases looked for in running speech by PocketSphinx: what it can find there, and how sure it may be.

Its keyword search sets a phrase against any sounds. On telephone lines that tells long phrases from most else and short
words from nothing: in eight minutes of a person's sentences, clean and at 20 dB of noise, phrases of eleven phones and
more reached -19.5 a phone where they were not said, and -24 to -7 where they were; words of three to six phones -37 and
less where they were not said, and -34 to -67 where they were. So those are heard only where they are said alone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from engine.grammars.portable import decode_networks
from engine.grammars.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.recognition import RecognitionSpec

LEAST_PHONES = 11
"""Of a phrase that is looked for."""
MOST_PHRASES = 200
_EVEN = -18.5
"""Score a phone at which confidence is 0.5."""
_SLOPE = 0.25


class Keyword(NamedTuple):
    """A phrase that was found."""

    words: tuple[str, ...]
    start: int
    end: int
    """Of its 10 ms frames, the last one included."""
    score: float
    """Log likelihood beside that of any sounds, a phone: 0 and less."""


def phrases(spec: RecognitionSpec) -> Iterator[tuple[str, ...]]:
    """The sentences of the grammars of `spec`, as many as are looked for at most."""
    return sentences(decode_networks(spec.networks) if spec.networks else (), MOST_PHRASES)


def keyword_confidence(score: float) -> float:
    """Of a phrase with this score a phone, 0 to 1."""
    return 1 / (1 + math.exp(-_SLOPE * max(-100.0, min(0.0, score) - _EVEN)))
