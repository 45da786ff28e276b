import json
from typing import Any

import httpx
import pytest

from engine.errors import EngineError
from mrcp_server.config import Http
from tests.fakes.door import http_client, open_door
from tests.fakes.listeners import FakeListeners, fake_recognition
from tests.fakes.recordings import two_utterances, wav

pytestmark = pytest.mark.anyio


async def _post(
    listeners: FakeListeners | None, audio: bytes = b"", http: Http | None = None, **form: str
) -> httpx.Response:
    async with open_door(http=http) as door, http_client() as client:
        door.services.recognition = fake_recognition(listeners) if listeners else None
        files = {"file": ("a.wav", audio or wav(two_utterances()), "audio/wav")}
        return await client.post(f"{door.http}/v1/audio/transcriptions", files=files, data=form)


async def test_every_form() -> None:
    plain = (await _post(FakeListeners(), model="whisper-1")).json()
    assert plain["text"].startswith("word0 word1")
    assert plain["usage"]["type"] == "duration"
    assert (await _post(FakeListeners(), response_format="text")).text == plain["text"] + "\n"
    assert "-->" in (await _post(FakeListeners(), response_format="srt")).text
    assert (await _post(FakeListeners(), response_format="vtt")).text.startswith("WEBVTT")
    form: dict[str, Any] = {"response_format": "verbose_json", "timestamp_granularities[]": "word"}
    verbose = (await _post(FakeListeners(), **form)).json()
    assert verbose["words"][0]["word"] == "word0"


async def test_a_stream_tells_each_utterance() -> None:
    answer = await _post(FakeListeners(), stream="true")
    events = [json.loads(block.removeprefix("data: ")) for block in answer.text.strip().split("\n\n")]
    assert [event["type"] for event in events] == ["transcript.text.delta"] * 2 + ["transcript.text.done"]
    assert events[-1]["text"] == "".join(event["delta"] for event in events[:-1])
    listeners = FakeListeners()
    listeners.error = EngineError("broken")
    assert '"type": "error"' in (await _post(listeners, stream="true")).text


async def test_refusals() -> None:
    assert (await _post(None)).status_code == 503
    assert (await _post(FakeListeners(), b"nonsense")).status_code == 400
    assert (await _post(FakeListeners(), model="no-such")).json()["error"]["code"] == "model_not_found"
    assert (await _post(FakeListeners(), response_format="midi")).status_code == 400
    assert (await _post(FakeListeners(), bytes(200_000), Http(max_upload_bytes=1024))).status_code == 413
    assert (await _post(FakeListeners(), language="xx")).status_code == 404
    assert (await _post(FakeListeners(), http=Http(api_keys=["k"]))).status_code == 401
