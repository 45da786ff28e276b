"""Header fields of speechsynth and basicsynth (§8.4), and how much of them this server supports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from mrcp_server.mrcp.synthesizer import prosody
from mrcp_server.mrcp.synthesizer.length import SpeechLength, Unit
from mrcp_server.mrcp.wire import values
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.headers import CONTENT_ENCODINGS, SET_GET, Field, FieldTable, defaults_of

_SPEAK: Final = frozenset({Method.SPEAK})
_CONTROL: Final = frozenset({Method.CONTROL})
_SPEAK_SET_GET: Final = _SPEAK | SET_GET
_VOICE: Final = _SPEAK_SET_GET | _CONTROL  # 8.4.6, 8.4.7: also "to affect a SPEAK request in progress"

VOICE_FIELDS: Final = ("Voice-Gender", "Voice-Age", "Voice-Variant", "Voice-Name")
PROSODY_FIELDS: Final = tuple(prosody.PREFIX + attribute.capitalize() for attribute in prosody.ATTRIBUTES)

# Completion-Cause, Completion-Reason, Speech-Marker, Failed-URI, Failed-URI-Cause and Speak-Restart are not here:
# only we send them (8.4.4, 8.4.5, 8.4.8, 8.4.12-8.4.14). On a request they are refused like any other stranger.
SYNTHESIZER_FIELDS: Final = (
    Field("Jump-Size", SpeechLength.parse_jump, _SPEAK | _CONTROL),  # 8.4.1
    Field("Kill-On-Barge-In", values.boolean, _SPEAK_SET_GET, default="true"),  # 8.4.2
    Field("Speaker-Profile", values.uri, _SPEAK_SET_GET),  # 8.4.3
    Field("Voice-Gender", values.choice("male", "female", "neutral"), _VOICE),  # 8.4.6
    Field("Voice-Age", values.age, _VOICE),
    Field("Voice-Variant", values.integer, _VOICE),
    Field("Voice-Name", values.text, _VOICE),
    *(
        Field(prosody.PREFIX + attribute.capitalize(), prosody.parser(attribute), _VOICE)  # 8.4.7
        for attribute in prosody.ATTRIBUTES
    ),
    Field("Speech-Language", values.language, _SPEAK_SET_GET),  # 8.4.9
    Field("Fetch-Hint", values.choice("prefetch", "safe"), _SPEAK_SET_GET, default="prefetch"),  # 8.4.10
    Field(
        "Audio-Fetch-Hint", values.choice("prefetch", "safe", "stream"), _SPEAK_SET_GET, default="prefetch"
    ),  # 8.4.11
    Field("Speak-Length", SpeechLength.parse_length, _SPEAK | _CONTROL),  # 8.4.15
    Field("Load-Lexicon", values.boolean, frozenset({Method.DEFINE_LEXICON})),  # 8.4.16
    Field("Lexicon-Search-Order", values.uri_list, _SPEAK_SET_GET),  # 8.4.17
)

SYNTHESIZER_DEFAULTS: Final[Mapping[str, Any]] = MappingProxyType(defaults_of(SYNTHESIZER_FIELDS))
"""What holds where nobody says anything: typed values by lower-case name."""

# A synthesizer answers without bodies.
_WITHOUT_EFFECT: Final = frozenset({"Accept", "Accept-Charset"})

# Not legal, seen in the field, harmless: app_unimrcp puts Load-Lexicon on SPEAK (its option ll).
TOLERATED: Final = frozenset({(Method.SPEAK.value, "load-lexicon")})

SYNTHESIZER_METHODS: Final = frozenset(
    {
        Method.SET_PARAMS,
        Method.GET_PARAMS,
        Method.SPEAK,
        Method.STOP,
        Method.PAUSE,
        Method.RESUME,
        Method.BARGE_IN_OCCURRED,
        Method.CONTROL,
        Method.DEFINE_LEXICON,
    }
)

# The first two and the last two are demanded (§8.5.1). application/synthesis+ssml is what UniMRCP's clients send, the
# XML names are what some mod_unimrcp profiles call SSML.
SPEECH_TYPES: Final = frozenset(
    {
        "text/plain",
        "application/ssml+xml",
        "application/synthesis+ssml",
        "application/xml",
        "text/xml",
        "text/uri-list",
    }
)
LEXICON_TYPES: Final = frozenset({"application/pls+xml", "application/xml", "text/xml", "text/uri-list"})


@dataclass(frozen=True)
class SynthesizerFeatures:
    """What is supported. Whatever is taken out is refused with the status the RFC names, never ignored."""

    methods: frozenset[str] = SYNTHESIZER_METHODS
    """A method that is missing here is answered 401."""
    unsupported_fields: frozenset[str] = frozenset()
    """Canonical header names that are answered 403."""
    speech_types: frozenset[str] = SPEECH_TYPES
    """Media types of SPEAK; others are answered 408. Parts of type audio/* are always taken."""
    lexicon_types: frozenset[str] = LEXICON_TYPES
    """Media types of lexicons; others are answered 407."""
    content_encodings: frozenset[str] = CONTENT_ENCODINGS
    """Others are answered 409."""
    jump_units: frozenset[Unit] = frozenset(Unit)
    """For Jump-Size; others are answered 409 (§8.4.1)."""
    length_units: frozenset[Unit] = frozenset(Unit)
    """For Speak-Length; others are answered 409 (§8.4.15)."""
    changes_voice_while_speaking: bool = True
    """Whether CONTROL may carry Voice-* and Prosody-*; if not, 403 (§8.4.6, §8.4.7)."""
    supports: Mapping[str, Callable[[Any], bool]] = field(default_factory=lambda: MappingProxyType({}))
    """Further tests of typed values by lower-case name: `{"speech-language": lambda tag: …}`; False is a 409."""
    basic: bool = False
    """The resource is a basicsynth (§3.1)."""

    def field_table(self) -> FieldTable:
        """The header fields this leaves. Built once for all channels: it holds no state."""
        supports: dict[str, Callable[[Any], bool]] = {
            "jump-size": lambda length: length.unit in self.jump_units,
            "speak-length": lambda length: length.unit in self.length_units,
            **self.supports,
        }
        return FieldTable(
            [self._narrow(one) for one in SYNTHESIZER_FIELDS],
            unsupported=self.unsupported_fields,
            supports=supports,
            without_effect=_WITHOUT_EFFECT,
            tolerated=TOLERATED,
        )

    def _narrow(self, one: Field) -> Field:
        if self.changes_voice_while_speaking or one.name not in (*VOICE_FIELDS, *PROSODY_FIELDS):
            return one
        return replace(one, methods=one.methods - _CONTROL)


SPEECHSYNTH: Final = SynthesizerFeatures()
# §3.1: speaks "exclusively from concatenated audio clips": there is no voice to choose or to shape, and nothing that
# a pronunciation lexicon could act on.
BASICSYNTH: Final = SynthesizerFeatures(
    methods=SYNTHESIZER_METHODS - {Method.DEFINE_LEXICON},
    unsupported_fields=frozenset(
        {*VOICE_FIELDS, *PROSODY_FIELDS, "Speaker-Profile", "Load-Lexicon", "Lexicon-Search-Order"}
    ),
    basic=True,
)
