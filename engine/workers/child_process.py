"""Control's end of a worker process: starts it with a socket pair for each pipe, reads and writes messages, notices its
death."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.workers.framing import MessageReader, WorkerProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ROOT = Path(__file__).resolve().parents[2]
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""One thread each: there is a worker per core, and threads of numeric libraries would only fight over them."""
_NO_FAULTS = {0, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}
"""How a process ends by itself in good order, or because somebody else wanted it."""
_END_S = 0.5
"""How long a worker may take to end by itself after its pipes are closed."""


class Pipe(NamedTuple):
    """A socket pair: the type of what the child sends on it, and who takes that."""

    message_type: Any
    receive: Callable[[Any], None]


class ChildProcess:
    """One process of `python -m module`. After `start`, messages until `on_end`; `kill` and `close` lead there.

    `on_end(reason)` is called exactly once, and nothing after it; `reason` is for logs.
    """

    def __init__(self, module: str, on_end: Callable[[str], None]) -> None:
        self._module = module
        self._on_end = on_end
        self.heard_at = asyncio.get_running_loop().time()
        """Loop time of the last sign of life; its owner may set it, too."""
        self._process: asyncio.subprocess.Process | None = None
        # Names this process and never a later one with its number; `Process.kill` may also reap it behind asyncio's
        # back.
        self._pidfd = -1
        self._pipes: list[asyncio.WriteTransport] = []
        self._closing = False
        self._reason = ""
        self._reaper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def crashed(self) -> bool:
        """Whether it ended by a fault of its own: by a signal that nobody sends, or with a status."""
        status = self._process.returncode if self._process is not None else None
        return status is not None and status not in _NO_FAULTS

    async def start(self, pipes: Sequence[Pipe], first: bytes, arguments: Sequence[str] = ()) -> None:
        """Start the process, which gets the numbers of its sockets, our pid and `arguments`; write `first` to the first
        pipe. It must be called in the main thread: the process dies with the thread that started it.

        Where the system refuses it (out of descriptors, processes, memory) `on_end` follows, as after a death."""
        try:
            await self._start(pipes, first, arguments)
        except OSError as error:
            reason = f"could not be started: {error.strerror or error}"
            if self._process is None:
                asyncio.get_running_loop().call_soon(self._on_end, reason)
                return
            self.kill(reason)
            self._watch()

    async def _start(self, pipes: Sequence[Pipe], first: bytes, arguments: Sequence[str]) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.ExitStack() as far_ends, contextlib.ExitStack() as near_ends:
            near, far = [], []
            for _ in pipes:
                ours, theirs = socket.socketpair()
                near.append(near_ends.enter_context(ours))
                far.append(far_ends.enter_context(theirs).fileno())
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", self._module, *map(str, far), str(os.getpid()), *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=far,
                env=_environment(),
            )  # fmt: skip
            near_ends.pop_all()
        if hasattr(os, "pidfd_open"):
            with contextlib.suppress(OSError):
                self._pidfd = os.pidfd_open(self._process.pid)
        try:
            for ours, pipe in zip(near, pipes, strict=True):
                self._pipes.append(await self._open(loop, ours, pipe))
        except OSError:
            for ours in near[len(self._pipes) :]:
                ours.close()
            raise
        self.write(first)
        self._watch()

    def _watch(self) -> None:
        self._reaper = asyncio.create_task(self._reap(), name=f"reap worker {self.pid}")

    async def _open(self, loop: asyncio.AbstractEventLoop, near: socket.socket, pipe: Pipe) -> asyncio.WriteTransport:
        near.setblocking(False)
        protocol = PipeProtocol(pipe, self._heard, self._pipe_ended)
        transport, _ = await loop.create_unix_connection(lambda: protocol, sock=near)
        return transport

    def write(self, data: bytes, pipe: int = 0) -> None:
        """Send octets; dropped when the process is not or no longer there."""
        if pipe < len(self._pipes) and not self._pipes[pipe].is_closing():
            self._pipes[pipe].write(data)

    def note(self, reason: str) -> None:
        """It is about to end by itself, and this is why."""
        self._reason = self._reason or reason

    def kill(self, reason: str) -> None:
        """End the process now; `on_end` follows."""
        self.note(reason)
        if self._process is None or self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if self._pidfd >= 0:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            else:
                self._process.kill()

    async def close(self) -> None:
        """Have the process end, and wait for that."""
        self.note("closed")
        self._closing = True
        self._close_pipes()
        if self._reaper is None:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._reaper), _END_S)
        self.kill("did not end")
        await self._reaper

    def _heard(self) -> None:
        self.heard_at = asyncio.get_running_loop().time()

    def _pipe_ended(self, reason: str) -> None:
        """A pipe is closed or spoke nonsense: without all of them, the process is of no use."""
        if not self._closing:
            self.kill(reason)

    async def _reap(self) -> None:
        assert self._process is not None  # noqa: S101 (the task is made where the process is)
        status = await self._process.wait()
        self._close_pipes()
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1
        self._on_end(self._reason or f"ended with status {status}")

    def _close_pipes(self) -> None:
        for pipe in self._pipes:
            pipe.close()


class PipeProtocol(asyncio.Protocol):
    """Reads one pipe."""

    def __init__(self, pipe: Pipe, on_sign: Callable[[], None], on_end: Callable[[str], None]) -> None:
        self._reader = MessageReader(pipe.message_type)
        self._receive = pipe.receive
        self._on_sign = on_sign
        self._on_end = on_end

    def data_received(self, data: bytes) -> None:
        try:
            messages = self._reader.receive_data(data)
        except WorkerProtocolError as error:
            self._on_end(f"sent nonsense: {error}")
            return
        for message in messages:
            self._on_sign()
            self._receive(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self._on_end("")


def _environment() -> dict[str, str]:
    # An empty entry would mean the working directory, as `-m` without `-P` does.
    given = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    path = os.pathsep.join((str(_ROOT), *given))
    return {**os.environ, **dict.fromkeys(_ONE_THREAD, "1"), "PYTHONPATH": path}
