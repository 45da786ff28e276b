"""The tone that is heard in place of a word that should not be said (say-as `expletive`)."""

from __future__ import annotations

import math
import struct
from functools import lru_cache

from engine.interface import Recording

FREQUENCY_HZ = 1000
"""As broadcasters have it: whole periods in a millisecond, so that it is cut and repeated without a click."""
_RATE_HZ = 16_000
_PEAK = 3600
"""As loud as speech that is levelled to some -19 dBm0."""


@lru_cache(maxsize=1)
def bleep() -> Recording:
    """A second of it; the clip says how much of it is heard."""
    wave = (_PEAK * math.sin(2 * math.pi * FREQUENCY_HZ * sample / _RATE_HZ) for sample in range(_RATE_HZ))
    samples = struct.pack(f"<{_RATE_HZ}h", *map(round, wave))
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + len(samples), b"WAVE",
        b"fmt ", 16, 1, 1, _RATE_HZ, 2 * _RATE_HZ, 2, 16,
        b"data", len(samples),
    )  # fmt: skip
    return Recording(header + samples, "audio/wav", "bleep.wav")
