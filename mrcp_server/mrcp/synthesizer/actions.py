"""What a synthesizer asks for besides answers: work on prompts. The rules are those of `mrcp.actions`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mrcp_server.mrcp.actions import ResourceAction

if TYPE_CHECKING:
    from mrcp_server.mrcp.synthesizer.length import SpeechLength
    from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
    from mrcp_server.mrcp.wire.codes import SpeakCause
    from mrcp_server.mrcp.wire.entity import Entity


@dataclass(frozen=True, slots=True)
class PrepareSpeaking(ResourceAction):
    """A SPEAK waits in the queue. It may be synthesized and laid behind the running one, so that the hand-over has
    no gap; it is not to be played before the utterance in front of it has ended. No report is due for this alone.

    For each of them later comes `StartSpeaking` (its turn), `StopSpeaking` or `DropSpeaking`.
    """

    request_id: int
    entities: tuple[Entity, ...]
    parameters: SpeakParameters


@dataclass(frozen=True, slots=True)
class StartSpeaking(ResourceAction):
    """This SPEAK is now the active one: play it.

    Reports `started` when its first packet leaves, `marked` for each mark, then `finished` or `failed`, unless a stop
    or drop comes first.
    """

    request_id: int
    entities: tuple[Entity, ...]
    """What to speak, in order. A part of type audio/* is only spoken where markup refers to its content_id."""
    parameters: SpeakParameters
    paused: bool = False
    """Hold it ready instead; `started` then comes after the ResumeSpeaking."""


@dataclass(frozen=True, slots=True)
class StopSpeaking(ResourceAction):
    """Silence these at once and forget them; the first may be playing. Reports `stopped`."""

    request_ids: tuple[int, ...]
    cause: SpeakCause | None = None
    """BARGE_IN where the client told of one; for the records, since no SPEAK-COMPLETE follows."""


@dataclass(frozen=True, slots=True)
class DropSpeaking(ResourceAction):
    """Forget these at once, played or not. No report."""

    request_ids: tuple[int, ...]
    cause: SpeakCause | None = None
    """What their SPEAK-COMPLETE said, or BARGE_IN where the client told of one; None where a STOP or the end of the
    channel has taken them away."""


@dataclass(frozen=True, slots=True)
class PauseSpeaking(ResourceAction):
    """Hold the output of this SPEAK where it is. No report."""

    request_id: int


@dataclass(frozen=True, slots=True)
class ResumeSpeaking(ResourceAction):
    """Go on with the output of this SPEAK. No report (`started` if nothing of it had been played)."""

    request_id: int


@dataclass(frozen=True, slots=True)
class JumpSpeaking(ResourceAction):
    """CONTROL: move within the active SPEAK and/or bound what is still spoken. Reports `jumped`; if that was MOVED, and
    it then shows that nothing is left to speak there, PAST_END too, and no `finished`.

    A field is None when the CONTROL did not ask for it.
    """

    request_id: int
    jump: SpeechLength | None
    length: SpeechLength | None
    parameters: SpeakParameters | None = None
    """What is to hold from there on, where a voice or its manner is to change on the fly."""


@dataclass(frozen=True, slots=True)
class LoadLexicon(ResourceAction):
    """DEFINE-LEXICON: load these; one without a body is one of the session's. Reports `lexicon_loaded` or
    `lexicon_failed`."""

    request_id: int
    entities: tuple[Entity, ...]
    parameters: SpeakParameters
    """Only the fetch values count: Fetch-Timeout, Cache-Control, cookies."""
    unload: bool = False
    """They need not be at hand any more; who names one of them later has it loaded again."""
