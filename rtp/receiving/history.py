"""What was received lately on each line, in frames: lead-in to speech, then audio for control in batches."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HISTORY_FRAMES = 32
"""640 ms are kept of a line."""
LEAD_FRAMES = 20
"""Passed on from before the onset: 400 ms. Recognisers need the beginning of a word, and the noise before it."""
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
        self._taken = np.zeros(rows, np.int64)  # of these, with control or of no interest
        self._spoken = np.zeros(rows, np.int64)  # behind the last spoken one
        self._is_wanted = np.zeros(rows, np.bool_)

    def open(self, row: int, *, is_wanted: bool) -> None:
        """Begin a row anew: empty. `is_wanted`: all of it is for control, from the first frame."""
        self._count[row] = self._taken[row] = self._spoken[row] = 0
        self._is_wanted[row] = is_wanted

    def push(self, rows: NDArray[np.integer], frames: NDArray[np.int16]) -> None:
        """Take one frame of each row, [n, frame_samples]."""
        self._ring[rows, self._count[rows] % HISTORY_FRAMES] = frames
        self._count[rows] += 1

    def note_speech(self, rows: NDArray[np.integer]) -> None:
        """The newest frame of these rows is spoken."""
        self._spoken[rows] = self._count[rows]

    def want_from(self, row: int, frames_ago: int) -> None:
        """Speech began `frames_ago`: what led to it and all that follows is for control."""
        if self._is_wanted[row]:
            return
        self._is_wanted[row] = True
        self._taken[row] = max(self._count[row] - frames_ago - LEAD_FRAMES, 0)

    def is_wanted(self, row: int) -> bool:
        """What comes in on this row is for control."""
        return bool(self._is_wanted[row])

    def due(self, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        """Indices into `rows` of those with a batch to take."""
        return np.flatnonzero(self._is_wanted[rows] & (self._count[rows] - self._taken[rows] >= BATCH_FRAMES))

    def take(self, row: int) -> AudioForControl:
        """What control has not got yet of a row that is wanted; nothing when it has all."""
        taken, count = int(self._taken[row]), int(self._count[row])
        self._taken[row] = count
        # Batches are taken before the ring comes round: a full pipe holds events, not frames.
        frames = self._ring[row, np.arange(taken, count) % HISTORY_FRAMES]
        return AudioForControl(frames.astype("<i2", copy=False).tobytes(), bool(self._spoken[row] <= taken))
