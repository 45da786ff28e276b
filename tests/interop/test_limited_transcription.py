"""Open speech without a transcription model: a started server answers over HTTP, and refuses it over MRCP."""

import httpx
import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.errors import RequestRefusedError
from mrcp_server.client.recognize import Grammar
from tests.fakes import telephone_audio as audio
from tests.fakes.recordings import wav
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.anyio, pytest.mark.interop]


async def test_http_answers_and_says_how_limited_it_is(server: RunningServer) -> None:
    recording = wav(audio.speech("one two three four five"))
    async with httpx.AsyncClient(base_url=server.health_url, trust_env=False, timeout=30) as http:
        answer = await http.post(
            "/v1/audio/transcriptions", data={"model": "whisper-1"}, files={"file": ("a.wav", recording, "audio/wav")}
        )
        assert answer.status_code == 200, answer.text
        assert {"two", "three", "four", "five"} & set(answer.json()["text"].lower().strip(".").split())
        models = {one["id"]: one for one in (await http.get("/v1/models")).json()["data"]}
    assert models["sphinx"]["transcription"]["limited"]
    assert "transcription is limited" in server.log.read_text()


async def test_mrcp_refuses_it(server: RunningServer) -> None:
    grammar = Grammar("text/uri-list", b"builtin:speech/transcribe")
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        with pytest.raises(RequestRefusedError):
            await client.recognize(audio.silence(0.5), grammar, limit_s=10)
