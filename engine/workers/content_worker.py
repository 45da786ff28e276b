"""A content worker: `python -m engine.workers.content_worker PIPE_FD PARENT_PID`.

It takes in what strangers sent, recordings and grammars, one task at a time. What takes too much memory fails here;
what takes too long is ended from outside, with the process.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.registry import load_object
from engine.workers.content_messages import (
    ContentCommand,
    ContentNotice,
    ContentReady,
    ContentSetup,
    Portion,
    Task,
    Unfinished,
    portions,
)
from engine.workers.framing import MessageReader, encode_message
from engine.workers.process_life import be_modest, become_worker, keep_loaded, receive_setup, serve_pipe

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

_RECEIVE_BYTES = 256 << 10


class ContentWorker:
    """Serves the pipe until it ends."""

    def __init__(self, pipe: socket.socket) -> None:
        self._pipe = pipe
        self._reader = MessageReader(ContentCommand)
        self._function = ""
        self._data = bytearray()

    def run(self) -> None:
        """Set up, say ContentReady, work; return when control is gone."""
        setup = receive_setup(self._pipe, self._reader, ContentSetup)
        be_modest(setup.niceness)
        for function in setup.functions:
            load_object(function)
        keep_loaded()
        limit_memory(setup.memory_bytes)
        self._tell(ContentReady())
        while data := self._pipe.recv(_RECEIVE_BYTES):
            for command in self._reader.receive_data(data):
                self._accept(command)

    def _accept(self, command: ContentCommand) -> None:
        match command:
            case Task(function=function):
                self._function = function
                self._data.clear()
            case Portion(data=data, last=last):
                self._data += data
                if last:
                    self._work()

    def _work(self) -> None:
        given = bytes(self._data)
        self._data.clear()
        try:
            made: bytes = load_object(self._function)(given)
        except MemoryError:
            self._tell(Unfinished("it takes too much memory", memory=True))
        except Exception as error:  # noqa: BLE001 (whatever a function raises ends its task, not the worker)
            self._tell(Unfinished(f"{type(error).__name__}: {error}"[:300]))
        else:
            for portion in portions(made):
                self._tell(portion)

    def _tell(self, notice: ContentNotice) -> None:
        self._pipe.sendall(encode_message(notice))


def limit_memory(more_bytes: int) -> None:
    """Let this process have so much beside what it has; beyond that allocations fail. Linux tells what it has."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + more_bytes
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def main(arguments: list[str], *, adopt: Callable[[int], None] = become_worker) -> None:
    serve_pipe(arguments, adopt, lambda pipe: ContentWorker(pipe).run())


if __name__ == "__main__":
    main(sys.argv[1:])
