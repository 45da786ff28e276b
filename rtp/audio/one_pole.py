"""A first-order low-pass with state, in NumPy: the filter behind DC removal and level measurement.

The recursion y[n] = a·y[n−1] + (1 − a)·x[n] is solved in blocks as a cumulative sum of samples weighted by powers of a,
so that no Python loop runs over samples. `scipy.signal.lfilter` is the same filter, and tests hold this one to it.
In production it costs more than it gives: with it a worker of engines held 112 MB instead of 38 and was ready after
840 ms instead of 170, and levelled no faster (SciPy 1.17).
"""

import math

import numpy as np
from numpy.typing import NDArray

_MAX_BLOCK = 4096
_MAX_WEIGHT_EXPONENT = 12.0
"""Weights grow to e**12 within a block: ten digits of float64 are left."""


class OnePole:
    """Low-pass of one stream. `push` in chunks of any length gives what one long call gives, but for rounding."""

    def __init__(self, time_constant_s: float, rate_hz: int, *, initial: float = 0.0) -> None:
        decay = 1.0 / (time_constant_s * rate_hz)
        self._block = max(min(int(_MAX_WEIGHT_EXPONENT / decay), _MAX_BLOCK), 1)
        exponent = decay * np.arange(1, self._block + 1)
        self._shrink = np.exp(-exponent)
        self._grow = np.exp(exponent) * -math.expm1(-decay)
        self._state = initial

    def push(self, signal: NDArray[np.float64]) -> NDArray[np.float64]:
        """Filter [n] samples; the result is [n] float64."""
        out = np.empty(len(signal))
        for start in range(0, len(signal), self._block):
            block = signal[start : start + self._block]
            count = len(block)
            out[start : start + count] = self._shrink[:count] * (self._state + np.cumsum(block * self._grow[:count]))
            self._state = float(out[start + count - 1])
        return out
