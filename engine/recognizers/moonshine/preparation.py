"""A caller's audio → what the model hears: the speech in it, at 16 kHz, at one level, with little noise.

Such a model goes on writing into noise. Half a second of what the line sounds like around the speech, with the noise
taken down, tells it where speech ends: of strings of four and six digits at 10 dB of noise 47 in 48 are right so, with
200 ms and no noise reduction 28 (`tuning` half of the recordings).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.audio.noise_reduction import reduce_noise
from engine.audio.speech_activity import FRAME_MS, speech_rms
from engine.recognizers.moonshine.model import LEAST_SAMPLES, RATE_HZ

if TYPE_CHECKING:
    from engine.audio.speech_activity import Flags
    from engine.interface import Samples
    from engine.recognizers.moonshine.model import Audio

_MARGIN_MS = 500
_SPEECH_RMS = 1810.0
"""Speech is brought to this level (−19 dBm0, int16)."""
_MAX_GAIN = 30.0
_PAUSE_FRAMES = 10
"""A window ends in the longest pause, and 200 ms are one."""


class Window(NamedTuple):
    """A stretch of an utterance, ready to be heard."""

    audio: Audio
    """16 kHz, -1 to 1."""
    speech: Flags
    """For each 20 ms of `audio`: is it speech?"""
    begins_ms: int
    """Where `audio` begins in what was pushed; negative where silence was put in front."""

    @property
    def seconds(self) -> float:
        return len(self.audio) / RATE_HZ


def windows(samples: Samples, rate_hz: int, speech: Flags, longest_s: float) -> list[Window]:
    """The speech in `samples`, in one window, or several where it is longer than `longest_s`.

    Args:
        samples: at `rate_hz`.
        speech: of each 20 ms of it, with speech somewhere.
        longest_s: cuts are made in pauses, or where there are none, at this length.
    """
    spoken = np.flatnonzero(speech)
    first, behind = int(spoken[0]), int(spoken[-1]) + 1
    gain = min(_MAX_GAIN, _SPEECH_RMS / max(speech_rms(samples, rate_hz, speech), 1.0))
    signal = reduce_noise(samples.astype(np.float32) * (gain / 32768), rate_hz, speech)
    longest = int(longest_s * 1000) // FRAME_MS
    return [_window(signal, rate_hz, speech, begin, end) for begin, end in _stretches(speech, first, behind, longest)]


def _window(signal: Audio, rate_hz: int, speech: Flags, begin: int, end: int) -> Window:
    import soxr

    margin, frame = _MARGIN_MS // FRAME_MS, rate_hz * FRAME_MS // 1000
    first, behind = begin - margin, end + margin
    before, after = max(0, -first), max(0, behind - len(speech))
    cut = signal[max(0, first) * frame : min(behind, len(speech)) * frame]
    flags = np.zeros(behind - first, bool)
    flags[margin : margin + end - begin] = speech[begin:end]
    wide = np.pad(cut, (before * frame, after * frame))
    if rate_hz != RATE_HZ:
        wide = soxr.resample(wide, rate_hz, RATE_HZ, quality="HQ")
    missing = max(0, LEAST_SAMPLES - len(wide))
    return Window(np.pad(wide, (0, missing)).astype(np.float32), flags, first * FRAME_MS)


def _stretches(speech: Flags, first: int, behind: int, longest: int) -> list[tuple[int, int]]:
    found = []
    while behind - first > longest:
        cut = _longest_pause(speech, first + longest // 3, first + longest)
        found.append((first, cut))
        following = np.flatnonzero(speech[cut:behind])
        first = cut + int(following[0]) if len(following) else behind
    if behind > first:
        found.append((first, behind))
    return found


def _longest_pause(speech: Flags, begin: int, end: int) -> int:
    """The middle of the longest pause between two frames; `end` where there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], speech[begin:end], [True])).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    if not len(starts) or int((stops - starts).max()) < _PAUSE_FRAMES // 2:
        return end
    widest = int((stops - starts).argmax())
    return begin + int(starts[widest] + stops[widest]) // 2
