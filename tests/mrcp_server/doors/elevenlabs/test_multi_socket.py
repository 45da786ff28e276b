import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from mrcp_server.config import Http
from tests.fakes.door import OpenDoor, open_door
from tests.fakes.speaker import WORD_MS, FakeSpeaker

pytestmark = pytest.mark.anyio
WORD_BYTES = 16 * WORD_MS * 2


@asynccontextmanager
async def _socket(door: OpenDoor) -> AsyncIterator[ClientConnection]:
    url = f"{door.ws}/v1/text-to-speech/lady/multi-stream-input?output_format=pcm_16000"
    async with connect(url) as socket:
        yield socket


async def _send(socket: ClientConnection, **message: object) -> None:
    await socket.send(json.dumps(message))


async def _until_final(socket: ClientConnection, *contexts: str) -> tuple[dict[str, int], dict[str, dict[str, Any]]]:
    """Bytes of audio a context, and each one's final message."""
    audio = dict.fromkeys(contexts, 0)
    finals: dict[str, dict[str, Any]] = {}
    async with asyncio.timeout(5):
        while len(finals) < len(contexts):
            message = json.loads(await socket.recv())
            if message.get("isFinal"):
                finals[message["contextId"]] = message
            else:
                audio[message["contextId"]] += len(base64.b64decode(message["audio"]))
    return audio, finals


async def _closed(socket: ClientConnection) -> tuple[dict[str, Any], int]:
    message: dict[str, Any] = {}
    async with asyncio.timeout(5):
        try:
            while True:
                message = json.loads(await socket.recv())
        except ConnectionClosed:
            return message, socket.close_code or 0


async def test_contexts_are_spoken_side_by_side() -> None:
    async with open_door(FakeSpeaker(delay_s=0.01)) as door, _socket(door) as socket:
        for name in ("a", "b"):
            await _send(socket, text=" ", context_id=name, voice_settings={"speed": 1.0})
            await _send(socket, text="One two three. ", context_id=name)
        await _send(socket, text="Four.", context_id="b", flush=True)
        await _send(socket, context_id="a", flush=True)
        for name in ("a", "b"):
            await _send(socket, context_id=name, close_context=True)
        audio, _ = await _until_final(socket, "a", "b")
        assert audio == {"a": 3 * WORD_BYTES, "b": 4 * WORD_BYTES}
        await _send(socket, text="Again.", context_id="a", flush=True)
        await _send(socket, close_socket=True)
        audio, _ = await _until_final(socket, "a")
        assert audio == {"a": WORD_BYTES}
        assert (await _closed(socket))[1] == 1000


async def test_closing_a_context_that_was_not_flushed_interrupts_it() -> None:
    speaker = FakeSpeaker(delay_s=0.05)
    async with open_door(speaker) as door, _socket(door) as socket:
        await _send(socket, text="One two three four five six. Seven", context_id="a")
        await socket.recv()
        await _send(socket, context_id="a", close_context=True)
        audio, finals = await _until_final(socket, "a")
        assert audio["a"] <= 3 * WORD_BYTES
        whole = f"{finals['a']['text_spoken']} {finals['a']['text_remaining']}".strip()
        assert whole == "One two three four five six. Seven"
        assert speaker.cancelled == 1


async def test_a_context_without_a_name_and_one_that_is_not_there() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, context_id="ghost", close_context=True)
        await _send(socket, text="", context_id="ghost")
        await _send(socket, text="One.", flush=True)
        await _send(socket, close_socket=True)
        audio, _ = await _until_final(socket, "default")
        assert audio == {"default": WORD_BYTES}


async def test_closing_an_empty_socket() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, close_socket=True)
        assert (await _closed(socket))[1] == 1000


@pytest.mark.parametrize(
    "message", ["nonsense", '{"text": "a", "context_id": 7}', '{"text": "<speak>", "context_id": "a"}']
)
async def test_a_bad_message_is_told_and_closes(message: str) -> None:
    async with open_door() as door, _socket(door) as socket:
        await socket.send(message)
        told, code = await _closed(socket)
        assert (told["code"], code) == (1008, 1008)


async def test_contexts_are_limited() -> None:
    async with open_door() as door, _socket(door) as socket:
        for index in range(11):
            await _send(socket, text=" ", context_id=str(index))
        told, code = await _closed(socket)
        assert (told["error"], code) == ("too_many_concurrent_requests", 1008)


async def test_an_engine_that_breaks_closes_the_socket() -> None:
    async with open_door(FakeSpeaker(fail_after_words=0)) as door, _socket(door) as socket:
        await _send(socket, text="One.", context_id="a", flush=True)
        told, code = await _closed(socket)
        assert (told["error"], code) == ("internal_error", 1011)


async def test_the_key_may_come_in_the_first_message() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door:
        async with _socket(door) as socket:
            await _send(socket, text="One.", context_id="a", xi_api_key="k", flush=True)
            await _send(socket, close_socket=True)
            assert (await _until_final(socket, "a"))[0] == {"a": WORD_BYTES}
        async with _socket(door) as socket:
            await _send(socket, text="One.", context_id="a")
            assert (await _closed(socket))[0]["error"] == "invalid_api_key"
