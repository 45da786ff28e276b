"""Whatever a client sends over a WebSocket: an answer, or a refusal in the dialect's own way; never a fault of ours."""

import asyncio
import json
import logging
import random
from typing import Any

import pytest
import websockets

from mrcp_server.config import Http
from mrcp_server.doors.http import HttpDoor
from mrcp_server.doors.web.services import HttpServices
from tests.fakes.listeners import fake_recognition
from tests.fakes.speaker import FakeSpeaker, fake_voices

VALUES: list[Any] = [
    *(
        None,
        True,
        0,
        -1,
        1e308,
        float("nan"),
        2**70,
        10**400,
        "",
        "x",
        "a. b. ",
        "\0",
        "9" * 5000,
        [],
        [1],
        {},
        {"a": 1},
        [[[]]],
    ),
    *(
        "Speak",
        "Flush",
        "Close",
        "Finalize",
        "CloseStream",
        {"stability": "x"},
        {"speed": "fast"},
        {"speed": 10**400},
        "$6 tn. ",
        "\u0130",
    ),
]
MEMBERS = [
    *("type", "text", "flush", "context_id", "voice_settings", "generation_config", "xi_api_key", "close_context"),
    *("close_socket", "try_trigger_generation", "voice_id", "language", "sample_rate", "speed", "request_id"),
]
TYPES = ["Speak", "Flush", "Clear", "Close", "Finalize", "CloseStream", "KeepAlive", "Configure", "finalize", "end"]
NO_MESSAGES = ["", "[", "null", '"x"', "[]", "[" * 100_000, '{"a":' * 50_000, "9" * 6000, '{"text":' + "9" * 6000 + "}"]
SOCKETS = [
    *("/v1/speak", "/v2/speak", "/v1/listen", "/waves/v1/tts/live", "/waves/v1/stt/live"),
    *("/v1/text-to-speech/x/stream-input", "/v1/text-to-speech/x/multi-stream-input"),
    "/v1/listen?encoding=linear16&sample_rate=8000&interim_results=true",
]


def message_of(chance: random.Random) -> str | bytes:
    """Something that a broken or hostile client may send; the same for the same seed."""
    kind = chance.random()
    if kind < 0.1:
        return chance.randbytes(chance.choice((0, 1, 3, 160, 5000)))
    if kind < 0.2:
        return chance.choice(NO_MESSAGES)
    message = {chance.choice(MEMBERS): chance.choice(VALUES) for _ in range(chance.randrange(4))}
    if chance.random() < 0.7:
        message["type"] = chance.choice([*TYPES, *VALUES])
    return json.dumps(message)


async def talk(url: str, seed: int) -> None:
    """Sends some messages and does not read much."""
    chance = random.Random(seed)
    try:
        async with websockets.connect(url, proxy=None) as socket:
            for _ in range(chance.randrange(1, 8)):
                await socket.send(message_of(chance))
                await asyncio.sleep(0)
    except (websockets.InvalidStatus, websockets.ConnectionClosed):
        return  # refused: as it should be


@pytest.mark.anyio
@pytest.mark.parametrize("path", SOCKETS)
async def test_no_message_is_a_fault(path: str, caplog: pytest.LogCaptureFixture) -> None:
    services = HttpServices(
        http=Http(max_text_characters=2000), speaker=FakeSpeaker(), voices=fake_voices, recognition=fake_recognition()
    )
    door = HttpDoor("127.0.0.1", 0, services)
    await door.open()
    try:
        for seed in range(40):
            await talk(f"ws://127.0.0.1:{door.port}{path}", seed)
    finally:
        await door.close()
    faults = [record.exc_info[1] for record in caplog.records if record.levelno >= logging.ERROR and record.exc_info]
    assert faults == []
