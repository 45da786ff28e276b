"""How loud a voice is, and the gain that brings it to the telephony level."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.interface import Samples

#: −19 dBm0, where a full-scale sine is +3.14 dBm0: the root mean square of active speech in int16.
TELEPHONY_RMS = 1810.0
#: Digits are read by every voice in its own language, and are what an IVR says most.
MEASURED_TEXT = "1 2 3 4 5 6 7 8 9 10."
#: Frames weaker than the loudest by more than this are pauses, not speech (ITU-T P.56 uses 15.9 dB below the level
#: itself).
_ACTIVE_DB = 30.0
#: A gain beyond these means that what was measured is no speech.
_MIN_GAIN, _MAX_GAIN = 0.05, 20.0


def active_rms(samples: Samples, rate_hz: int) -> float:
    """Root mean square over the 20 ms frames of `samples` that hold speech; 0 for silence."""
    size = rate_hz // 50
    count = len(samples) // size
    if count == 0:
        return 0.0
    frames = samples[: count * size].reshape(count, size).astype(np.float64)
    power = np.mean(np.square(frames), axis=1)
    active = power[power > power.max() * 10 ** (-_ACTIVE_DB / 10)]
    return float(np.sqrt(active.mean())) if len(active) else 0.0


def gain_for(samples: Samples, rate_hz: int) -> float:
    """The factor that brings speech like `samples` to the telephony level; 1 when there is no speech in it."""
    level = active_rms(samples, rate_hz)
    if level == 0.0:
        return 1.0
    return min(_MAX_GAIN, max(_MIN_GAIN, TELEPHONY_RMS / level))


def load_gains(path: str) -> dict[str, float]:
    """The gains that were kept at `path`; none when there is no such file, or what is there is no list of gains."""
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=dict[str, float])
    except (OSError, msgspec.MsgspecError):
        return {}


def save_gains(path: str, gains: Mapping[str, float]) -> None:
    """Keep `gains` at `path`, whole or not at all. A place that cannot be written is no error: they are measured
    again."""
    target = Path(path)
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(dict(sorted(gains.items())))))
        beside.replace(target)
