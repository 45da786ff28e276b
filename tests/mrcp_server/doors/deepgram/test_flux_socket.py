import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from engine.errors import VoiceUnavailableError
from engine.interface import VoiceInfo, VoiceSelection
from mrcp_server.config import Http
from tests.fakes.door import OpenDoor, open_door
from tests.fakes.speaker import WORD_MS, FakeSpeaker

pytestmark = pytest.mark.anyio
WORD_BYTES = 8 * WORD_MS * 2


@asynccontextmanager
async def _socket(door: OpenDoor) -> AsyncIterator[ClientConnection]:
    async with connect(f"{door.ws}/v2/speak?model=flux-iris-en&sample_rate=8000") as socket:
        yield socket


async def _send(socket: ClientConnection, kind: str, **members: object) -> None:
    await socket.send(json.dumps({"type": kind, **members}))


async def _until(socket: ClientConnection, kind: str) -> tuple[list[str], int, dict[str, Any]]:
    """The kinds of message before the one of that kind, the bytes of audio, and the message."""
    kinds: list[str] = []
    audio = 0
    async with asyncio.timeout(5):
        while True:
            message = await socket.recv()
            if isinstance(message, bytes):
                audio += len(message)
                continue
            content = json.loads(message)
            if content["type"] == kind:
                return kinds, audio, content
            kinds.append(content["type"])


async def test_a_turn_and_the_totals_at_the_end() -> None:
    async with open_door() as door, _socket(door) as socket:
        _, _, connected = await _until(socket, "Connected")
        assert connected["model_name"] == "flux-iris-en"
        await _send(socket, "Speak", text="One two.")
        await _send(socket, "Flush")
        kinds, audio, flushed = await _until(socket, "Flushed")
        assert kinds == ["SpeechStarted", "SpeechMetadata"]
        assert audio == 2 * WORD_BYTES
        assert flushed["speech_id"].startswith("dg_sp_")
        await _send(socket, "Close")
        _, _, totals = await _until(socket, "SessionMetadata")
        assert totals["total_audio_duration_ms"] == 2 * WORD_MS
        assert totals["total_input_character_count"] == 8
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_interrupt_divides_the_text_and_positions_go_on_from_there() -> None:
    async with open_door(FakeSpeaker()) as door, _socket(door) as socket:
        await _send(socket, "Speak", text="One two three four.")
        await _send(socket, "Flush")
        await _until(socket, "Flushed")
        await _send(socket, "Interrupt", playback_offset={"type": "time_ms", "value": WORD_MS})
        _, _, first = await _until(socket, "SpeechInterrupted")
        assert (first["text_spoken"], first["text_remaining"]) == ("One", "two three four.")
        assert first["metadata"]["audio_duration_ms"] == 4 * WORD_MS
        await _send(socket, "Speak", text="Five six.")
        await _send(socket, "Flush")
        await _until(socket, "Flushed")
        await _send(socket, "Interrupt", playback_offset={"type": "time_ms", "value": 2 * WORD_MS})
        _, _, second = await _until(socket, "SpeechInterrupted")
        assert (second["text_spoken"], second["audio_played_ms"]) == ("Five", 2 * WORD_MS)
        await _send(socket, "Interrupt")
        _, _, warning = await _until(socket, "Warning")
        assert warning["code"] == "NO_ACTIVE_SPEECH"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "Flush"}, "NO_ACTIVE_SPEECH"),
        ({"type": "Interrupt"}, "NO_ACTIVE_SPEECH"),
        ({"type": "Interrupt", "playback_offset": {"value": -1}}, "INVALID_INTERRUPT_OFFSET"),
        ({"type": "Interrupt", "playback_offset": {"value": "soon"}}, "INVALID_INTERRUPT_OFFSET"),
    ],
)
async def test_what_means_nothing_is_a_warning(message: dict[str, Any], code: str) -> None:
    async with open_door() as door, _socket(door) as socket:
        await socket.send(json.dumps(message))
        assert (await _until(socket, "Warning"))[2]["code"] == code


async def test_blank_text_has_nothing_to_speak() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, "Speak", text="  ")
        await _send(socket, "Flush")
        kinds, audio, _ = await _until(socket, "Flushed")
        assert (kinds, audio) == (["Connected", "Warning", "SpeechMetadata"], 0)


async def test_speed_is_configured_for_the_next_turn() -> None:
    async with open_door() as door, _socket(door) as socket:
        await _send(socket, "Configure", speed=1.5)
        assert (await _until(socket, "ConfigureSuccess"))[2]["applied"] == {"speed": 1.5}
        for wrong in (9, "fast", None):
            await _send(socket, "Configure", speed=wrong)
            assert (await _until(socket, "ConfigureFailure"))[2]["field"] == "speed"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("nonsense", "MESSAGE-0000"),
        ('{"type": "Speak"}', "MESSAGE-0000"),
        ('{"type": "Sing"}', "DATA-0000"),
        ('{"type": "Speak", "text": "<speak>half"}', "DATA-0000"),
    ],
)
async def test_an_error_goes_before_the_close(message: str, code: str) -> None:
    async with open_door() as door, _socket(door) as socket:
        await socket.send(message)
        assert (await _until(socket, "Error"))[2]["code"] == code
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_an_engine_that_breaks_is_an_error() -> None:
    async with open_door(FakeSpeaker(fail_after_words=0)) as door, _socket(door) as socket:
        await _send(socket, "Speak", text="one.")
        assert (await _until(socket, "Error"))[2]["code"] == "NET-0000"


async def test_a_key_is_needed() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door:
        with pytest.raises(InvalidStatus, match="401"):
            async with _socket(door):
                pass


async def test_a_voice_that_is_lost_after_the_upgrade_is_an_error_of_the_dialect() -> None:
    class Voiceless(FakeSpeaker):
        def voice_for(self, selection: VoiceSelection) -> VoiceInfo:
            raise VoiceUnavailableError("the voice has gone")

    async with open_door(Voiceless()) as door, _socket(door) as socket:
        kinds, _, error = await _until(socket, "Error")
        assert kinds == []
        assert error["description"] == "the voice has gone"
        with pytest.raises(ConnectionClosed):
            await socket.recv()
