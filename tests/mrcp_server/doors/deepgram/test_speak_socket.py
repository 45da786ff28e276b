import asyncio
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
WORD_BYTES = 8 * WORD_MS * 2


@asynccontextmanager
async def _socket(
    door: OpenDoor, query: str = "model=nova&sample_rate=8000", **options: Any
) -> AsyncIterator[ClientConnection]:
    async with connect(f"{door.ws}/v1/speak?{query}", **options) as socket:
        yield socket


async def _send(socket: ClientConnection, kind: str, **members: object) -> None:
    await socket.send(json.dumps({"type": kind, **members}))


async def _until(socket: ClientConnection, kind: str) -> tuple[bytes, dict[str, Any]]:
    """The audio before the message of that kind, and the message."""
    audio = bytearray()
    async with asyncio.timeout(5):
        while True:
            message = await socket.recv()
            if isinstance(message, bytes):
                audio += message
                continue
            content = json.loads(message)
            if content["type"] == kind:
                return bytes(audio), content


async def _closed(socket: ClientConnection) -> tuple[int, str]:
    async with asyncio.timeout(5):
        try:
            while True:
                await socket.recv()
        except ConnectionClosed:
            return socket.close_code or 0, socket.close_reason or ""


async def test_a_turn_from_metadata_to_flushed() -> None:
    async with open_door() as door, _socket(door) as socket:
        _, metadata = await _until(socket, "Metadata")
        assert metadata["model_name"] == "nova"
        assert metadata["request_id"]
        await _send(socket, "Speak", text="One two. Three")
        await _send(socket, "Speak", text=" four five.")
        await _send(socket, "Flush")
        audio, flushed = await _until(socket, "Flushed")
        assert len(audio) == 5 * WORD_BYTES
        assert flushed["sequence_id"] == 0
        assert {"id", "first_audio_ms", "last_packet_ms"} <= set(flushed["timing"])
        await _send(socket, "Flush")
        audio, flushed = await _until(socket, "Flushed")
        assert (audio, flushed["sequence_id"]) == (b"", 1)


async def test_speech_begins_before_the_flush_and_a_stalled_stream_is_spoken() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, "Speak", text="One two. Three.")
        await _until(socket, "Metadata")
        audio = b""
        async with asyncio.timeout(5):
            while len(audio) < 3 * WORD_BYTES:
                message = await socket.recv()
                assert isinstance(message, bytes)
                audio += message


async def test_no_portion_is_longer_than_a_fifth_of_a_second() -> None:
    async with open_door() as door, _socket(door, "encoding=mulaw&sample_rate=8000") as socket:
        await _until(socket, "Metadata")
        await _send(socket, "Speak", text="one " * 50)
        await _send(socket, "Flush")
        async with asyncio.timeout(5):
            while isinstance(message := await socket.recv(), bytes):
                assert len(message) <= 1600


async def test_clear_tells_what_was_spoken() -> None:
    speaker = FakeSpeaker(delay_s=0.02)
    async with open_door(speaker) as door, _socket(door) as socket:
        await _until(socket, "Metadata")
        await _send(socket, "Speak", text="One two three four five six. Seven eight nine ten. Eleven")
        async with asyncio.timeout(5):
            for _ in range(4):
                await socket.recv()
        await _send(socket, "Clear", playback_offset={"type": "time_ms", "value": 2 * WORD_MS + 10})
        _, cleared = await _until(socket, "Cleared")
        assert cleared["text_spoken"] == "One two"
        assert cleared["text_remaining"] == "three four five six. Seven eight nine ten. Eleven"
        assert cleared["audio_played_ms"] == 210
        assert all(speech.cancelled for speech in speaker.speeches)
        await _send(socket, "Speak", text="Again.")
        await _send(socket, "Flush")
        audio, _ = await _until(socket, "Flushed")
        assert len(audio) == WORD_BYTES


async def test_clear_without_an_offset_goes_by_the_clock() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _until(socket, "Metadata")
        await _send(socket, "Speak", text="One two three four five six seven eight nine ten.")
        await _send(socket, "Flush")
        await _until(socket, "Flushed")
        await asyncio.sleep(0.25)
        await _send(socket, "Clear")
        _, cleared = await _until(socket, "Cleared")
        assert 2 <= len(cleared["text_spoken"].split()) <= 6
        assert f"{cleared['text_spoken']} {cleared['text_remaining']}".startswith("One two three")
        await _send(socket, "Clear")
        _, cleared = await _until(socket, "Cleared")
        assert (cleared["text_spoken"], cleared["text_remaining"]) == ("", "")


async def test_each_clear_of_several_at_once_is_answered() -> None:
    async with open_door(FakeSpeaker(delay_s=0.02)) as door, _socket(door) as socket:
        await _until(socket, "Metadata")
        await _send(socket, "Speak", text="One two three four five six. Seven.")
        async with asyncio.timeout(5):
            await socket.recv()
        for _ in range(3):
            await _send(socket, "Clear")
        await _send(socket, "Close")
        async with asyncio.timeout(5):
            answers = [json.loads(message) async for message in socket if isinstance(message, str)]
        assert [answer["type"] for answer in answers] == ["Cleared", "Cleared", "Cleared", "Flushed"]
        assert "Seven." in answers[0]["text_remaining"]
        assert [answer["text_remaining"] for answer in answers[1:3]] == ["", ""]


