"""The edges of a piece: silence there is cut to a known length, and both ends are faded, so that pieces join anywhere.

Every piece so begins and ends in silence. Whatever order pieces are put in (made by different workers, taken from the
cache, with or without a break between them) no border clicks, and breaks are as long as the document says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.interface import Samples

LEAD_MS = 10
TAIL_MS = 20
"""What is kept of the silence before the first and after the last sound. Short enough that a break of 100 ms is one."""
FADE_MS = 3
"""The fade is a raised cosine: 3 ms keep a plosive's attack and move the energy of the step below hearing."""
SILENCE_PEAK = 48
"""−57 dB below full scale: above the noise of a synthetic voice's silence, below the weakest fricative."""

_NOTHING = np.zeros(0, np.int16)


class EdgeShaper:
    """Streaming: push what the engine gives, get what may already be passed on.

    It holds back silence until it is known to lie inside the piece, and always the few milliseconds that the fade-out
    might need.
    """

    def __init__(self, rate_hz: int, *, trim: bool) -> None:
        self._trim = trim
        self._lead = rate_hz * LEAD_MS // 1000
        self._tail = rate_hz * TAIL_MS // 1000
        fade = max(1, rate_hz * FADE_MS // 1000)
        self._ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)).astype(np.float32)
        self._held = _NOTHING
        self._started = False
        self.cut_samples = 0
        """How many samples were cut off at the front: offsets the engine tells are to be lowered by it."""

    def push(self, samples: Samples) -> Samples:
        held = np.concatenate((self._held, samples)) if len(self._held) else samples.copy()
        if not self._started:
            held = self._begin(held, last=False)
        passing = 0
        if self._started:
            sound = _last_sound(held) if self._trim else len(held)
            passing = max(0, sound - len(self._ramp))
        self._held = held[passing:]
        return held[:passing]

    def finish(self) -> Samples:
        """The rest, cut and faded out."""
        held = self._held if self._started else self._begin(self._held, last=True)
        self._held = _NOTHING
        if self._trim:
            held = held[: _last_sound(held) + self._tail] if self._started else _NOTHING
        count = min(len(held), len(self._ramp))
        if count:
            held = held.copy()
            held[-count:] = held[-count:] * self._ramp[:count][::-1]
        return held

    def _begin(self, held: Samples, *, last: bool) -> Samples:
        """Cut and fade the front, as soon as there is enough of it."""
        first = _first_sound(held) if self._trim else 0
        # Of silence so far, only the lead can ever be wanted.
        start = max(0, first - self._lead)
        self.cut_samples += start
        held = held[start:]
        enough = len(held) >= len(self._ramp) or last
        if enough and first - start < len(held):
            self._started = True
            count = min(len(held), len(self._ramp))
            held[:count] = held[:count] * self._ramp[:count]
        return held


def sounding(samples: Samples) -> tuple[int, int]:
    """Where the first sound in `samples` begins and the last one ends; (0, 0) when there is none."""
    first = _first_sound(samples)
    return (first, _last_sound(samples)) if first < len(samples) else (0, 0)


def _first_sound(samples: Samples) -> int:
    """The index of the first sample that is no silence; the length when there is none."""
    loud = (samples > SILENCE_PEAK) | (samples < -SILENCE_PEAK)
    first = int(loud.argmax()) if len(loud) else 0
    return first if len(loud) and loud[first] else len(samples)


def _last_sound(samples: Samples) -> int:
    """The number of samples up to and with the last one that is no silence."""
    return len(samples) - _first_sound(samples[::-1])
