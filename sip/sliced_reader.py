"""What a connection has sent, taken in slices: a peer that floods one connection is served in turn with all others.

The half that SIP and MRCP connections share. It keeps no time and opens nothing; the loop's `call_soon` is handed in.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol


class ScheduledCall(Protocol):
    """A call that is due in the next turn of the loop."""

    def cancel(self) -> None: ...


class Pausable(Protocol):
    """The reading side of a transport."""

    def abort(self) -> None: ...
    def is_closing(self) -> bool: ...
    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...


class SlicedReader:
    """Base of a connection: `data_received` cuts, `_serve_slice` gets one slice a turn of the loop."""

    def __init__(self, call_soon: Callable[[Callable[[], None]], ScheduledCall], at_once_bytes: int) -> None:
        """A slice has `at_once_bytes` at most."""
        self._call_soon = call_soon
        self._at_once_bytes = at_once_bytes
        self._inbox: deque[bytes] = deque()
        self._next_turn: ScheduledCall | None = None
        self._is_paused = False

    def data_received(self, data: bytes) -> None:
        """As `asyncio.Protocol` has it."""
        self._inbox.append(data)
        if self._next_turn is None:
            self._take_in()

    def _serve_slice(self, data: bytes) -> None:
        """Take one slice."""
        raise NotImplementedError

    def _reads_from(self) -> Pausable | None:
        """The transport while more is wanted of it."""
        raise NotImplementedError

    def _drop_input(self) -> None:
        """Nothing of what has come will be served any more."""
        self._inbox.clear()
        if self._next_turn is not None:
            self._next_turn.cancel()
            self._next_turn = None

    def _take_in(self) -> None:
        self._next_turn = None
        data = self._inbox.popleft()
        if len(data) > self._at_once_bytes:
            self._inbox.appendleft(data[self._at_once_bytes :])
            data = data[: self._at_once_bytes]
        try:
            self._serve_slice(data)
        except Exception:
            # Our own bug, which the loop tells: this connection goes, or its peer would wait for ever.
            self._drop_input()
            if (transport := self._reads_from()) is not None:
                transport.abort()
            raise
        self._read_on()

    def _read_on(self) -> None:
        """Nothing more is read while something waits: it is the peer who must wait then."""
        transport = self._reads_from()
        if transport is None or transport.is_closing():
            return
        if self._inbox:
            self._next_turn = self._call_soon(self._take_in)
        if bool(self._inbox) is not self._is_paused:
            self._is_paused = not self._is_paused
            if self._is_paused:
                transport.pause_reading()
            else:
                transport.resume_reading()
