"""What one caller says, for recognisers that hear all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.interface import Samples


class Utterance:
    """Audio as it came, of which only the end counts where it is long."""

    def __init__(self, rate_hz: int, longest_s: int) -> None:
        self._rate_hz = rate_hz
        self._max_samples = longest_s * rate_hz
        self._parts: list[Samples] = []
        self._count = 0
        self._dropped = 0

    def push(self, samples: Samples) -> None:
        """Add what follows."""
        self._parts.append(samples)
        self._count += len(samples)
        while self._count - len(self._parts[0]) > self._max_samples:
            self._dropped += len(self._parts[0])
            self._count -= len(self._parts.pop(0))

    def samples(self) -> Samples:
        """All of it that counts."""
        joined = np.concatenate(self._parts) if self._parts else np.zeros(0, np.int16)
        self._parts = [joined]
        return joined

    @property
    def begins_ms(self) -> int:
        """Where what counts begins in all that came."""
        return self._dropped * 1000 // self._rate_hz

    @property
    def length_ms(self) -> int:
        """Of all that came."""
        return (self._dropped + self._count) * 1000 // self._rate_hz
