import base64
import json
from typing import Any

import httpx
import pytest

from engine.interface import Sentence, Span
from mrcp_server.config import Http
from mrcp_server.doors.elevenlabs.speak import output_format
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.refusal import Reason, RefusedError
from tests.fakes.door import http_client, open_door
from tests.fakes.speaker import WORD_MS, FakeSpeaker

pytestmark = pytest.mark.anyio
RACHEL = "21m00Tcm4TlvDq8ikWAM"


async def _post(url: str, body: dict[str, Any]) -> httpx.Response:
    async with http_client() as client:
        return await client.post(url, json=body)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pcm_16000", OutputFormat("pcm", 16000)),
        ("wav_24000", OutputFormat("pcm", 24000, "wav")),
        ("ulaw_8000", OutputFormat("mulaw", 8000)),
        ("alaw_8000", OutputFormat("alaw", 8000)),
        ("mp3_44100_128", OutputFormat("mp3", 44100, "coded", 128_000)),
        ("opus_48000_32", OutputFormat("opus", 48000, "coded", 32_000)),
    ],
)
def test_formats(name: str, expected: OutputFormat) -> None:
    assert output_format(name) == expected


@pytest.mark.parametrize("name", ["", "pcm", "pcm_x", "pcm_1", "midi_8000", "pcm_16000_1_2", "mp3_99999999"])
def test_formats_that_do_not_exist(name: str) -> None:
    with pytest.raises(RefusedError) as caught:
        output_format(name)
    assert caught.value.reason is Reason.FORMAT


async def test_whole_and_streamed() -> None:
    body = {"text": "one two", "model_id": "eleven_flash_v2_5", "voice_settings": {"stability": 1, "speed": 1.5}}
    async with open_door() as door:
        url = f"{door.http}/v1/text-to-speech/{RACHEL}"
        whole = await _post(url + "?output_format=pcm_16000", body)
        streamed = await _post(url + "/stream?output_format=pcm_16000", body)
        assert whole.content == streamed.content
        assert len(whole.content) == 2 * 16 * WORD_MS * 2
        assert int(whole.headers["content-length"]) == len(whole.content)
        assert "content-length" not in streamed.headers
        assert whole.headers["request-id"]
        sentence = door.speaker.asked[0][0].elements[0]
    assert isinstance(sentence, Sentence)
    assert [part.prosody.rate for part in sentence.parts if isinstance(part, Span)] == [1.5]


@pytest.mark.parametrize(
    ("voice", "query", "change", "status", "state"),
    [
        ("nobody", "", {}, 404, "voice_not_found"),
        (RACHEL, "?output_format=midi", {}, 400, "invalid_output_format"),
        (RACHEL, "", {"text": " "}, 400, "input_text_empty"),
        (RACHEL, "", {"text": "x" * 101}, 400, "max_character_limit_exceeded"),
        (RACHEL, "", {"model_id": "other"}, 400, "model_not_found"),
        (RACHEL, "", {"text": 7}, 422, ""),
        (RACHEL, "", {"voice_settings": {"speed": 50}}, 422, ""),
    ],
)
async def test_bad_requests_get_the_vendors_error(
    voice: str, query: str, change: dict[str, Any], status: int, state: str
) -> None:
    async with open_door(http=Http(max_text_characters=100)) as door:
        answer = await _post(f"{door.http}/v1/text-to-speech/{voice}{query}", {"text": "hello", **change})
    assert answer.status_code == status
    detail = answer.json()["detail"]
    if state:
        assert detail["status"] == state
    else:
        assert set(detail[0]) == {"loc", "msg", "type"}


async def test_speech_with_times_whole_and_as_lines() -> None:
    async with open_door() as door:
        url = f"{door.http}/v1/text-to-speech/{RACHEL}"
        whole = await _post(f"{url}/with-timestamps?output_format=pcm_8000", {"text": "one two"})
        lines = await _post(f"{url}/stream/with-timestamps?output_format=pcm_8000", {"text": "one two"})
    assert whole.headers["content-type"] == lines.headers["content-type"] == "application/json"
    body = whole.json()
    assert body["alignment"] == body["normalized_alignment"]
    assert "".join(body["alignment"]["characters"]) == "one two"
    assert body["alignment"]["character_start_times_seconds"][0] == 0
    assert body["alignment"]["character_end_times_seconds"][-1] == pytest.approx(2 * WORD_MS / 1000)
    parts = [json.loads(line) for line in lines.text.splitlines()]
    assert len(parts) > 1
    assert "".join("".join((part["alignment"] or {"characters": ""})["characters"]) for part in parts) == "one two"
    assert b"".join(base64.b64decode(part["audio_base64"]) for part in parts) == base64.b64decode(body["audio_base64"])


async def test_speech_with_times_that_breaks_says_so_in_its_last_line() -> None:
    async with open_door(FakeSpeaker(fail_after_words=1)) as door:
        answer = await _post(f"{door.http}/v1/text-to-speech/{RACHEL}/stream/with-timestamps", {"text": "one two"})
    assert json.loads(answer.text.splitlines()[-1])["detail"]["status"] == "internal_error"
