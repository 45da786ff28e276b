"""Control's end of one synthesizer worker: sends commands, hands on what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from engine.workers.child_process import ChildProcess, Pipe
from engine.workers.framing import encode_message
from engine.workers.notices import Broken, Retiring
from engine.workers.worker_messages import Audio, Cancel, Failed, Measured, Notice, Play, Ready, Render, Setup, Sound

if TYPE_CHECKING:
    from collections.abc import Callable

_COMMANDS, _AUDIO = 0, 1


class WorkerEvents(Protocol):
    """What a worker's owner is told, in the event loop."""

    def worker_ready(self, worker: WorkerProcess, ready: Ready) -> None: ...

    def worker_measured(self, worker: WorkerProcess, measured: Measured) -> None: ...

    def worker_sound(self, worker: WorkerProcess, sound: Audio | Failed) -> None: ...

    def worker_retires(self, worker: WorkerProcess) -> None:
        """It ends by itself, in good order; `worker_ended` follows."""

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        """Told exactly once, and nothing after it; `reason` is for logs."""


class WorkerProcess:
    """One process. After `start`, events until `worker_ended`; `kill` and `close` lead there."""

    def __init__(self, events: WorkerEvents, module: str = "engine.workers.worker") -> None:
        self._events = events
        self._child = ChildProcess(module, self._ended)
        self.kill: Callable[[str], None] = self._child.kill
        self.close = self._child.close

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def crashed(self) -> bool:
        """Whether it ended by a fault of its own."""
        return self._child.crashed

    @property
    def heard_at(self) -> float:
        """Loop time of the last sign of life."""
        return self._child.heard_at

    @heard_at.setter
    def heard_at(self, at: float) -> None:
        self._child.heard_at = at

    async def start(self, setup: Setup) -> None:
        """Start the process and send it `setup`, in the main thread: see `ChildProcess.start`."""
        pipes = (Pipe(Notice, self._noticed), Pipe(Sound, self._sounded))
        await self._child.start(pipes, encode_message(setup))

    def render(self, command: Render) -> None:
        self._child.write(encode_message(command), _COMMANDS)

    def play(self, command: Play, recording: bytes) -> None:
        self._child.write(encode_message(command), _COMMANDS)
        self._child.write(recording, _AUDIO)

    def cancel(self, job: int) -> None:
        self._child.write(encode_message(Cancel(job)), _COMMANDS)

    def _noticed(self, notice: Notice) -> None:
        match notice:
            case Ready():
                self._events.worker_ready(self, notice)
            case Measured():
                self._events.worker_measured(self, notice)
            case Broken():
                self._child.note(notice.reason)
            case Retiring():
                self._child.note(notice.reason)
                self._events.worker_retires(self)

    def _sounded(self, sound: Sound) -> None:
        self._events.worker_sound(self, sound)

    def _ended(self, reason: str) -> None:
        self._events.worker_ended(self, reason)
