from typing import Any

import httpx
import pytest

from rtp.wire.g711 import Law, encode
from tests.fakes.door import http_client, open_door
from tests.fakes.listeners import fake_recognition
from tests.fakes.recordings import two_utterances, wav

pytestmark = pytest.mark.anyio


async def _post(body: bytes, content_type: str = "audio/wav", **params: str) -> httpx.Response:
    async with open_door() as door, http_client() as client:
        door.services.recognition = fake_recognition()
        headers = {"content-type": content_type}
        return await client.post(f"{door.http}/v1/listen", content=body, params=params, headers=headers)


async def test_a_recording_with_its_words_and_utterances() -> None:
    answer = await _post(wav(two_utterances()), model="nova-2", utterances="true")
    body: dict[str, Any] = answer.json()
    best = body["results"]["channels"][0]["alternatives"][0]
    assert best["transcript"].startswith("word0")
    assert best["words"][0]["punctuated_word"] == "word0"
    assert len(body["results"]["utterances"]) == 2
    assert body["metadata"]["models"] == ["sphinx"]
    assert answer.headers["dg-request-id"] == body["metadata"]["request_id"]


async def test_raw_audio_by_its_parameters() -> None:
    raw = encode(two_utterances(), Law.PCMU)
    answer = await _post(raw, "application/octet-stream", encoding="mulaw", sample_rate="8000")
    assert answer.json()["results"]["channels"][0]["alternatives"][0]["confidence"] == 0.8


async def test_refusals() -> None:
    assert (await _post(b"nonsense")).json()["err_code"] == "Bad Request"
    assert (await _post(b'{"url": "http://x/"}', "application/json")).status_code == 400
    assert (await _post(wav(two_utterances()), model="no-such")).status_code == 400
    silence = await _post(wav(two_utterances()[:4000]))
    assert silence.json()["results"]["channels"][0]["alternatives"][0] == {
        "transcript": "",
        "confidence": 0.0,
        "words": [],
    }
