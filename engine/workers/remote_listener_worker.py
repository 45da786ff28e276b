"""A listener worker whose recognizer hears elsewhere: `python -m engine.workers.remote_listener_worker PIPE_FD
PARENT_PID`.

All asks wait side by side in one event loop. A sign of life goes to control while any does, so that a service that
hangs is not taken for a worker that does.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EngineError, LanguageUnsupportedError
from engine.registry import make_remote_recognizer
from engine.workers.framing import MessageReader, encode_message
from engine.workers.listener_messages import (
    Alive,
    Answer,
    Ask,
    Close,
    ListenerCommand,
    ListenerNotice,
    ListenerReady,
    ListenerSetup,
    Open,
    Opened,
    PushAudio,
    Refused,
    Reset,
    ServiceChanged,
    refusal,
)
from engine.workers.notices import Broken
from engine.workers.process_life import be_modest, become_worker, keep_loaded, receive_setup, serve_pipe

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from engine.remote.guard import ServiceChange
    from engine.remote.recognition import RemoteListener, RemoteRecognizer

_RECEIVE_BYTES = 256 << 10
_ALIVE_EVERY_S = 1.0
"""A worker is given five seconds before it is taken for hung."""


class RemoteListenerWorker:
    """Serves the pipe until it ends."""

    def __init__(self, pipe: socket.socket) -> None:
        self._pipe = pipe
        self._reader = MessageReader(ListenerCommand)
        self._recognizer: RemoteRecognizer = None  # type: ignore[assignment]  # made by serve, before any use
        self._listeners: dict[int, RemoteListener] = {}
        self._asks: dict[int, set[asyncio.Task[None]]] = {}
        """By session."""
        self._writer: asyncio.StreamWriter = None  # type: ignore[assignment]  # likewise

    def run(self) -> None:
        """Set up, say ListenerReady, work; return when control is gone."""
        setup = receive_setup(self._pipe, self._reader, ListenerSetup)
        be_modest(setup.niceness)
        asyncio.run(self._serve(setup))

    async def _serve(self, setup: ListenerSetup) -> None:
        reader, self._writer = await asyncio.open_unix_connection(sock=self._pipe)
        try:
            self._recognizer = make_remote_recognizer(setup.engine)
        except EngineError as error:
            self._tell(Broken(error.reason))
            await self._end()
            return
        self._recognizer.on_change(self._tell_change)
        keep_loaded()
        self._tell(ListenerReady(self._recognizer.abilities()))
        alive = asyncio.create_task(self._say_alive())
        try:
            while data := await reader.read(_RECEIVE_BYTES):
                for command in self._reader.receive_data(data):
                    self._accept(command)
        finally:
            alive.cancel()
            for session in list(self._listeners):
                self._close(session)
            await self._recognizer.close()
            await self._end()

    async def _end(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _say_alive(self) -> None:
        told = self._recognizer.figures()
        while True:
            await asyncio.sleep(_ALIVE_EVERY_S)
            figures = self._recognizer.figures()
            if self._asks or figures != told:
                told = figures
                self._tell(Alive(figures))

    def _accept(self, command: ListenerCommand) -> None:
        match command:
            case PushAudio(session=session, pcm=pcm):
                self._hear(session, pcm)
            case Ask():
                self._ask(command)
            case Open():
                self._open(command)
            case Reset(session=session):
                self._drop_asks(session)
                if session in self._listeners:
                    self._listeners[session].reset()
            case Close(session=session):
                self._close(session)

    def _open(self, command: Open) -> None:
        try:
            self._listeners[command.session] = self._recognizer.open(command.spec)
        except LanguageUnsupportedError as error:
            self._tell(Refused(command.session, command.number, error.reason, language=error.language))
        except Exception as error:  # noqa: BLE001 (an engine's fault costs its session, not the worker)
            self._tell(refusal(command.session, command.number, error))
        else:
            self._tell(Opened(command.session))

    def _hear(self, session: int, pcm: bytes) -> None:
        listener = self._listeners.get(session)
        if listener is None:
            return  # it could not be opened, and control knows
        try:
            listener.push(np.frombuffer(pcm, "<i2"))
        except Exception as error:  # noqa: BLE001 (likewise)
            self._close(session)
            self._tell(refusal(session, 0, error))

    def _ask(self, ask: Ask) -> None:
        listener = self._listeners.get(ask.session)
        if listener is None:
            self._tell(Refused(ask.session, ask.number, "the listener could not be opened"))
            return
        task = asyncio.get_running_loop().create_task(self._answer(listener, ask))
        asks = self._asks.setdefault(ask.session, set())
        asks.add(task)

        def forget(done: asyncio.Task[None]) -> None:
            asks.discard(done)
            if not asks and self._asks.get(ask.session) is asks:
                del self._asks[ask.session]

        task.add_done_callback(forget)

    async def _answer(self, listener: RemoteListener, ask: Ask) -> None:
        try:
            heard = await listener.ask(final=ask.final, interim=ask.interim)
        except Exception as error:  # noqa: BLE001 (likewise)
            self._tell(refusal(ask.session, ask.number, error))
        else:
            self._tell(Answer(ask.session, ask.number, heard))

    def _close(self, session: int) -> None:
        self._drop_asks(session)
        listener = self._listeners.pop(session, None)
        if listener is not None:
            listener.close()

    def _drop_asks(self, session: int) -> None:
        for task in self._asks.pop(session, set()):
            task.cancel()

    def _tell_change(self, change: ServiceChange) -> None:
        self._tell(ServiceChanged(change.usable, change.fault, change.reason))

    def _tell(self, notice: ListenerNotice) -> None:
        self._writer.write(encode_message(notice))


def main(arguments: list[str], *, adopt: Callable[[int], None] = become_worker) -> None:
    serve_pipe(arguments, adopt, lambda pipe: RemoteListenerWorker(pipe).run())


if __name__ == "__main__":
    main(sys.argv[1:])
