"""One SPEAK of a synthesizer's queue, from its answer to its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
    from mrcp_server.mrcp.synthesizer.table import Report
    from mrcp_server.mrcp.wire.entity import Entity


@dataclass(slots=True, eq=False)
class Speak:
    """One SPEAK that is outstanding: the active one, or one that is PENDING behind it."""

    request_id: int
    entities: tuple[Entity, ...]
    parameters: SpeakParameters
    was_pending: bool = False
    """Whether its answer was PENDING; then SPEECH-MARKER tells when it begins (§8.13)."""
    last_mark: str = ""
    """The last mark passed (§8.4.8)."""
    ended: Ended | None = None
    """Its last packet has left; SPEAK-COMPLETE waits for the drain or for a CONTROL that crossed."""
    early_reports: list[tuple[Report, tuple[Any, ...]]] = field(default_factory=list)
    """Reports, with what they told, that came while the request in front of it was not over for us; taken when it
    becomes the head."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How the media of a SPEAK ended."""

    ntp: int
    new_cookies: tuple[str, ...] = ()
