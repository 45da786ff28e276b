"""One HTTP connection within bounds: uvicorn's own, and what a client that dawdles or floods may hold of it.

uvicorn limits only the silence between two requests. Here a request's head has to be whole in time, a body has to go
on, and one host leaves connections to others.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 20.0
"""From the connection, or the first octet of a further request, to the end of its headers."""
BODY_SILENCE_S = 30.0
"""Without an octet of a body that is not whole."""
MOST_CONNECTIONS = 2_000
"""HTTP and WebSocket together; each costs tens of KB."""
SHARE_OF_ONE_HOST = 0.75
"""A proxy in front may have most of them, not all."""


class _StrictParser(h11.Connection):
    """h11's, without the choices that it leaves to its user.

    A request whose end a proxy in front may see elsewhere smuggles another one past it. So what RFC 9112 §6.1 and §6.3
    let a server refuse is refused: a length beside a transfer coding, and a transfer coding in HTTP/1.0.
    """

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        event = super().next_event()
        if isinstance(event, h11.Request):
            names = {name for name, _ in event.headers}
            if b"transfer-encoding" in names and (b"content-length" in names or event.http_version < b"1.1"):
                raise h11.RemoteProtocolError("transfer-encoding beside content-length, or in HTTP/1.0")
        return event


class HttpConnection(H11Protocol):
    """What uvicorn makes for each connection."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.conn = _StrictParser(h11.SERVER)
        self._deadline: asyncio.TimerHandle | None = None
        self._waits_for_head = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        if self._is_too_many():
            self.logger.warning("Too many connections.")
            transport.abort()
            return
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on the WebSocket's own limits hold."""
        self._stop_watching()
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def _is_too_many(self) -> bool:
        count = len(self.connections)
        if count > MOST_CONNECTIONS:
            return True
        host = self.client[0] if self.client else None
        most = int(MOST_CONNECTIONS * SHARE_OF_ONE_HOST)
        # Counted only where one host could have so many.
        return count > most and sum(_host_of(other) == host for other in self.connections) > most

    def _watch(self) -> None:
        """Sets the time by which more must have come."""
        if self not in self.connections or self.transport.is_closing():
            self._stop_watching()
        elif self._has_request():
            self._stop_watching()
            if self.cycle.more_body:
                self._deadline = self.loop.call_later(BODY_SILENCE_S, self._give_up)
        elif self.cycle is None or self.conn.trailing_data[0]:
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


def _host_of(connection: Any) -> str | None:
    """Of one of uvicorn's connections, HTTP or WebSocket."""
    client = getattr(connection, "client", None)
    return client[0] if client else None
