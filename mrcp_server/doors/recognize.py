"""`POST /v1/recognize`: an upload and an SRGS grammar → what was said and what it means, which no vendor offers.

The answer is JSON, or what an MRCP client gets (RFC 6787 §6.3): NLSML with `Accept: application/nlsml+xml`, EMMA with
`Accept: application/emma+xml`.
"""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from engine.documents.errors import GrammarError
from engine.errors import EngineError
from engine.grammars.active import GrammarSet
from engine.grammars.interpretation import InterpretedInput, Meaning
from mrcp_server.doors.openai.speak import render_error
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.dialect import dialect_route, json_response
from mrcp_server.doors.web.requests.disconnects import unless_disconnected
from mrcp_server.doors.web.requests.uploads import Upload, decode_upload
from mrcp_server.doors.web.services import RecognitionServices
from mrcp_server.doors.web.speech_service import SpeechService, refused_by_recognizer
from mrcp_server.doors.web.utterances import Samples
from mrcp_server.mrcp.recognizer.messages import encode_document, writer_of
from mrcp_server.mrcp.recognizer.recognition_result import Alternative
from mrcp_server.mrcp.recognizer.result_form import EMMA, MEDIA_TYPES, NLSML
from mrcp_server.mrcp.wire.accept import named

_FORM_BYTES = 8 << 20
_MOST_ALTERNATIVES = 10
GRAMMAR_URI = "session:grammar"


def recognize_routes(service: SpeechService) -> APIRouter:
    """The router; errors are OpenAI's."""
    most = service.max_upload_bytes + _FORM_BYTES
    router = APIRouter(tags=["grammars"], route_class=dialect_route(render_error, most, service.check_key))

    @router.post(
        "/v1/recognize",
        summary="A recording by a grammar",
        response_class=Response,
        responses={200: {"content": {"application/json": {}, NLSML: {}, EMMA: {}}}},
    )
    async def recognize(
        request: Request,
        file: Annotated[UploadFile, File()],
        grammar: Annotated[str, Form()],
        language: Annotated[str, Form()] = "",
        alternatives: Annotated[int, Form(ge=1, le=_MOST_ALTERNATIVES)] = 1,
    ) -> Response:
        caller = service.admit(request.headers)
        recognition = service.recognition()
        with caller.stream():
            upload = Upload(await file.read(), file.content_type or "", file.filename or "")
            source = service.source(request, caller)
            samples, rate_hz = await decode_upload(recognition, upload, source)
            grammars = await _compile(recognition, grammar, language or service.language, source)
            interpreted = await unless_disconnected(
                request, _understand(recognition, grammars, samples, rate_hz, alternatives, source)
            )
        wanted = named(request.headers.get("accept", ""), ("application/json", *MEDIA_TYPES))
        if wanted in MEDIA_TYPES:
            return Response(_markup(interpreted, wanted), media_type=wanted)
        return json_response(200, _json(interpreted))

    return router


async def _compile(recognition: RecognitionServices, grammar: str, language: str, source: str) -> GrammarSet:
    try:
        loaded = await recognition.grammars.load(grammar.encode(), uri=GRAMMAR_URI, language=language, source=source)
        return await recognition.grammars.activate([loaded], language=language, source=source)
    except GrammarError as error:
        raise RefusedError(Reason.DOCUMENT, f"the grammar cannot be used: {error}", "grammar") from None
    except EngineError as error:
        raise refused_by_recognizer(error) from None


async def _understand(
    recognition: RecognitionServices,
    grammars: GrammarSet,
    samples: Samples,
    rate_hz: int,
    alternatives: int,
    source: str,
) -> InterpretedInput:
    """The whole upload is one utterance: who cut it knew what belongs together."""
    try:
        session = recognition.listeners.open(grammars.recognition_spec(rate_hz=rate_hz, n_best=alternatives))
        try:
            session.push(samples.astype("<i2").tobytes())
            result = await session.ask(final=True)
        finally:
            session.close()
    except EngineError as error:
        raise refused_by_recognizer(error) from None
    try:
        return await recognition.interpreter.speech(result, grammars, alternatives, source=source)
    except EngineError as error:
        raise refused_by_recognizer(error) from None


def _json(interpreted: InterpretedInput) -> dict[str, Any]:
    best = interpreted.best
    rejected = interpreted.rejected or interpreted.partial
    return {
        "match": best is not None,
        "text": best.text if best else "",
        "confidence": round(best.confidence, 4) if best else 0.0,
        "meaning": best.value if best else None,
        "alternatives": [_told(one) for one in interpreted.alternatives],
        "rejected": _told(rejected) if rejected and best is None else None,
        **({"warning": best.reason} if best and best.reason else {}),
    }


def _told(meaning: Meaning) -> dict[str, Any]:
    words = [
        {"word": word.text, "start": word.start_ms / 1000, "end": word.end_ms / 1000, "confidence": word.confidence}
        for word in meaning.words
    ]
    confidence = round(meaning.confidence, 4)
    return {"text": meaning.text, "confidence": confidence, "meaning": meaning.value, "words": words}


def _markup(interpreted: InterpretedInput, media_type: str) -> bytes:
    writer = writer_of(media_type)
    rejected = interpreted.rejected or interpreted.partial
    if interpreted.alternatives:
        xml = writer.matches([_alternative(one) for one in interpreted.alternatives], 0.0)
    elif rejected is None:
        xml = writer.no_input(GRAMMAR_URI)
    else:
        xml = writer.no_match(_alternative(rejected), GRAMMAR_URI)
    return encode_document(xml)[1]


def _alternative(meaning: Meaning) -> Alternative:
    """Without times: there is no clock to which those of a file belong."""
    uri = meaning.uri or GRAMMAR_URI
    return Alternative(meaning.text, meaning.confidence, uri, meaning.instance, meaning.mode)
