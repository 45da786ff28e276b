"""The SPEAK requests of one synthesizer: the active one, and behind it the PENDING ones, strictly FIFO (§8.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mrcp_server.mrcp.actions import Action
    from mrcp_server.mrcp.entity import Entity
    from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters


@dataclass(slots=True, eq=False)
class Speak:
    """One SPEAK from its answer to its end."""

    request_id: int
    entities: tuple[Entity, ...]
    parameters: SpeakParameters
    was_pending: bool = False
    """Whether its answer was PENDING; then SPEECH-MARKER tells when it begins (§8.13)."""
    last_mark: str = ""
    """The last mark passed (§8.4.8)."""
    ended: Ended | None = None
    """Its last packet has left; SPEAK-COMPLETE waits for the drain or for a CONTROL that crossed."""
    early_reports: list[Callable[[], list[Action]]] = field(default_factory=list)
    """Reports that came while the request in front of it was not over for us; taken when it becomes the head."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How the media of a SPEAK ended."""

    ntp: int
    new_cookies: tuple[str, ...] = ()


class SpeakQueue:
    """Active and pending requests in order of receipt."""

    def __init__(self) -> None:
        # A list: an empty deque holds 600 octets, and a channel has a handful of queues that are nearly always empty.
        self._speaks: list[Speak] = []

    @property
    def active(self) -> Speak:
        """The head. Only to be asked for while the machine is not idle."""
        return self._speaks[0]

    def append(self, speak: Speak) -> None:
        """Queue behind all others."""
        self._speaks.append(speak)

    def pop_active(self) -> Speak:
        """Take the head away."""
        return self._speaks.pop(0)

    def clear(self) -> list[Speak]:
        """Take all away, head first."""
        speaks, self._speaks = self._speaks, []
        return speaks

    def remove(self, request_ids: Collection[int]) -> list[Speak]:
        """Take these away; in queue order."""
        removed = [speak for speak in self._speaks if speak.request_id in request_ids]
        if removed:
            self._speaks = [speak for speak in self._speaks if speak.request_id not in request_ids]
        return removed

    def find(self, request_id: int) -> Speak | None:
        """An outstanding request by id."""
        return next((speak for speak in self._speaks if speak.request_id == request_id), None)

    @property
    def body_bytes(self) -> int:
        """Octets of all bodies."""
        return sum(len(entity.body) for speak in self._speaks for entity in speak.entities)

    def ids(self) -> tuple[int, ...]:
        """All outstanding ids, head first."""
        return tuple(speak.request_id for speak in self._speaks)

    def __iter__(self) -> Iterator[Speak]:
        return iter(self._speaks)

    def __len__(self) -> int:
        return len(self._speaks)
