"""What was heard lately on each line, in frames: lead-in before speech is known, then audio for control in batches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HISTORY_FRAMES = 32
"""640 ms are kept of a line."""
LEAD_FRAMES = 20
"""Told from before the onset: 400 ms. Recognisers want to hear how a word begins, and the noise before it."""
BATCH_FRAMES = 5
"""Audio goes to control 100 ms at a time."""


@dataclass(frozen=True, slots=True)
class AudioForControl:
    """A stretch of audio for control."""

    pcm: bytes
    """16-bit little-endian."""
    is_silent: bool
    """No frame of it was spoken."""


class History:
    """Rings of `HISTORY_FRAMES` frames of `rows` streams. Memory is used for opened rows only."""

    def __init__(self, rows: int, frame_samples: int) -> None:
        self._ring = np.zeros((rows, HISTORY_FRAMES, frame_samples), np.int16)
        self._count = np.zeros(rows, np.int64)  # frames since the row was opened
        self._told = np.zeros(rows, np.int64)  # of these, with control or of no interest
        self._spoken = np.zeros(rows, np.int64)  # behind the last spoken one
        self._is_telling = np.zeros(rows, np.bool_)

    def open(self, row: int, *, is_telling: bool) -> None:
        """Begin a row anew: empty. `is_telling`: all of it is for control, from the first frame."""
        self._count[row] = self._told[row] = self._spoken[row] = 0
        self._is_telling[row] = is_telling

    def push(self, rows: NDArray[np.integer], frames: NDArray[np.int16]) -> None:
        """Take one frame of each row, [n, frame_samples]."""
        self._ring[rows, self._count[rows] % HISTORY_FRAMES] = frames
        self._count[rows] += 1

    def note_speech(self, rows: NDArray[np.integer]) -> None:
        """The newest frame of these rows is spoken."""
        self._spoken[rows] = self._count[rows]

    def tell_from(self, row: int, frames_ago: int) -> None:
        """Speech began `frames_ago`: tell control what led to it and all that follows."""
        if self._is_telling[row]:
            return
        self._is_telling[row] = True
        self._told[row] = max(self._count[row] - frames_ago - LEAD_FRAMES, 0)

    def is_telling(self, row: int) -> bool:
        """Audio of this row goes to control."""
        return bool(self._is_telling[row])

    def due(self, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        """Indices into `rows` of those with a batch to tell."""
        return np.flatnonzero(self._is_telling[rows] & (self._count[rows] - self._told[rows] >= BATCH_FRAMES))

    def take(self, row: int) -> AudioForControl:
        """What control has not been told of a row that tells; nothing when it knows all."""
        told, count = int(self._told[row]), int(self._count[row])
        self._told[row] = count
        # Batches are taken before the ring comes round: a full pipe holds events, not frames.
        frames = self._ring[row, np.arange(told, count) % HISTORY_FRAMES]
        return AudioForControl(frames.astype("<i2", copy=False).tobytes(), bool(self._spoken[row] <= told))
