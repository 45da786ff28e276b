import asyncio
import base64
import io
import json
import wave
from typing import Any

import httpx
import pytest

from engine.interface import AudioFormat, Sentence, Span
from mrcp_server.config import Http
from tests.fakes.door import http_client, open_door
from tests.fakes.speaker import WORD_MS, FakeSpeaker

pytestmark = pytest.mark.anyio
ASK = {"model": "tts-1", "voice": "alloy", "input": "one two three", "response_format": "pcm"}
WORD_BYTES = 24 * WORD_MS * 2


async def _post(url: str, content: dict[str, Any], **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with http_client() as client:
        return await client.post(f"{url}/v1/audio/speech", json=content, headers=named)


async def test_pcm_is_24_khz_and_says_how_long_it_took() -> None:
    async with open_door() as door:
        answer = await _post(door.http, ASK)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "audio/pcm"
        assert answer.headers["transfer-encoding"] == "chunked"
        assert len(answer.content) == 3 * WORD_BYTES
        assert [item.split(";")[0] for item in answer.headers["server-timing"].split(", ")] == [
            "text-ready",
            "first-audio",
        ]
        assert len(answer.headers["x-request-id"]) == 32
        assert door.speaker.asked[0][1] == AudioFormat("PCM", 24000)


async def test_wav_can_be_read_to_its_end() -> None:
    async with open_door() as door:
        answer = await _post(door.http, {**ASK, "response_format": "wav"})
    with wave.open(io.BytesIO(answer.content)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24000, 1, 2)
    assert len(answer.content) == 44 + 3 * WORD_BYTES


async def test_events_carry_audio_then_usage_and_times() -> None:
    async with open_door() as door:
        answer = await _post(door.http, {**ASK, "stream_format": "sse"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(block.removeprefix("data: ")) for block in answer.text.strip().split("\n\n")]
    audio = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])
    assert len(audio) == 3 * WORD_BYTES
    assert events[-1]["type"] == "speech.audio.done"
    assert set(events[-1]["usage"]) == {"input_tokens", "output_tokens", "total_tokens"}
    assert {"id", "text_ready_ms", "first_audio_ms"} <= set(events[-1]["timing"])


async def test_speed_voice_object_and_ssml_reach_the_engine() -> None:
    async with open_door() as door:
        await _post(door.http, {**ASK, "speed": 2.0, "voice": {"id": "lady"}})
        ssml = "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='en-US'>hello there</speak>"
        answer = await _post(door.http, {**ASK, "speed": 0.5, "input": ssml})
        assert len(answer.content) == 2 * WORD_BYTES
        asked = door.speaker.asked
    for (utterance, _, _), rate in zip(asked, (2.0, 0.5), strict=True):
        sentence = utterance.elements[0]
        assert isinstance(sentence, Sentence)
        assert [part.prosody.rate for part in sentence.parts if isinstance(part, Span)] == [rate]
    first = asked[0][0].elements[0]
    assert isinstance(first, Sentence)
    assert first.voice.names == ("english-lady",)


@pytest.mark.parametrize(
    ("change", "status", "code", "param"),
    [
        ({"input": ""}, 400, "empty_string", "input"),
        ({"input": "\x00\x01"}, 400, None, "input"),
        ({"input": "x" * 101}, 400, "string_above_max_length", "input"),
        ({"input": "<speak>open"}, 400, None, "input"),
        ({"voice": "nobody"}, 400, "invalid_value", "voice"),
        ({"model": "nothing"}, 404, "model_not_found", "model"),
        ({"response_format": "midi"}, 400, None, "response_format"),
        ({"speed": 9}, 400, None, "speed"),
        ({"input": 7}, 400, None, "input"),
        ({"input": "x" * 200_000}, 413, None, None),
    ],
)
async def test_bad_requests_get_the_vendors_error(
    change: dict[str, Any], status: int, code: str | None, param: str | None
) -> None:
    async with open_door(http=Http(max_text_characters=100)) as door:
        answer = await _post(door.http, {**ASK, **change})
        assert answer.status_code == status
        error = answer.json()["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert (error["code"], error["param"]) == (code, param)
        assert (await _post(door.http, ASK)).status_code == 200


async def test_keys_are_asked_for_and_limits_kept() -> None:
    async with open_door(http=Http(api_keys=["good"], key_requests_per_minute=2)) as door:
        for headers in ({}, {"authorization": "Bearer bad"}):
            answer = await _post(door.http, ASK, **headers)
            assert answer.status_code == 401
            assert answer.json()["error"]["code"] == "invalid_api_key"
        assert (await _post(door.http, ASK, authorization="Bearer good")).status_code == 200
        assert (await _post(door.http, ASK, xi_api_key="good")).status_code == 200
        assert (await _post(door.http, ASK, authorization="Token good")).status_code == 429


async def test_not_ready_is_503() -> None:
    async with open_door() as door:
        door.services.unavailable = lambda: "draining"
        answer = await _post(door.http, ASK)
    assert answer.status_code == 503
    assert "draining" in answer.json()["error"]["message"]


async def test_an_engine_that_breaks_at_once_is_500_and_later_cuts_the_stream() -> None:
    async with open_door(FakeSpeaker(fail_after_words=0)) as door:
        answer = await _post(door.http, ASK)
        assert answer.status_code == 500
        assert answer.json()["error"]["type"] == "server_error"
    async with open_door(FakeSpeaker(fail_after_words=1)) as door:
        with pytest.raises(httpx.RemoteProtocolError):
            await _post(door.http, ASK)
        events = await _post(door.http, {**ASK, "stream_format": "sse"})
        assert '"type": "error"' in events.text


async def test_a_client_that_vanishes_stops_the_engine_within_100_ms() -> None:
    speaker = FakeSpeaker(delay_s=0.01)
    long = {**ASK, "input": "word " * 1000}
    async with open_door(speaker) as door:
        async with (
            http_client() as client,
            client.stream("POST", f"{door.http}/v1/audio/speech", json=long) as answer,
        ):
            await anext(answer.aiter_bytes())
        async with asyncio.timeout(0.1):
            await speaker.cancel_seen.wait()


async def test_a_client_that_stops_reading_is_closed_and_little_is_made_for_it() -> None:
    async with open_door(http=Http(send_timeout_s=0.3)) as door:
        _, writer = await asyncio.open_connection("127.0.0.1", door.port, limit=1024)
        writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket transport has it
        body = json.dumps({**ASK, "input": "word " * 5000}).encode()
        head = f"POST /v1/audio/speech HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n"
        writer.write(head.encode() + b"content-type: application/json\r\n\r\n" + body)
        async with asyncio.timeout(10):
            await door.speaker.cancel_seen.wait()
        assert door.speaker.speeches[0].read_chunks < 4000
        writer.close()
