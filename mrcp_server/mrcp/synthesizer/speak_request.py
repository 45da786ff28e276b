"""What SPEAK and DEFINE-LEXICON bring in their bodies (§8.5, §8.6, §8.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.wire.codes import Status
from mrcp_server.mrcp.wire.entity import URI_LIST, Entity, normalize_content_id, parse_body

if TYPE_CHECKING:
    from mrcp_server.mrcp.synthesizer.headers import SynthesizerFeatures
    from mrcp_server.mrcp.wire.message import Request


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


def parse_lexicons(request: Request, features: SynthesizerFeatures) -> tuple[Entity, ...]:
    """The lexicons of a DEFINE-LEXICON (§8.5.2). For one that the session has the Content-ID is enough: its body is
    empty then.

    Raises: MrcpError 406 when Content-Type is missing, or Content-ID with an inline lexicon; 407 when there is none, or
    "in an unsupported form" (§8.14).
    """
    content_id = request.headers.get("Content-ID")
    if content_id and not request.body:
        return (Entity("application/pls+xml", b"", content_id=normalize_content_id(content_id)),)
    entities = parse_body(request.headers, request.body, encodings=features.content_encodings) if request.body else ()
    if not entities:
        raise MrcpError(Status.OPERATION_FAILED, "no lexicon")
    for entity in entities:
        if entity.content_type not in features.lexicon_types:
            raise MrcpError(Status.OPERATION_FAILED, f"no type of lexicons: {entity.content_type}")
        if entity.content_type != URI_LIST and not entity.content_id:
            raise MrcpError(Status.MANDATORY_FIELD_MISSING, "an inline lexicon needs a Content-ID")
    return entities
