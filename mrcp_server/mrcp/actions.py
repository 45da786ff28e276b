"""What a resource asks the layer around it to do. `session.py` carries these out, in the order given.

`Respond` and `Emit` go to the client. The others concern speech; where one says "reports …", the session must
call that method of the resource exactly once when the thing has happened. A resource that waits for a report holds
further requests of its channel back, so that answers keep their order (§5.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mrcp_server.mrcp.codes import SpeakCause
    from mrcp_server.mrcp.entity import Entity
    from mrcp_server.mrcp.length import SpeechLength
    from mrcp_server.mrcp.message import Event, Response
    from mrcp_server.mrcp.recognition_result import Grammars
    from mrcp_server.mrcp.recognize_parameters import RecognizeParameters
    from mrcp_server.mrcp.speak_parameters import SpeakParameters


@dataclass(frozen=True, slots=True)
class Respond:
    """Send this response on the connection its request came on."""

    response: Response


@dataclass(frozen=True, slots=True)
class Emit:
    """Send this event on the connection the request it belongs to came on."""

    event: Event


# ---- synthesizer ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PrepareSpeaking:
    """A SPEAK waits in the queue. It may be synthesized and laid behind the running one, so that the hand-over has
    no gap; it is not to be heard before the utterance in front of it has ended. No report is due for this alone.

    For each of them later comes `StartSpeaking` (its turn), `StopSpeaking` or `DropSpeaking`.
    """

    request_id: int
    entities: tuple[Entity, ...]
    parameters: SpeakParameters


@dataclass(frozen=True, slots=True)
class StartSpeaking:
    """This SPEAK is now the active one: play it, or hold it ready when `paused`.

    Reports `started` when its first packet leaves (with `paused`: after the ResumeSpeaking), `marked` for each mark,
    then `finished` or `failed`, unless a stop or drop comes first.
    """

    request_id: int
    entities: tuple[Entity, ...]
    """What to speak, in order. A part of type audio/* is only spoken where markup refers to its content_id."""
    parameters: SpeakParameters
    paused: bool = False


@dataclass(frozen=True, slots=True)
class StopSpeaking:
    """Silence these at once and forget them; the first may be playing. Reports `stopped`."""

    request_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DropSpeaking:
    """Forget these at once, played or not. No report."""

    request_ids: tuple[int, ...]
    cause: SpeakCause | None = None
    """What their SPEAK-COMPLETE said; None where a STOP or the end of the channel has taken them away."""


@dataclass(frozen=True, slots=True)
class PauseSpeaking:
    """Hold the output of this SPEAK where it is. No report."""

    request_id: int


@dataclass(frozen=True, slots=True)
class ResumeSpeaking:
    """Go on with the output of this SPEAK. No report (`started` if it had never been heard)."""

    request_id: int


@dataclass(frozen=True, slots=True)
class JumpSpeaking:
    """CONTROL: move within the active SPEAK and/or bound what is still spoken. Reports `jumped`.

    A field is None when the CONTROL did not ask for it; `parameters` holds Voice-* and Prosody-* values (lower-case
    names) that are to change on the fly.
    """

    request_id: int
    jump: SpeechLength | None
    length: SpeechLength | None
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LoadLexicon:
    """DEFINE-LEXICON: load (or, `unload`, forget) these. Reports `lexicon_loaded` or `lexicon_failed`."""

    request_id: int
    entities: tuple[Entity, ...]
    parameters: SpeakParameters
    """Only the fetch values count: Fetch-Timeout, Cache-Control, cookies."""
    unload: bool = False


@dataclass(frozen=True, slots=True)
class LogTag:
    """Logging-Tag was set for the session (§6.2.14): put it into every log line from now on."""

    tag: str


# ---- recognizer -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LoadGrammars:
    """Fetch and compile these (§9.5.1). Reports `grammars_loaded` or `grammars_failed`.

    `define`: for DEFINE-GRAMMAR; nothing is listened to yet.
    """

    request_id: int
    entities: tuple[Entity, ...]
    """Inline grammars, URI lists and lists with weights, in order of precedence."""
    parameters: RecognizeParameters
    define: bool = False


@dataclass(frozen=True, slots=True)
class StartRecognizing:
    """Listen to the stream from now on, to nothing from before (§9.9). `grammars` is what `grammars_loaded` brought.

    Reports `speech_started`, `speech_ended`, `heard` as it goes, or `recognition_failed`.
    """

    request_id: int
    grammars: Grammars
    parameters: RecognizeParameters


@dataclass(frozen=True, slots=True)
class Decode:
    """Say what was heard up to now, or, with `digits`, what these mean. Reports `recognized`.

    `goes_on`: hotword mode; if nothing matches, listening continues with what comes next.
    """

    request_id: int
    digits: str | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class StopRecognizing:
    """Listen no longer for this request, and drop work on it. No report."""

    request_id: int


@dataclass(frozen=True, slots=True)
class StoreWaveform:
    """Save-Waveform: keep all the audio since StartRecognizing, without endpointing. Reports `waveform_stored`."""

    request_id: int
    media_type: str | None


@dataclass(frozen=True, slots=True)
class InterpretText:
    """INTERPRET: what does this text mean by these grammars? Reports `interpreted`."""

    request_id: int
    text: str
    grammars: Grammars
    parameters: RecognizeParameters


@dataclass(frozen=True, slots=True)
class BargeIn:
    """START-OF-INPUT with this Proxy-Sync-Id has just been sent. The synthesizer of the same session may be told
    (`Synthesizer.killed`) when its active SPEAK is killable."""

    request_id: int
    sync_id: str


RecognizerAction: TypeAlias = (
    LoadGrammars | StartRecognizing | Decode | StopRecognizing | StoreWaveform | InterpretText | BargeIn
)
SynthesizerAction: TypeAlias = (
    PrepareSpeaking
    | StartSpeaking
    | StopSpeaking
    | DropSpeaking
    | PauseSpeaking
    | ResumeSpeaking
    | JumpSpeaking
    | LoadLexicon
)
Action: TypeAlias = Respond | Emit | LogTag | SynthesizerAction | RecognizerAction
