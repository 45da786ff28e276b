"""The outstanding requests of one resource: the active one, and behind it the PENDING ones, strictly FIFO (§8.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.wire.codes import Status

if TYPE_CHECKING:
    from collections.abc import Collection

    from mrcp_server.mrcp.wire.entity import Entity


class Queued(Protocol):
    """What a queue wants to know of a request."""

    @property
    def request_id(self) -> int: ...
    @property
    def entities(self) -> tuple[Entity, ...]: ...


QueuedT = TypeVar("QueuedT", bound=Queued)


class RequestQueue(Generic[QueuedT]):
    """Active and pending requests in order of receipt."""

    def __init__(self, max_requests: int) -> None:
        self._max_requests = max_requests
        # A list: an empty deque holds 600 octets, and a channel has a handful of queues that are nearly always empty.
        self._requests: list[QueuedT] = []

    def check_room(self) -> None:
        """Raises: MrcpError 501 when so many are outstanding that no further one is taken."""
        if len(self._requests) >= self._max_requests:
            raise MrcpError(Status.INTERNAL_ERROR, "queue is full")

    @property
    def active(self) -> QueuedT:
        """The head. Only to be asked for while something is outstanding."""
        return self._requests[0]

    @property
    def head(self) -> QueuedT | None:
        """The head, if there is one."""
        return self._requests[0] if self._requests else None

    def append(self, request: QueuedT) -> None:
        """Queue behind all others."""
        self._requests.append(request)

    def pop_active(self) -> QueuedT:
        """Take the head away."""
        return self._requests.pop(0)

    def clear(self) -> list[QueuedT]:
        """Take all away, head first."""
        requests, self._requests = self._requests, []
        return requests

    def remove(self, request_ids: Collection[int]) -> list[QueuedT]:
        """Take these away; in queue order."""
        removed = [one for one in self._requests if one.request_id in request_ids]
        if removed:
            self._requests = [one for one in self._requests if one.request_id not in request_ids]
        return removed

    def find(self, request_id: int) -> QueuedT | None:
        """An outstanding request by id."""
        return next((one for one in self._requests if one.request_id == request_id), None)

    @property
    def body_bytes(self) -> int:
        """Octets of all bodies."""
        return sum(len(entity.body) for one in self._requests for entity in one.entities)

    def ids(self) -> tuple[int, ...]:
        """All outstanding ids, head first."""
        return tuple(one.request_id for one in self._requests)

    def __len__(self) -> int:
        return len(self._requests)
