"""`POST /v1/words`: what will be said of a prompt, token by token, before a caller hears it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from engine.documents.errors import DocumentError
from engine.errors import EngineError
from engine.wording.reading.readiness import when_ready
from mrcp_server.doors.openai.speak import render_error
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.dialect import JSON_BYTES_A_CHARACTER, JSON_BYTES_BESIDES, dialect_route
from mrcp_server.doors.web.requests.disconnects import unless_disconnected
from mrcp_server.doors.web.speak_input import check_text
from mrcp_server.doors.web.speech_service import SpeechService, refused_by_engine
from mrcp_server.speaking.words import FUNCTION, WordsRequest, answer_octets, decode, encode, is_tag

_INLINE_CHARACTERS = 400
"""Some 100 characters a millisecond are read: longer texts would hold up the loop, and are read apart."""


class WordsBody(BaseModel):
    """A prompt to be looked at."""

    text: str
    """Plain text or SSML; at most `http.max_text_characters`."""
    language: str = ""
    """BCP 47 tag; empty: that of the voice."""
    voice: str = ""
    """The voice that would speak, by any name; empty: the configured one."""
    ssml: bool | None = None
    """Whether it is SSML, or text with elements in it; null: where it begins with `<speak` or `<?xml`."""
    markdown: bool = True
    """Whether the marks of markdown and emoji are taken off plain text, as the doors for speech do."""


class SaidTokenBody(BaseModel):
    """One token, with its place: characters (Unicode code points) `start` to `end` of the text as it was sent."""

    kind: Annotated[str, Field(alias="class")]
    start: int
    end: int
    text: str
    said: str
    sentence: int
    language: str | None = None
    """Only where it is another one than that of the answer."""
    ipa: str | None = None
    """Only where its pronunciation is given."""


class WordsAnswer(BaseModel):
    """What will be said."""

    language: str
    said: list[str]
    """What each sentence says."""
    tokens: list[SaidTokenBody]
    unsaid_signs: int
    """Signs, or rows of them, without a name."""
    unknown_languages: list[str]
    """Of which no words are made: their engine reads the text as it is."""
    notes: list[str]


class _ErrorDetail(BaseModel):
    message: str
    type: str
    param: str | None
    code: str | None


class ErrorAnswer(BaseModel):
    """Why there is no answer."""

    error: _ErrorDetail


_ERRORS = {
    400: "The text is empty, too long, or no valid SSML; the language is no tag; there is no such voice",
    401: "An API key is needed",
    413: "The body is too large",
    422: "It takes too much time or memory",
    429: "Too many requests of this key or source",
    503: "The server starts or ends, or too many texts wait",
}


def words_routes(service: SpeechService) -> APIRouter:
    """The router; errors are OpenAI's."""
    most = service.max_text_characters * JSON_BYTES_A_CHARACTER + JSON_BYTES_BESIDES
    router = APIRouter(tags=["words"], route_class=dialect_route(render_error, most, service.check_key))

    @router.post(
        "/v1/words",
        summary="What will be said of a text",
        response_class=Response,
        responses={
            200: {"model": WordsAnswer},
            **{status: {"model": ErrorAnswer, "description": text} for status, text in _ERRORS.items()},
        },
    )
    async def words(request: Request, body: WordsBody) -> Response:
        caller = service.admit(request.headers)
        check_text(body.text, service.max_text_characters, "text")
        language = body.language.strip() or service.catalog.voice(body.voice).language or service.language
        if not is_tag(language):
            raise RefusedError(Reason.INVALID, "the language is no BCP 47 tag, as in en-GB", "language")
        wanted = WordsRequest(body.text, language, body.ssml, body.markdown)
        with caller.stream():
            made = await _answer(service, wanted, request, service.source(request, caller))
        return Response(made, media_type="application/json", headers={"cache-control": "no-store"})

    return router


async def _answer(service: SpeechService, wanted: WordsRequest, request: Request, source: str) -> bytes:
    try:
        if len(wanted.text) <= _INLINE_CHARACTERS:
            return decode(await when_ready(partial(answer_octets, encode(wanted))))
        reason = service.server.unavailable()
        if reason:
            raise RefusedError(Reason.NOT_READY, f"the server takes no requests now: {reason}")
        work = service.server.apart.run(FUNCTION, encode(wanted), source=source)
        return decode(await unless_disconnected(request, work))
    except DocumentError as error:
        raise RefusedError(Reason.DOCUMENT, f"the document cannot be read: {error}", "text") from None
    except EngineError as error:
        raise refused_by_engine(error) from None
