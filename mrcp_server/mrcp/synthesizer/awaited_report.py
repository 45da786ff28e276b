"""A request whose answer needs a report from below, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
    from mrcp_server.mrcp.wire.entity import Entity
    from mrcp_server.mrcp.wire.message import Request


@dataclass(frozen=True, slots=True)
class SynthesizerTimes:
    """Seconds."""

    drain_s: float = 0.0
    """Between the last packet and SPEAK-COMPLETE, when silence follows: clients throw away what is still in their
    jitter buffer once they see the event."""
    stop_s: float = 0.05
    """How long the answer to STOP waits for the report that all is silent."""
    jump_s: float = 2.0
    """How long the answer to CONTROL waits for the jump; then 407."""
    lexicon_s: float = 30.0
    """How long the answer to DEFINE-LEXICON waits; then 407."""


@dataclass(frozen=True, slots=True)
class AwaitedReport:
    """STOP, BARGE-IN-OCCURRED, CONTROL or DEFINE-LEXICON between request and answer."""

    request: Request
    request_ids: tuple[int, ...]
    """SPEAKs concerned; the active one is among them. Empty for DEFINE-LEXICON."""
    deadline: float
    lexicons: tuple[Entity, ...] = ()
    parameters: SpeakParameters | None = None
    """What holds for the active SPEAK when a CONTROL has been carried out; None where it changes nothing of that."""
    ignores: bool = False
    """The request has something that nothing here depends on: its success is 201."""
