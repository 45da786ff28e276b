"""Standard error of the server and of its children: nobody who writes there waits, whoever reads it or does not.

Descriptors 1 and 2 become a pipe that takes what fits and drops the rest. Children inherit it, so that it holds for
native libraries too, and for the last words of a process that crashes. What comes through it is logged.
"""

import atexit
import contextlib
import io
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mrcp_server.observability.line_writer import LineWriter
from mrcp_server.observability.metrics import Sample
from mrcp_server.process.start import ERROR, OUTPUT

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

FLUSH_S = 2.0
"""How long the end of the process waits for a reader that stands still."""
_PIPE_BYTES = 64 << 10
_MOST_TEXT = 4000
_GATHER_S = 0.05
"""The words of a crash come in many small writes."""


class StandardError:
    """The real standard error behind a queue. `take_over` once, early; it is flushed when the process ends."""

    def __init__(self, note: Callable[[int], bytes]) -> None:
        """`note` makes the line about dropped ones."""
        self._real = os.dup(ERROR)
        self._writer = LineWriter(self._real, note)
        self.put = self._writer.put

    def take_over(self, tell: Callable[[str], None]) -> None:
        """From now on everything goes through the queue. `tell` is called, in a thread of its own, with text that
        children and native libraries write."""
        reading, writing = os.pipe()
        # The pipe's writing end has a description of its own: ours alone, so that it may be non-blocking.
        os.set_blocking(writing, False)
        for number in (OUTPUT, ERROR):
            os.dup2(writing, number, inheritable=True)
        os.close(writing)
        lines = io.BufferedWriter(_Lines(self.put, self._real), _MOST_TEXT)
        text = io.TextIOWrapper(lines, encoding="utf-8", errors="backslashreplace", line_buffering=True)
        sys.stdout = sys.stderr = text
        threading.Thread(target=_listen, args=(reading, tell), name="standard error", daemon=True).start()
        atexit.register(self.flush)

    def flush(self) -> None:
        """Waits a bounded time until what was written so far has left."""
        self._writer.flush(FLUSH_S)

    def samples(self) -> Iterable[Sample]:
        """For metrics."""
        yield Sample("log_lines_dropped", "Log lines that could not be written", "counter", self._writer.dropped)


class _Lines(io.RawIOBase):
    """What Python writes to `sys.stderr`, put into the queue."""

    def __init__(self, put: Callable[[bytes], None], real: int) -> None:
        self._put = put
        self._real = real

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        line = bytes(data)
        self._put(line)
        return len(line)

    def isatty(self) -> bool:
        return os.isatty(self._real)

    def fileno(self) -> int:
        return ERROR


def _listen(reading: int, tell: Callable[[str], None]) -> None:
    """Takes whatever is written to the pipe, as long as the process lives."""
    more = select.poll()
    more.register(reading, select.POLLIN)
    while data := os.read(reading, _PIPE_BYTES):
        while len(data) < _MOST_TEXT and more.poll(1000 * _GATHER_S):
            data += os.read(reading, _PIPE_BYTES)
        text = data.decode("utf-8", "backslashreplace").strip()
        if text:
            with contextlib.suppress(Exception):  # whatever it was, the next text is to be taken too
                tell(text if len(text) <= _MOST_TEXT else text[:_MOST_TEXT] + "…")
            time.sleep(_GATHER_S)  # who writes without end fills the pipe, not the log
