"""A TCP or TLS connection: messages cut out of its stream, keep-alives answered, and an end for who does not behave."""

import asyncio
from typing import Final, Protocol, cast

from sip.errors import MessageError
from sip.flow import Address, Flow
from sip.keep_alive import keep_alive
from sip.sliced_reader import SlicedReader
from sip.stream import KeepAlive, StreamFramer

_AT_ONCE_BYTES: Final = 16 * 1024
"""Some dozen messages, some milliseconds of work; then it is others' turn."""
MAX_QUEUED_BYTES: Final = 1024 * 1024
"""What may wait for a connection to open, or for a peer that does not read."""


class StreamOwner(Protocol):
    """Who is told."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """Where the connection lives."""

    def accept(self, connection: "StreamConnection") -> int | None:
        """It is open: its number, or None when there is no room for it."""

    def forget(self, connection: "StreamConnection", number: int) -> None:
        """It is gone."""

    def receive(self, data: bytes, flow: Flow) -> None:
        """A whole message came."""

    def note_malformed(self, reason: str, flow: Flow) -> None:
        """What came is no message."""

    def note_stalled(self, flow: Flow) -> None:
        """The peer does not read."""

    def note_broken(self) -> None:
        """We have given the connection up."""

    def note_send_failure(self) -> None:
        """Something could not be sent."""


class StreamConnection(SlicedReader, asyncio.Protocol):
    """One TCP or TLS connection, whoever opened it."""

    def __init__(self, owner: StreamOwner, transport_name: str, remote: Address | None = None) -> None:
        """`remote` is what we connected to; None for an accepted connection."""
        super().__init__(owner.loop.call_soon, _AT_ONCE_BYTES)
        self._owner = owner
        self._framer = StreamFramer()
        self._transport: asyncio.Transport | None = None
        self._last_data = self._opened_at = 0.0
        # What we have opened ourselves may stay as long as it is used.
        self._has_spoken = remote is not None
        self._half_since: float | None = None
        self._number: int | None = None
        self._flow: Flow | None = None
        self.transport_name = transport_name
        self.remote: Address = remote or ("", 0)

    @property
    def is_open(self) -> bool:
        return self._flow is not None

    def connection_made(self, base: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, base)
        peer = transport.get_extra_info("peername")
        own = transport.get_extra_info("sockname")
        if not peer or not own:
            # The peer was gone before we came to it.
            transport.close()
            return
        self._transport = transport
        if self._has_spoken:  # opened by us
            keep_alive(transport.get_extra_info("socket"))
        if not self.remote[0]:
            self.remote = peer[0], peer[1]
        self._last_data = self._opened_at = self._owner.loop.time()
        self._number = self._owner.accept(self)
        if self._number is None:
            transport.abort()
            return
        self._flow = Flow(self.transport_name, (peer[0], peer[1]), (own[0], own[1]), self._number)

    def _serve_slice(self, data: bytes) -> None:
        if self._flow is not None:
            self._receive(data, self._flow)

    def _reads_from(self) -> asyncio.Transport | None:
        return None if self._flow is None else self._transport

    def _receive(self, data: bytes, flow: Flow) -> None:
        self._last_data = self._owner.loop.time()
        framer = self._framer
        framer.receive_data(data)
        try:
            while (message := framer.next_message()) is not None:
                self._has_spoken = True
                if message is KeepAlive.PING:
                    self.write(b"\r\n")
                elif isinstance(message, bytes):
                    self._owner.receive(message, flow)
                if self._flow is None:  # closed meanwhile
                    return
        except MessageError as error:
            # Where the next message begins is unknown (RFC 3261 §18.3).
            self._owner.note_malformed(error.reason, flow)
            self._break()
        if framer.is_empty:
            self._half_since = None
        elif self._half_since is None:
            self._half_since = self._last_data

    def connection_lost(self, _exc: Exception | None) -> None:
        self._flow = None
        if self._number is not None:
            self._owner.forget(self, self._number)

    def write(self, data: bytes) -> None:
        """Send; a peer that reads nothing is cut off."""
        if self._transport is None or self._transport.is_closing():
            self._owner.note_send_failure()
            return
        self._transport.write(data)
        if self._transport.get_write_buffer_size() > MAX_QUEUED_BYTES:
            if self._flow is not None:
                self._owner.note_stalled(self._flow)
            self._break()

    def check(self, now: float, *, idle_s: float, half_message_s: float, first_message_s: float) -> None:
        """Close when idle, when half a message has been there for too long, or when no message has ever come."""
        half = self._half_since is not None and now - self._half_since > half_message_s
        mute = not self._has_spoken and now - self._opened_at > first_message_s
        if half or mute or now - self._last_data > idle_s:
            self._break()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _break(self) -> None:
        self._owner.note_broken()
        self._flow = None
        if self._transport is not None:
            self._transport.abort()
