import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.fakes.door import open_door
from tests.fakes.listeners import fake_recognition
from tests.fakes.recordings import two_utterances, wide

pytestmark = pytest.mark.anyio


async def _talk(
    messages: list[bytes | str], query: str = "model=pulse&sample_rate=16000"
) -> tuple[list[dict[str, Any]], int]:
    told = []
    async with open_door() as door:
        door.services.recognition = fake_recognition()
        async with asyncio.timeout(10), connect(f"{door.ws}/waves/v1/stt/live?{query}") as socket:
            for message in messages:
                await socket.send(message)
            try:
                while True:
                    told.append(json.loads(await socket.recv()))
            except ConnectionClosed:
                return told, socket.close_code or 0


async def test_a_stream_with_turns() -> None:
    audio = wide(two_utterances()).astype("<i2").tobytes()
    told, code = await _talk(
        [audio[:64000], '{"type": "finalize"}', '{"type": "finalize"}', audio[64000:], '{"type": "close_stream"}']
    )
    assert code == 1000
    assert [message["from_finalize"] for message in told[:2]] == [True, True]
    assert told[0]["transcript"].startswith("word0")
    assert told[1]["transcript"] == ""
    assert told[-1]["is_last"]
    assert all(message["is_final"] and message["type"] == "transcription" for message in told)


async def test_silence_and_bad_messages() -> None:
    told, code = await _talk([], "timeout=1")
    assert (told[-1]["status"], code) == ("error", 1008)
    told, code = await _talk(['{"type": "sing"}'])
    assert (told[-1]["error"], code) == ("bad_request", 1008)
    async with open_door() as door:
        with pytest.raises(InvalidStatus, match="503"):
            async with connect(f"{door.ws}/waves/v1/stt/live"):
                pass
