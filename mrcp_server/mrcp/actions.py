"""What any resource asks the layer around it to do, carried out in the order given.

The layer around is its channel: `call.control_channel`, and `speaking.channel` or `recognizing.channel` for its kind.
`Respond` and `Emit` go to the client. What a single kind of resource asks for is a `ResourceAction` and stands in
`actions` of its own folder. Where one of those says "reports …", the channel must call that method of the resource
exactly once when the thing has happened. A resource that waits for a report holds further requests of its channel back,
so that answers keep their order (§5.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mrcp_server.mrcp.wire.message import Event, Response


@dataclass(frozen=True, slots=True)
class Respond:
    """Send this response on the connection its request came on."""

    response: Response
    reason: str = ""
    """Why it is a failure, for the log."""


@dataclass(frozen=True, slots=True)
class Emit:
    """Send this event on the connection the request it belongs to came on."""

    event: Event


@dataclass(frozen=True, slots=True)
class LogTag:
    """Logging-Tag was set for the session (§6.2.14): put it into every log line from now on."""

    tag: str


class ResourceAction:
    """Base of what only one kind of resource asks for."""

    __slots__ = ()


Action: TypeAlias = Respond | Emit | LogTag | ResourceAction
