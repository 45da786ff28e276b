"""One control connection: bytes in, requests out; responses and events in, bytes out. No socket, no clock.

Channels of several dialogs may share a connection, and one dialog may spread over several (§4.2, §4.5): nothing here
knows channels. `doors.mrcp` finds the channel of a request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mrcp_server.mrcp.errors import FramingError, MessageError
from mrcp_server.mrcp.wire.codes import RequestState, Status
from mrcp_server.mrcp.wire.framing import DEFAULT_MAX_MESSAGE_BYTES, Framer
from mrcp_server.mrcp.wire.message import CHANNEL_IDENTIFIER, Headers, Request, Response, parse_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mrcp_server.mrcp.wire.message import Message, StartLine


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What one peer may cost us."""

    max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES
    """A larger message is answered 504 and skipped."""
    silence_timeout_s: float = 10.0
    """Half a message, then silence for so long: the connection is given up. Idle connections live on (§4.6)."""
    message_timeout_s: float = 60.0
    """From the first to the last byte of one message, however lively it trickles."""


class MessageStream:
    """The receiving half of a connection, the same for server and client."""

    def __init__(self, limits: ConnectionLimits | None = None) -> None:
        self._limits = limits or ConnectionLimits()
        self._framer = Framer(self._limits.max_message_bytes)
        self._last_byte_at = 0.0
        self._message_began_at: float | None = None
        self.close_reason: str | None = None
        """Why the connection is to be closed, once everything in `data_to_send` has been sent; None while it lives."""

    def receive_data(self, data: bytes, now: float) -> None:
        """Take bytes from the transport. After this, iterate over what can be read."""
        if self.close_reason is None:
            self._framer.push(data)
            self._last_byte_at = now
            if self._message_began_at is None:
                self._message_began_at = now

    @property
    def buffered_bytes(self) -> int:
        """Octets held of messages that are not whole."""
        return self._framer.buffered_bytes

    def receive_eof(self) -> None:
        """The peer will send no more."""
        self.close_reason = self.close_reason or "closed by the peer"

    def messages(self) -> Iterator[Message]:
        """Whole messages, in order of arrival. Raises: MessageError; iterate again to go on behind it."""
        while self.close_reason is None:
            framed = self._pull()
            if framed is None:
                return
            start, data = framed
            yield parse_message(data, start)

    def _pull(self) -> tuple[StartLine, bytes] | None:
        try:
            framed = self._framer.pull()
        except FramingError as error:
            self.close_reason = error.reason
            raise
        if not self._framer.partial:
            self._message_began_at = None
        elif framed is not None:
            self._message_began_at = self._last_byte_at  # the next message has come with the end of this one
        return framed

    def next_timer(self) -> float | None:
        """When `handle_timer` is due; None when no message is half received."""
        if self._message_began_at is None or self.close_reason is not None:
            return None
        return min(
            self._last_byte_at + self._limits.silence_timeout_s,
            self._message_began_at + self._limits.message_timeout_s,
        )

    def handle_timer(self, now: float) -> None:
        """Give the connection up if half a message has waited too long."""
        due = self.next_timer()
        if due is not None and now >= due:
            self.close_reason = "half a message, then silence"


class Connection(MessageStream):
    """The server's side of a control connection.

        connection.receive_data(data, now)
        for request in connection.requests():
            ...                                     # connection.send(response)
        transport.write(connection.data_to_send())
        if connection.close_reason is not None: transport.close()

    What is not a request that can go to a channel is answered here, in its turn.
    """

    def __init__(self, limits: ConnectionLimits | None = None) -> None:
        super().__init__(limits)
        self._outgoing: list[bytes] = []

    def requests(self) -> Iterator[Request]:
        """Requests in order of arrival. Handle each one before taking the next: answers then keep the order."""
        while True:
            try:
                for message in self.messages():
                    # A response or an event from a client answers nothing of ours: dropped.
                    if isinstance(message, Request) and self._has_channel(message):
                        yield message
            except MessageError as error:
                self._answer(error)
            else:
                return

    def _has_channel(self, request: Request) -> bool:
        if request.channel_identifier:
            return True
        # §6.2.1: "All MRCPv2 requests, responses, and events MUST contain the Channel-Identifier header field."
        self._answer(
            MessageError(Status.MANDATORY_FIELD_MISSING, "no Channel-Identifier", request_id=request.request_id)
        )
        return False

    def _answer(self, error: MessageError) -> None:
        """The response to what has no channel. Version and id are ours where theirs cannot be read (§5.3)."""
        fields = [(CHANNEL_IDENTIFIER, error.channel_identifier)] if error.channel_identifier else []
        headers = Headers([*fields, *error.fields])
        self.send(Response(error.request_id, error.status, RequestState.COMPLETE, headers))

    def send(self, message: Message) -> None:
        """Queue a response or an event."""
        self._outgoing.append(bytes(message))

    def data_to_send(self) -> bytes:
        """Everything queued since the last call."""
        data = b"".join(self._outgoing)
        self._outgoing.clear()
        return data
