"""Header fields of speechrecog and dtmfrecog (§9.4), and how much of them this server supports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from mrcp_server.mrcp.recognizer.result_form import WISHES
from mrcp_server.mrcp.wire import values
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.entity import GRAMMAR_REF_LIST, URI_LIST
from mrcp_server.mrcp.wire.headers import CONTENT_ENCODINGS, SET_GET, Field, FieldTable, defaults_of

_RECOGNIZE: Final = frozenset({Method.RECOGNIZE})
_TUNING: Final = _RECOGNIZE | SET_GET
_RESULT: Final = _TUNING | {Method.GET_RESULT}  # §9.11: a GET-RESULT may give other constraints
# INTERPRET takes its grammars "in the same way" as RECOGNIZE (§9.20), so what belongs to grammars goes with it.
_GRAMMAR: Final = _TUNING | {Method.DEFINE_GRAMMAR, Method.INTERPRET}


def term_char(value: str) -> str:
    """DTMF-Term-Char: one key, or empty for none (§9.4.19)."""
    if value and (len(value) > 1 or value.upper() not in "0123456789*#ABCD"):
        raise ValueError(f"not a DTMF key: {value[:80]!r}")
    return value.upper()


def _optional_word(value: str) -> str:
    return values.word(value) if value else ""


# Input-Type, Waveform-URI, Completion-Cause, Completion-Reason, Failed-URI and Failed-URI-Cause are not here: only we
# send them. The defaults that §9.4 leaves to us: no-input as UniMRCP's 5 s, silence as §9.4.15 finds reasonable.
RECOGNIZER_FIELDS: Final = (
    Field("Confidence-Threshold", values.unit_float, _RESULT, default="0.5"),  # 9.4.1
    Field("Sensitivity-Level", values.unit_float, _TUNING, default="0.5"),  # 9.4.2
    Field("Speed-Vs-Accuracy", values.unit_float, _TUNING, default="0.5"),  # 9.4.3
    Field("N-Best-List-Length", values.positive, _RESULT, default="1"),  # 9.4.4
    Field("No-Input-Timeout", values.integer, _TUNING, default="5000"),  # 9.4.6
    Field("Recognition-Timeout", values.integer, _TUNING, default="10000"),  # 9.4.7
    Field("Media-Type", values.text, _TUNING, default="audio/x-wav"),  # 9.4.9
    Field("Input-Waveform-URI", values.uri, _RECOGNIZE),  # 9.4.10
    Field("Recognizer-Context-Block", _optional_word, SET_GET),  # 9.4.13
    Field("Start-Input-Timers", values.boolean, _RECOGNIZE, default="true"),  # 9.4.14
    Field("Speech-Complete-Timeout", values.integer, _TUNING, default="700"),  # 9.4.15
    Field("Speech-Incomplete-Timeout", values.integer, _TUNING, default="1500"),  # 9.4.16
    Field("DTMF-Interdigit-Timeout", values.integer, _TUNING, default="5000"),  # 9.4.17
    Field("DTMF-Term-Timeout", values.integer, _TUNING, default="10000"),  # 9.4.18
    # 9.4.19: "The default value is NULL, which is indicated by an empty header field value."
    Field("DTMF-Term-Char", term_char, _TUNING, empty_is_value=True),
    Field("Save-Waveform", values.boolean, _TUNING, default="false"),  # 9.4.22
    Field("New-Audio-Channel", values.boolean, _RECOGNIZE, default="false"),  # 9.4.23
    Field("Speech-Language", values.language, _GRAMMAR),  # 9.4.24
    Field("Ver-Buffer-Utterance", values.boolean, _RECOGNIZE),  # 9.4.25
    Field("Recognition-Mode", values.choice("normal", "hotword"), _RECOGNIZE, default="normal"),  # 9.4.26
    Field("Cancel-If-Queue", values.boolean, _RECOGNIZE, default="false"),  # 9.4.27
    Field("Hotword-Max-Duration", values.integer, _RECOGNIZE),  # 9.4.28
    Field("Hotword-Min-Duration", values.integer, _RECOGNIZE, default="0"),  # 9.4.29
    Field("Interpret-Text", values.text, frozenset({Method.INTERPRET})),  # 9.4.30
    Field("DTMF-Buffer-Time", values.integer, SET_GET, default="10000"),  # 9.4.31
    Field("Clear-DTMF-Buffer", values.boolean, _RECOGNIZE, default="false"),  # 9.4.32
    Field("Early-No-Match", values.boolean, _RECOGNIZE, default="false"),  # 9.4.33
)

RECOGNIZER_DEFAULTS: Final[Mapping[str, Any]] = MappingProxyType(defaults_of(RECOGNIZER_FIELDS))
"""What holds where nobody says anything: typed values by lower-case name."""

# §9.4.25: "MUST NOT send this header field unless a verifier resource is instantiated"; we have no verifier.
NEEDS_VERIFIER: Final = frozenset({"Ver-Buffer-Utterance"})

# What changes nothing: how fast the engines are is not ours to choose.
_WITHOUT_EFFECT: Final = frozenset({"Speed-Vs-Accuracy"})
_WITHOUT_EFFECT_ON_KEYS: Final = _WITHOUT_EFFECT | {
    "Sensitivity-Level",
    "Speech-Complete-Timeout",
    "Speech-Incomplete-Timeout",
}

# Not legal, harmless: meaningless for text, yet part of the block of headers some clients put on every request.
TOLERATED: Final = frozenset({(Method.INTERPRET.value, "cancel-if-queue")})

# §9.2: "It is OPTIONAL … to support voice enrolled grammars"; the five methods of enrollment are answered 401, their
# header fields (§9.4.34-9.4.45) 403.
RECOGNIZER_METHODS: Final = frozenset(
    {
        Method.SET_PARAMS,
        Method.GET_PARAMS,
        Method.DEFINE_GRAMMAR,
        Method.RECOGNIZE,
        Method.INTERPRET,
        Method.GET_RESULT,
        Method.START_INPUT_TIMERS,
        Method.STOP,
    }
)

# §9.5.1 demands the first; the lists are how grammars are referred to.
GRAMMAR_TYPES: Final = frozenset(
    {
        "application/srgs+xml",
        "application/srgs",
        "application/grammar+xml",
        "application/xml",
        "text/xml",
        "application/x-jsgf",
        "application/jsgf",
        URI_LIST,
        GRAMMAR_REF_LIST,
    }
)
WAVEFORM_TYPES: Final = frozenset({"audio/x-wav", "audio/wav", "audio/vnd.wave", "audio/basic"})


@dataclass(frozen=True)
class RecognizerFeatures:
    """What is supported. Whatever is taken out is refused with the status the RFC names, never ignored."""

    methods: frozenset[str] = RECOGNIZER_METHODS
    """A method that is missing here is answered 401."""
    unsupported_fields: frozenset[str] = NEEDS_VERIFIER
    """Canonical header names that are answered 403."""
    grammar_types: frozenset[str] = GRAMMAR_TYPES
    """Media types of grammars; others are answered 407."""
    without_effect: frozenset[str] = _WITHOUT_EFFECT
    """Canonical names of parameters that are kept but change nothing: SET-PARAMS is answered 201."""
    content_encodings: frozenset[str] = CONTENT_ENCODINGS
    waveform_types: frozenset[str] = WAVEFORM_TYPES
    """For Media-Type; others are answered 409."""
    supports: Mapping[str, Callable[[Any], bool]] = field(default_factory=lambda: MappingProxyType({}))
    """Further tests of typed values by lower-case name; False is a 409."""
    speech: bool = True
    """False for dtmfrecog: only DTMF grammars, only DTMF barges in (§9)."""
    strict_cancel_if_queue: bool = False
    """Whether a RECOGNIZE without Cancel-If-Queue is answered 406. §9.4.27 demands the field, the RFC's own examples
    lack it; without strictness its absence means false."""

    def field_table(self) -> FieldTable:
        """The header fields this leaves. Built once for all channels: it holds no state."""
        supports: dict[str, Callable[[Any], bool]] = {
            "media-type": lambda value: value.partition(";")[0].strip().lower() in self.waveform_types,
            **self.supports,
        }
        return FieldTable(
            RECOGNIZER_FIELDS,
            unsupported=self.unsupported_fields,
            supports=supports,
            without_effect=self.without_effect,
            wishes=WISHES,
            tolerated=TOLERATED,
        )


SPEECHRECOG: Final = RecognizerFeatures()
# §9: "The difference between the above two resources is in their level of support for recognition grammars": the header
# fields of §9.4 are those of both, though what is about speech changes nothing for keys.
DTMFRECOG: Final = RecognizerFeatures(without_effect=_WITHOUT_EFFECT_ON_KEYS, speech=False)
