"""One SPEAK of a synthesizer's queue, from its answer to its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mrcp_server.mrcp.synthesizer.reports import SpeakFailure
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
    marked_ntp: int = 0
    """When it began or passed that mark; nothing that is told of it later is stamped before."""
    ended: Ended | None = None
    """Nothing more of it will be played; SPEAK-COMPLETE waits for the drain or for a CONTROL that crossed."""
    early_reports: list[tuple[Report, int | None, tuple[Any, ...]]] = field(default_factory=list)
    """Reports, with the NTP timestamp of the media plane and what else they told, that came while the request in front
    of it was not over for us; taken when it becomes the head."""

    @property
    def failure(self) -> SpeakFailure | None:
        """Why it ended early; None while it has not, or where it came to its end."""
        return self.ended.failure if self.ended is not None else None


@dataclass(frozen=True, slots=True)
class Ended:
    """How the media of a SPEAK ended."""

    ntp: int
    new_cookies: tuple[str, ...] = ()
    failure: SpeakFailure | None = None
