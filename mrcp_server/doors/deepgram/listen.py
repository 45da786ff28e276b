"""Speech in as Deepgram's API has it: `POST /v1/listen` with an upload as body, and the shapes its socket shares."""

import asyncio
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from engine.recognition import RecognizedWord
from mrcp_server.doors.deepgram.speak import render_error
from mrcp_server.doors.web.requests.dialect import dialect_route, json_response
from mrcp_server.doors.web.requests.disconnects import unless_disconnected
from mrcp_server.doors.web.requests.uploads import body_or_url, decode_upload, transcribe
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.utterances import UtteranceRecognized


def deepgram_listen_routes(service: SpeechService) -> APIRouter:
    """The router of this dialect's uploads; its socket is in `listen_socket`."""
    router = APIRouter(
        tags=["Deepgram"], route_class=dialect_route(render_error, service.max_upload_bytes, service.check_key)
    )

    @router.post("/v1/listen", summary="Speech to text; the body is the recording or names its `url`")
    async def listen(
        request: Request,
        model: str = "",
        language: str = "",
        encoding: str = "",
        sample_rate: int = 8000,
        utterances: bool = False,
    ) -> Response:
        caller = service.admit(request.headers)
        recognition = service.recognition()
        service.catalog.recognizer(model, recognition.names)
        with caller.stream():
            upload = await body_or_url(service, request)
            if encoding:
                upload = replace(upload, media_type=f"audio/{encoding};rate={sample_rate}")
            samples, rate_hz = await decode_upload(recognition, upload, service.source(request, caller))
            wanted = language or service.language
            transcript = await unless_disconnected(request, transcribe(recognition, samples, rate_hz, wanted))
        digest = await asyncio.to_thread(_digest, upload.audio)
        words = [word for one in transcript.said for word in one.words]
        spoken = [one for one in transcript.said if one.text]
        confidence = sum(one.confidence for one in spoken) / len(spoken) if spoken else 0.0
        results: dict[str, Any] = {"channels": [{"alternatives": [alternative(transcript.text, confidence, words)]}]}
        if utterances:
            results["utterances"] = [_utterance(one) for one in spoken]
        request_id = uuid.uuid4().hex
        return json_response(
            200,
            {
                "metadata": {
                    "transaction_key": "deprecated",
                    "request_id": request_id,
                    "sha256": digest,
                    "created": datetime.now(UTC).isoformat(),
                    "duration": round(transcript.duration_s, 3),
                    "channels": 1,
                    "models": list(recognition.names[:1]),
                    "model_info": model_info(recognition.names),
                },
                "results": results,
            },
            dg_request_id=request_id,
        )

    return router


def _digest(audio: bytes) -> str:
    return hashlib.sha256(audio).hexdigest()


def alternative(text: str, confidence: float, words: Sequence[RecognizedWord]) -> dict[str, Any]:
    """One alternative of a result."""
    return {"transcript": text, "confidence": round(confidence, 4), "words": [_word(word) for word in words]}


def model_info(names: Sequence[str]) -> dict[str, Any]:
    """Which engine recognised."""
    return {name: {"name": name, "version": "1", "arch": name} for name in names[:1]}


def _word(word: RecognizedWord) -> dict[str, Any]:
    return {
        "word": word.text,
        "start": word.start_ms / 1000,
        "end": word.end_ms / 1000,
        "confidence": round(word.confidence, 4),
        "punctuated_word": word.written or word.text,
    }


def _utterance(said: UtteranceRecognized) -> dict[str, Any]:
    return {
        "start": said.start_ms / 1000,
        "end": said.end_ms / 1000,
        "confidence": round(said.confidence, 4),
        "channel": 0,
        "transcript": said.text,
        "words": [_word(word) for word in said.words],
        "id": uuid.uuid4().hex,
    }
