"""The tone that is heard in place of a word that should not be said (say-as `expletive`)."""

from __future__ import annotations

import math
import struct
from functools import lru_cache

FREQUENCY_HZ = 1000
"""As broadcasters have it: whole periods in a millisecond, so that it is cut and repeated without a click."""
BLEEP_RATE_HZ = 16_000
_PEAK = 3600
"""As loud as speech that is levelled to some -19 dBm0."""


@lru_cache(maxsize=1)
def bleep() -> bytes:
    """A second of it, 16-bit little-endian samples; the clip says how much of it is heard."""
    wave = (_PEAK * math.sin(2 * math.pi * FREQUENCY_HZ * sample / BLEEP_RATE_HZ) for sample in range(BLEEP_RATE_HZ))
    return struct.pack(f"<{BLEEP_RATE_HZ}h", *map(round, wave))
