"""An engine worker: `python -m engine.workers.worker COMMAND_FD AUDIO_FD PARENT_PID`.

The main thread runs the engine and does one job at a time. A second thread reads commands, so that a cancel reaches the
engine inside a call; native engines release the GIL there. The process ends when control closes the command pipe.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np

from engine.audio.loudness import gain_key
from engine.errors import EngineError
from engine.workers.clips import cut_clip
from engine.workers.engine_set import EngineSet
from engine.workers.framing import MessageReader, encode_message
from engine.workers.notices import Broken, Retiring
from engine.workers.process_life import be_modest, become_worker, keep_loaded, receive_setup, resident_bytes
from engine.workers.production import Production, play
from engine.workers.worker_messages import Audio, Cancel, Command, Failed, Measured, Notice, Play, Ready, Render, Setup

if TYPE_CHECKING:
    from collections.abc import Callable

_RECEIVE_BYTES = 64 << 10
NICENESS = 2
"""Behind control, which a hundred callers may be waiting for; before the recognisers."""
_SWITCH_INTERVAL_S = 0.0005
"""How long the command thread may have to wait for the interpreter: far less than the 5 ms of the default, so that a
cancel is not late by that."""


class PipeClosedError(Exception):
    """Control is gone. A type of its own, so that an engine's OSError is the engine's."""


class Worker:
    """Jobs from the command pipe, one after another, until that pipe ends."""

    def __init__(self, commands: socket.socket, audio: socket.socket) -> None:
        self._commands = commands
        self._audio = audio
        self._jobs: queue.SimpleQueue[Render | Play | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._current: tuple[int, Production] | None = None
        self._cancelled: set[int] = set()

    def run(self) -> None:
        """Set up, say Ready, work; return when control is gone or the worker should be replaced."""
        reader = MessageReader(Command)
        setup = receive_setup(self._commands, reader, Setup)
        try:
            engine_set = EngineSet(setup)
        except EngineError as error:
            self._notify(Broken(error.reason))
            return
        keep_loaded()
        self._notify(Ready(tuple(engine_set.voices.values()), engine_set.gains, engine_set.missing))
        threading.Thread(target=self._read, args=(reader,), name="commands", daemon=True).start()
        while (job := self._jobs.get()) is not None:
            self._do(job, engine_set)
            resident = resident_bytes()
            if resident > setup.memory_bytes:
                self._notify(Retiring(resident))
                return

    def _read(self, reader: MessageReader) -> None:
        """The command thread."""
        try:
            while data := self._commands.recv(_RECEIVE_BYTES):
                for command in reader.receive_data(data):
                    self._accept(command)
        except OSError:
            pass  # control is gone: the same as an orderly end
        finally:
            self._cancel_current()
            self._jobs.put(None)

    def _accept(self, command: Render | Play | Cancel) -> None:
        if not isinstance(command, Cancel):
            self._jobs.put(command)
            return
        with self._lock:
            current = self._current
            if current is None or current[0] != command.job:
                # It has ended (then the note is dropped with a later job) or has not begun.
                self._cancelled.add(command.job)
                return
        current[1].cancel()

    def _cancel_current(self) -> None:
        with self._lock:
            current = self._current
        if current is not None:
            current[1].cancel()

    def _do(self, job: Render | Play, engine_set: EngineSet) -> None:
        try:
            production = self._perform(job, engine_set)
            if production.cancelled:
                self._send(Failed(job.job, "cancelled", cancelled=True))
            else:
                production.close()
        except PipeClosedError:
            raise
        except EngineError as error:
            self._send(Failed(job.job, error.reason, error.retryable))
        except Exception as error:  # noqa: BLE001 (whatever an engine raises ends its piece, not the worker)
            self._send(Failed(job.job, f"{type(error).__name__}: {error}"))
        finally:
            with self._lock:
                self._current = None

    def _perform(self, job: Render | Play, engine_set: EngineSet) -> Production:
        if isinstance(job, Play):
            recording = np.frombuffer(self._receive(job.size_bytes), "<i2")
            samples, rate_hz = cut_clip(recording, job.rate_hz, job.cut, max_ms=job.max_ms)
            production = self._produce(job, rate_hz)
            production.begin(None, engine_set.make_finisher, 1.0, trim=False)
            play(samples, rate_hz, production)
            return production
        engine, voice = engine_set.engine_for(job.piece.voice)
        gain, measured = engine_set.gain_for(voice)
        if measured:
            self._notify(Measured(gain_key(voice), gain))
        production = self._produce(job, voice.rate_hz)
        production.begin(job.piece, engine_set.make_finisher, gain, trim=engine.trims_silence)
        if not production.cancelled:
            engine.synthesize(job.piece, production)
        return production

    def _produce(self, job: Render | Play, rate_hz: int) -> Production:
        production = Production(job.job, job.fmt, rate_hz, send=self._send)
        with self._lock:
            self._current = (job.job, production)
            cancelled = job.job in self._cancelled
            # Numbers ascend: what is lower was for a job that had just ended.
            self._cancelled = {number for number in self._cancelled if number > job.job}
        if cancelled:
            production.cancel()
        return production

    def _receive(self, size_bytes: int) -> bytes:
        recording = bytearray()
        while len(recording) < size_bytes:
            data = self._audio.recv(min(_RECEIVE_BYTES, size_bytes - len(recording)))
            if not data:
                raise EngineError("control closed the audio pipe")
            recording += data
        return bytes(recording)

    def _send(self, sound: Audio | Failed) -> None:
        _write(self._audio, encode_message(sound))

    def _notify(self, notice: Notice) -> None:
        _write(self._commands, encode_message(notice))


def _write(pipe: socket.socket, data: bytes) -> None:
    try:
        pipe.sendall(data)
    except OSError as error:
        raise PipeClosedError(str(error)) from error


def main(arguments: list[str], *, adopt: Callable[[int], None] = become_worker) -> None:
    command_fd, audio_fd, parent_pid = map(int, arguments)
    adopt(parent_pid)
    be_modest(NICENESS, batch=False)
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    with (
        socket.socket(fileno=command_fd) as commands,
        socket.socket(fileno=audio_fd) as audio,
        # The kernel's signal is on its way.
        contextlib.suppress(PipeClosedError),
    ):
        Worker(commands, audio).run()


if __name__ == "__main__":
    main(sys.argv[1:])
