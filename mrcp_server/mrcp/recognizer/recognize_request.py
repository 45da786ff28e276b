"""What RECOGNIZE, DEFINE-GRAMMAR, INTERPRET and SET-PARAMS bring in their bodies (§9.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mrcp_server.mrcp.errors import MrcpError
from mrcp_server.mrcp.wire.codes import Method, RecognitionCause, Status
from mrcp_server.mrcp.wire.entity import (
    GRAMMAR_REF_LIST,
    URI_LIST,
    normalize_content_id,
    parse_body,
    parse_grammar_ref_list,
)

if TYPE_CHECKING:
    from mrcp_server.mrcp.recognizer.headers import RecognizerFeatures
    from mrcp_server.mrcp.wire.entity import Entity
    from mrcp_server.mrcp.wire.message import Request

_LISTS: Final = (URI_LIST, GRAMMAR_REF_LIST)
CONTEXT_BLOCK: Final = "Recognizer-Context-Block"


def parse_grammars(request: Request, features: RecognizerFeatures) -> tuple[Entity, ...]:
    """The grammars of a request, in order of precedence.

    Raises: MrcpError 406 without Content-Type, or without Content-ID where an inline grammar is to be kept (§9.5.1;
    RECOGNIZE and INTERPRET may do without, as the RFC's own §14.1 does); 407 without a grammar, and for one "in an
    unsupported form" (§9.8, §9.9): another type, or a broken list.
    """
    return _check(request, _entities(request, features), features)


def parse_recognize(request: Request, features: RecognizerFeatures) -> tuple[Entity, ...]:
    """The grammars of a RECOGNIZE. Raises: MrcpError 406 without Cancel-If-Queue where `features` are strict about it
    (§9.4.27), else as `parse_grammars`."""
    if features.strict_cancel_if_queue and request.headers.get("Cancel-If-Queue") is None:
        raise MrcpError(Status.MANDATORY_FIELD_MISSING, "no Cancel-If-Queue")
    return parse_grammars(request, features)


def _entities(request: Request, features: RecognizerFeatures) -> tuple[Entity, ...]:
    return parse_body(request.headers, request.body, encodings=features.content_encodings) if request.body else ()


def _check(request: Request, grammars: tuple[Entity, ...], features: RecognizerFeatures) -> tuple[Entity, ...]:
    """The same grammars. Raises: MrcpError, as `parse_grammars` does."""
    if not grammars:
        raise _unusable(request, "no grammar", RecognitionCause.GRAMMAR_LOAD_FAILURE)
    for entity in grammars:
        if entity.content_type not in features.grammar_types:
            reason = f"no type of grammars: {entity.content_type}"
            raise _unusable(request, reason, RecognitionCause.GRAMMAR_COMPILATION_FAILURE)
        if entity.content_type == GRAMMAR_REF_LIST:
            try:
                parse_grammar_ref_list(entity.text())
            except ValueError as error:
                cause = RecognitionCause.GRAMMAR_COMPILATION_FAILURE
                raise MrcpError(Status.OPERATION_FAILED, str(error), cause=cause) from error
        inline = entity.content_type not in _LISTS
        if inline and not entity.content_id and request.method == Method.DEFINE_GRAMMAR:
            raise MrcpError(Status.MANDATORY_FIELD_MISSING, "an inline grammar needs a Content-ID")
    return grammars


def _unusable(request: Request, reason: str, cause: RecognitionCause) -> MrcpError:
    """The table of §9.4.11 has 004 and 005 for a RECOGNIZE; what was not even compiled when it should be defined is
    016, the failure of DEFINE-GRAMMAR itself."""
    defines = request.method == Method.DEFINE_GRAMMAR
    return MrcpError(Status.OPERATION_FAILED, reason, cause="" if defines else cause)


def split_interpret(request: Request, features: RecognizerFeatures) -> tuple[str, tuple[Entity, ...]]:
    """Text and grammars of an INTERPRET (§9.4.30): Interpret-Text is the text, or the `cid:` of a text/plain part.

    Raises: MrcpError 406 without Interpret-Text, 404 for the name of a part that is not there, else as
    `parse_grammars`.
    """
    value = request.headers.get("Interpret-Text")
    if value is None:
        raise MrcpError(Status.MANDATORY_FIELD_MISSING, "no Interpret-Text")
    entities = _entities(request, features)
    texts = {entity.content_id: entity for entity in entities if entity.content_type == "text/plain"}
    is_uri = value.lower().startswith("cid:")
    name = normalize_content_id(value[4:] if is_uri else value)
    grammars = tuple(entity for entity in entities if entity.content_type != "text/plain")
    if is_uri and name not in texts:
        raise MrcpError(Status.ILLEGAL_FIELD_VALUE, "no such text", request.headers.raw("Interpret-Text"))
    return texts[name].text() if name in texts else value, _check(request, grammars, features)


def parse_context_block(request: Request, features: RecognizerFeatures) -> Entity | None:
    """The Recognizer-Context-Block of a SET-PARAMS (§9.4.13); None when it has none.

    Raises: MrcpError 406 without the body or its Content-ID, 404 when Content-ID and header differ.
    """
    value = request.headers.get(CONTEXT_BLOCK)
    if value is None:
        return None
    entity = parse_body(request.headers, request.body, encodings=features.content_encodings)[0]
    if not request.body or not entity.content_id:
        raise MrcpError(Status.MANDATORY_FIELD_MISSING, "a context block needs a body and a Content-ID")
    if entity.content_id != normalize_content_id(value):
        raise MrcpError(Status.ILLEGAL_FIELD_VALUE, "not its Content-ID", request.headers.raw(CONTEXT_BLOCK))
    return entity
