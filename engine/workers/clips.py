"""The wanted part of a recording (SSML 1.1 §3.3.1.1: clipBegin, clipEnd, speed, repeatCount, repeatDur, soundLevel)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.interface import Samples
    from engine.workers.worker_messages import ClipCut

_MIN_SPEED, _MAX_SPEED = 0.1, 10.0


def cut_clip(samples: Samples, rate_hz: int, cut: ClipCut, *, max_ms: int) -> tuple[Samples, int]:
    """What is to be heard of `samples`, at the rate that is returned with it.

    A duration goes before a count, and like clipBegin and clipEnd it is "measured in normal media playback time", which
    is that of the recording at its own speed. Speed is made by telling another rate: "note that this will affect the
    pitch" (§3.3.1.3). Nothing goes beyond `max_ms`.
    """
    end = len(samples) if cut.end_ms is None else min(len(samples), cut.end_ms * rate_hz // 1000)
    part = samples[min(end, cut.begin_ms * rate_hz // 1000) : end]
    wanted = math.ceil(len(part) * cut.repeat_count)
    if cut.repeat_ms is not None:
        wanted = cut.repeat_ms * rate_hz // 1000
    rate_hz = round(rate_hz * min(_MAX_SPEED, max(_MIN_SPEED, cut.speed)))
    wanted = min(wanted, max_ms * rate_hz // 1000)
    if len(part) == 0 or wanted <= 0:
        return np.zeros(0, np.int16), rate_hz
    heard = np.resize(part, wanted) if wanted > len(part) else part[:wanted]
    return _amplified(heard, cut.sound_level_db), rate_hz


def _amplified(samples: Samples, level_db: float) -> Samples:
    if level_db == 0.0:
        return samples
    louder = np.rint(samples * np.float32(10 ** (level_db / 20)))
    clipped: Samples = np.clip(louder, -32768, 32767).astype(np.int16)
    return clipped
