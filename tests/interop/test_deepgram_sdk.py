"""Deepgram's own client, unmodified."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from mrcp_server.config import Http
from tests.fakes.door import OpenDoor, open_door
from tests.fakes.listeners import fake_hearing
from tests.fakes.recordings import two_utterances, wav
from tests.fakes.speaker import WORD_MS

deepgram = pytest.importorskip("deepgram")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the client uses old names of the websockets library
]
WORD_BYTES = 8 * WORD_MS * 2


@asynccontextmanager
async def _client(door: OpenDoor, key: str = "k") -> AsyncIterator[Any]:
    async with httpx.AsyncClient() as http:
        yield deepgram.AsyncDeepgramClient(api_key=key, environment=_environment(door), httpx_client=http)


def _environment(door: OpenDoor) -> Any:
    from deepgram.environment import DeepgramClientEnvironment

    return DeepgramClientEnvironment(base=door.http, production=door.ws, agent=door.ws, agent_rest=door.http)


async def test_rest_whole_and_in_pieces() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door, _client(door) as client:
        audio = b"".join(
            [
                part
                async for part in client.speak.v1.audio.generate(
                    text="one two", model="aura-2-thalia-en", encoding="linear16", container="none", sample_rate=8000
                )
            ]
        )
        assert len(audio) == 2 * WORD_BYTES


async def test_a_socket_from_the_async_client() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door, _client(door) as client:
        await _converse(client.speak.v1)


async def _converse(speak: Any) -> None:
    from deepgram.speak.v1.types import SpeakV1Text

    audio, kinds = 0, []
    async with (
        asyncio.timeout(5),
        speak.connect(model="aura-2-thalia-en", encoding="linear16", sample_rate=8000) as socket,
    ):
        await socket.send_text(SpeakV1Text(text="one two. "))
        await socket.send_flush()
        while "Flushed" not in kinds:
            message = await socket.recv()
            if isinstance(message, bytes):
                audio += len(message)
            else:
                kinds.append(message.type)
        assert (kinds, audio) == (["Metadata", "Flushed"], 2 * WORD_BYTES)
        await socket.send_text(SpeakV1Text(text="one two three. "))
        await socket.send_clear()
        while "Cleared" not in kinds:
            message = await socket.recv()
            if not isinstance(message, bytes):
                kinds.append(message.type)
        await socket.send_close()


async def test_a_socket_from_the_blocking_client() -> None:
    async with open_door() as door:

        def speak() -> int:
            from deepgram.speak.v1.types import SpeakV1Text

            with (
                httpx.Client() as http,
                deepgram.DeepgramClient(
                    api_key="k", environment=_environment(door), httpx_client=http
                ).speak.v1.connect(model="aura-asteria-en", encoding="mulaw", sample_rate=8000) as socket,
            ):
                socket.send_text(SpeakV1Text(text="one two."))
                socket.send_close()
                return sum(len(message) for message in socket if isinstance(message, bytes))

        async with asyncio.timeout(10):
            assert await asyncio.to_thread(speak) == WORD_BYTES


async def test_the_second_version_interrupts() -> None:
    async with (
        open_door() as door,
        _client(door) as client,
        client.speak.v2.connect(model="flux-iris-en", encoding="linear16", sample_rate="8000") as socket,
    ):
        from deepgram.speak.v2.types import SpeakV2Interrupt, SpeakV2InterruptPlaybackOffset, SpeakV2Speak

        await socket.send_speak(SpeakV2Speak(text="One two three."))
        await socket.send_flush()
        await _until(socket, "Flushed")
        await socket.send_interrupt(SpeakV2Interrupt(playback_offset=SpeakV2InterruptPlaybackOffset(value=WORD_MS)))
        found = await _until(socket, "SpeechInterrupted")
        assert (found.text_spoken, found.text_remaining) == ("One", "two three.")
        await socket.send_close()


async def _until(socket: Any, kind: str) -> Any:
    async with asyncio.timeout(5):
        while True:
            message = await socket.recv()
            if not isinstance(message, bytes) and message.type == kind:
                return message


async def test_errors_and_models() -> None:
    async with (
        open_door(http=Http(api_keys=["k"])) as door,
        _client(door) as client,
        _client(door, "wrong") as wrong,
    ):
        from deepgram.core.api_error import ApiError

        with pytest.raises(ApiError) as denied:
            _ = [part async for part in wrong.speak.v1.audio.generate(text="one")]
        assert (denied.value.status_code, denied.value.body["err_code"]) == (401, "INVALID_AUTH")
        with pytest.raises(ApiError):
            async with wrong.speak.v1.connect(model="aura-asteria-en"):
                pass
        models = await client.manage.v1.models.list()
        assert "en-us" in {model.canonical_name for model in models.tts}


async def test_a_recording_is_transcribed() -> None:
    async with open_door() as door, _client(door) as client:
        door.services.hearing = fake_hearing()
        answer = await client.listen.v1.media.transcribe_file(request=wav(two_utterances()), model="nova-2")
        assert answer.results.channels[0].alternatives[0].transcript.startswith("word0")


async def test_a_stream_is_transcribed() -> None:
    async with open_door() as door, _client(door) as client:
        door.services.hearing = fake_hearing()
        kinds = []
        async with (
            asyncio.timeout(10),
            client.listen.v1.connect(model="nova-2", encoding="linear16", sample_rate="8000") as socket,
        ):
            await socket.send_keep_alive()
            await socket.send_media(two_utterances().astype("<i2").tobytes())
            await socket.send_finalize()
            await socket.send_close_stream()
            kinds = [message.type async for message in socket]
        assert kinds == ["Results", "Results", "Results", "Metadata"]
