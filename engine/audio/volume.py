"""Prosody volume: the loudness of spans, made by us, so that every engine does it alike."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from engine.emphasis import effective_prosody

if TYPE_CHECKING:
    from engine.interface import Piece, Samples

RAMP_MS = 5
"""A change of loudness takes this long: no click, and still within the pause between two words."""
_MAX_DB = 20.0
"""What SSML's loudest wish can be; more is an error of the document and would be all limiter."""


class VolumeEnvelope:
    """The gain over one piece: one overall factor for the finisher, and a curve where spans differ.

    The overall factor is that of the loudest span, so that the curve only ever lowers, and raising is left to the
    finisher's limiter.
    """

    def __init__(self, piece: Piece, rate_hz: int) -> None:
        gains = [_factor(effective_prosody(span).volume_db) for span in piece.spans] or [1.0]
        self.overall = max(gains) or 1.0
        """The factor for the finisher."""
        self._relative = [gain / self.overall for gain in gains]
        self.flat = all(gain == 1.0 for gain in self._relative)
        self._ends = list(itertools.accumulate(len(span.text) for span in piece.spans))
        self._ramp = rate_hz * RAMP_MS // 1000
        self._position = 0
        self._offsets: list[float] = [-1.0]
        self._values: list[float] = [self._relative[0]]
        self._span = 0

    def word(self, character: int, offset: int) -> None:
        """The word at `character` starts at sample `offset` of what will be pushed."""
        span = self._span_at(character)
        if self.flat or span == self._span:
            return
        self._span = span
        start = max(float(offset - self._ramp), self._offsets[-1] + 1.0, float(self._position))
        self._offsets += [start, start + self._ramp]
        self._values += [self._values[-1], self._relative[span]]

    def push(self, samples: Samples) -> Samples:
        """`samples` as loud as the document wants them."""
        begin = self._position
        self._position += len(samples)
        if self.flat:
            return samples
        curve = np.interp(np.arange(begin, self._position), self._offsets, self._values)
        return (samples * curve).astype(np.int16)

    def _span_at(self, character: int) -> int:
        for index, end in enumerate(self._ends):
            if character < end:
                return index
        return len(self._ends) - 1


def _factor(volume_db: float) -> float:
    return float(10 ** (min(volume_db, _MAX_DB) / 20))
