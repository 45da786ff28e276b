"""Lines on their way to a descriptor that may be full, stalled or closed: whoever writes one neither waits nor fails.

A disk without room, a reader that stands still and one that is gone must cost log lines, never a call.
"""

import contextlib
import os
import queue
import select
import threading
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from typing import NamedTuple

MOST_BYTES = 4 << 20
"""Lines that wait: some 10,000, minutes of a busy server's log."""
MOST_LINE_BYTES = 256 << 10
"""A longer line is counted among the dropped: nothing here writes one, but for an exception without measure."""
_BATCH_BYTES = 64 << 10


class _Line(NamedTuple):
    data: bytes
    tells_of: int = 0
    """Dropped lines that this one tells of."""


class LineWriter:
    """A bounded queue and the thread that empties it. `put` may be called from any thread and in signal handlers."""

    def __init__(self, descriptor: int, note: Callable[[int], bytes], *, most_bytes: int = MOST_BYTES) -> None:
        """`note` makes the line that tells, where lines are missing, how many."""
        self._room = select.poll()
        self._room.register(descriptor, select.POLLOUT)
        self._send: Callable[[memoryview], int] = partial(os.write, descriptor)
        self._note = note
        self._most_bytes = most_bytes
        self._lines: queue.SimpleQueue[_Line | threading.Event] = queue.SimpleQueue()
        # An RLock, for a signal's handler may write a line while one is being counted.
        self._lock = threading.RLock()
        self._waiting_bytes = 0
        self._untold = 0
        """Dropped lines that no line tells of yet."""
        self._is_torn = False
        """The last write broke off within a line."""
        self.dropped = 0
        """Lines that were not written, for want of room here or there."""
        # A daemon: what it waits for may never come, and must not keep the process from ending.
        threading.Thread(target=self._run, name="log", daemon=True).start()

    def put(self, line: bytes) -> None:
        """Takes a line, its line feed included, or counts it as dropped when too many wait."""
        with self._lock:
            if len(line) > MOST_LINE_BYTES or self._waiting_bytes + len(line) > self._most_bytes:
                self._drop(_Line(line))
                return
            if self._untold:
                untold, self._untold = self._untold, 0
                self._enqueue(_Line(self._note(untold), untold))
            self._enqueue(_Line(line))

    def flush(self, timeout_s: float) -> bool:
        """Waits until all lines put so far are written or dropped, at most `timeout_s`; says whether they are."""
        done = threading.Event()
        self._lines.put(done)
        return done.wait(timeout_s)

    def _enqueue(self, line: _Line) -> None:
        self._waiting_bytes += len(line.data)
        self._lines.put(line)

    def _drop(self, line: _Line) -> None:
        self._untold += line.tells_of or 1
        self.dropped += not line.tells_of

    def _run(self) -> None:
        while True:
            lines, done = self._take()
            if lines:
                self._write(lines)
            if done is not None:
                done.set()

    def _take(self) -> tuple[list[_Line], threading.Event | None]:
        """What waits, a bounded amount of it, up to a flush."""
        lines: list[_Line] = []
        size = 0
        item = self._lines.get()
        with contextlib.suppress(queue.Empty):
            while isinstance(item, _Line):
                lines.append(item)
                size += len(item.data)
                if size >= _BATCH_BYTES:
                    return lines, None
                item = self._lines.get_nowait()
            return lines, item
        return lines, None

    def _write(self, lines: Sequence[_Line]) -> None:
        head = b"\n" if self._is_torn else b""
        written = self._written(head + b"".join(line.data for line in lines))
        # Where each line ends, in what was to be written.
        ends = list(accumulate((len(line.data) for line in lines), initial=len(head)))
        if written:
            self._is_torn = written not in ends
        with self._lock:
            self._waiting_bytes -= ends[-1] - ends[0]
            for line, end in zip(lines, ends[1:], strict=True):
                if end > written:
                    self._drop(line)

    def _written(self, data: bytes) -> int:
        """How much of it went; waits for a reader that stands still."""
        sent = 0
        view = memoryview(data)
        while sent < len(data):
            try:
                sent += self._send(view[sent:])
            except BlockingIOError:  # somebody else who has it made it so
                self._room.poll()
            except OSError:  # no room, nobody reads, or it is closed
                break
        return sent
