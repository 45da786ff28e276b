"""A listener worker: `python -m engine.workers.listener_worker PIPE_FD PARENT_PID`. One recognizer, many sessions.

There is one thread: engines hold the interpreter through a decode, so a second one would only wait. Between two asks
all that control has sent meanwhile is read, so that a Close takes back what nobody waits for any more.
"""

from __future__ import annotations

import heapq
import select
import sys
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EngineError, LanguageUnsupportedError
from engine.registry import make_recognizer
from engine.workers.framing import MessageReader, encode_message
from engine.workers.listener_messages import (
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
    Working,
    refusal,
)
from engine.workers.notices import Broken, Retiring
from engine.workers.process_life import be_modest, become_worker, keep_loaded, receive_setup, resident_bytes, serve_pipe

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from engine.recognition import Listener, Recognizer

_RECEIVE_BYTES = 256 << 10
_LOOK_EVERY = 16
"""Asks between two looks at how large the process has grown."""


class ListenerWorker:
    """Serves the pipe until it ends."""

    def __init__(self, pipe: socket.socket) -> None:
        self._pipe = pipe
        self._reader = MessageReader(ListenerCommand)
        self._recognizer: Recognizer = None  # type: ignore[assignment]  # made by run, before any use
        self._listeners: dict[int, Listener] = {}
        # Final asks first, then in order; opens are done as they come.
        self._asks: list[tuple[bool, int, Ask]] = []

    def run(self) -> None:
        """Set up, say ListenerReady, work; return when control is gone or the worker should be replaced."""
        setup = receive_setup(self._pipe, self._reader, ListenerSetup)
        be_modest(setup.niceness)
        try:
            self._recognizer = make_recognizer(setup.engine)
            abilities = self._recognizer.abilities()
        except EngineError as error:
            self._tell(Broken(error.reason))
            return
        keep_loaded()
        self._tell(ListenerReady(abilities))
        done, idle = 0, True
        while self._receive(wait=idle):
            if self._asks:
                self._answer(heapq.heappop(self._asks)[2])
                done += 1
                idle = False
            else:
                idle = not self._work()
            if done >= _LOOK_EVERY and not self._asks:
                done = 0
                if (resident := resident_bytes()) > setup.memory_bytes:
                    self._tell(Retiring(resident))
                    return

    def _receive(self, *, wait: bool) -> bool:
        """Take all that is there; `wait`: until there is something. False: control is gone."""
        timeout = None if wait else 0
        while select.select([self._pipe], [], [], timeout)[0]:
            data = self._pipe.recv(_RECEIVE_BYTES)
            if not data:
                return False
            for command in self._reader.receive_data(data):
                self._accept(command)
            timeout = 0
        return True

    def _accept(self, command: ListenerCommand) -> None:
        match command:
            case PushAudio(session=session, pcm=pcm):
                self._hear(session, pcm)
            case Ask(number=number, final=final):
                heapq.heappush(self._asks, (not final, number, command))
            case Open():
                self._open(command)
            case Reset(session=session):
                self._drop_asks(session)
                if session in self._listeners:
                    self._listeners[session].reset()
            case Close(session=session):
                self._close(session)

    def _hear(self, session: int, pcm: bytes) -> None:
        listener = self._listeners.get(session)
        if listener is None:
            return  # it could not be opened, and control knows
        try:
            listener.push(np.frombuffer(pcm, "<i2"))
        except Exception as error:  # noqa: BLE001 (an engine's fault costs its session, not the worker)
            self._close(session)
            self._tell(Refused(session, 0, f"{type(error).__name__}: {error}", retryable=True))

    def _open(self, command: Open) -> None:
        self._tell(Working(command.number))
        try:
            self._listeners[command.session] = self._recognizer.open(command.spec)
        except LanguageUnsupportedError as error:
            self._tell(Refused(command.session, command.number, error.reason, language=error.language))
        except Exception as error:  # noqa: BLE001 (likewise)
            self._tell(refusal(command.session, command.number, error))
        else:
            self._tell(Opened(command.session))

    def _answer(self, ask: Ask) -> None:
        listener = self._listeners.get(ask.session)
        if listener is None:
            self._tell(Refused(ask.session, ask.number, "the listener could not be opened"))
            return
        self._tell(Working(ask.number))
        try:
            heard = listener.ask(final=ask.final)
        except Exception as error:  # noqa: BLE001 (likewise)
            self._tell(refusal(ask.session, ask.number, error))
        else:
            for number in (ask.number, *self._overtaken(ask.session)):
                self._tell(Answer(ask.session, number, heard))

    def _overtaken(self, session: int) -> list[int]:
        """Takes back asks for what is known so far that have waited while the session said more, and was heard with it:
        they get the same answer."""
        late = [entry for entry in self._asks if entry[2].session == session and not entry[2].final]
        if late:
            self._asks = [entry for entry in self._asks if entry not in late]
            heapq.heapify(self._asks)
        return [number for _, number, _ in late]

    def _work(self) -> bool:
        """What the engine does unasked; a fault in it is the worker's, since nobody else can be blamed."""
        return self._recognizer.work()

    def _close(self, session: int) -> None:
        self._drop_asks(session)
        listener = self._listeners.pop(session, None)
        if listener is not None:
            listener.close()

    def _drop_asks(self, session: int) -> None:
        if any(ask.session == session for _, _, ask in self._asks):
            self._asks = [entry for entry in self._asks if entry[2].session != session]
            heapq.heapify(self._asks)

    def _tell(self, notice: ListenerNotice) -> None:
        self._pipe.sendall(encode_message(notice))


def main(arguments: list[str], *, adopt: Callable[[int], None] = become_worker) -> None:
    serve_pipe(arguments, adopt, lambda pipe: ListenerWorker(pipe).run())


if __name__ == "__main__":
    main(sys.argv[1:])
