"""How loud a voice is, learnt from what it says anyway: a service elsewhere is not asked for a sentence to measure.

Until enough was heard its audio is left as it is, and is `passing`: not worth keeping.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.audio.loudness import Meter
    from engine.interface import Samples, Sink

_ENOUGH_S = 1.5
"""Of whole pieces, their edges included: a sentence."""


class VoiceLevels:
    """The gains of voices by `loudness.gain_key`, and what is gathered to learn more of them."""

    def __init__(self, gains: dict[str, float], meter: Meter | None) -> None:
        self.gains = dict(gains)
        self._meter = meter
        self._heard: dict[str, list[Samples]] = {}

    def is_known(self, key: str) -> bool:
        """Whether the gain of a voice was measured, or nothing is to be measured."""
        return key in self.gains or self._meter is None

    def learn(self, key: str, piece: Samples, rate_hz: int) -> float | None:
        """A whole piece of a voice that is not known: its gain, once enough was heard."""
        if self.is_known(key) or self._meter is None:
            return None
        heard = self._heard.setdefault(key, [])
        heard.append(piece)
        if sum(map(len, heard)) < _ENOUGH_S * rate_hz:
            return None
        del self._heard[key]
        gain = self.gains[key] = self._meter(np.concatenate(heard), rate_hz)
        return gain


class ListeningSink:
    """Passes everything on and keeps a copy of the audio."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._chunks: list[Samples] = [np.zeros(0, np.int16)]
        self.word = sink.word

    @property
    def audio(self) -> Samples:
        """All that was written."""
        return np.concatenate(self._chunks)

    def write(self, samples: Samples) -> bool:
        self._chunks.append(samples.copy())
        return self._sink.write(samples)

    def on_cancel(self, stop: Callable[[], None]) -> None:
        self._sink.on_cancel(stop)
