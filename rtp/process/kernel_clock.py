"""The kernel stamps what arrives by the wall clock; here its stamps become instants of CLOCK_MONOTONIC."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

STEP_S = 0.005
"""Between two looks a clock that is slewed is off by far less: whoever moves further was set."""


class KernelClock:
    """Relates the two clocks anew at each look, since somebody may set the wall clock while calls run."""

    def __init__(self, wall: Callable[[], float], monotonic: Callable[[], float]) -> None:
        """`wall` reads Unix time, `monotonic` CLOCK_MONOTONIC."""
        self._wall = wall
        self._monotonic = monotonic
        self._now = monotonic()
        self._offset_s = wall() - self._now
        self._earliest = -np.inf

    def look(self) -> None:
        """Relate the clocks. To be called before each emptying of the sockets."""
        before, self._now = self._now, self._monotonic()
        offset_s = self._wall() - self._now
        # Stamped before the clock was set, read after: such a stamp is off by the whole step. But what is read now has
        # arrived since the last look.
        self._earliest = before if abs(offset_s - self._offset_s) > STEP_S else -np.inf
        self._offset_s = offset_s

    def instants(self, seconds: NDArray[np.int64], nanoseconds: NDArray[np.int64]) -> NDArray[np.float64]:
        """[n], CLOCK_MONOTONIC of stamps in Unix time, [n] each; none of them is in the future."""
        at: NDArray[np.float64] = seconds + nanoseconds * 1e-9 - self._offset_s
        return np.minimum(np.maximum(at, self._earliest), self._monotonic())
