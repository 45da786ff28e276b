"""Control's end of one engine worker: starts the process, sends commands, hands on what comes back, notices its
death."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from engine.frames import (
    Audio,
    Broken,
    Cancel,
    Failed,
    FrameError,
    FrameReader,
    Measured,
    Notice,
    Play,
    Ready,
    Render,
    Retiring,
    Setup,
    Sound,
    frame,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOT = Path(__file__).resolve().parent.parent
#: One thread each: there is a worker per core, and threads of numeric libraries would only fight over them.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
#: How long a worker may take to end by itself after its lanes are closed.
_END_S = 0.5


class WorkerEvents(Protocol):
    """What a worker's owner is told, in the event loop."""

    def worker_ready(self, worker: WorkerProcess, ready: Ready) -> None: ...

    def worker_measured(self, worker: WorkerProcess, measured: Measured) -> None: ...

    def worker_sound(self, worker: WorkerProcess, sound: Audio | Failed) -> None: ...

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        """Told exactly once, and nothing after it; `reason` is for logs."""


class WorkerProcess:
    """One process. After `start`, events until `worker_ended`; `kill` and `close` lead there."""

    def __init__(self, events: WorkerEvents) -> None:
        self._events = events
        #: Loop time of the last sign of life.
        self.heard_at = asyncio.get_running_loop().time()
        self._process: asyncio.subprocess.Process | None = None
        # Names this process and never a later one with its number; `Process.kill` may also reap it behind asyncio's
        # back.
        self._pidfd = -1
        self._command_lane: asyncio.WriteTransport | None = None
        self._audio_lane: asyncio.WriteTransport | None = None
        self._ended = False
        self._closing = False
        self._reason = ""
        self._reaper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    async def start(self, setup: Setup) -> None:
        """Start the process and send it `setup`. It must be called in the main thread: the process dies with the thread
        that started it."""
        loop = asyncio.get_running_loop()
        commands, far_commands = socket.socketpair()
        audio, far_audio = socket.socketpair()
        with far_commands, far_audio:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "engine.worker",
                str(far_commands.fileno()), str(far_audio.fileno()), str(os.getpid()),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=(far_commands.fileno(), far_audio.fileno()),
                env=_environment(),
            )  # fmt: skip
        if hasattr(os, "pidfd_open"):
            with contextlib.suppress(OSError):
                self._pidfd = os.pidfd_open(self._process.pid)
        self._command_lane = await self._open(loop, commands, Notice, self._noticed)
        self._audio_lane = await self._open(loop, audio, Sound, self._sounded)
        self._command_lane.write(frame(setup))
        self._reaper = asyncio.create_task(self._reap(), name=f"reap worker {self.pid}")

    async def _open(
        self, loop: asyncio.AbstractEventLoop, lane: socket.socket, message_type: Any, receive: Callable[[Any], None]
    ) -> asyncio.WriteTransport:
        lane.setblocking(False)
        transport, _ = await loop.create_unix_connection(
            lambda: _Lane(FrameReader(message_type), receive, self._lane_ended), sock=lane
        )
        return transport

    def render(self, command: Render) -> None:
        self._write(frame(command))

    def play(self, command: Play, recording: bytes) -> None:
        self._write(frame(command))
        if self._audio_lane is not None:
            self._audio_lane.write(recording)

    def cancel(self, job: int) -> None:
        self._write(frame(Cancel(job)))

    def kill(self, reason: str) -> None:
        """End the process now; `worker_ended` follows."""
        self._reason = self._reason or reason
        if self._process is None or self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if self._pidfd >= 0:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            else:
                self._process.kill()

    async def close(self) -> None:
        """Have the process end, and wait for that."""
        self._reason = self._reason or "closed"
        self._closing = True
        self._close_lanes()
        if self._reaper is None or self._process is None:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._reaper), _END_S)
        self.kill("did not end")
        await self._reaper

    def _write(self, data: bytes) -> None:
        if self._command_lane is not None and not self._command_lane.is_closing():
            self._command_lane.write(data)

    def _noticed(self, notice: Notice) -> None:
        self._heard()
        match notice:
            case Ready():
                self._events.worker_ready(self, notice)
            case Measured():
                self._events.worker_measured(self, notice)
            case Broken():
                self._reason = self._reason or notice.reason
            case Retiring():
                self._reason = self._reason or f"retired at {notice.resident_bytes >> 20} MiB"

    def _sounded(self, sound: Sound) -> None:
        self._heard()
        self._events.worker_sound(self, sound)

    def _heard(self) -> None:
        self.heard_at = asyncio.get_running_loop().time()

    def _lane_ended(self, reason: str) -> None:
        """A lane is closed or spoke nonsense: without both, the process is of no use."""
        if not self._closing:
            self.kill(reason)

    async def _reap(self) -> None:
        assert self._process is not None  # noqa: S101 (the task is made where the process is)
        status = await self._process.wait()
        self._close_lanes()
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1
        if not self._ended:
            self._ended = True
            self._events.worker_ended(self, self._reason or f"ended with status {status}")

    def _close_lanes(self) -> None:
        for lane in (self._command_lane, self._audio_lane):
            if lane is not None:
                lane.close()


class _Lane(asyncio.Protocol):
    """Reads one lane."""

    def __init__(self, reader: FrameReader, receive: Callable[[Any], None], on_end: Callable[[str], None]) -> None:
        self._reader = reader
        self._receive = receive
        self._on_end = on_end

    def data_received(self, data: bytes) -> None:
        try:
            messages = self._reader.receive_data(data)
        except FrameError as error:
            self._on_end(f"sent nonsense: {error}")
            return
        for message in messages:
            self._receive(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self._on_end("")


def _environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, **dict.fromkeys(_ONE_THREAD, "1"), "PYTHONPATH": path}
