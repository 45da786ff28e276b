import base64
import io
import json
import wave
from typing import Any

import httpx
import pytest

from mrcp_server.config import Http
from tests.fakes.door import OpenDoor, http_client, open_door
from tests.fakes.speaker import WORD_MS, FakeSpeaker

pytestmark = pytest.mark.anyio
ASK = {"text": "one two", "voice_id": "magnus", "model": "lightning_v3.1", "sample_rate": 8000}


async def _post(
    door: OpenDoor, body: dict[str, Any], path: str = "/waves/v1/tts", accept: str = "*/*"
) -> httpx.Response:
    async with http_client() as client:
        return await client.post(door.http + path, json=body, headers={"accept": accept})


async def test_pcm_unless_wav_is_asked_for() -> None:
    async with open_door() as door:
        answer = await _post(door, {**ASK, "session_id": "s-1", "request_id": "r.1"})
        assert len(answer.content) == 2 * 8 * WORD_MS * 2
        assert answer.headers["x-external-session-id"] == "s-1"
        assert answer.headers["x-external-request-id"] == "r.1"
        answer = await _post(door, ASK, accept="audio/wav")
        with wave.open(io.BytesIO(answer.content)) as file:
            assert (file.getnframes(), file.getframerate()) == (2 * 8 * WORD_MS, 8000)
        answer = await _post(door, {**ASK, "output_format": "ulaw"}, accept="audio/wav")
        assert answer.headers["content-type"] == "audio/basic"


async def test_live_by_post_is_a_stream_of_events() -> None:
    async with open_door() as door:
        answer = await _post(door, ASK, "/waves/v1/tts/live")
    blocks = [block.split("\n") for block in answer.text.strip().split("\n\n")]
    assert {lines[0] for lines in blocks} == {"event: audio"}
    events = [json.loads(lines[1].removeprefix("data: ")) for lines in blocks]
    assert sum(len(base64.b64decode(event["audio"])) for event in events[:-1]) == 2 * 8 * WORD_MS * 2
    assert all((event["done"], event["status"]) == (False, "206") for event in events[:-1])
    assert (events[-1]["done"], events[-1]["status"]) == (True, "200")


async def test_an_engine_that_breaks_says_so_in_the_stream() -> None:
    async with open_door(FakeSpeaker(fail_after_words=1)) as door:
        answer = await _post(door, ASK, "/waves/v1/tts/live")
    assert answer.text.rstrip().split("\n\n")[-1].startswith('event: error\ndata: {"status": "500"')


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"text": ""}, 400, "bad_request"),
        ({"voice_id": "nobody"}, 400, "invalid_voice"),
        ({"model": "nothing"}, 400, "invalid_model"),
        ({"sample_rate": 3}, 400, "bad_request"),
        ({"speed": 3}, 400, "bad_request"),
        ({"session_id": "no blanks"}, 400, "bad_request"),
    ],
)
async def test_bad_requests_get_the_vendors_error(change: dict[str, Any], status: int, code: str) -> None:
    async with open_door() as door:
        answer = await _post(door, {**ASK, **change})
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json()["message"]


async def test_voices_and_health() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door, http_client(base_url=door.http) as client:
        client.headers["authorization"] = "Bearer k"
        for path in ("/waves/v1/lightning-v3.1/get_voices", "/waves/v1/voice/get-all-models"):
            voices = (await client.get(path)).json()["voices"]
            assert {"voiceId", "displayName", "tags"} == set(voices[0])
        assert (await client.get("/waves/v1/unheard-of/get_voices")).json()["error"] == "invalid_model"
        assert (await client.get("/waves/v1/health")).json()["status"] == "ok"
        client.headers.pop("authorization")
        assert (await client.get("/waves/v1/voice/get-all-models")).json()["error"] == "unauthorized"
