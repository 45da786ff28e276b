"""ElevenLabs' listings: all voices, voices by page and search, one voice, and the settings that voices have."""

from typing import Any

from fastapi import APIRouter, Request, Response

from mrcp_server.doors.elevenlabs.speak import render_error
from mrcp_server.doors.web.catalog import ListedVoice
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.dialect import dialect_route, json_response
from mrcp_server.doors.web.speech_service import SpeechService

_LARGEST_PAGE = 100
# Only the speed means something here; the others are there because clients read them.
_SETTINGS = {"stability": 0.5, "similarity_boost": 0.75, "style": 0.0, "use_speaker_boost": True, "speed": 1.0}


def elevenlabs_voice_routes(service: SpeechService) -> APIRouter:
    """The router of the listings."""
    router = APIRouter(tags=["ElevenLabs"], route_class=dialect_route(render_error, 0))

    def find(voice_id: str) -> ListedVoice:
        for listed in service.catalog.listing():
            if listed.name.lower() == voice_id.lower():
                return listed
        raise RefusedError(Reason.VOICE, f"A voice with the voice_id {voice_id[:80]} was not found.", "voice_id")

    @router.get("/v1/voices", summary="All voices")
    async def voices(request: Request) -> Response:
        service.admit(request.headers)
        return json_response(200, {"voices": [_described(voice) for voice in service.catalog.listing()]})

    @router.get("/v2/voices", summary="Voices by page and search")
    async def search(request: Request, search: str = "", page_size: int = 10, next_page_token: str = "") -> Response:
        service.admit(request.headers)
        found = [voice for voice in service.catalog.listing() if search.lower() in voice.name.lower()]
        start = int(next_page_token) if next_page_token.isdecimal() and len(next_page_token) < 9 else 0
        end = start + max(1, min(page_size, _LARGEST_PAGE))
        more = end < len(found)
        page = [_described(voice) for voice in found[start:end]]
        content = {"voices": page, "has_more": more, "total_count": len(found)}
        return json_response(200, {**content, "next_page_token": str(end) if more else None})

    @router.get("/v1/voices/settings/default", summary="Settings of voices that have none of their own")
    async def default_settings(request: Request) -> Response:
        service.admit(request.headers)
        return json_response(200, _SETTINGS)

    @router.get("/v1/voices/{voice_id}", summary="One voice")
    async def voice(request: Request, voice_id: str) -> Response:
        service.admit(request.headers)
        return json_response(200, _described(find(voice_id)))

    @router.get("/v1/voices/{voice_id}/settings", summary="A voice's settings")
    async def settings(request: Request, voice_id: str) -> Response:
        service.admit(request.headers)
        find(voice_id)
        return json_response(200, _SETTINGS)

    return router


def _described(voice: ListedVoice) -> dict[str, Any]:
    labels = {"language": voice.language, **({"gender": voice.gender} if voice.gender else {})}
    return {
        "voice_id": voice.name,
        "name": voice.name,
        "category": "premade",
        "labels": labels,
        "samples": None,
        "settings": _SETTINGS,
    }
