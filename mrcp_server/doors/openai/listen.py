"""Speech in as OpenAI's API has it: `POST /v1/audio/transcriptions`, whole or as it is found."""

import json
from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from mrcp_server.doors.openai.speak import render_error
from mrcp_server.doors.web.refusal import RefusedError
from mrcp_server.doors.web.requests.dialect import dialect_route, json_response
from mrcp_server.doors.web.requests.disconnects import unless_disconnected
from mrcp_server.doors.web.requests.transcripts import Transcript, srt, verbose, vtt
from mrcp_server.doors.web.requests.uploads import Upload, decode_upload, transcribe, utterances
from mrcp_server.doors.web.services import RecognitionServices
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.utterances import Samples, open_segmenter

_FORM_BYTES = 1 << 16

Form_ = Literal["json", "text", "srt", "verbose_json", "vtt"]


def openai_listen_routes(service: SpeechService) -> APIRouter:
    """The router of this dialect's uploads."""
    most = service.max_upload_bytes + _FORM_BYTES
    router = APIRouter(tags=["OpenAI"], route_class=dialect_route(render_error, most, service.check_key))

    @router.post(
        "/v1/audio/transcriptions",
        summary="Speech to text",
        response_class=Response,
        responses={200: {"content": {"application/json": {}, "text/plain": {}, "text/event-stream": {}}}},
    )
    async def transcriptions(
        request: Request,
        file: Annotated[UploadFile, File()],
        model: Annotated[str, Form()] = "",
        language: Annotated[str, Form()] = "",
        response_format: Annotated[Form_, Form()] = "json",
        stream: Annotated[bool, Form()] = False,
        timestamp_granularities: Annotated[list[str] | None, Form(alias="timestamp_granularities[]")] = None,
    ) -> Response:
        caller = service.admit(request.headers)
        recognition = service.recognition()
        service.catalog.recognizer(model, recognition.names)
        spoken = language or service.language
        upload = Upload(await file.read(), file.content_type or "", file.filename or "")
        held = ExitStack()
        held.enter_context(caller.stream())
        with held:
            samples, rate_hz = await decode_upload(recognition, upload, service.source(request, caller))
            if stream:
                return _Events(_events(recognition, samples, rate_hz, spoken), held.pop_all())
            transcript = await unless_disconnected(request, transcribe(recognition, samples, rate_hz, spoken))
        return _told(transcript, response_format, timestamp_granularities or [])

    return router


def _told(transcript: Transcript, form: Form_, granularities: list[str]) -> Response:
    if form == "text":
        return PlainTextResponse(transcript.text + "\n")
    if form == "srt":
        return PlainTextResponse(srt(transcript))
    if form == "vtt":
        return PlainTextResponse(vtt(transcript))
    if form == "verbose_json":
        return json_response(200, verbose(transcript, granularities))
    return json_response(200, {"text": transcript.text, "usage": _usage(transcript.duration_s)})


class _Events(StreamingResponse):
    """Server-sent events; what is `held` for the caller is given back when they end, however they do."""

    def __init__(self, events: AsyncIterator[bytes], held: ExitStack) -> None:
        super().__init__(events, media_type="text/event-stream; charset=utf-8")
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._held:
            await super().__call__(scope, receive, send)


async def _events(
    recognition: RecognitionServices, samples: Samples, rate_hz: int, language: str
) -> AsyncIterator[bytes]:
    """An event an utterance, then the whole text."""
    told = ""
    try:
        async with open_segmenter(recognition, language, rate_hz) as segmenter:
            async for said in utterances(segmenter, samples, rate_hz):
                if said.text:
                    delta = f" {said.text}" if told else said.text
                    told += delta
                    yield _event({"type": "transcript.text.delta", "delta": delta})
    except RefusedError as refusal:
        yield _event({"type": "error", "error": {"message": refusal.message, "type": "server_error"}})
        return
    yield _event({"type": "transcript.text.done", "text": told, "usage": _usage(len(samples) / rate_hz)})


def _usage(duration_s: float) -> dict[str, Any]:
    return {"type": "duration", "seconds": round(duration_s)}


def _event(content: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(content).encode() + b"\n\n"
