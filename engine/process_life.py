"""How a worker process dies: with its parent, and never on the terminal's Ctrl-C."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent_pid: int) -> None:
    """Have the kernel kill this process as soon as `parent_pid` is gone; exit now if it already is.

    Where there is no such call (outside Linux) the end of the sockets has to do.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:
        raise SystemExit(0)


def leave_interrupts_to_parent() -> None:
    """Ctrl-C reaches every process of the terminal; control drains its calls first and needs its workers for that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def resident_bytes() -> int:
    """The memory this process holds; 0 where that cannot be told."""
    try:
        fields = Path("/proc/self/statm").read_bytes().split()
    except OSError:
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
