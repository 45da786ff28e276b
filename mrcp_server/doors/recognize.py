"""`POST /v1/recognize`: a recording and an SRGS grammar → what was said and what it means, which no vendor offers.

The answer is JSON, or with `Accept: application/nlsml+xml` the NLSML that an MRCP client gets (RFC 6787 §6.3.1).
"""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from engine.documents.errors import GrammarError
from engine.errors import EngineError
from engine.grammars.active import GrammarSet
from engine.grammars.interpretation import Meaning, Understood
from mrcp_server.doors.openai.speak import render_error
from mrcp_server.doors.web.dialect import dialect_route, json_response
from mrcp_server.doors.web.disconnects import while_present
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import Hearing
from mrcp_server.doors.web.speech_service import Desk, refused_by_engine
from mrcp_server.doors.web.uploads import Recording, Samples, decode_upload, hearing_of
from mrcp_server.mrcp.recognizer import nlsml
from mrcp_server.mrcp.recognizer.recognition_result import Alternative

_FORM_BYTES = 8 << 20
_MOST_ALTERNATIVES = 10
GRAMMAR_URI = "session:grammar"


def recognize_routes(desk: Desk) -> APIRouter:
    """The router; errors are OpenAI's."""
    most = desk.services.http.max_upload_bytes + _FORM_BYTES
    router = APIRouter(tags=["grammars"], route_class=dialect_route(render_error, most))

    @router.post(
        "/v1/recognize",
        summary="A recording by a grammar",
        response_class=Response,
        responses={200: {"content": {"application/json": {}, nlsml.CONTENT_TYPE: {}}}},
    )
    async def recognize(
        request: Request,
        file: Annotated[UploadFile, File()],
        grammar: Annotated[str, Form()],
        language: Annotated[str, Form()] = "",
        alternatives: Annotated[int, Form(ge=1, le=_MOST_ALTERNATIVES)] = 1,
    ) -> Response:
        caller = desk.admit(request.headers)
        hearing = hearing_of(desk)
        with caller.stream():
            recording = Recording(await file.read(), file.content_type or "", file.filename or "")
            samples, rate_hz = await decode_upload(recording)
            grammars = await _compile(hearing, grammar, language or desk.services.engine.language)
            understood = await while_present(request, _understand(hearing, grammars, samples, rate_hz, alternatives))
        if nlsml.CONTENT_TYPE in request.headers.get("accept", ""):
            return Response(_nlsml(understood), media_type=nlsml.CONTENT_TYPE)
        return json_response(200, _json(understood))

    return router


async def _compile(hearing: Hearing, grammar: str, language: str) -> GrammarSet:
    try:
        loaded = await hearing.grammars.load(grammar.encode(), uri=GRAMMAR_URI, language=language)
        return await hearing.grammars.activate([loaded], language=language)
    except GrammarError as error:
        raise RefusedError(Reason.DOCUMENT, f"the grammar cannot be used: {error}", "grammar") from None


async def _understand(
    hearing: Hearing, grammars: GrammarSet, samples: Samples, rate_hz: int, alternatives: int
) -> Understood:
    """The whole recording is one utterance: who cut it knew what belongs together."""
    try:
        session = hearing.listeners.open(grammars.hearing_spec(rate_hz=rate_hz, n_best=alternatives))
        try:
            session.hear(samples.astype("<i2").tobytes())
            heard = await session.ask(final=True)
        finally:
            session.close()
    except EngineError as error:
        raise refused_by_engine(error) from None
    return await hearing.understander.speech(heard, grammars, alternatives)


def _json(understood: Understood) -> dict[str, Any]:
    best = understood.alternatives[0] if understood.alternatives else None
    rejected = understood.rejected or understood.partial
    return {
        "match": best is not None,
        "text": best.text if best else "",
        "confidence": round(best.confidence, 4) if best else 0.0,
        "meaning": best.value if best else None,
        "alternatives": [_told(one) for one in understood.alternatives],
        "rejected": _told(rejected) if rejected and best is None else None,
    }


def _told(meaning: Meaning) -> dict[str, Any]:
    words = [
        {"word": word.text, "start": word.start_ms / 1000, "end": word.end_ms / 1000, "confidence": word.confidence}
        for word in meaning.words
    ]
    confidence = round(meaning.confidence, 4)
    return {"text": meaning.text, "confidence": confidence, "meaning": meaning.value, "words": words}


def _nlsml(understood: Understood) -> bytes:
    if understood.alternatives:
        return nlsml.matches([_alternative(one) for one in understood.alternatives], 0.0)
    rejected = understood.rejected or understood.partial
    if rejected is None:
        return nlsml.no_input(GRAMMAR_URI)
    return nlsml.no_match(_alternative(rejected), GRAMMAR_URI)


def _alternative(meaning: Meaning) -> Alternative:
    """Without times: there is no clock to which those of a file belong."""
    uri = meaning.uri or GRAMMAR_URI
    return Alternative(meaning.text, meaning.confidence, uri, meaning.instance, meaning.mode)
