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
    """Fetch and compile these (§9.5.1). Reports `grammars_loaded` or `grammars_failed`.

    `define`: for DEFINE-GRAMMAR; nothing is recognized yet.
    """

    request_id: int
    entities: tuple[Entity, ...]
    """Inline grammars, URI lists and lists with weights, in order of precedence."""
    parameters: RecognizeParameters
    define: bool = False


@dataclass(frozen=True, slots=True)
class StartRecognizing(ResourceAction):
    """Recognize what comes on the stream from now on, nothing from before (§9.9). `grammars` is what
    `grammars_loaded` brought.

    Reports `speech_started`, `speech_ended`, `recognized_so_far` as it goes, or `recognition_failed`.
    """

    request_id: int
    grammars: Grammars
    parameters: RecognizeParameters


@dataclass(frozen=True, slots=True)
class Decode(ResourceAction):
    """Say what was recognized up to now, or, with `digits`, what these mean. Reports `recognized`.

    `goes_on`: hotword mode; if nothing matches, recognition goes on with what comes next.
    """

    request_id: int
    digits: str | None = None
    goes_on: bool = False


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
