import io
import wave
from typing import Any

import httpx
import pytest

from engine.interface import AudioFormat
from mrcp_server.config import Http
from mrcp_server.doors.deepgram.speak import output_format
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.refusal import Reason, RefusedError
from tests.fakes.door import OpenDoor, http_client, open_door
from tests.fakes.speaker import WORD_MS

pytestmark = pytest.mark.anyio
RAW = {"encoding": "linear16", "container": "none", "sample_rate": "16000"}


async def _speak(door: OpenDoor, text: object, params: dict[str, str], path: str = "/v1/speak") -> httpx.Response:
    async with http_client() as client:
        return await client.post(door.http + path, json={"text": text}, params=params)


@pytest.mark.parametrize(
    ("encoding", "rate", "container", "expected"),
    [
        ("linear16", None, None, OutputFormat("pcm", 24000, "wav")),
        ("linear16", 8000, "none", OutputFormat("pcm", 8000)),
        ("mulaw", None, "none", OutputFormat("mulaw", 8000)),
        ("alaw", 8000, "wav", OutputFormat("alaw", 8000, "wav")),
        ("mp3", None, None, OutputFormat("mp3", 22050, "coded")),
        ("opus", None, "ogg", OutputFormat("opus", 48000, "coded")),
    ],
)
def test_formats(encoding: str, rate: int | None, container: str | None, expected: OutputFormat) -> None:
    assert output_format(encoding, rate, container) == expected


@pytest.mark.parametrize(("encoding", "rate", "container"), [("linear16", 5, None), ("mulaw", 8000, "ogg")])
def test_formats_that_do_not_exist(encoding: str, rate: int, container: str | None) -> None:
    with pytest.raises(RefusedError) as caught:
        output_format(encoding, rate, container)
    assert caught.value.reason is Reason.FORMAT


@pytest.mark.parametrize("path", ["/v1/speak", "/v2/speak"])
async def test_speaks_raw_and_wav(path: str) -> None:
    async with open_door() as door:
        answer = await _speak(door, "one two", {"model": "aura-2-thalia-en", **RAW}, path)
        assert answer.status_code == 200
        assert len(answer.content) == 2 * 16 * WORD_MS * 2
        assert answer.headers["dg-char-count"] == "7"
        assert answer.headers["dg-model-name"] == "english-lady"
        assert answer.headers["dg-request-id"]
        answer = await _speak(door, "one two", {"encoding": "linear16"}, path)
        with wave.open(io.BytesIO(answer.content)) as file:
            assert file.getframerate() == 24000
        answer = await _speak(door, "one two", {"encoding": "mulaw", "container": "none"}, path)
        assert answer.headers["content-type"] == "audio/basic"
        assert door.speaker.asked[-1][1] == AudioFormat("PCMU", 8000)


@pytest.mark.parametrize(
    ("text", "params", "status", "code"),
    [
        ("", {}, 400, "Bad Request"),
        ("x" * 101, {}, 413, "Payload Too Large"),
        ("x" * 200_000, {}, 413, "Payload Too Large"),
        (["a"], {}, 400, "Bad Request"),
        ("a", {"model": "zephyr"}, 400, "Bad Request"),
        ("a", {"encoding": "midi"}, 400, "Bad Request"),
        ("a", {"sample_rate": "1"}, 400, "Bad Request"),
        ("a", {"sample_rate": "many"}, 400, "Bad Request"),
        ("a", {"speed": "77"}, 400, "Bad Request"),
    ],
)
async def test_bad_requests_get_the_vendors_error(text: Any, params: dict[str, str], status: int, code: str) -> None:
    async with open_door(http=Http(max_text_characters=100)) as door:
        answer = await _speak(door, text, params)
    assert answer.status_code == status
    assert set(answer.json()) == {"err_code", "err_msg", "request_id"}
    assert answer.json()["err_code"] == answer.headers["dg-error"] == code


async def test_a_wrong_key_is_401() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door:
        answer = await _speak(door, "a", {})
    assert (answer.status_code, answer.json()["err_code"]) == (401, "INVALID_AUTH")
