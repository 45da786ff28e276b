import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from mrcp_server.config import Http
from tests.fakes.door import OpenDoor, open_door
from tests.fakes.speaker import WORD_MS, FakeSpeaker

pytestmark = pytest.mark.anyio
ASK = {"voice_id": "magnus", "text": "One two.", "sample_rate": 8000, "complete_backoff_ms": 100}
WORD_BYTES = 8 * WORD_MS * 2


@asynccontextmanager
async def _socket(door: OpenDoor, query: str = "") -> AsyncIterator[ClientConnection]:
    async with connect(f"{door.ws}/waves/v1/tts/live{query}") as socket:
        yield socket


async def _send(socket: ClientConnection, **message: object) -> None:
    await socket.send(json.dumps(message))


async def _all(socket: ClientConnection) -> tuple[list[dict[str, Any]], int]:
    messages = []
    async with asyncio.timeout(5):
        try:
            while True:
                messages.append(json.loads(await socket.recv()))
        except ConnectionClosed:
            return messages, socket.close_code or 0


def _audio(messages: list[dict[str, Any]]) -> int:
    return sum(len(base64.b64decode(item["data"]["audio"])) for item in messages if item["status"] == "chunk")


async def test_chunks_then_complete_then_closed() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, **ASK, session_id="s-1", request_id="r-1", max_buffer_flush_ms=None)
        messages, code = await _all(socket)
        assert _audio(messages) == 2 * WORD_BYTES
        assert messages[-1]["status"] == "complete"
        assert messages[-1]["timing"]["first_audio_ms"] >= 0
        assert {"external_session_id": "s-1", "external_request_id": "r-1"}.items() <= messages[0].items()
        assert len({item["session_id"] for item in messages}) == 1
        assert code == 1000


async def test_a_text_that_goes_on() -> None:
    async with open_door() as door, _socket(door) as socket:
        for token in ("One ", "two. ", "Three "):
            await _send(socket, **{**ASK, "text": token, "continue": True})
        await _send(socket, **{**ASK, "text": "", "flush": True, "continue": True})
        await _send(socket, **{**ASK, "text": "four"})
        messages, _ = await _all(socket)
        assert _audio(messages) == 4 * WORD_BYTES
        assert [item["status"] for item in messages].count("complete") == 1


async def test_another_request_within_the_pause_goes_on() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, **{**ASK, "complete_backoff_ms": 3000})
        await asyncio.sleep(0.1)
        await _send(socket, **{**ASK, "complete_backoff_ms": 50})
        messages, _ = await _all(socket)
        assert _audio(messages) == 4 * WORD_BYTES


async def test_word_timestamps() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, **ASK, word_timestamps=True)
        messages, _ = await _all(socket)
    words = [item["data"] for item in messages if item["status"] == "word_timestamp"]
    assert [(word["id"], word["word"]) for word in words] == [(0, "One"), (1, "two.")]
    assert [(word["start"], word["end"]) for word in words] == [(0.0, 0.1), (0.1, 0.2)]


async def test_silence_is_ended_in_the_vendors_words() -> None:
    async with open_door() as door, _socket(door, "?timeout=1") as socket:
        messages, code = await _all(socket)
        assert messages == [{"status": "error", "message": "Connection timed out after 1 seconds of inactivity"}]
        assert code == 1008


@pytest.mark.parametrize("query", ["?timeout=0", "?timeout=-5", "?timeout=soon"])
async def test_a_time_out_that_is_none_is_refused(query: str) -> None:
    async with open_door() as door:
        with pytest.raises(InvalidStatus, match="400"):
            async with _socket(door, query):
                pass


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("nonsense", "bad_request"),
        ('{"text": ""}', "bad_request"),
        ('{"text": 7}', "bad_request"),
        ('{"text": "a", "speed": 7}', "bad_request"),
        ('{"text": "a", "sample_rate": 7}', "bad_request"),
        ('{"text": "a", "voice_id": "nobody"}', "invalid_voice"),
        ('{"text": "a", "model": "nothing"}', "invalid_model"),
        ('{"text": "a", "session_id": "no blanks"}', "bad_request"),
        ('{"text": "<speak>half"}', "bad_request"),
    ],
)
async def test_a_bad_message_is_told_and_closes(message: str, code: str) -> None:
    async with open_door() as door, _socket(door) as socket:
        await socket.send(message)
        messages, closed = await _all(socket)
        assert (messages[-1]["status"], messages[-1]["error"], closed) == ("error", code, 1008)


async def test_an_engine_that_breaks_is_told() -> None:
    async with open_door(FakeSpeaker(fail_after_words=1)) as door, _socket(door) as socket:
        await _send(socket, **ASK)
        messages, code = await _all(socket)
        assert (messages[-1]["error"], code) == ("internal_server_error", 1011)


async def test_a_key_is_needed() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door:
        with pytest.raises(InvalidStatus, match="401"):
            async with _socket(door):
                pass
