"""Speech in as Smallest's Waves API has it: `POST /waves/v1/stt/`."""

import uuid
from typing import Any

from fastapi import APIRouter, Request, Response

from engine.recognition import RecognizedWord
from mrcp_server.doors.smallest.speak import language_of, render_error
from mrcp_server.doors.web.requests.dialect import dialect_route, json_response
from mrcp_server.doors.web.requests.disconnects import unless_disconnected
from mrcp_server.doors.web.requests.uploads import body_or_url, decode_upload, transcribe
from mrcp_server.doors.web.speech_service import SpeechService


def smallest_listen_routes(service: SpeechService) -> APIRouter:
    """The router of this dialect's uploads; its socket is in `listen_socket`."""
    most = service.max_upload_bytes
    router = APIRouter(tags=["Smallest"], route_class=dialect_route(render_error, most, service.check_key))

    @router.post("/waves/v1/stt/", summary="Speech to text; the body is the recording or names its `url`")
    async def stt(request: Request, model: str = "", language: str = "") -> Response:
        caller = service.admit(request.headers)
        recognition = service.recognition()
        service.catalog.recognizer(model, recognition.names)
        spoken = language_of(language) or service.language
        with caller.stream():
            upload = await body_or_url(service, request)
            samples, rate_hz = await decode_upload(recognition, upload, service.source(request, caller))
            transcript = await unless_disconnected(request, transcribe(recognition, samples, rate_hz, spoken))
        said = [one for one in transcript.said if one.text]
        content = {
            "status": "success",
            "request_id": uuid.uuid4().hex,
            "transcription": transcript.text,
            "language": spoken,
            "words": [told_word(word) for one in said for word in one.words],
            "utterances": [{"text": one.text, "start": one.start_ms / 1000, "end": one.end_ms / 1000} for one in said],
            "metadata": {"duration": round(transcript.duration_s, 3)},
        }
        return json_response(200, content)

    return router


def told_word(word: RecognizedWord) -> dict[str, Any]:
    """A word as the upload's answer and the socket's messages list it."""
    times = {"start": word.start_ms / 1000, "end": word.end_ms / 1000}
    return {"word": word.text, **times, "confidence": round(word.confidence, 4)}
