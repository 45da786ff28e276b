"""The control connection as a client sees it: requests out, their responses and events back to whoever asked.

One TCP connection carries the channels of one call or of many (RFC 6787 §4.5); messages are told apart by
Channel-Identifier and request-id alone.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from mrcp_server.client.errors import (
    CallLostError,
    ClientError,
    ReplyTimeoutError,
    RequestRefusedError,
    RequestStoppedError,
    ServerUnreachableError,
)
from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.wire.codes import RequestState
from mrcp_server.mrcp.wire.message import (
    CHANNEL_IDENTIFIER,
    Event,
    Headers,
    Request,
    Response,
    StartLine,
    parse_message,
)
from mrcp_server.tls.endpoint import TlsClient
from mrcp_server.tls.fingerprint import Fingerprint

MAX_MESSAGE_BYTES = 16 << 20
"""Far more than a result of any recogniser; a server that announces more is broken."""
MAX_START_LINE_BYTES = 1024
FAILURE_FROM = 400
"""Statuses from here on are failures (§5.4)."""

Reply = TypeVar("Reply", Response, Event)


@dataclass(slots=True)
class Exchange:
    """One request and all that comes back for it. Times are wall clock in ns, to be compared with RTP arrivals."""

    method: str
    request_id: int
    sent_ns: int
    response: asyncio.Future[Response]
    """Done with the response; a failure status is no exception here."""
    completion: asyncio.Future[Event]
    """Done with the event that ends the request, for requests that were IN-PROGRESS or PENDING."""
    events: list[tuple[int, Event]] = field(default_factory=list)
    """All events with their arrival, the last one included."""
    responded_ns: int = 0
    completed_ns: int = 0

    def fail(self, error: ClientError) -> None:
        """End what is still open."""
        for future in (self.response, self.completion):
            if not future.done():
                future.set_exception(error)
                # Nobody may be waiting: reading the exception keeps asyncio from reporting it as forgotten.
                future.exception()


class ControlConnection(asyncio.Protocol):
    """One TCP connection. Open it with `connect`."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._channels: dict[str, ControlChannel] = {}
        self.is_open = False
        self.malformed = 0
        """Messages that could not be read; each ends the connection."""

    @classmethod
    async def connect(
        cls,
        host: str,
        port: int,
        timeout_s: float,
        tls: TlsClient | None = None,
        fingerprints: Sequence[Fingerprint] = (),
    ) -> "ControlConnection":
        """Over TLS with `tls`: the server's certificate must then match `fingerprints` where there are any.

        Raises: ServerUnreachableError, ReplyTimeoutError.
        """
        try:
            async with asyncio.timeout(timeout_s):
                if tls is not None:
                    return await tls.connect(cls, host, port, fingerprints=fingerprints)
                _, connection = await asyncio.get_running_loop().create_connection(cls, host, port)
        except TimeoutError:
            raise ReplyTimeoutError(f"no MRCP connection to {host}:{port} within {timeout_s:g} s") from None
        except OSError as error:
            raise ServerUnreachableError(f"no MRCP connection to {host}:{port}: {error.strerror or error}") from None
        return connection

    def add(self, channel: "ControlChannel") -> None:
        """Messages of this channel go to it from now on."""
        self._channels[channel.identifier] = channel

    def remove(self, channel: "ControlChannel") -> None:
        """Forget a channel; its open requests fail."""
        self._channels.pop(channel.identifier, None)
        channel.lose(CallLostError("the channel was closed"))

    def write(self, data: bytes) -> None:
        """Raises: CallLostError when the connection is gone."""
        if self._transport is None or not self.is_open:
            raise CallLostError("the server closed the control connection")
        self._transport.write(data)

    def close(self) -> None:
        """Close it. Open requests fail."""
        if self._transport is not None:
            self._transport.close()

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """From asyncio."""
        # create_connection makes stream transports; uvloop's are no subclass of asyncio's.
        self._transport = cast(asyncio.Transport, transport)
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        """From asyncio: cut messages by their length and hand them out."""
        received_ns = time.time_ns()
        self._buffer += data
        try:
            while message := self._cut():
                self._dispatch(message, received_ns)
        except (MrcpError, ValueError):
            self.malformed += 1
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """From asyncio."""
        self.is_open = False
        reason = f": {exc}" if exc else ""
        for channel in list(self._channels.values()):
            channel.lose(CallLostError(f"the server closed the control connection{reason}"))

    def _cut(self) -> bytes | None:
        end = self._buffer.find(b"\n", 0, MAX_START_LINE_BYTES)
        if end < 0:
            if len(self._buffer) >= MAX_START_LINE_BYTES:
                raise ValueError("start line too long")
            return None
        length = StartLine.parse(bytes(self._buffer[:end])).length
        if not end < length <= MAX_MESSAGE_BYTES:
            raise ValueError(f"message of {length} bytes")
        if len(self._buffer) < length:
            return None
        message = bytes(self._buffer[:length])
        del self._buffer[:length]
        return message

    def _dispatch(self, data: bytes, received_ns: int) -> None:
        message = parse_message(data)
        channel = self._channels.get(message.channel_identifier)
        if channel is not None and not isinstance(message, Request):
            channel.take(message, received_ns)


