"""A RIFF WAVE file around samples: 44 octets, and no library that would cost a worker 30 MB."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.interface import Samples

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_PCM, _MONO, _OCTETS, _BITS = 1, 1, 2, 16
_FORMAT_BYTES = 16


def wav(samples: Samples, rate_hz: int) -> bytes:
    """`samples` (int16, mono) as a file."""
    pcm = samples.astype("<i2").tobytes()
    header = _HEADER.pack(
        b"RIFF", _HEADER.size - 8 + len(pcm), b"WAVE",
        b"fmt ", _FORMAT_BYTES, _PCM, _MONO, rate_hz, rate_hz * _OCTETS, _OCTETS, _BITS,
        b"data", len(pcm),
    )  # fmt: skip
    return header + pcm
