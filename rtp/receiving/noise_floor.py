"""The noise of each line: the smallest energy of the last second or so, in dB of mean square.

Minimum statistics: between words even a fast speaker leaves frames that hold noise only, so the minimum of about a
second is the noise, whoever talks. It falls with the first quieter frame and rises when a second has passed; while the
detector finds speech, four.
"""

import numpy as np
from numpy.typing import NDArray

WINDOW_FRAMES = 15
WINDOWS = 4
"""Four windows of 0.3 s: with the one that is being filled, the minimum is that of the last 1.2 to 1.5 s."""

SPEAKING_SLOWNESS = 4
"""How much longer a window lasts during speech. Not for ever: noise that was taken for speech must end some time."""

START_DB = 36.0
"""Assumed of a line of which fewer than `START_FRAMES` were measured: −48 dBm0, a fair telephone line."""
START_FRAMES = 5

BIAS_DB = 1.5
"""The minimum of some dozens of frames of noise lies this far below its mean."""

DIGITAL_SILENCE_DB = 20.0
"""A quieter frame was made by a sender that mutes or suppresses silence; it says nothing about the noise to come."""


class NoiseFloor:
    """Noise level of `rows` lines."""

    def __init__(self, rows: int) -> None:
        self._minima = np.full((rows, WINDOWS), np.inf)  # of whole windows, newest first
        self._current = np.full(rows, np.inf)  # of the window that is being filled
        self._age = np.zeros(rows, np.int64)
        self._seen = np.zeros(rows, np.int64)
        self._measured = np.zeros(rows, np.int64)

    def reset(self, rows: NDArray[np.integer] | int) -> None:
        """Nothing is known of these lines."""
        self._minima[rows] = self._current[rows] = np.inf
        self._age[rows] = self._seen[rows] = self._measured[rows] = 0

    def level_db(self, rows: NDArray[np.integer]) -> NDArray[np.float64]:
        """Mean noise energy of these lines, [n]."""
        lowest = np.minimum(self._minima[rows].min(axis=1), self._current[rows]) + BIAS_DB
        level: NDArray[np.float64] = np.where(self.is_known(rows), lowest, np.minimum(lowest, START_DB))
        return level

    def is_seen(self, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
        """True where some frames came in, be it digital silence, [n]."""
        seen: NDArray[np.bool_] = self._seen[rows] >= START_FRAMES
        return seen

    def is_known(self, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
        """True where enough was measured to speak of a floor, [n]."""
        known: NDArray[np.bool_] = self._measured[rows] >= START_FRAMES
        return known

    def update(
        self,
        rows: NDArray[np.integer],
        energy_db: NDArray[np.float64],
        is_gap: NDArray[np.bool_],
        is_speaking: NDArray[np.bool_],
    ) -> None:
        """Take one frame of each line, all [n]."""
        self._seen[rows] += ~is_gap
        is_measured = ~is_gap & (energy_db >= DIGITAL_SILENCE_DB)
        measured = rows[is_measured]
        self._measured[measured] += 1
        self._current[measured] = np.minimum(self._current[measured], energy_db[is_measured])
        self._age[measured] += np.where(is_speaking[is_measured], 1, SPEAKING_SLOWNESS)
        full = measured[self._age[measured] >= WINDOW_FRAMES * SPEAKING_SLOWNESS]
        if len(full):
            self._minima[full, 1:] = self._minima[full, :-1]
            self._minima[full, 0] = self._current[full]
            self._current[full] = np.inf
            self._age[full] = 0
