"""Speech as Deepgram's API has it: `POST /v1/speak` and `/v2/speak`, where the model is the voice."""

import uuid
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from mrcp_server.doors.web.formats import Codec, Container, OutputFormat
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.dialect import (
    JSON_BYTES_A_CHARACTER,
    JSON_BYTES_BESIDES,
    dialect_route,
    json_response,
)
from mrcp_server.doors.web.requests.speech_response import SpeechRequest, SpeechResponse
from mrcp_server.doors.web.speak_input import SpeakInput, check_speed, check_text
from mrcp_server.doors.web.speech_service import SpeechService

Encoding = Literal["linear16", "mulaw", "alaw", "mp3", "opus", "flac", "aac"]

_CODECS: dict[str, Codec] = {"linear16": "pcm"}
_DEFAULT_RATES_HZ = {"linear16": 24000, "mulaw": 8000, "alaw": 8000, "mp3": 22050, "opus": 48000, "flac": 24000}
_WAV_BY_DEFAULT = {"linear16", "mulaw", "alaw"}
_CODES = {
    Reason.KEY: "INVALID_AUTH",
    Reason.ORIGIN: "FORBIDDEN",
    Reason.RATE: "TOO_MANY_REQUESTS",
    Reason.STREAMS: "TOO_MANY_REQUESTS",
    Reason.CHARACTERS: "TOO_MANY_REQUESTS",
    Reason.TEXT_TOO_LONG: "Payload Too Large",
    Reason.UPLOAD_TOO_LARGE: "Payload Too Large",
    Reason.UNKNOWN_URL: "NOT_FOUND",
    Reason.METHOD: "METHOD_NOT_ALLOWED",
    Reason.NOT_READY: "SERVICE_UNAVAILABLE",
    Reason.OVERLOADED: "SERVICE_UNAVAILABLE",
    Reason.ENGINE: "INTERNAL_SERVER_ERROR",
}
_STATUSES = {Reason.VOICE: 400, Reason.MODEL: 400, Reason.TEXT_TOO_LONG: 413}


class SpeakBody(BaseModel):
    """What is to be spoken."""

    text: str


def error_code(refusal: RefusedError) -> str:
    """Deepgram's `err_code`, which is also the header `dg-error` of a refused socket."""
    return _CODES.get(refusal.reason, "Bad Request")


def error_status(refusal: RefusedError) -> int:
    """The status Deepgram would answer with."""
    return _STATUSES.get(refusal.reason, refusal.status)


def render_error(refusal: RefusedError, request_id: str = "") -> Response:
    """`{"err_code", "err_msg", "request_id"}`, of which the first and the last are headers too."""
    request_id = request_id or uuid.uuid4().hex
    content = {"err_code": error_code(refusal), "err_msg": refusal.message, "request_id": request_id}
    return json_response(error_status(refusal), content, dg_error=error_code(refusal), dg_request_id=request_id)


def output_format(encoding: str, sample_rate: int | None, container: str | None, bit_rate: int = 0) -> OutputFormat:
    """The format that a request's parameters mean. Raises RefusedError for one that does not exist."""
    rate_hz = sample_rate or _DEFAULT_RATES_HZ.get(encoding, 24000)
    codec: Any = _CODECS.get(encoding, encoding)
    wrapped: Container = "none"
    if encoding in _WAV_BY_DEFAULT:
        wrapped = "wav" if container in {None, "wav"} else "none"
        if container == "ogg":
            raise RefusedError(Reason.FORMAT, f"{encoding} does not go into ogg", "container")
    else:
        wrapped = "coded"
    chosen = OutputFormat(codec, rate_hz, wrapped, bit_rate)
    chosen.check("sample_rate")
    return chosen


def deepgram_routes(service: SpeechService) -> APIRouter:
    """The router of this dialect's requests; its sockets are in `speak_socket` and `flux_socket`."""
    most = service.max_text_characters * JSON_BYTES_A_CHARACTER + JSON_BYTES_BESIDES
    router = APIRouter(tags=["Deepgram"], route_class=dialect_route(render_error, most, service.check_key))

    @router.post(
        "/v1/speak",
        summary="Text to speech",
        response_class=Response,
        responses={200: {"content": {"audio/*": {}}}},
    )
    @router.post("/v2/speak", summary="Text to speech", response_class=Response)
    async def speak(
        request: Request,
        body: SpeakBody,
        model: str = "",
        encoding: Encoding = "mp3",
        container: Literal["none", "wav", "ogg"] | None = None,
        sample_rate: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
        bit_rate: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
        speed: float = 1.0,
    ) -> Response:
        caller = service.admit(request.headers)
        check_text(body.text, service.max_text_characters, "text")
        voice = service.catalog.voice(model, field="model")
        wanted = output_format(encoding, sample_rate, container, bit_rate)
        speak_input = SpeakInput(body.text, voice, wanted, check_speed(speed))

        def headers(utterance: str) -> dict[str, str]:
            return {
                "dg-request-id": utterance,
                "dg-model-name": service.voice_name(voice).encode("ascii", "replace").decode(),
                "dg-char-count": str(len(body.text)),
            }

        return SpeechResponse(SpeechRequest(service, caller, speak_input, "deepgram", render_error, headers))

    return router
