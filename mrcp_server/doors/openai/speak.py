"""Speech as OpenAI's API has it: `POST /v1/audio/speech`, whole or as server-sent events."""

import base64
import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.alignment import Aligned
from mrcp_server.doors.web.requests.dialect import (
    JSON_BYTES_A_CHARACTER,
    JSON_BYTES_BESIDES,
    dialect_route,
    json_response,
)
from mrcp_server.doors.web.requests.speech_response import SpeechRequest, SpeechResponse
from mrcp_server.doors.web.speak_input import SpeakInput, check_text
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.observability.records import SpeakRecord

_RATE_HZ = 24000
_FORMATS = {
    "mp3": OutputFormat("mp3", _RATE_HZ, "coded"),
    "opus": OutputFormat("opus", _RATE_HZ, "coded"),
    "aac": OutputFormat("aac", _RATE_HZ, "coded"),
    "flac": OutputFormat("flac", _RATE_HZ, "coded"),
    "wav": OutputFormat("pcm", _RATE_HZ, "wav"),
    "pcm": OutputFormat("pcm", _RATE_HZ),
}
_CODES = {
    Reason.KEY: ("invalid_request_error", "invalid_api_key"),
    Reason.RATE: ("requests", "rate_limit_exceeded"),
    Reason.STREAMS: ("requests", "rate_limit_exceeded"),
    Reason.CHARACTERS: ("tokens", "rate_limit_exceeded"),
    Reason.MODEL: ("invalid_request_error", "model_not_found"),
    Reason.VOICE: ("invalid_request_error", "invalid_value"),
    Reason.FORMAT: ("invalid_request_error", "invalid_value"),
    Reason.EMPTY_TEXT: ("invalid_request_error", "empty_string"),
    Reason.TEXT_TOO_LONG: ("invalid_request_error", "string_above_max_length"),
    Reason.UNKNOWN_URL: ("invalid_request_error", "unknown_url"),
    Reason.METHOD: ("invalid_request_error", "method_not_supported"),
    Reason.NOT_READY: ("server_error", "service_unavailable"),
    Reason.OVERLOADED: ("server_error", "overloaded"),
    Reason.ENGINE: ("server_error", "server_error"),
}


class VoiceReference(BaseModel):
    """A voice by its id, as newer clients write it."""

    id: str


class SpeechBody(BaseModel):
    """The request; members that have no meaning here are accepted and ignored."""

    model: str
    input: str
    voice: str | VoiceReference
    instructions: str | None = None
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "mp3"
    speed: Annotated[float, Field(ge=0.25, le=4.0)] = 1.0
    stream_format: Literal["audio", "sse"] = "audio"


def render_error(refusal: RefusedError) -> Response:
    """`{"error": {"message", "type", "param", "code"}}`."""
    kind, code = _CODES.get(refusal.reason, ("invalid_request_error", None))
    status = 400 if refusal.reason is Reason.VOICE else refusal.status
    error = {"message": refusal.message, "type": kind, "param": refusal.field, "code": code}
    return json_response(status, {"error": error})


class SpeechEvents:
    """`stream_format: sse`: deltas of base64 audio, then the end with usage, our id and the times."""

    aligns = False
    content_type = "text/event-stream; charset=utf-8"

    def audio(self, payload: bytes, _aligned: Aligned) -> bytes:
        return _event({"type": "speech.audio.delta", "audio": base64.b64encode(payload).decode()})

    def end(self, record: SpeakRecord) -> bytes:
        # Tokens are not counted here; the members are there because clients read them.
        usage = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
        timing = {"id": record.utterance, **record.times_ms()}
        return _event({"type": "speech.audio.done", "usage": usage, "timing": timing})

    def failure(self, refusal: RefusedError) -> bytes:
        kind, code = _CODES.get(refusal.reason, ("server_error", None))
        error = {"message": refusal.message, "type": kind, "param": refusal.field, "code": code}
        return _event({"type": "error", "error": error})


def _event(content: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(content).encode() + b"\n\n"


def openai_routes(service: SpeechService) -> APIRouter:
    """The router of this dialect."""
    most = service.max_text_characters * JSON_BYTES_A_CHARACTER + JSON_BYTES_BESIDES
    router = APIRouter(tags=["OpenAI"], route_class=dialect_route(render_error, most, service.check_key))

    @router.post(
        "/v1/audio/speech",
        summary="Text to speech",
        response_class=Response,
        responses={200: {"content": {"audio/*": {}, "text/event-stream": {}}}},
    )
    async def speech(request: Request, body: SpeechBody) -> Response:
        caller = service.admit(request.headers)
        check_text(body.input, service.max_text_characters, "input")
        service.catalog.synthesizer(body.model)
        voice = service.catalog.voice(body.voice if isinstance(body.voice, str) else body.voice.id)
        speak_input = SpeakInput(body.input, voice, _FORMATS[body.response_format], body.speed)
        framing = SpeechEvents() if body.stream_format == "sse" else None
        return SpeechResponse(
            SpeechRequest(service, caller, speak_input, "openai", render_error, _headers, framing, text_field="input")
        )

    return router


def _headers(utterance: str) -> dict[str, str]:
    return {"x-request-id": utterance}
