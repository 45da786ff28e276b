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

_CHANNEL_ID: Final = re.compile(r"([0-9A-Za-z]+)@([0-9A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class ChannelIdentifier:
    """`32AECB23433802@speechsynth`. The first part is common to all channels of a dialog."""

    session_id: str
    resource_type: str

    @classmethod
    def parse(cls, value: str) -> ChannelIdentifier:
        """Raises: ValueError when it is not `1*alphanum "@" 1*alphanum`."""
        match = _CHANNEL_ID.fullmatch(value)
        if match is None:
            raise ValueError(f"not a channel identifier: {value[:80]!r}")
        return cls(match[1], match[2])

    def __str__(self) -> str:
        return f"{self.session_id}@{self.resource_type}"


class RequestIds:
    """The request-id rule of one dialog: strictly increasing over all its channels and connections (§5.2)."""

    def __init__(self) -> None:
        self.last: int | None = None

    def accept(self, request_id: int) -> bool:
        """False for a duplicate or out-of-order id: it is to be answered 410 and changes nothing."""
        if self.last is not None and request_id <= self.last:
            return False
        self.last = request_id
        return True


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

    def receive(self, request: Request, now: float) -> list[Action]:
        """Check the request-id, then let the resource serve the request."""
        if not self._request_ids.accept(request.request_id):
            reason = "the request-id is not above those before it in this session"
            return [Respond(refuse(request, Status.OUT_OF_ORDER, reason), reason)]
        return self.resource.handle(request, now)


def refuse(request: Request, status: int, reason: str) -> Response:
    """A failure response to a request that no resource has seen."""
    fields = [(CHANNEL_IDENTIFIER, request.channel_identifier), *failure_fields(request.method, status, reason)]
    headers = Headers(fields)
    return Response(request.request_id, status, RequestState.COMPLETE, headers)
