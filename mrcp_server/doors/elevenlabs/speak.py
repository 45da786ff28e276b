"""Speech as ElevenLabs' API has it: `POST /v1/text-to-speech/{voice}`, with `/stream` and `/with-timestamps`."""

import base64
import json
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

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
from mrcp_server.doors.web.speak_input import SpeakInput, check_speed, check_text
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.observability.records import SpeakRecord

DEFAULT_FORMAT = "mp3_44100_128"
SLOWEST, FASTEST = 0.25, 4.0

_CODECS: dict[str, tuple[Codec, Container]] = {
    "pcm": ("pcm", "none"),
    "wav": ("pcm", "wav"),
    "ulaw": ("mulaw", "none"),
    "alaw": ("alaw", "none"),
    "mp3": ("mp3", "coded"),
    "opus": ("opus", "coded"),
}
_STATES = {
    Reason.KEY: "invalid_api_key",
    Reason.RATE: "too_many_requests",
    Reason.STREAMS: "too_many_concurrent_requests",
    Reason.CHARACTERS: "quota_exceeded",
    Reason.VOICE: "voice_not_found",
    Reason.MODEL: "model_not_found",
    Reason.FORMAT: "invalid_output_format",
    Reason.EMPTY_TEXT: "input_text_empty",
    Reason.TEXT_TOO_LONG: "max_character_limit_exceeded",
    Reason.UNKNOWN_URL: "not_found",
    Reason.METHOD: "method_not_allowed",
    Reason.NOT_READY: "system_busy",
    Reason.OVERLOADED: "system_busy",
    Reason.ENGINE: "internal_error",
}
_STATUSES = {Reason.INVALID: 422, Reason.MODEL: 400}


class VoiceSettings(BaseModel):
    """Of the vendor's settings only the speed means something to every engine."""

    speed: float | None = None


class TextToSpeechBody(BaseModel):
    """The request; members that have no meaning here are accepted and ignored."""

    text: str
    model_id: str = ""
    language_code: str | None = None
    voice_settings: VoiceSettings | None = None


def error_state(refusal: RefusedError) -> str:
    """The vendor's word for what is wrong."""
    return _STATES.get(refusal.reason, "invalid_request")


def render_error(refusal: RefusedError) -> Response:
    """`{"detail": {"status", "message"}}`, or a list of problems for a request that is not valid."""
    status = _STATUSES.get(refusal.reason, refusal.status)
    detail: Any = {"status": error_state(refusal), "message": refusal.message}
    if status == 422:
        detail = [{"loc": ["body", refusal.field or ""], "msg": refusal.message, "type": "value_error"}]
    return json_response(status, {"detail": detail})


def output_format(name: str) -> OutputFormat:
    """The format of a name as in `mp3_44100_128`. Raises RefusedError when there is no such."""
    parts = name.split("_")
    known = _CODECS.get(parts[0])
    numbers = [int(part) for part in parts[1:] if part.isdecimal() and len(part) <= 6]
    if known is None or len(numbers) != len(parts) - 1 or len(numbers) not in {1, 2}:
        raise RefusedError(Reason.FORMAT, f"there is no output format {name[:40]!r}", "output_format")
    chosen = OutputFormat(known[0], numbers[0], known[1], numbers[1] * 1000 if len(numbers) > 1 else 0)
    chosen.check("output_format")
    return chosen


class TimedSpeech:
    """`/with-timestamps`: base64 audio with when each of its characters is spoken; an object, or one a line."""

    aligns = True
    content_type = "application/json"

    def audio(self, payload: bytes, aligned: Aligned) -> bytes:
        told = _told_alignment(aligned)
        audio = base64.b64encode(payload).decode()
        content = {"audio_base64": audio, "alignment": told, "normalized_alignment": told}
        return json.dumps(content).encode() + b"\n"

    def end(self, record: SpeakRecord) -> bytes:
        """The vendor says nothing here."""
        return b""

    def failure(self, refusal: RefusedError) -> bytes:
        detail = {"status": error_state(refusal), "message": refusal.message}
        return json.dumps({"detail": detail}).encode() + b"\n"


def _told_alignment(aligned: Aligned) -> dict[str, Any] | None:
    if not aligned.characters:
        return None
    return {
        "characters": aligned.characters,
        "character_start_times_seconds": [round(ms / 1000, 3) for ms in aligned.starts_ms],
        "character_end_times_seconds": [round(ms / 1000, 3) for ms in aligned.ends_ms],
    }


def elevenlabs_routes(service: SpeechService) -> APIRouter:
    """The router of speech; sockets are in `speak_socket` and `multi_socket`, listings in `voices`."""
    most = service.max_text_characters * JSON_BYTES_A_CHARACTER + JSON_BYTES_BESIDES
    router = APIRouter(tags=["ElevenLabs"], route_class=dialect_route(render_error, most, service.check_key))

    async def speak(
        request: Request,
        voice_id: str,
        body: TextToSpeechBody,
        format_name: str,
        *,
        whole: bool,
        framing: TimedSpeech | None = None,
    ) -> Response:
        caller = service.admit(request.headers)
        check_text(body.text, service.max_text_characters, "text")
        service.catalog.synthesizer(body.model_id, "model_id")
        voice = service.catalog.voice(voice_id, body.language_code or "", "voice_id")
        settings = body.voice_settings
        speed = check_speed(settings.speed, "voice_settings.speed") if settings and settings.speed is not None else 1.0
        speak_input = SpeakInput(body.text, voice, output_format(format_name), speed)

        def headers(utterance: str) -> dict[str, str]:
            return {"request-id": utterance, "character-cost": str(len(body.text))}

        return SpeechResponse(
            SpeechRequest(service, caller, speak_input, "elevenlabs", render_error, headers, framing, whole=whole)
        )

    audio: dict[int | str, dict[str, Any]] = {200: {"content": {"audio/*": {}}}}

    @router.post(
        "/v1/text-to-speech/{voice_id}", summary="Text to speech, whole", response_class=Response, responses=audio
    )
    async def convert(
        request: Request, voice_id: str, body: TextToSpeechBody, output_format: str = DEFAULT_FORMAT
    ) -> Response:
        return await speak(request, voice_id, body, output_format, whole=True)

    @router.post(
        "/v1/text-to-speech/{voice_id}/stream",
        summary="Text to speech, while it is made",
        response_class=Response,
        responses=audio,
    )
    async def stream(
        request: Request, voice_id: str, body: TextToSpeechBody, output_format: str = DEFAULT_FORMAT
    ) -> Response:
        return await speak(request, voice_id, body, output_format, whole=False)

    @router.post("/v1/text-to-speech/{voice_id}/with-timestamps", summary="Text to speech, whole, with times")
    async def convert_timed(
        request: Request, voice_id: str, body: TextToSpeechBody, output_format: str = DEFAULT_FORMAT
    ) -> Response:
        return await speak(request, voice_id, body, output_format, whole=True, framing=TimedSpeech())

    @router.post(
        "/v1/text-to-speech/{voice_id}/stream/with-timestamps", summary="Text to speech, while it is made, with times"
    )
    async def stream_timed(
        request: Request, voice_id: str, body: TextToSpeechBody, output_format: str = DEFAULT_FORMAT
    ) -> Response:
        return await speak(request, voice_id, body, output_format, whole=False, framing=TimedSpeech())

    return router
