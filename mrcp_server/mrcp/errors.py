"""What can go wrong between us and an MRCP peer.

MrcpError                  carries the status to answer with (§5.4)
├── MessageError           one message is bad, the connection is still in step
└── FramingError           the byte stream is out of step: answer, then close
LocalProtocolError         our own bug: an arrow that is not in the table, a forbidden pair
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class MrcpError(Exception):
    """A request that cannot be served.

    `status` is what the response carries; `fields` are header fields to send back exactly as they came
    (§6.1.1 demands it for 403, 404 and 409), or others that belong to the failure. `cause` is its Completion-Cause;
    empty: that which the method has for whatever goes wrong (`codes.FAILURE_CAUSES`).
    """

    def __init__(self, status: int, reason: str, fields: Iterable[tuple[str, str]] = (), *, cause: str = "") -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason
        self.fields = tuple(fields)
        self.cause = cause


class MessageError(MrcpError):
    """A message whose end is known but whose content is not acceptable.

    `request_id` and `channel_identifier` are what could still be read of it.
    """

    def __init__(
        self,
        status: int,
        reason: str,
        *,
        request_id: int = 0,
        channel_identifier: str | None = None,
        fields: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(status, reason, fields)
        self.request_id = request_id
        self.channel_identifier = channel_identifier


class FramingError(MessageError):
    """The end of a message cannot be known: nothing after it can be read."""


class LocalProtocolError(Exception):
    """Our side tried a step that RFC 6787 does not have. Raised before anything has changed."""
