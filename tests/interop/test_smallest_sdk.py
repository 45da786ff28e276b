"""Smallest's own client, unmodified."""

import asyncio
import base64
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

smallestai = pytest.importorskip("smallestai")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the client uses old names of the websockets library
]
WORD_BYTES = 8 * WORD_MS * 2


@asynccontextmanager
async def _client(door: OpenDoor, key: str = "k") -> AsyncIterator[Any]:
    from smallestai.environment import SmallestAIEnvironment

    where = SmallestAIEnvironment(atoms=door.http, waves=door.http, waves_ws=door.ws, payment=door.http)
    async with httpx.AsyncClient() as http:
        yield smallestai.AsyncSmallestAI(api_key=key, environment=where, httpx_client=http)


async def test_whole_and_as_events() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door, _client(door) as client:
        waves = client.waves
        audio = b"".join(
            [part async for part in waves.synthesize_tts(text="one two", voice_id="magnus", sample_rate=8000)]
        )
        assert len(audio) == 44 + 2 * WORD_BYTES  # its Accept header asks for a file
        # This version of the client wants every event to be a JSON string, which the vendor's own are not, and skips
        # the others with a warning: that the call ends well is all that can be seen through it.
        stream = waves.synthesize_sse_tts(text="one", voice_id="magnus", sample_rate=8000)
        assert [event async for event in stream] == []


async def test_the_socket() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door, _client(door) as client:
        from smallestai.waves.tts.types.tts_request_message import TtsRequestMessage

        async with client.waves.tts.connect() as socket:
            await socket.synthesize_streaming_tts(
                TtsRequestMessage(voice_id="magnus", text="one two.", sample_rate=8000, complete_backoff_ms=50)
            )
            messages = []
            async with asyncio.timeout(5):
                async for message in socket:
                    messages.append(message)  # noqa: PERF401  # a comprehension would lose them at the time-out
        assert messages[-1].status == "complete"
        audio = [base64.b64decode(message.data.audio) for message in messages if message.status == "chunk"]
        assert sum(map(len, audio)) == 2 * WORD_BYTES


async def test_voices_and_errors() -> None:
    async with (
        open_door(http=Http(api_keys=["k"])) as door,
        _client(door) as client,
        _client(door, "wrong") as stranger,
    ):
        from smallestai.core.api_error import ApiError

        voices = await client.waves.voices.get_all_voice_models()
        assert "en-us" in {voice.voice_id for voice in voices.voices}
        with pytest.raises(ApiError) as denied:
            await stranger.waves.voices.get_all_voice_models()
        assert denied.value.status_code == 401
        with pytest.raises(ApiError) as refused:
            _ = [part async for part in client.waves.synthesize_tts(text="", voice_id="magnus")]
        assert refused.value.status_code == 400


async def test_transcription_whole_and_live() -> None:
    async with open_door() as door, _client(door) as client:
        from smallestai.waves.speech_to_text.types.close_stream import CloseStream

        door.services.hearing = fake_hearing()
        answer = await client.waves.speech_to_text.transcribe(
            request=wav(two_utterances()), model="pulse", language="en"
        )
        assert answer.transcription.startswith("word0")
        live = {"model": "pulse", "sample_rate": "8000", "encoding": "linear16"}
        options = {"additional_query_parameters": live}
        async with asyncio.timeout(10), client.waves.speech_to_text.stream(request_options=options) as socket:
            await socket.send_audio_chunk_out(two_utterances().astype("<i2").tobytes())
            await socket.send_close_stream(CloseStream(type="close_stream"))
            events = [event async for event in socket]
        assert events[0].transcript.startswith("word0")
        assert events[-1].is_last
