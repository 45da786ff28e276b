"""What a stream may take of what all share: so many a second, and so many at once. Tokens of all rows in one array."""

import numpy as np
from numpy.typing import NDArray


class Allowance:
    """A bucket of tokens for each row, filled at a rate, never above what may come at once."""

    def __init__(self, rows: int, *, per_s: float, at_once: int) -> None:
        self._per_s = per_s
        self._at_once = float(at_once)
        self._tokens = np.full(rows, self._at_once)
        self._at = np.zeros(rows)
        """When the tokens of a row were counted last, CLOCK_MONOTONIC."""

    def reset(self, row: int) -> None:
        """Another stream has the row."""
        self._tokens[row] = self._at_once
        self._at[row] = 0.0

    def take(self, rows: NDArray[np.int64], now: float) -> NDArray[np.bool_]:
        """[n], which of these are allowed: the first of each row, as far as its tokens last.

        Args:
            rows: [n]; a row may stand there several times, in order of arrival.
            now: CLOCK_MONOTONIC; an instant before the last one counts as that.
        """
        unique, place, counts = np.unique(rows, return_inverse=True, return_counts=True)
        grown = np.maximum(now - self._at[unique], 0.0) * self._per_s
        tokens = np.minimum(self._tokens[unique] + grown, self._at_once)
        self._at[unique] = np.maximum(self._at[unique], now)
        if (counts <= tokens).all():
            self._tokens[unique] = tokens - counts
            return np.ones(len(rows), np.bool_)
        # How many of its row stand before each.
        order = np.argsort(place, kind="stable")
        before = np.empty(len(rows), np.int64)
        before[order] = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
        allowed: NDArray[np.bool_] = before < np.floor(tokens)[place]
        self._tokens[unique] = tokens - np.minimum(counts, np.floor(tokens))
        return allowed

    def take_one(self, row: int, now: float) -> bool:
        """Whether one more of this row is allowed."""
        return bool(self.take(np.array([row]), now)[0])
