"""How long spans last: what is needed to make one last as long as the document wants (SSML prosody duration)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import Piece


def duration_rates(piece: Piece, words: Sequence[tuple[int, int]], samples: int, rate_hz: int) -> dict[int, float]:
    """By which factor the spans with a duration must be spoken faster than in a trial.

    `words` are the trial's (character, sample of its start), `samples` its length.
    """
    starts = list(itertools.accumulate((len(span.text) for span in piece.spans), initial=0))
    factors = {}
    for index, span in enumerate(piece.spans):
        if not span.prosody.duration_ms:
            continue
        begin = next((offset for character, offset in words if character >= starts[index]), 0)
        end = next((offset for character, offset in words if character >= starts[index + 1]), samples)
        wanted = span.prosody.duration_ms * rate_hz / 1000
        if end > begin:
            factors[index] = (end - begin) / wanted
    return factors
