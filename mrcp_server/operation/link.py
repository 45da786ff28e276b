"""What two servers on one host say to each other: whole messages with descriptors over a Unix socket.

A message is a JSON object, a line end, and bytes. Sockets of kind SEQPACKET keep messages apart and tell the end of the
other process.
"""

import asyncio
import contextlib
import json
import os
import socket
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

Head = dict[str, Any]

LARGEST_BYTES = 160 << 10
"""Of a message: below what a socket takes without further rights (net.core.wmem_max)."""
_MOST_FDS = 32
_MOST_QUEUED = 10_000
"""Messages that wait for the other server; what comes on top is lost, as on any network."""


class Link:
    """One end. `on_message(head, body, descriptors)` owns the descriptors; `on_end` is told once that the other end is
    gone."""

    def __init__(self, opened: socket.socket) -> None:
        opened.setblocking(False)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * LARGEST_BYTES)
        self._socket = opened
        self._loop = asyncio.get_running_loop()
        self._queue: deque[tuple[bytes, Sequence[int]]] = deque()
        self.on_message: Callable[[Head, bytes, list[int]], None] = _ignore
        self.on_end: Callable[[], None] = lambda: None
        self.is_open = True
        self.lost = 0
        """Messages that could not be sent."""
        self._loop.add_reader(opened.fileno(), self._read)

    def send(self, head: Head, body: bytes = b"", sockets: Sequence[socket.socket] = ()) -> bool:
        """Sends a message; the sockets stay ours. False where it is too large, or too many wait."""
        data = json.dumps(head).encode() + b"\n" + body
        if not self.is_open or len(data) > LARGEST_BYTES or len(self._queue) >= _MOST_QUEUED:
            self.lost += 1
            return False
        # Descriptors are duplicated, for the sender may close its own before the message has left.
        self._queue.append((data, [duplicate(one).detach() for one in sockets]))
        if len(self._queue) == 1:
            self._write()
        return True

    def close(self) -> None:
        """Ends the link, as the other end will notice; what waits is lost."""
        if not self.is_open:
            return
        self.is_open = False
        self._loop.remove_reader(self._socket.fileno())
        self._loop.remove_writer(self._socket.fileno())
        for _, descriptors in self._queue:
            close_descriptors(descriptors)
        self._queue.clear()
        self._socket.close()

    def _write(self) -> None:
        while self._queue:
            data, descriptors = self._queue[0]
            try:
                socket.send_fds(self._socket, [data], list(descriptors))
            except BlockingIOError:
                self._loop.add_writer(self._socket.fileno(), self._write)
                return
            except OSError:
                self._end()
                return
            self._queue.popleft()
            close_descriptors(descriptors)
        self._loop.remove_writer(self._socket.fileno())

    def _read(self) -> None:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._socket, LARGEST_BYTES, _MOST_FDS)
        except BlockingIOError:
            return
        except OSError:
            data, descriptors = b"", []
        if not data:
            self._end()
            return
        head, _, body = data.partition(b"\n")
        try:
            self.on_message(json.loads(head), body, descriptors)
        except Exception:
            # Not what a server says, which the loop tells: whoever says such things is as good as gone.
            close_descriptors(descriptors)
            self._end()
            raise

    def _end(self) -> None:
        if self.is_open:
            self.close()
            self.on_end()


def duplicate(opened: Any) -> socket.socket:
    """Another descriptor of a socket, whoever made its object (asyncio and uvloop wrap them)."""
    return socket.socket(fileno=os.dup(opened.fileno()))


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends, for tests."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def close_descriptors(descriptors: Sequence[int]) -> None:
    """Those that nobody wants; one that is closed already is no error."""
    for one in descriptors:
        with contextlib.suppress(OSError):
            socket.close(one)


def _ignore(_head: Head, _body: bytes, descriptors: list[int]) -> None:
    """Nobody listens yet."""
    close_descriptors(descriptors)
