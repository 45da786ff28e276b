"""Speech as Smallest's Waves API has it: `POST /waves/v1/tts`, `/waves/v1/tts/live` as events, and the voices."""

import base64
import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.catalog import ListedVoice
from mrcp_server.doors.web.formats import Codec, Container, OutputFormat
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

DEFAULT_RATE_HZ = 44100
SLOWEST, FASTEST = 0.5, 2.0

_FORMATS: dict[str, tuple[Codec, Container]] = {
    "pcm": ("pcm", "none"),
    "wav": ("pcm", "wav"),
    "mp3": ("mp3", "coded"),
    "ulaw": ("mulaw", "none"),
    "mulaw": ("mulaw", "none"),
    "alaw": ("alaw", "none"),
}
_CODES = {
    Reason.KEY: "unauthorized",
    Reason.RATE: "rate_limit_exceeded",
    Reason.STREAMS: "concurrency_limit_exceeded",
    Reason.CHARACTERS: "rate_limit_exceeded",
    Reason.VOICE: "invalid_voice",
    Reason.MODEL: "invalid_model",
    Reason.UNKNOWN_URL: "not_found",
    Reason.METHOD: "method_not_allowed",
    Reason.NOT_READY: "service_unavailable",
    Reason.OVERLOADED: "service_unavailable",
    Reason.ENGINE: "internal_server_error",
}
_STATUSES = {Reason.VOICE: 400, Reason.MODEL: 400}
EXTERNAL_ID = r"^[A-Za-z0-9._-]{1,128}$"


class TtsBody(BaseModel):
    """The request; members that have no meaning here are accepted and ignored."""

    text: str
    voice_id: str = ""
    model: str = ""
    sample_rate: int = DEFAULT_RATE_HZ
    speed: Annotated[float, Field(ge=SLOWEST, le=FASTEST)] = 1.0
    language: str | None = None
    output_format: Literal["pcm", "wav", "mp3", "ulaw", "mulaw", "alaw"] | None = None
    session_id: Annotated[str, Field(pattern=EXTERNAL_ID)] | None = None
    request_id: Annotated[str, Field(pattern=EXTERNAL_ID)] | None = None


def error_code(refusal: RefusedError) -> str:
    """The vendor's word for what is wrong."""
    return _CODES.get(refusal.reason, "bad_request")


def render_error(refusal: RefusedError) -> Response:
    """`{"error", "message"}`."""
    status = _STATUSES.get(refusal.reason, refusal.status)
    return json_response(status, {"error": error_code(refusal), "message": refusal.message})


def language_of(language: str | None) -> str:
    """A language code, empty for the vendor's `auto`."""
    return "" if language in {None, "", "auto"} else str(language)


class SpeechEvents:
    """`/waves/v1/tts/live` by POST: audio events, then one that says done."""

    aligns = False
    content_type = "text/event-stream"

    def audio(self, payload: bytes, _aligned: Aligned) -> bytes:
        return _event("audio", {"audio": base64.b64encode(payload).decode(), "done": False, "status": "206"})

    def end(self, record: SpeakRecord) -> bytes:
        timing = {"id": record.utterance, **record.times_ms()}
        return _event("audio", {"status": "200", "done": True, "timing": timing})

    def failure(self, refusal: RefusedError) -> bytes:
        return _event("error", {"status": "500", "error": error_code(refusal), "message": refusal.message})


def _event(name: str, content: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(content)}\n\n".encode()


def smallest_routes(service: SpeechService) -> APIRouter:
    """The router of this dialect's requests; its socket is in `speak_socket`."""
    most = service.max_text_characters * JSON_BYTES_A_CHARACTER + JSON_BYTES_BESIDES
    router = APIRouter(tags=["Smallest"], route_class=dialect_route(render_error, most, service.check_key))

    def speak_input_of(body: TtsBody, accept: str) -> SpeakInput:
        check_text(body.text, service.max_text_characters, "text")
        service.catalog.synthesizer(body.model)
        voice = service.catalog.voice(body.voice_id, language_of(body.language), "voice_id")
        # "Accept: audio/wav" is how the vendor recommends to ask for a file that plays.
        name = body.output_format or ("wav" if "audio/wav" in accept else "pcm")
        codec, container = _FORMATS[name]
        wanted = OutputFormat(codec, body.sample_rate, container)
        wanted.check("sample_rate")
        return SpeakInput(body.text, voice, wanted, body.speed)

    def request_of(body: TtsBody, caller: Caller, speak_input: SpeakInput) -> SpeechRequest:
        def headers(utterance: str) -> dict[str, str]:
            external = {"x-external-session-id": body.session_id, "x-external-request-id": body.request_id}
            return {"x-request-id": utterance, **{name: value for name, value in external.items() if value}}

        return SpeechRequest(service, caller, speak_input, "smallest", render_error, headers)

    @router.post(
        "/waves/v1/tts",
        summary="Text to speech, whole",
        response_class=Response,
        responses={200: {"content": {"audio/*": {}}}},
    )
    async def tts(request: Request, body: TtsBody) -> Response:
        caller = service.admit(request.headers)
        asked = request_of(body, caller, speak_input_of(body, request.headers.get("accept", "")))
        asked.whole = True
        return SpeechResponse(asked)

    @router.post(
        "/waves/v1/tts/live",
        summary="Text to speech as server-sent events",
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {}}}},
    )
    async def live(request: Request, body: TtsBody) -> Response:
        caller = service.admit(request.headers)
        asked = request_of(body, caller, speak_input_of(body, ""))
        asked.framing = SpeechEvents()
        return SpeechResponse(asked)

    @router.get("/waves/v1/{model}/get_voices", summary="The voices of a model")
    async def get_voices(request: Request, model: str) -> Response:
        service.admit(request.headers)
        service.catalog.synthesizer(model)
        return json_response(200, {"voices": [_voice(voice) for voice in service.catalog.listing()]})

    @router.get("/waves/v1/voice/get-all-models", summary="All voices")
    async def all_voices(request: Request) -> Response:
        service.admit(request.headers)
        return json_response(200, {"voices": [_voice(voice) for voice in service.catalog.listing()]})

    @router.get("/waves/v1/health", summary="The vendor's own health check")
    async def health() -> Response:
        return json_response(200, {"status": "ok"})

    return router


def _voice(voice: ListedVoice) -> dict[str, Any]:
    tags = {"language": [voice.language], "gender": voice.gender or None, "emotions": [], "usecases": []}
    return {"voiceId": voice.name, "displayName": voice.name, "tags": tags}
