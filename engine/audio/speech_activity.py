"""Which stretches of a recording are speech: for trimming it and for knowing how much of it was recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.interface import Samples

FRAME_MS = 20
_ABOVE_NOISE = 3.0
"""Speech frames are this much louder than the quietest tenth, where that is quiet compared with the loudest."""
_BELOW_PEAK = 0.04
"""… and not much quieter than the loudest."""
_QUIET = 0.2
_LEAST_RMS = 20.0
"""Even in silence, less than this (RMS of int16) is none."""

_LIVELY = 1.6
"""The loudest frames of speech are this much louder than the quietest of the recording, at as much noise as speech
still. White noise reaches 1.25 and a narrow band of it 1.6: steady sounds are none, whatever single frames are like."""
_PAUSE_FRAMES = 8
"""When these are silent, 160 ms, somebody may have said all."""
_LEAST_FRAMES = 25
"""A recording shorter than half a second may be the middle of a vowel."""

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


def speech_frames(samples: Samples, rate_hz: int) -> Flags:
    """For each whole 20 ms: is it speech, by the sound of it and by its level in this recording?"""
    from pocketsphinx import Vad

    frame_samples = rate_hz * FRAME_MS // 1000
    count = len(samples) // frame_samples
    flags: Flags = np.zeros(count, bool)
    if not count:
        return flags
    frames = samples[: count * frame_samples].reshape(count, frame_samples)
    rms = np.sqrt((frames.astype(np.float32) ** 2).mean(axis=1))
    ordered = np.sort(rms)
    peak = float(ordered[-max(1, count // 20) :].mean())
    floor = float(ordered[: max(1, count // 10)].mean())
    if count >= _LEAST_FRAMES and peak < _LIVELY * floor:
        return flags
    gate = max(_LEAST_RMS, peak * _BELOW_PEAK, floor * _ABOVE_NOISE if floor < peak * _QUIET else 0.0)
    vad = Vad(Vad.MEDIUM_STRICT, rate_hz, FRAME_MS / 1000)
    for index in np.flatnonzero(rms > gate):
        flags[index] = vad.is_speech(frames[index].tobytes())
    return flags


def speech_rms(samples: Samples, rate_hz: int, flags: Flags) -> float:
    """The level of the speech in it; 0 where there is none."""
    frame_samples = rate_hz * FRAME_MS // 1000
    frames = samples[: len(flags) * frame_samples].reshape(len(flags), frame_samples)[flags]
    return float(np.sqrt((frames.astype(np.float32) ** 2).mean())) if len(frames) else 0.0


def goes_on(flags: Flags) -> bool:
    """Whether somebody speaks where the recording ends, as far as the frames tell."""
    return bool(flags[-_PAUSE_FRAMES:].any())


def last_seconds(samples: Samples, rate_hz: int, flags: Flags, seconds: float) -> tuple[Samples, Flags, int]:
    """The end of a recording with the flags of its frames, and where it begins in milliseconds."""
    first = max(0, len(flags) - round(seconds * 1000) // FRAME_MS)
    return samples[first * rate_hz * FRAME_MS // 1000 :], flags[first:], first * FRAME_MS