class ControlChannel:
    """One resource of one call."""

    def __init__(self, connection: ControlConnection, identifier: str, next_request_id: Callable[[], int]) -> None:
        """`next_request_id` is shared by all channels of a dialog: ids rise over all of them (§5.2)."""
        self.identifier = identifier
        self._connection = connection
        self._next_request_id = next_request_id
        self._exchanges: dict[int, Exchange] = {}
        connection.add(self)

    def send(self, method: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> Exchange:
        """Send a request.

        Raises:
            CallLostError: the connection is gone.
        """
        loop = asyncio.get_running_loop()
        request_id = self._next_request_id()
        request = Request(method, request_id, Headers([(CHANNEL_IDENTIFIER, self.identifier), *headers]), body)
        exchange = Exchange(method, request_id, time.time_ns(), loop.create_future(), loop.create_future())
        self._exchanges[request_id] = exchange
        self._connection.write(bytes(request))
        return exchange

    async def request(
        self, method: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b"", *, timeout_s: float
    ) -> Exchange:
        """Send a request and wait for its response.

        Raises:
            RequestRefusedError: its status is 400 or more.
            ReplyTimeoutError: there was none in time.
            CallLostError: the connection closed.
        """
        exchange = self.send(method, headers, body)
        response = await answer_of(exchange, timeout_s)
        if response.status >= FAILURE_FROM:
            raise RequestRefusedError(method, response.status, response.headers.get("Completion-Cause") or "")
        return exchange

    def abandon(self, request_ids: Iterable[int]) -> None:
        """Nothing more comes for these requests: a STOP or a barge-in named them (§6.2.3)."""
        for request_id in request_ids:
            exchange = self._exchanges.pop(request_id, None)
            if exchange is not None:
                exchange.fail(RequestStoppedError(f"{exchange.method} was stopped"))

    def close(self) -> None:
        """Forget the channel on its connection."""
        self._connection.remove(self)

    def take(self, message: Response | Event, received_ns: int) -> None:
        """From the connection: a message of this channel."""
        exchange = self._exchanges.get(message.request_id)
        if exchange is None:
            return
        if isinstance(message, Response):
            if not exchange.response.done():
                exchange.responded_ns = received_ns
                exchange.response.set_result(message)
        else:
            exchange.events.append((received_ns, message))
        if message.request_state is RequestState.COMPLETE:
            self._finish(exchange, message, received_ns)

    def lose(self, error: CallLostError) -> None:
        """From the connection: nothing more will come."""
        for exchange in self._exchanges.values():
            exchange.fail(error)
        self._exchanges.clear()

    def _finish(self, exchange: Exchange, message: Response | Event, received_ns: int) -> None:
        exchange.completed_ns = received_ns
        del self._exchanges[exchange.request_id]
        if isinstance(message, Event):
            exchange.completion.set_result(message)
        else:
            cause = message.headers.get("Completion-Cause") or ""
            exchange.fail(RequestRefusedError(exchange.method, message.status, cause))


async def answer_of(exchange: Exchange, timeout_s: float) -> Response:
    """The response of a request.

    Raises:
        ReplyTimeoutError: there was none in time.
        CallLostError: the connection closed.
    """
    return await _within(exchange.response, timeout_s, f"no answer to {exchange.method}")


async def completion_of(exchange: Exchange, timeout_s: float) -> Event:
    """The event that ends a request.

    Raises:
        ReplyTimeoutError: there was none in time.
        CallLostError: the connection closed.
    """
    return await _within(exchange.completion, timeout_s, f"{exchange.method} did not complete")


async def _within(future: asyncio.Future[Reply], timeout_s: float, what: str) -> Reply:
    try:
        # The future belongs to the exchange: a waiter that gives up must not cancel it for others.
        async with asyncio.timeout(timeout_s):
            return await asyncio.shield(future)
    except TimeoutError:
        raise ReplyTimeoutError(f"{what} within {timeout_s:g} s") from None
