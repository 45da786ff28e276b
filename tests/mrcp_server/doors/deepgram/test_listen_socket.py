import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from engine.errors import EngineError
from tests.fakes.door import open_door
from tests.fakes.listeners import FakeListeners, fake_recognition
from tests.fakes.recordings import two_utterances

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def _socket(query: str = "", listeners: FakeListeners | None = None) -> AsyncIterator[ClientConnection]:
    async with open_door() as door:
        door.services.recognition = fake_recognition(listeners)
        async with connect(f"{door.ws}/v1/listen?model=nova-2&sample_rate=8000&{query}") as socket:
            yield socket


async def _say(socket: ClientConnection, seconds: tuple[float, float] = (0, 99)) -> None:
    audio = two_utterances()[int(seconds[0] * 8000) : int(seconds[1] * 8000)].astype("<i2").tobytes()
    for start in range(0, len(audio), 3201):
        await socket.send(audio[start : start + 3201])


async def _all(socket: ClientConnection) -> list[dict[str, Any]]:
    messages = []
    async with asyncio.timeout(10):
        try:
            while True:
                messages.append(json.loads(await socket.recv()))
        except ConnectionClosed:
            return messages


async def _until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while True:
            message: dict[str, Any] = json.loads(await socket.recv())
            if message["type"] == kind:
                return message


async def test_results_with_everything_that_can_be_told() -> None:
    async with _socket("interim_results=true&vad_events=true&utterance_end_ms=300&endpointing=300") as socket:
        await _say(socket)
        await socket.send('{"type": "CloseStream"}')
        messages = await _all(socket)
    kinds = [message["type"] for message in messages]
    assert kinds.count("SpeechStarted") == 2
    assert kinds.count("UtteranceEnd") >= 1
    assert kinds[-1] == "Metadata"
    results = [message for message in messages if message["type"] == "Results"]
    assert any(not message["is_final"] for message in results)
    final = [message for message in results if message["is_final"]]
    assert [message["speech_final"] for message in final] == [True, True]
    assert final[0]["channel"]["alternatives"][0]["words"][0]["word"] == "word0"


async def test_without_wishes_there_are_only_final_results() -> None:
    async with _socket("endpointing=true") as socket:
        await _say(socket)
        await socket.send('{"type": "CloseStream"}')
        messages = await _all(socket)
    assert [message["type"] for message in messages] == ["Results", "Results", "Metadata"]


async def test_finalize_tells_what_is_known_and_goes_on() -> None:
    async with _socket() as socket:
        await socket.send('{"type": "KeepAlive"}')
        await socket.send('{"type": "Finalize"}')
        empty = await _until(socket, "Results")
        assert (empty["from_finalize"], empty["channel"]["alternatives"][0]["transcript"]) == (True, "")
        await _say(socket, (0, 2))
        await socket.send('{"type": "Finalize"}')
        told = await _until(socket, "Results")
        assert (told["from_finalize"], told["speech_final"], told["is_final"]) == (True, False, True)
        await socket.send(b"")
        await socket.send('{"type": "CloseStream"}')
        assert (await _until(socket, "Metadata"))["duration"] >= 1.9


@pytest.mark.parametrize("query", ["model=no-such", "encoding=opus", "sample_rate=1", "channels=2", "endpointing=soon"])
async def test_an_upgrade_that_cannot_be_served_is_refused(query: str) -> None:
    async with open_door() as door:
        door.services.recognition = fake_recognition()
        with pytest.raises(InvalidStatus, match="400"):
            async with connect(f"{door.ws}/v1/listen?{query}"):
                pass
        door.services.recognition = None
        with pytest.raises(InvalidStatus, match="503"):
            async with connect(f"{door.ws}/v1/listen"):
                pass


async def test_bad_messages_silence_and_a_broken_engine_close() -> None:
    async with _socket() as socket:
        await socket.send('{"type": "Sing"}')
        await _all(socket)
        assert socket.close_code == 1008
    listeners = FakeListeners()
    listeners.error = EngineError("broken")
    async with _socket(listeners=listeners) as socket:
        await _say(socket)
        await _all(socket)
        assert socket.close_code == 1011


async def test_ten_silent_seconds_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mrcp_server.doors.deepgram.listen_socket._IDLE_S", 0.1)
    async with _socket() as socket:
        await _all(socket)
        assert (socket.close_code, (socket.close_reason or "")[:8]) == (1011, "NET-0001")


async def test_a_client_that_vanishes_gives_the_recogniser_back() -> None:
    listeners = FakeListeners()
    async with _socket(listeners=listeners) as socket:
        await _say(socket, (0, 2))
        await asyncio.sleep(0.1)
        socket.transport.abort()
        await asyncio.sleep(0.1)
        assert listeners.sessions[0].closed
