"""One HTTP connection within bounds: uvicorn's own, and what a client that dawdles or floods may hold of it.

uvicorn limits only the silence between two requests. Here a request's head has to be whole in time, a body has to go
on, and one host leaves connections to others. And uvicorn parses all that the kernel had at once: a quarter of a
megabyte is 40,000 chunks of one octet, and a second in which no call is served. Here it is taken in slices.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.h11_impl import H11Protocol

from sip.networks import source_of

HEAD_S = 20.0
"""From the connection, or the first octet of a further request, to the end of its headers."""
BODY_SILENCE_S = 30.0
"""Without an octet of a body that is not whole."""
MOST_CONNECTIONS = 2_000
"""HTTP and WebSocket together; each costs tens of KB."""
SHARE_OF_ONE_HOST = 0.75
"""A proxy in front may have most of them, not all."""
AT_ONCE_BYTES = 1024
"""A slice: 170 chunks of one octet, some milliseconds of work; then it is others' turn."""


class _StrictParser(h11.Connection):
    """h11's, without the choices that it leaves to its user, and telling how much may be given to it at once.

    A request whose end a proxy in front may see elsewhere smuggles another one past it. So what RFC 9112 §6.1 and §6.3
    let a server refuse is refused: a length beside a transfer coding, and a transfer coding in HTTP/1.0.
    """

    body_left = 0
    """Octets of a body of known length that are still to come: however many they are, they are one event."""

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        event = super().next_event()
        if isinstance(event, h11.Request):
            names = {name for name, _ in event.headers}
            if b"transfer-encoding" in names and (b"content-length" in names or event.http_version < b"1.1"):
                raise h11.RemoteProtocolError("transfer-encoding beside content-length, or in HTTP/1.0")
            self.body_left = next((int(value) for name, value in event.headers if name == b"content-length"), 0)
        elif isinstance(event, h11.Data):
            self.body_left = max(0, self.body_left - len(event.data))
        return event


class _Flow(FlowControl):
    """uvicorn's, for a connection that has slices to take before more is read."""

    def __init__(self, transport: asyncio.Transport, go_on: Callable[[], None]) -> None:
        super().__init__(transport)
        self._go_on: Callable[[], None] | None = go_on

    def let_go(self) -> None:
        """The connection is over; it is known here no longer, and does not wait for the garbage collector."""
        self._go_on = None

    def resume_reading(self) -> None:
        if self.read_paused:
            self.read_paused = False
            if self._go_on is not None:
                self._go_on()


class HttpConnection(H11Protocol):
    """What uvicorn makes for each connection."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.conn: _StrictParser = _StrictParser(h11.SERVER)
        self._deadline: asyncio.TimerHandle | None = None
        self._waits_for_head = False
        self._inbox: deque[bytes] = deque()
        self._turn: asyncio.Handle | None = None
        self._is_upgraded = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        self.flow = self._own_flow = _Flow(transport, self._go_on)
        if self._is_too_many():
            self.logger.warning("Too many connections.")
            transport.abort()
            return
        self._watch()

    def data_received(self, data: bytes) -> None:
        self._inbox.append(data)
        if self._turn is None and not self.flow.read_paused:
            self._take_in()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        self._drop()
        super().connection_lost(exc)
        self._own_flow.let_go()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on the WebSocket's own limits hold. What a client sent without waiting for the answer is lost."""
        self._stop_watching()
        self._drop()
        self._is_upgraded = True
        super().handle_websocket_upgrade(event)
        self._own_flow.let_go()
        self.transport.resume_reading()

    def send_400_response(self, msg: str) -> None:
        """What goes wrong in a body ends its request: whoever serves it learns that the client has left."""
        if self._has_request():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            super().send_400_response(msg)
        else:
            self.transport.close()  # an answer has begun

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def _take_in(self) -> None:
        self._turn = None
        if not self._inbox or self.transport.is_closing():
            return
        data = self._inbox.popleft()
        most = max(AT_ONCE_BYTES, self.conn.body_left)
        if len(data) > most:
            self._inbox.appendleft(data[most:])
            data = data[:most]
        try:
            super().data_received(data)
        except Exception as error:  # noqa: BLE001  # our own bug: this connection goes, the others stay
            self.loop.call_exception_handler({"message": "HTTP connection failed", "exception": error})
            self._drop()
            self.transport.abort()
            return
        self._watch()
        self._go_on()

    def _go_on(self) -> None:
        """Takes the next slice in another turn; nothing more is read before all of them are done.

        uvicorn has the transport read on by itself as well, so that each slice has to pause it anew.
        """
        if self._is_upgraded or self.transport.is_closing():
            return
        if self._inbox:
            self.transport.pause_reading()
            if self._turn is None and not self.flow.read_paused:
                self._turn = self.loop.call_soon(self._take_in)
        elif not self.flow.read_paused:
            self.transport.resume_reading()

    def _drop(self) -> None:
        self._inbox.clear()
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None

    def _is_too_many(self) -> bool:
        count = len(self.connections)
        if count > MOST_CONNECTIONS:
            return True
        source = source_of_connection(self)
        most = int(MOST_CONNECTIONS * SHARE_OF_ONE_HOST)
        # Counted only where one host could have so many.
        return count > most and sum(source_of_connection(other) == source for other in self.connections) > most

    def _watch(self) -> None:
        """Sets the time by which more must have come."""
        if self not in self.connections or self.transport.is_closing():
            self._stop_watching()
        elif self._has_request():
            self._stop_watching()
            if self.cycle.more_body:
                self._deadline = self.loop.call_later(BODY_SILENCE_S, self._give_up)
        elif self.cycle is None or self._inbox or self.conn.trailing_data[0]:
            if not self._waits_for_head:
                self._stop_watching()
                self._waits_for_head = True
                self._deadline = self.loop.call_later(HEAD_S, self._give_up)
        else:
            self._stop_watching()

    def _has_request(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _give_up(self) -> None:
        self._deadline = None
        if self._has_request() and self.flow.read_paused:
            # It is we who do not read: what has come is still being worked on.
            self._watch()
            return
        self.logger.warning("Request not received in time.")
        self.transport.abort()

    def _stop_watching(self) -> None:
        self._waits_for_head = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def source_of_connection(connection: Any) -> str:
    """Who is at the other end of one of uvicorn's connections, HTTP or WebSocket; empty where that is not known."""
    client = getattr(connection, "client", None)
    return source_of(client[0]) if client else ""
