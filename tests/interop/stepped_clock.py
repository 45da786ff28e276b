"""A wall clock of a started server that can be set, as by `date -s`: what its processes read, and the kernel's stamps.

The machine's own clock is left alone. A `sitecustomize` in the server's path shifts all that Python reads of
CLOCK_REALTIME by what a file tells, and in the media plane the stamps of datagrams as they were when each arrived.
"""

import mmap
import struct
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_REPOSITORY = Path(__file__).parents[2]
_STEP = struct.Struct("=ddd")
"""Shift before the last step, real Unix time of the step, shift since then."""
_real_time = time.time


class SteppedClock:
    """The one who sets the clock."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._file.write_bytes(bytes(_STEP.size))
        self._shift_s = 0.0
        install = f"from tests.interop.stepped_clock import install\ninstall({str(self._file)!r})\n"
        (folder / "sitecustomize.py").write_text(install)
        self.prefix = ("env", f"PYTHONPATH={folder}:{_REPOSITORY}")
        """Stands before the command of a server that is to have this clock."""

    def step(self, seconds: float) -> None:
        """Set the clock forward, or back."""
        before, self._shift_s = self._shift_s, self._shift_s + seconds
        with self._file.open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
            memory[:] = _STEP.pack(before, _real_time(), self._shift_s)

    def time(self) -> float:
        """Unix time as the server has it."""
        return _real_time() + self._shift_s


def install(file: str) -> None:
    """Shift the clock of this process. Called from `sitecustomize`, before anything else is imported."""
    with Path(file).open("rb") as opened:
        memory = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)

    def shift_s(at: float) -> float:
        before_s, stepped_at, after_s = _STEP.unpack(memory[:])
        return float(after_s if at >= stepped_at else before_s)

    def shifted_time() -> float:
        now = _real_time()
        return now + shift_s(now)

    real_clock_gettime = time.clock_gettime

    def shifted_clock_gettime(clock: int) -> float:
        return shifted_time() if clock == time.CLOCK_REALTIME else real_clock_gettime(clock)

    vars(time).update(time=shifted_time, time_ns=lambda: int(shifted_time() * 1e9), clock_gettime=shifted_clock_gettime)
    if "rtp.process.child" in sys.orig_argv:
        _shift_stamps(shift_s)


def _shift_stamps(shift_s: Callable[[float], float]) -> None:
    from rtp.process.kernel_clock import KernelClock  # other processes need no arrays for this

    instants = KernelClock.instants

    def shifted(clock: KernelClock, seconds: NDArray[np.int64], nanoseconds: NDArray[np.int64]) -> NDArray[np.float64]:
        shifts: Sequence[float] = [shift_s(at) for at in (seconds + nanoseconds * 1e-9).tolist()]
        nanoseconds = nanoseconds + np.array(np.array(shifts) * 1e9, np.int64)
        return instants(clock, seconds + nanoseconds // 10**9, nanoseconds % 10**9)

    vars(sys.modules[KernelClock.__module__])["KernelClock"].instants = shifted
