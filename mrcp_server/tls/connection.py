"""TLS between a TCP connection and the protocol it is for: the handshake first, then octets both ways.

asyncio and uvloop have such a layer too. This one does the handshake beside the loop, holds a bounded number of octets
in each direction, tells why a handshake failed, and closes without waiting for a peer that may never say goodbye:
messages of SIP, MRCP and HTTP carry their length, so that nothing can be cut off unseen.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import cast

from mrcp_server.tls.errors import reason_of
from mrcp_server.tls.handshakes import Handshakes
from mrcp_server.tls.transport import TlsTransport

Wrap = Callable[[ssl.MemoryBIO, ssl.MemoryBIO], ssl.SSLObject]
"""Makes the object of one connection from what comes in and what goes out."""
Check = Callable[[ssl.SSLObject], None]
"""Looks at the peer after the handshake; raises SSLError or ValueError for one that is not to be talked to."""

_AT_ONCE_BYTES = 16 << 10
"""A record; what a peer can have us work for in one turn of the loop."""
_MOST_EARLY_BYTES = 256 << 10
"""Before the handshake is done: more than the longest chain of certificates."""
_MOST_UNSENT_BYTES = 16 << 20
"""Behind what the protocols themselves hold back; answers to a peer that has its keys changed and does not read."""
_HANDSHAKE_RECORD = 22


class _State(Enum):
    HANDSHAKE = "handshake"
    OPEN = "open"
    CLOSED = "closed"


class TlsConnection(asyncio.Protocol):
    """What `create_server` and `create_connection` make. Its protocol is connected when the handshake is done."""

    def __init__(
        self,
        protocol: asyncio.Protocol,
        wrap: Wrap,
        handshakes: Handshakes,
        *,
        on_failure: Callable[[str, str], None],
        check: Check | None = None,
        takes_plain: bool = False,
        speaks_first: bool = False,
    ) -> None:
        """`on_failure` is told the peer's host and the reason. With `takes_plain` a peer whose first octet begins no
        handshake is connected as it is; `speaks_first` is the client's part.
        """
        self._protocol = protocol
        self._wrap = wrap
        self._check = check
        self._handshakes = handshakes
        self._on_failure = on_failure
        self._takes_plain = takes_plain
        self._speaks_first = speaks_first
        self._state = _State.HANDSHAKE
        self._raw: asyncio.Transport | None = None
        self._tls: ssl.SSLObject | None = None
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._inbox: deque[bytes] = deque()
        self._early_bytes = 0
        self._is_stepping = False
        self._has_ended = False
        """The peer sends nothing more."""
        self._is_connected = False
        """The protocol knows of it, and will be told of its end."""
        self._wants_more = True
        """Of what has been decrypted: the protocol's own choice."""
        self._is_reading = True
        self._turn: asyncio.Handle | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self.host = ""

    # --- asyncio.Protocol ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Neither uvloop's transports nor asyncio's of Python 3.11 inherit from this class.
        self._raw = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        self.host = str(peer[0]) if peer else ""
        timeout_s = self._handshakes.limits.timeout_s
        self._deadline = asyncio.get_running_loop().call_later(timeout_s, self.give_up, "not done in time")
        self._handshakes.begin(self)
        if self._speaks_first and self._state is _State.HANDSHAKE:
            self._step()

    def data_received(self, data: bytes) -> None:
        if self._state is _State.CLOSED:
            return
        if self._state is _State.OPEN:
            self._inbox.append(data)
            if self._turn is None:
                self._take_in()
            return
        if self._takes_plain and not self._early_bytes and data[0] != _HANDSHAKE_RECORD:
            self._go_on_plain(data)
            return
        self._inbox.append(data)
        self._early_bytes += len(data)
        if self._early_bytes > _MOST_EARLY_BYTES:
            self.give_up("too much before the handshake was done")
        elif not self._is_stepping:
            self._step()

    def eof_received(self) -> bool | None:
        if self._state is _State.OPEN:
            self._protocol.eof_received()
        self._has_ended = True
        # What the thread is about to find out is worth more than that the peer has gone.
        return self._state is _State.HANDSHAKE and self._is_stepping

    def connection_lost(self, exc: Exception | None) -> None:
        state = self._state
        self._leave()
        if state is _State.HANDSHAKE:
            self._handshakes.counters.failed += 1
            if self._early_bytes or self._speaks_first:
                self._on_failure(self.host, "closed by the peer in the middle" if exc is None else reason_of(exc))
        elif self._is_connected:
            self._protocol.connection_lost(exc)

    def pause_writing(self) -> None:
        if self._state is _State.OPEN:
            self._protocol.pause_writing()

    def resume_writing(self) -> None:
        if self._state is _State.OPEN:
            self._protocol.resume_writing()

    # --- the handshake ---------------------------------------------------------------------------------------------

    def give_up(self, reason: str) -> None:
        """Ends a handshake that is under way."""
        if self._state is not _State.HANDSHAKE:
            return
        self._leave()
        self._handshakes.counters.failed += 1
        self._on_failure(self.host, reason)
        if self._raw is not None:
            self._raw.abort()

    def _step(self) -> None:
        """One flight of messages. Nothing else touches the object until the thread is done with it."""
        while self._inbox:
            self._incoming.write(self._inbox.popleft())
        self._is_stepping = True
        self._handshakes.run(self._work, self._worked)

    def _work(self) -> Exception | bool:
        """In the thread: whether the handshake is done, or why it never will be."""
        try:
            if self._tls is None:
                self._tls = self._wrap(self._incoming, self._outgoing)
            self._tls.do_handshake()
            if self._check is not None:
                self._check(self._tls)
        except ssl.SSLWantReadError:
            return False
        except Exception as error:  # noqa: BLE001  # a broken certificate file, too, ends one connection only
            return error
        return True

    def _worked(self, outcome: Exception | bool) -> None:
        self._is_stepping = False
        if self._state is not _State.HANDSHAKE or self._raw is None:
            return
        self._flush()
        if isinstance(outcome, Exception):
            self._leave()
            self._handshakes.counters.failed += 1
            self._on_failure(self.host, reason_of(outcome))
            self._raw.close()  # the alert leaves before
        elif outcome:
            self._open()
            if self._has_ended:
                self.close()
        elif self._inbox:
            self._step()
        elif self._has_ended:
            self._raw.close()

    def _open(self) -> None:
        assert self._raw is not None  # noqa: S101  # _worked has looked
        assert self._tls is not None  # noqa: S101  # the thread has made it
        self._end_handshake()
        self._handshakes.counters.done += 1
        self._state, self._is_connected = _State.OPEN, True
        self._protocol.connection_made(TlsTransport(self, self._raw, self._tls))
        # With the peer's last message of the handshake its first of the application may have come.
        self._take_in()

    def _go_on_plain(self, data: bytes) -> None:
        assert self._raw is not None  # noqa: S101  # data comes after connection_made
        self._leave()
        self._raw.set_protocol(self._protocol)
        self._protocol.connection_made(self._raw)
        self._protocol.data_received(data)

    def _end_handshake(self) -> None:
        self._handshakes.end(self)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _leave(self) -> None:
        self._end_handshake()
        self._state = _State.CLOSED
        self._inbox.clear()
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None

    # --- octets in -------------------------------------------------------------------------------------------------

    def _take_in(self) -> None:
        """One slice a turn: a peer that floods one connection is served in turn with all others."""
        self._turn = None
        if self._wants_more and self._inbox:
            data = self._inbox.popleft()
            if len(data) > _AT_ONCE_BYTES:
                self._inbox.appendleft(data[_AT_ONCE_BYTES:])
                data = data[:_AT_ONCE_BYTES]
            self._incoming.write(data)
        self._decrypt()
        if self._state is not _State.OPEN:
            return
        if self._inbox and self._wants_more:
            self._turn = asyncio.get_running_loop().call_soon(self._take_in)
        self._set_reading()

    def _decrypt(self) -> None:
        """All that the protocol wants of what there is."""
        tls = self._tls
        while self._state is _State.OPEN and self._wants_more and tls is not None:
            try:
                data = tls.read(_AT_ONCE_BYTES)
            except ssl.SSLWantReadError:
                break
            except ssl.SSLError as error:
                self._break(reason_of(error))
                return
            if not data:  # close_notify: the peer sends nothing more, and TLS has no half-open connections
                self._protocol.eof_received()
                self.close()
                return
            self._protocol.data_received(data)
        self._flush()
        if self._raw is not None and self._raw.get_write_buffer_size() > _MOST_UNSENT_BYTES:
            self._break("the peer does not read")

    def _set_reading(self) -> None:
        wants = self._wants_more and not self._inbox
        if wants is self._is_reading or self._raw is None or self._raw.is_closing():
            return
        self._is_reading = wants
        if wants:
            self._raw.resume_reading()
        else:
            self._raw.pause_reading()

    def _break(self, reason: str) -> None:
        self._on_failure(self.host, reason)
        self.abort()

    # --- what the transport asks for -------------------------------------------------------------------------------

    @property
    def protocol(self) -> asyncio.BaseProtocol:
        """Whose connection it is."""
        return self._protocol

    @protocol.setter
    def protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = cast(asyncio.Protocol, protocol)

    @property
    def is_open(self) -> bool:
        """Whether octets can go out."""
        return self._state is _State.OPEN and self._raw is not None and not self._raw.is_closing()

    def pause(self) -> None:
        """The protocol wants nothing now."""
        self._wants_more = False
        if self._state is _State.OPEN:
            self._set_reading()

    def resume(self) -> None:
        """The protocol wants more."""
        self._wants_more = True
        if self._state is _State.OPEN and self._turn is None:
            self._turn = asyncio.get_running_loop().call_soon(self._take_in)

    def write(self, data: bytes) -> None:
        """Encrypts and sends."""
        if not data or not self.is_open or self._tls is None:
            return
        self._tls.write(data)
        self._flush()

    def close(self) -> None:
        """Says goodbye and closes when all has left."""
        if self._state is _State.OPEN and self._tls is not None:
            with suppress(ssl.SSLError):  # ours is on its way; that the peer's has not come is no error
                self._tls.unwrap()
            self._flush()
        self._end(abort=False)

    def abort(self) -> None:
        """Closes at once."""
        self._end(abort=True)

    def _end(self, *, abort: bool) -> None:
        self._leave()
        if self._raw is not None:
            if not self._is_reading:
                # A paused transport would not see the peer close.
                self._is_reading = True
                if not self._raw.is_closing():
                    self._raw.resume_reading()
            if abort:
                self._raw.abort()
            else:
                self._raw.close()

    def _flush(self) -> None:
        if self._raw is not None and self._outgoing.pending and not self._raw.is_closing():
            self._raw.write(self._outgoing.read())
