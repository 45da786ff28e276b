"""What a recognizer asks for besides answers: work on grammars and on what callers say. The rules are those of
`mrcp.actions`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mrcp_server.mrcp.actions import ResourceAction

if TYPE_CHECKING:
    from mrcp_server.mrcp.recognizer.recognition_result import Grammars
    from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
    from mrcp_server.mrcp.wire.entity import Entity


@dataclass(frozen=True, slots=True)
class LoadGrammars(ResourceAction):
    """Fetch and compile these (§9.5.1). Reports `grammars_loaded` or `grammars_failed`."""

    request_id: int
    entities: tuple[Entity, ...]
    """Inline grammars, URI lists and lists with weights, in order of precedence."""
    parameters: RecognizeParameters
    define: bool = False
    """For DEFINE-GRAMMAR; nothing is recognized yet."""
    for_text: bool = False
    """For INTERPRET; nothing will be heard."""


@dataclass(frozen=True, slots=True)
class StartRecognizing(ResourceAction):
    """Recognize what comes on the stream from now on, nothing from before (§9.9).

    Reports `speech_started`, `speech_ended`, `recognized_so_far` as it goes, or `recognition_failed`.
    """

    request_id: int
    grammars: Grammars
    """What `grammars_loaded` brought."""
    parameters: RecognizeParameters


@dataclass(frozen=True, slots=True)
class Decode(ResourceAction):
    """Say what was recognized up to now. Reports `recognized`."""

    request_id: int
    digits: str | None = None
    """Say what these keys mean instead."""
    goes_on: bool = False
    """Hotword mode; if nothing matches, recognition goes on with what comes next."""


@dataclass(frozen=True, slots=True)
class StopRecognizing(ResourceAction):
    """Recognize no longer for this request, and drop work on it. No report."""

    request_id: int


@dataclass(frozen=True, slots=True)
class StoreWaveform(ResourceAction):
    """Save-Waveform: keep all the audio since StartRecognizing, without endpointing. Reports `waveform_stored`."""

    request_id: int
    media_type: str | None


@dataclass(frozen=True, slots=True)
class InterpretText(ResourceAction):
    """INTERPRET: what does this text mean by these grammars? Reports `interpreted`."""

    request_id: int
    text: str
    grammars: Grammars
    parameters: RecognizeParameters


@dataclass(frozen=True, slots=True)
class BargeIn(ResourceAction):
    """START-OF-INPUT with this Proxy-Sync-Id has just been sent. The synthesizer of the same session may be told
    (`Synthesizer.killed`) when its active SPEAK is killable."""

    request_id: int
    sync_id: str
