"""The RECOGNIZE and INTERPRET requests of one recognizer: the active one and, behind it, the PENDING ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mrcp_server.mrcp.recognizer.recognition_result import RecognitionResult
from mrcp_server.mrcp.recognizer.result_form import ResultForm
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.entity import GRAMMAR_REF_LIST, URI_LIST, parse_uri_list

if TYPE_CHECKING:
    from mrcp_server.mrcp.recognizer.recognition import Done, Recognition
    from mrcp_server.mrcp.recognizer.recognition_result import Grammars
    from mrcp_server.mrcp.recognizer.recognize_parameters import RecognizeParameters
    from mrcp_server.mrcp.recognizer.reports import RecognitionFailure
    from mrcp_server.mrcp.wire.entity import Entity
    from mrcp_server.mrcp.wire.message import Request


@dataclass(frozen=True, slots=True)
class RecognizerTimes:
    """Seconds."""

    load_s: float = 15.0
    """How long the answer to DEFINE-GRAMMAR, RECOGNIZE and INTERPRET waits for the grammars; then 407."""
    decode_s: float = 10.0
    """How long the engine may take for its word after the end of input, or for an interpretation; then 006."""
    waveform_s: float = 1.0
    """How long RECOGNITION-COMPLETE waits for the stored waveform; then Waveform-URI is empty."""


@dataclass(slots=True, eq=False)
class RecognizerRequest:
    """One request from its arrival to its end."""

    request: Request
    entities: tuple[Entity, ...]
    parameters: RecognizeParameters
    form: ResultForm = field(default_factory=ResultForm)
    """How its result is to be written."""
    text: str = ""
    """Of an INTERPRET."""
    grammars: Grammars | None = None
    recognition: Recognition | None = None
    """Exists while it is the active RECOGNIZE and its grammars are loaded."""
    failure: RecognitionFailure | None = None
    """Its grammars failed while it was still PENDING."""
    was_pending: bool = False
    """It waited in the queue."""
    timers_wanted: bool = False
    """START-INPUT-TIMERS came before the grammars."""
    result: RecognitionResult = field(default_factory=RecognitionResult)
    """The engine's word, kept for GET-RESULT."""
    done: Done | None = None
    deadline: float | None = None
    """When a Decode, InterpretText or StoreWaveform is given up."""

    @property
    def request_id(self) -> int:
        """Of the request."""
        return self.request.request_id

    @property
    def mode(self) -> str:
        """How its input comes where there is none yet: "speech", "dtmf", or "text" (INTERPRET)."""
        if self.request.method == Method.INTERPRET:
            return "text"
        return "dtmf" if self.grammars is not None and not self.grammars.speech else "speech"

    @property
    def grammar(self) -> str:
        """URI of its first grammar, for a result that matches none; empty when it has no name."""
        for entity in self.entities:
            if entity.content_type in (URI_LIST, GRAMMAR_REF_LIST):
                uris = parse_uri_list(entity.text())
                if uris:
                    return uris[0].partition(">")[0].lstrip("<")
            elif entity.content_id:
                return f"session:{entity.content_id}"
        return ""


@dataclass(frozen=True, slots=True)
class Loading:
    """DEFINE-GRAMMAR, RECOGNIZE or INTERPRET whose answer waits for the grammars."""

    request: RecognizerRequest
    """Not in the queue: it has no answer yet."""
    deadline: float
