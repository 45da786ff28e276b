"""The worker of services elsewhere: `python -m engine.workers.remote_worker COMMAND_FD AUDIO_FD PARENT_PID`.

Its engines wait for the network most of the time, so it does many jobs at once, each a task of one event loop. A cancel
ends its own task at once; a job that fails or hangs harms no other. It says the same to control as other workers do.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from typing import TYPE_CHECKING

from engine.audio.loudness import gain_key
from engine.errors import EngineError
from engine.registry import load_object, make_async
from engine.remote.errors import ServiceError
from engine.workers.framing import MessageReader, encode_message
from engine.workers.notices import Broken, Retiring
from engine.workers.process_life import be_modest, become_worker, keep_loaded, receive_setup, resident_bytes
from engine.workers.production import Production
from engine.workers.voice_levels import ListeningSink, VoiceLevels
from engine.workers.worker_messages import Audio, Cancel, Command, Failed, Measured, Ready, Render, Setup

if TYPE_CHECKING:
    from collections.abc import Callable

    import msgspec

    from engine.interface import AsyncSynthesizer, FinisherFactory, VoiceInfo

_RECEIVE_BYTES = 64 << 10
NICENESS = 1
"""Behind control, but before the workers that compute: what it has to do is short, and somebody waits for it."""
_CLOSE_S = 1.0


class RemoteWorker:
    """Jobs from the command pipe, all at once, until that pipe ends."""

    def __init__(self, setup: Setup, commands: socket.socket, audio: socket.socket) -> None:
        self._setup = setup
        self._sockets = (commands, audio)
        self._levels = VoiceLevels(setup.gains, load_object(setup.meter) if setup.meter else None)
        self._make_finisher: FinisherFactory = load_object(setup.finisher)
        self._owners: dict[str, tuple[AsyncSynthesizer, VoiceInfo]] = {}
        self._jobs: dict[int, tuple[asyncio.Task[None], Production]] = {}
        self._commands: asyncio.StreamWriter
        self._audio: asyncio.StreamWriter

    async def run(self, reader: MessageReader) -> None:
        """Open the engines, say Ready, work; return when control is gone. `reader` has read the setup."""
        commands, audio = self._sockets
        incoming, self._commands = await asyncio.open_connection(sock=commands)
        _, self._audio = await asyncio.open_connection(sock=audio)
        try:
            await self._work(incoming, reader)
        finally:
            for pipe in (self._commands, self._audio):
                pipe.close()
                with contextlib.suppress(OSError):
                    await pipe.wait_closed()

    async def _work(self, incoming: asyncio.StreamReader, reader: MessageReader) -> None:
        engines: list[AsyncSynthesizer] = []
        try:
            engines = [make_async(spec) for spec in self._setup.engines]
            await asyncio.gather(*(engine.open() for engine in engines))
        except EngineError as error:
            self._notify(Broken(error.reason))
            return
        for engine in engines:
            self._owners |= {voice.name: (engine, voice) for voice in engine.voices()}
        keep_loaded()
        self._notify(Ready(tuple(voice for _, voice in self._owners.values()), self._levels.gains))
        try:
            while data := await incoming.read(_RECEIVE_BYTES):
                for command in reader.receive_data(data):
                    self._accept(command)
        except OSError:
            pass  # control is gone: the same as an orderly end
        finally:
            await self._end(engines)

    async def _end(self, engines: list[AsyncSynthesizer]) -> None:
        tasks = [task for task, _ in self._jobs.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_CLOSE_S)
        closing = [asyncio.ensure_future(engine.close()) for engine in engines]
        await asyncio.wait(closing, timeout=_CLOSE_S)

    def _accept(self, command: Command) -> None:
        if isinstance(command, Render):
            voice = self._owners.get(command.piece.voice)
            if voice is None:
                self._send(Failed(command.job, f"there is no voice {command.piece.voice!r}"))
                return
            production = Production(command.job, command.fmt, voice[1].rate_hz, send=self._send, gather_s=0.0)
            task = asyncio.create_task(self._do(command, production, *voice), name=f"job {command.job}")
            self._jobs[command.job] = (task, production)
        elif isinstance(command, Cancel) and command.job in self._jobs:
            task, production = self._jobs[command.job]
            production.cancel()
            task.cancel()

    async def _do(self, job: Render, production: Production, engine: AsyncSynthesizer, voice: VoiceInfo) -> None:
        try:
            await self._perform(job, production, engine, voice)
        except asyncio.CancelledError:
            self._send(Failed(job.job, "cancelled", cancelled=True))
        except ServiceError as error:
            self._send(Failed(job.job, error.reason, fault=error.fault.value, retry_after_s=error.retry_after_s))
        except EngineError as error:
            self._send(Failed(job.job, error.reason, error.retryable))
        except Exception as error:  # noqa: BLE001 (whatever an engine raises ends its piece, not the worker)
            self._send(Failed(job.job, f"{type(error).__name__}: {error}"))
        finally:
            del self._jobs[job.job]
            self._look_at_size()

    def _look_at_size(self) -> None:
        """One that has grown too large is replaced when it has nothing to do."""
        if self._jobs or self._commands.is_closing():
            return
        resident = resident_bytes()
        if resident > self._setup.memory_bytes:
            self._notify(Retiring(resident))
            self._commands.close()

    async def _perform(self, job: Render, production: Production, engine: AsyncSynthesizer, voice: VoiceInfo) -> None:
        key = gain_key(voice)
        gain = self._levels.gains.get(key, 1.0)
        production.begin(job.piece, self._make_finisher, gain, trim=engine.trims_silence)
        if self._levels.is_known(key):
            await engine.synthesize(job.piece, production)
        else:
            production.passing = True
            sink = ListeningSink(production)
            await engine.synthesize(job.piece, sink)
            learnt = self._levels.learn(key, sink.audio, voice.rate_hz)
            if learnt is not None:
                self._notify(Measured(key, learnt))
        if production.cancelled:
            raise asyncio.CancelledError
        production.close()

    def _send(self, sound: Audio | Failed) -> None:
        _write(self._audio, sound)

    def _notify(self, notice: Ready | Broken | Retiring | Measured) -> None:
        _write(self._commands, notice)


def _write(pipe: asyncio.StreamWriter, message: msgspec.Struct) -> None:
    # Control always reads, and a piece is bounded: what waits here is bounded, too.
    if not pipe.is_closing():
        pipe.write(encode_message(message))


def main(arguments: list[str], *, adopt: Callable[[int], None] = become_worker) -> None:
    command_fd, audio_fd, parent_pid = map(int, arguments)
    adopt(parent_pid)
    be_modest(NICENESS, batch=False)
    with socket.socket(fileno=command_fd) as commands, socket.socket(fileno=audio_fd) as audio:
        reader = MessageReader(Command)
        setup = receive_setup(commands, reader, Setup)
        try:
            worker = RemoteWorker(setup, commands, audio)
        except EngineError as error:
            commands.sendall(encode_message(Broken(error.reason)))
            return
        asyncio.run(worker.run(reader))


if __name__ == "__main__":
    main(sys.argv[1:])
