"""LiveKit's speech services for voice agents, unmodified, pointed at the doors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.fakes.door import open_door
from tests.fakes.speaker import WORD_MS

pytest.importorskip("livekit.agents")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@asynccontextmanager
async def _closing(service: Any) -> AsyncIterator[Any]:
    try:
        yield service
    finally:
        await service.aclose()


async def _streamed(service: Any) -> tuple[float, str]:
    """Seconds of audio for an answer that comes in tokens, and the words that were told beside it."""
    seconds, words = 0.0, ""
    async with asyncio.timeout(10), service.stream() as stream:
        for token in ("One ", "two", ". ", "Three ", "four."):
            stream.push_text(token)
        stream.end_input()
        async for event in stream:
            seconds += event.frame.duration
            words += "".join(str(timed) for timed in event.frame.userdata.get("lk.timed_transcripts", []))
    return seconds, words


async def test_deepgram_over_a_socket() -> None:
    from livekit.plugins import deepgram

    async with open_door() as door, aiohttp.ClientSession() as session:
        service = deepgram.TTS(
            model="aura-2-andromeda-en", api_key="k", base_url=f"{door.http}/v1/speak", http_session=session
        )
        async with _closing(service):
            seconds, _ = await _streamed(service)
    assert seconds == pytest.approx(4 * WORD_MS / 1000, abs=0.3)


async def test_elevenlabs_over_a_socket_of_many_contexts() -> None:
    from livekit.plugins import elevenlabs

    async with open_door() as door, aiohttp.ClientSession() as session:
        service = elevenlabs.TTS(
            voice_id="21m00Tcm4TlvDq8ikWAM",
            model="eleven_flash_v2_5",
            api_key="k",
            base_url=f"{door.http}/v1",
            encoding="pcm_16000",
            http_session=session,
        )
        async with _closing(service):
            seconds, _ = await _streamed(service)
    assert seconds == pytest.approx(4 * WORD_MS / 1000, abs=0.3)


async def test_openai_by_request() -> None:
    from livekit.plugins import openai

    async with open_door() as door:
        service = openai.TTS(
            model="tts-1", voice="nova", api_key="k", base_url=f"{door.http}/v1", response_format="pcm"
        )
        async with _closing(service):
            seconds = 0.0
            async with asyncio.timeout(10), service.synthesize("one two three") as stream:
                async for event in stream:
                    seconds += event.frame.duration
    assert seconds == pytest.approx(3 * WORD_MS / 1000, abs=0.3)
