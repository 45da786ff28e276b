import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from engine.interface import Sentence, Span
from mrcp_server.config import Http
from tests.fakes.door import OpenDoor, open_door
from tests.fakes.speaker import WORD_MS, FakeSpeaker

pytestmark = pytest.mark.anyio
RACHEL = "21m00Tcm4TlvDq8ikWAM"
WORD_BYTES = 16 * WORD_MS * 2
FIRST = {"text": " ", "voice_settings": {"stability": 1, "speed": 1.2}, "try_trigger_generation": True}


@asynccontextmanager
async def _socket(
    door: OpenDoor, voice: str = RACHEL, query: str = "", **options: Any
) -> AsyncIterator[ClientConnection]:
    url = f"{door.ws}/v1/text-to-speech/{voice}/stream-input?model_id=eleven_flash_v2_5&output_format=pcm_16000{query}"
    async with connect(url, **options) as socket:
        yield socket


async def _send(socket: ClientConnection, **message: object) -> None:
    await socket.send(json.dumps(message))


async def _all(socket: ClientConnection) -> tuple[list[dict[str, Any]], int]:
    """Every message until the socket closes, and the close code."""
    messages = []
    async with asyncio.timeout(5):
        try:
            while True:
                messages.append(json.loads(await socket.recv()))
        except ConnectionClosed:
            return messages, socket.close_code or 0


def _audio(messages: list[dict[str, Any]]) -> bytes:
    return b"".join(base64.b64decode(message["audio"]) for message in messages if message.get("audio"))


async def test_text_in_pieces_until_the_final_message() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, **FIRST)
        for token in ("One ", "two. ", "Three "):
            await _send(socket, text=token, try_trigger_generation=True)
        await _send(socket, text="")
        messages, code = await _all(socket)
        assert len(_audio(messages)) == 3 * WORD_BYTES
        assert messages[-1] == {"audio": None, "isFinal": True}
        assert code == 1000
        sentence = door.speaker.asked[0][0].elements[0]
    assert isinstance(sentence, Sentence)
    assert [part.prosody.rate for part in sentence.parts if isinstance(part, Span)] == [1.2]


async def test_alignment_spells_the_text() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, text="One two three.")
        await _send(socket, text="")
        messages, _ = await _all(socket)
    aligned = [message["alignment"] for message in messages if message.get("alignment")]
    assert "".join("".join(item["chars"]) for item in aligned) == "One two three."
    for item in aligned:
        assert len(item["chars"]) == len(item["charStartTimesMs"]) == len(item["charDurationsMs"])
        assert sum(item["charDurationsMs"]) == WORD_MS


async def test_alignment_can_be_left_out() -> None:
    async with open_door() as door, _socket(door, query="&sync_alignment=false") as socket:
        await _send(socket, text="One.")
        await _send(socket, text="")
        messages, _ = await _all(socket)
    assert messages[0]["alignment"] is None


async def test_flush_speaks_at_once() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, text="One two", flush=True)
        async with asyncio.timeout(2):
            first = json.loads(await socket.recv())
        assert _audio([first])


async def test_the_key_may_come_in_the_first_message() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door:
        for key in ({"xi_api_key": "k"}, {"xi-api-key": "k"}, {"authorization": "Bearer k"}):
            async with _socket(door) as socket:
                await socket.send(json.dumps({"text": "One. ", **key}))
                await _send(socket, text="")
                assert len(_audio((await _all(socket))[0])) == WORD_BYTES
        async with _socket(door) as socket:
            await _send(socket, text="One. ", xi_api_key="wrong")
            messages, code = await _all(socket)
            assert (messages[0]["error"], code) == ("invalid_api_key", 1008)
        with pytest.raises(InvalidStatus, match="401"):
            async with _socket(door, additional_headers={"xi-api-key": "wrong"}):
                pass
        async with _socket(door, additional_headers={"xi-api-key": "k"}) as socket:
            await _send(socket, text="One. ")
            await _send(socket, text="")
            assert _audio((await _all(socket))[0])


async def test_silence_is_ended() -> None:
    async with open_door() as door, _socket(door, query="&inactivity_timeout=1") as socket:
        await _send(socket, text="One. ")
        messages, code = await _all(socket)
        assert (messages[-1]["error"], code) == ("input_timeout_exceeded", 1008)


@pytest.mark.parametrize(
    ("voice", "query"),
    [
        ("nobody", ""),
        (RACHEL, "&output_format=midi"),
        (RACHEL, "&inactivity_timeout=soon"),
        (RACHEL, "&inactivity_timeout=0"),
    ],
)
async def test_an_upgrade_that_cannot_be_served_is_refused(voice: str, query: str) -> None:
    async with open_door() as door:
        with pytest.raises(InvalidStatus):
            async with connect(f"{door.ws}/v1/text-to-speech/{voice}/stream-input?{query}"):
                pass


@pytest.mark.parametrize(
    "message",
    ["nonsense", '{"text": 7}', '{"text": "a", "voice_settings": {"speed": "x"}}', '{"text": "<speak>half"}', b"\x00"],
)
async def test_a_bad_message_is_told_and_closes(message: str | bytes) -> None:
    async with open_door() as door, _socket(door) as socket:
        await socket.send(message)
        messages, code = await _all(socket)
        assert (messages[-1]["code"], code) == (1008, 1008)
        assert messages[-1]["message"]


async def test_an_engine_that_breaks_is_told() -> None:
    async with open_door(FakeSpeaker(fail_after_words=1)) as door, _socket(door) as socket:
        await _send(socket, text="One two three.", flush=True)
        messages, code = await _all(socket)
        assert (messages[-1]["error"], code) == ("internal_error", 1011)
