"""How a worker process lives and dies: it is told what to be, ends with its parent, and never on the terminal's
Ctrl-C."""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.workers.framing import MessageReader

SetupT = TypeVar("SetupT")
_RECEIVE_BYTES = 64 << 10
_PR_SET_PDEATHSIG = 1


def become_worker(parent_pid: int) -> None:
    """Make this process a worker of `parent_pid`, before all else. A native library that crashes will say where.

    Garbage is not collected until `keep_loaded`."""
    die_with_parent(parent_pid)
    leave_interrupts_to_parent()
    faulthandler.enable()
    gc.disable()


def serve_pipe(arguments: Sequence[str], adopt: Callable[[int], None], serve: Callable[[socket.socket], None]) -> None:
    """What a worker with one pipe is started for: `adopt` its parent, then `serve` the pipe until control is gone.

    `arguments` are those of the process, the pipe's descriptor and the parent's id.
    """
    pipe_fd, parent_pid = map(int, arguments)
    adopt(parent_pid)
    with (
        socket.socket(fileno=pipe_fd) as pipe,
        # A broken pipe: control is gone, and the kernel's signal is on its way.
        contextlib.suppress(BrokenPipeError, ConnectionResetError),
    ):
        serve(pipe)


def keep_loaded() -> None:
    """All that the process works with is loaded: it stays, and the garbage collector, which would have looked at it
    again and again meanwhile, never does."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def receive_setup(pipe: socket.socket, reader: MessageReader, setup_type: type[SetupT]) -> SetupT:
    """Wait for the first command, which says what the worker is to be; control sends nothing more before it has heard
    that the worker is ready.

    Raises:
        SystemExit: control is gone.
    """
    while data := pipe.recv(_RECEIVE_BYTES):
        for command in reader.receive_data(data):
            if isinstance(command, setup_type):
                return command
    raise SystemExit(0)


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


def be_modest(niceness: int, *, batch: bool = True) -> None:
    """Leave the processor to everything else when it is scarce: an answer may come later, a prompt may not, and the
    process that talks to the callers comes before both.

    SCHED_BATCH (`batch`) keeps the kernel from waking this process in front of others; with SCHED_IDLE a busy machine
    would never answer at all.
    """
    if batch:
        with contextlib.suppress(OSError, AttributeError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    with contextlib.suppress(OSError, AttributeError):
        os.nice(niceness)


def resident_bytes() -> int:
    """The memory this process holds; 0 where that cannot be told."""
    try:
        fields = Path("/proc/self/statm").read_bytes().split()
    except OSError:
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
