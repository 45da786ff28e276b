"""How fast a voice speaks: what is asked for, and what is learnt of it, so that words can be placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.emphasis import effective_prosody

if TYPE_CHECKING:
    from engine.interface import Piece

_USUAL_CHARACTER_MS = 65.0
_SHARE_OF_NEWEST = 0.3
_FEWEST_CHARACTERS = 12
"""What is shorter is mostly edges."""
_SANE_CHARACTER_MS = (20.0, 250.0)


class Tempo:
    """Of one voice at its own rate: milliseconds a character, a usual one until it was heard."""

    def __init__(self) -> None:
        self.character_ms = _USUAL_CHARACTER_MS

    def learn(self, characters: int, ms: float, rate: float) -> None:
        """So many characters took so long at `rate` (a factor on its own)."""
        low, high = _SANE_CHARACTER_MS
        if characters < _FEWEST_CHARACTERS or not low < ms * rate / characters < high:
            return
        self.character_ms += _SHARE_OF_NEWEST * (ms * rate / characters - self.character_ms)


def piece_rate(piece: Piece, character_ms: float) -> float:
    """One rate for a whole piece, for services that know no spans: the mean of its spans by their characters.

    A span that should last so long counts with the rate that does it, for a voice of `character_ms`.
    """
    total = weight = 0.0
    for span in piece.spans:
        characters = len(span.text.strip())
        prosody = effective_prosody(span)
        rate = prosody.rate
        if prosody.duration_ms and characters:
            rate = characters * character_ms / prosody.duration_ms
        total += characters * rate
        weight += characters
    return total / weight if weight else 1.0
