"""`GET /v1/models`: three vendors list their models there, each in its own shape, told apart by how the key is sent.

The answer to OpenAI and Deepgram is one object that both understand; ElevenLabs wants a list.
"""

from typing import Any

from fastapi import APIRouter, Request, Response

from mrcp_server.doors.openai import speak as openai
from mrcp_server.doors.web.catalog import ListedVoice
from mrcp_server.doors.web.refusal import RefusedError
from mrcp_server.doors.web.requests.dialect import dialect_route, json_response
from mrcp_server.doors.web.speech_service import SpeechService


def model_routes(service: SpeechService) -> APIRouter:
    """The router; errors are OpenAI's."""
    router = APIRouter(tags=["models"], route_class=dialect_route(openai.render_error, 0))

    @router.get("/v1/models", summary="What can be asked for by name")
    async def models(request: Request) -> Response:
        service.admit(request.headers)
        if "xi-api-key" in request.headers:
            return json_response(200, _elevenlabs(service))
        return json_response(
            200,
            {
                "object": "list",
                "data": _openai(service),
                "stt": _deepgram_recognizers(service),
                "tts": _deepgram(service),
            },
        )

    @router.get("/v1/models/{model}", summary="One of them")
    async def model(request: Request, model: str) -> Response:
        service.admit(request.headers)
        for described in _openai(service):
            if described["id"] == model.lower():
                return json_response(200, described)
        for voice in _deepgram(service):
            if voice["canonical_name"] == model:
                return json_response(200, voice)
        _check_alias(service, model)
        return json_response(200, _openai_model(model))

    return router


def _check_alias(service: SpeechService, name: str) -> None:
    """A name that requests may use by an alias with `*`, which the list does not show. Raises RefusedError."""
    try:
        service.catalog.synthesizer(name)
    except RefusedError:
        recognition = service.server.recognition
        service.catalog.recognizer(name, recognition.names if recognition else ())


def _openai(service: SpeechService) -> list[dict[str, Any]]:
    return [_openai_model(name) for name in service.catalog.synthesizer_names()] + _recognizers(service)


def _openai_model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "mrcp-server"}


def _recognizers(service: SpeechService) -> list[dict[str, Any]]:
    """What recognises, and for what it is good."""
    recognition = service.server.recognition
    if recognition is None:
        return []
    transcription = {"languages": list(recognition.listeners.abilities.transcription)}
    names = service.catalog.recognizer_names(recognition.names)
    return [_openai_model(name) | {"transcription": transcription} for name in names]


def _deepgram(service: SpeechService) -> list[dict[str, Any]]:
    """A Deepgram model is a voice."""
    return [_deepgram_voice(voice) for voice in service.catalog.listing()]


def _deepgram_recognizers(service: SpeechService) -> list[dict[str, Any]]:
    """What recognises, as Deepgram lists it."""
    recognition = service.server.recognition
    if recognition is None:
        return []
    languages = list(recognition.listeners.abilities.transcription)
    return [
        {
            "name": name,
            "canonical_name": name,
            "architecture": name,
            "languages": languages,
            "version": "1",
            "uuid": name,
            "batch": True,
            "streaming": True,
            "formatted_output": False,
        }
        for name in recognition.names
    ]


def _deepgram_voice(voice: ListedVoice) -> dict[str, Any]:
    tags = [voice.gender] if voice.gender else []
    return {
        "name": voice.name,
        "canonical_name": voice.name,
        "architecture": voice.engine or "alias",
        "languages": [voice.language],
        "version": "1",
        "uuid": voice.name,
        "metadata": {"accent": voice.language, "tags": tags},
    }


def _elevenlabs(service: SpeechService) -> list[dict[str, Any]]:
    languages = sorted({language for voice in service.catalog.voices for language in voice.languages})
    listed = [{"language_id": language, "name": language} for language in languages]
    most = service.max_text_characters
    return [
        {
            "model_id": name,
            "name": name,
            "description": "",
            "can_do_text_to_speech": True,
            "can_do_voice_conversion": False,
            "can_be_finetuned": False,
            "can_use_style": False,
            "can_use_speaker_boost": False,
            "serves_pro_voices": False,
            "token_cost_factor": 1.0,
            "requires_alpha_access": False,
            "max_characters_request_free_user": most,
            "max_characters_request_subscribed_user": most,
            "maximum_text_length_per_request": most,
            "languages": listed,
        }
        for name in service.catalog.synthesizer_names()
    ]
