from typing import Any

import pytest

from mrcp_server.config import Http
from tests.fakes.door import http_client, open_door
from tests.fakes.listeners import fake_recognition

pytestmark = pytest.mark.anyio


async def _get(path: str, **headers: str) -> tuple[int, Any]:
    async with open_door(http=Http(api_keys=["k"])) as door, http_client() as client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await client.get(door.http + path, headers=named)
        return answer.status_code, answer.json()


async def test_openai_and_deepgram_read_the_same_object() -> None:
    status, body = await _get("/v1/models", authorization="Bearer k")
    assert status == 200
    assert body["object"] == "list"
    assert body["data"][0] == {"id": "tone", "object": "model", "created": 0, "owned_by": "mrcp-server"}
    assert "tts-1" in {model["id"] for model in body["data"]}
    voices = {voice["canonical_name"]: voice for voice in body["tts"]}
    assert voices["english-lady"]["languages"] == ["en-GB"]
    assert voices["nova"]["architecture"] == "alias"


async def test_what_listens_says_which_languages_it_transcribes() -> None:
    async with open_door() as door, http_client() as client:
        door.services.recognition = fake_recognition()
        models = {one["id"]: one for one in (await client.get(door.http + "/v1/models")).json()["data"]}
        transcription = models[door.services.recognition.names[0]]["transcription"]
        assert transcription == {"languages": ["en-US"]}


async def test_elevenlabs_gets_a_list() -> None:
    _, body = await _get("/v1/models", xi_api_key="k")
    assert body[0]["model_id"] == "tone"
    assert body[0]["can_do_text_to_speech"]


async def test_one_model() -> None:
    assert (await _get("/v1/models/tts-1", authorization="Bearer k"))[1]["id"] == "tts-1"
    assert (await _get("/v1/models/en-us", authorization="Token k"))[1]["canonical_name"] == "en-us"
    assert (await _get("/v1/models/gpt-4o-mini-tts", authorization="Bearer k"))[1]["id"] == "gpt-4o-mini-tts"
    assert (await _get("/v1/models/whisper-1", authorization="Bearer k"))[1]["id"] == "whisper-1"
    status, body = await _get("/v1/models/nothing", authorization="Bearer k")
    assert (status, body["error"]["code"]) == (404, "model_not_found")


async def test_listings_need_the_key() -> None:
    assert (await _get("/v1/models"))[0] == 401
