"""What a SPEAK, CONTROL or DEFINE-LEXICON asks for: header fields and body to settled values (§8.4-§8.6, §8.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mrcp_server.mrcp import vendor
from mrcp_server.mrcp.codes import Status
from mrcp_server.mrcp.entity import URI_LIST, Entity, normalize_content_id, parse_body
from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.synthesizer import prosody
from mrcp_server.mrcp.synthesizer.headers import PROSODY_FIELDS, VOICE_FIELDS
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mrcp_server.mrcp.message import Request
    from mrcp_server.mrcp.parameters import SessionParameters
    from mrcp_server.mrcp.synthesizer.headers import SynthesizerFeatures

_PROSODY: Final = tuple((attribute, prosody.PREFIX.lower() + attribute) for attribute in prosody.ATTRIBUTES)
_CHANGEABLE: Final = tuple(name.lower() for name in (*VOICE_FIELDS, *PROSODY_FIELDS))


def settle(
    typed: Mapping[str, Any], vendor_pairs: Mapping[str, str], session: SessionParameters, *, basic: bool
) -> SpeakParameters:
    """Request values over session values over defaults (§8.6)."""

    value = session.under(typed).get
    pairs = {**session.vendor, **vendor_pairs}
    return SpeakParameters(
        voice_name=value("voice-name"),
        voice_gender=value("voice-gender"),
        voice_age=value("voice-age"),
        voice_variant=value("voice-variant"),
        prosody={attribute: given for attribute, name in _PROSODY if (given := value(name)) is not None},
        speech_language=value("speech-language"),
        speaker_profile=value("speaker-profile"),
        lexicon_search_order=value("lexicon-search-order", ()),
        kill_on_barge_in=value("kill-on-barge-in", True),
        start_at=typed.get("jump-size"),
        speak_at_most=typed.get("speak-length"),
        fetch_timeout_ms=value("fetch-timeout"),
        fetch_hint=value("fetch-hint", "prefetch"),
        audio_fetch_hint=value("audio-fetch-hint", "prefetch"),
        cache_control=value("cache-control", ""),
        vendor={name: vendor.unquote(raw) for name, raw in pairs.items()} if pairs else {},
        logging_tag=value("logging-tag"),
        basic=basic,
    )


def changes_on_the_fly(typed: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Voice-* and Prosody-* of a CONTROL, lower-case names."""
    return tuple((name, str(typed[name])) for name in _CHANGEABLE if name in typed)


def parse_speech(request: Request, features: SynthesizerFeatures) -> tuple[Entity, ...]:
    """The speech data of a SPEAK (§8.5.1).

    Raises: MrcpError 406 without Content-Type, 408 for a type we do not speak, and what `parse_body` raises.
    """
    entities = parse_body(request.headers, request.body, encodings=features.content_encodings)
    spoken = [entity for entity in entities if not entity.content_type.startswith("audio/")]
    if not spoken or any(entity.content_type not in features.speech_types for entity in spoken):
        types = ", ".join(entity.content_type for entity in entities)
        raise MrcpError(Status.UNRECOGNIZED_ENTITY, f"cannot speak {types}")
    return entities


def parse_lexicons(request: Request, features: SynthesizerFeatures, *, unload: bool) -> tuple[Entity, ...]:
    """The lexicons of a DEFINE-LEXICON (§8.5.2). Unloading needs no more than the Content-ID.

    Raises: MrcpError 406 when Content-Type is missing, or Content-ID with an inline lexicon; 408 for another type.
    """
    content_id = request.headers.get("Content-ID")
    if unload and not request.body and content_id:
        return (Entity("application/pls+xml", b"", content_id=normalize_content_id(content_id)),)
    entities = parse_body(request.headers, request.body, encodings=features.content_encodings)
    for entity in entities:
        if entity.content_type not in features.lexicon_types:
            raise MrcpError(Status.UNRECOGNIZED_ENTITY, f"no lexicon type: {entity.content_type}")
        if entity.content_type != URI_LIST and not entity.content_id:
            raise MrcpError(Status.MANDATORY_FIELD_MISSING, "an inline lexicon needs a Content-ID")
    return entities
