"""Channels: what a Channel-Identifier names, wherever its messages arrive (§4.5, §5.2, §6.2.1).

`session.SessionTable` has them all and finds the one a request is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from mrcp_server.mrcp.actions import Respond
from mrcp_server.mrcp.wire.codes import RequestState, Status
from mrcp_server.mrcp.wire.message import CHANNEL_IDENTIFIER, Headers, Response, failure_fields

if TYPE_CHECKING:
    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.wire.message import Request

# More than a client has open at once; over it only the order of each connection tells.
_MOST_REMEMBERED: Final = 1_024
_CHANNEL_ID: Final = re.compile(r"([0-9A-Za-z]+)@([0-9A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class ChannelIdentifier:
    """`32AECB23433802@speechsynth`. The first part is common to all channels of a dialog, and secret: who knows it may
    use them. No log line, record or web page shows it (§12.1)."""

    channel_id: str
    resource_type: str

    @classmethod
    def parse(cls, value: str) -> ChannelIdentifier:
        """Raises: ValueError when it is not `1*alphanum "@" 1*alphanum`."""
        match = _CHANNEL_ID.fullmatch(value)
        if match is None:
            raise ValueError(f"not a channel identifier: {value[:80]!r}")
        return cls(match[1], match[2])

    def __str__(self) -> str:
        return f"{self.channel_id}@{self.resource_type}"


class RequestIds:
    """The request-id rule of one dialog: no id twice, and on each connection they increase (§5.2).

    What is duplicate "or out-of-order" must be rejected, and only requests of one connection have an order: what was
    sent on two may overtake each other. So who comes on a connection of his own and names an id far ahead puts nobody
    off who goes on where he was.
    """

    def __init__(self) -> None:
        self._last: dict[object, int] = {}
        """By connection."""
        self._used: dict[int, None] = {}
        """The latest ids of all connections, the oldest first."""

    def accept(self, request_id: int, connection: object = None) -> bool:
        """False for a duplicate or out-of-order id: it is to be answered 410 and changes nothing."""
        last = self._last.get(connection)
        if request_id in self._used or (last is not None and request_id <= last):
            return False
        self._last[connection] = request_id
        self._used[request_id] = None
        if len(self._used) > _MOST_REMEMBERED:
            del self._used[next(iter(self._used))]
        return True

    def forget(self, connection: object) -> None:
        """A connection is gone; one that was never named is no error."""
        self._last.pop(connection, None)


class Handler(Protocol):
    """The resource behind a channel: `Synthesizer` or `Recognizer`."""

    def handle(self, request: Request, now: float) -> list[Action]:
        """Serve one request."""


class Channel:
    """One control channel of a dialog."""

    def __init__(self, identifier: ChannelIdentifier, resource: Handler, request_ids: RequestIds) -> None:
        self.identifier = identifier
        self.resource = resource
        self._request_ids = request_ids

    def admit(self, request: Request, connection: object = None) -> Respond | None:
        """Check the request-id of what came on `connection`: None when it is good, else the answer. That concerns no
        other request, also where one with this id runs."""
        if self._request_ids.accept(request.request_id, connection):
            return None
        reason = "the request-id has been used in this session, or is not above those before it"
        return Respond(refuse(request, Status.OUT_OF_ORDER, reason), reason)

    def receive(self, request: Request, now: float, connection: object = None) -> list[Action]:
        """Check the request-id, then let the resource serve the request that came on `connection`."""
        refusal = self.admit(request, connection)
        return self.resource.handle(request, now) if refusal is None else [refusal]

    def forget(self, connection: object) -> None:
        """A connection that requests came on is gone."""
        self._request_ids.forget(connection)


def refuse(request: Request, status: int, reason: str) -> Response:
    """A failure response to a request that no resource has seen."""
    fields = [(CHANNEL_IDENTIFIER, request.channel_identifier), *failure_fields(request.method, status, reason)]
    headers = Headers(fields)
    return Response(request.request_id, status, RequestState.COMPLETE, headers)