async def test_close_speaks_what_is_left() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, "Speak", text="one two three")
        await _send(socket, "Close")
        audio, _ = await _until(socket, "Flushed")
        assert len(audio) == 3 * WORD_BYTES
        assert (await _closed(socket))[0] == 1000


async def test_whole_ssml_is_spoken_and_half_of_it_refused() -> None:
    async with open_door() as door:
        async with _socket(door) as socket:
            document = "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='en'>one. two</speak>"
            await _send(socket, "Speak", text=document)
            await _send(socket, "Flush")
            audio, _ = await _until(socket, "Flushed")
            assert len(audio) == 2 * WORD_BYTES
        async with _socket(door) as socket:
            await _send(socket, "Speak", text="<speak version='1.0'>one")
            assert await _closed(socket) == (1008, "DATA-0000: SSML must come whole in one message")
        async with _socket(door) as socket:
            await _send(socket, "Speak", text="<speak>one & two</speak>")
            assert (await _closed(socket))[0] == 1008


@pytest.mark.parametrize(
    ("message", "code", "reason"),
    [
        ("nonsense", 1003, "MESSAGE-0000"),
        ("[1]", 1003, "MESSAGE-0000"),
        ("[" * 100_000, 1003, "MESSAGE-0000"),
        (b"\x00\x01", 1003, "MESSAGE-0000"),
        ('{"type": "Sing"}', 1008, "DATA-0000"),
        ('{"type": "Speak", "text": 7}', 1003, "MESSAGE-0000"),
        (json.dumps({"type": "Speak", "text": "x" * 101}), 1008, "DATA-0001"),
        ("x" * (1 << 20) + "x", 1009, ""),
    ],
)
async def test_bad_messages_close_with_the_vendors_code(message: str | bytes, code: int, reason: str) -> None:
    async with open_door(http=Http(max_text_characters=100)) as door, _socket(door) as other, _socket(door) as socket:
        await socket.send(message)
        closed = await _closed(socket)
        assert closed[0] == code
        assert closed[1].startswith(reason)
        await _send(other, "Speak", text="one.")
        await _send(other, "Flush")
        assert len((await _until(other, "Flushed"))[0]) == WORD_BYTES


async def test_empty_text_is_only_a_warning() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, "Speak", text=" ")
        _, warning = await _until(socket, "Warning")
        assert set(warning) == {"type", "code", "description"}


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("model=zephyr", 400, "Bad Request"),
        ("encoding=mp3", 400, "Bad Request"),
        ("sample_rate=many", 400, "Bad Request"),
        ("sample_rate=1", 400, "Bad Request"),
        ("speed=fast", 400, "Bad Request"),
        ("speed=nan", 400, "Bad Request"),
    ],
)
async def test_an_upgrade_that_cannot_be_served_is_refused(query: str, status: int, code: str) -> None:
    async with open_door() as door:
        with pytest.raises(InvalidStatus) as caught:
            async with _socket(door, query):
                pass
        response = caught.value.response
        assert response.status_code == status
        assert response.headers["dg-error"] == code
        assert json.loads(response.body or b"")["request_id"]


async def test_keys_origins_and_streams_are_checked_before_the_upgrade() -> None:
    http = Http(api_keys=["k"], key_concurrent_streams=1)
    async with open_door(http=http) as door:
        good: dict[str, Any] = {"additional_headers": {"authorization": "Token k"}}
        with pytest.raises(InvalidStatus, match="401"):
            async with _socket(door):
                pass
        with pytest.raises(InvalidStatus, match="403"):
            async with _socket(door, origin="https://evil.example", **good):
                pass
        async with _socket(door, **good):
            with pytest.raises(InvalidStatus, match="429"):
                async with _socket(door, **good):
                    pass
        async with _socket(door, subprotocols=["token", "k"]) as socket:
            assert socket.subprotocol == "token"


async def test_an_engine_that_breaks_closes_this_socket_only() -> None:
    async with open_door(FakeSpeaker(fail_after_words=1)) as door, _socket(door) as socket:
        await _send(socket, "Speak", text="one two.")
        code, reason = await _closed(socket)
        assert (code, reason.split(":")[0]) == (1011, "NET-0000")


async def test_a_client_that_vanishes_stops_the_engine_within_100_ms() -> None:
    speaker = FakeSpeaker(delay_s=0.01)
    async with open_door(speaker) as door:
        async with _socket(door) as socket:
            await _send(socket, "Speak", text="word " * 1000 + ".")
            await _until(socket, "Metadata")
            await socket.recv()
            socket.transport.abort()
        async with asyncio.timeout(0.1):
            await speaker.cancel_seen.wait()


async def test_a_client_that_stops_reading_is_closed() -> None:
    async with open_door(http=Http(send_timeout_s=0.3)) as door, _socket(door, "sample_rate=48000") as socket:
        await _until(socket, "Metadata")
        socket.transport.pause_reading()
        await _send(socket, "Speak", text="word " * 5000 + ".")
        async with asyncio.timeout(10):
            await door.speaker.cancel_seen.wait()
        assert door.speaker.speeches[0].read_chunks < 4000
        socket.transport.abort()
