"""What a recording holds, looked through at once: the keys whose tones are in it, and whether anybody speaks.

The same detectors as for a line, with the same sensitivity; a stretch of silence stands before the recording, since a
detector must know a line before it believes that somebody speaks there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rtp.receiving.detector import DEFAULT_SENSITIVITY, FRAME_SAMPLES, SpeechChange, SpeechDetector
from rtp.receiving.dtmf_tones import HOP_SAMPLES, NO_KEY, DtmfToneDetector, keys_in
from rtp.wire.telephone_event import KEYS, KeyDown

_LEAD_FRAMES = 10
_MARGIN_FRAMES = 5
"""Frames around a stretch with keys: a key ends when it has been gone for some windows."""
_ROW = np.zeros(1, np.int64)


@dataclass(frozen=True, slots=True)
class RecordingInput:
    """Input of a caller, as a line would have brought it."""

    keys: str
    """Pressed one after the other, `0`…`9 * # A B C D`."""
    has_speech: bool


def scan_recording(
    samples: NDArray[np.int16], sensitivity: float = DEFAULT_SENSITIVITY, *, wants_keys: bool = True
) -> RecordingInput:
    """Look through a whole recording, [n] at 8 kHz. Takes 10 ms for each second of it until somebody speaks."""
    frames = _frames(samples)
    return RecordingInput(_keys(frames) if wants_keys else "", _has_speech(frames, sensitivity))


def _frames(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """[m, 160], silence before and enough behind that a key which lasts to the end ends."""
    fill = -len(samples) % FRAME_SAMPLES
    padded = np.pad(samples, (_LEAD_FRAMES * FRAME_SAMPLES, fill + _MARGIN_FRAMES * FRAME_SAMPLES))
    return padded.reshape(-1, FRAME_SAMPLES)


def _keys(frames: NDArray[np.int16]) -> str:
    """All windows of all frames at once tell where keys may be; only there the detector goes frame by frame."""
    flat = frames.reshape(-1)
    halves = np.concatenate((flat[HOP_SAMPLES:-HOP_SAMPLES].reshape(-1, FRAME_SAMPLES), frames[-1:]))
    has_key = (keys_in(frames.astype(np.float64)) != NO_KEY) | (keys_in(halves.astype(np.float64)) != NO_KEY)
    near = np.convolve(has_key, np.ones(2 * _MARGIN_FRAMES + 1), "same") > 0
    detector = DtmfToneDetector(1)
    detector.open(0)
    keys = ""
    for number in np.flatnonzero(near).tolist():
        events = detector.push(_ROW, frames[number : number + 1], np.array([number * FRAME_SAMPLES]), 0.0)
        keys += "".join(KEYS[event.event] for _, event in events if isinstance(event, KeyDown))
    return keys


def _has_speech(frames: NDArray[np.int16], sensitivity: float) -> bool:
    detector = SpeechDetector(1)
    detector.open(0, sensitivity)
    for number in range(len(frames)):
        changes = detector.push(_ROW, frames[number : number + 1])
        if any(change.change is SpeechChange.STARTED for change in changes):
            return True
    return False
