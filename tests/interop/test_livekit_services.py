"""LiveKit's speech services for voice agents, unmodified, pointed at a started server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import numpy as np
import pytest

from tests.fakes.recordings import Samples
from tests.interop.running import RunningServer
from tests.interop.speech_checks import KEY, TEXT, assert_heard, assert_speech, assert_understood, said

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


async def _heard(stream: Any) -> tuple[Samples, int]:
    """All samples of a service's events, and their rate."""
    parts, rate_hz = [np.zeros(0, np.int16)], 0
    async with asyncio.timeout(20):
        async for event in stream:
            parts.append(np.frombuffer(event.frame.data, np.int16))
            rate_hz = event.frame.sample_rate
    return np.concatenate(parts), rate_hz


async def _streamed(server: RunningServer, service: Any) -> None:
    """An answer that comes in tokens is spoken."""
    async with _closing(service), service.stream() as stream:
        for token in ("Please ", "call", " me to", "morrow ", "morning", "."):
            stream.push_text(token)
        stream.end_input()
        samples, rate_hz = await _heard(stream)
    assert_speech(samples, rate_hz)
    await assert_understood(server, samples, rate_hz)


async def test_deepgram_over_a_socket(speech: RunningServer) -> None:
    from livekit.plugins import deepgram

    async with aiohttp.ClientSession() as session:
        url = f"{speech.health_url}/v1/speak"
        service = deepgram.TTS(model="aura-2-andromeda-en", api_key=KEY, base_url=url, http_session=session)
        await _streamed(speech, service)


async def test_elevenlabs_over_a_socket_of_many_contexts(speech: RunningServer) -> None:
    from livekit.plugins import elevenlabs

    async with aiohttp.ClientSession() as session:
        service = elevenlabs.TTS(
            voice_id="21m00Tcm4TlvDq8ikWAM",
            model="eleven_flash_v2_5",
            api_key=KEY,
            base_url=f"{speech.health_url}/v1",
            encoding="pcm_16000",
            http_session=session,
        )
        await _streamed(speech, service)


async def test_openai_by_request(speech: RunningServer) -> None:
    from livekit.plugins import openai

    service = openai.TTS(
        model="tts-1", voice="nova", api_key=KEY, base_url=f"{speech.health_url}/v1", response_format="pcm"
    )
    async with _closing(service), service.synthesize(TEXT) as stream:
        samples, rate_hz = await _heard(stream)
    assert_speech(samples, rate_hz)


async def test_deepgram_listens_over_a_socket(speech: RunningServer) -> None:
    from livekit import rtc
    from livekit.agents import stt
    from livekit.plugins import deepgram

    texts = []
    async with aiohttp.ClientSession() as session:
        service = deepgram.STT(
            model="nova-2",
            sample_rate=8000,
            api_key=KEY,
            base_url=f"{speech.health_url}/v1/listen",
            http_session=session,
        )
        async with asyncio.timeout(30), _closing(service), service.stream() as stream:
            samples = said()
            stream.push_frame(rtc.AudioFrame(samples.tobytes(), 8000, 1, len(samples)))
            stream.end_input()
            async for event in stream:
                if event.type == stt.SpeechEventType.FINAL_TRANSCRIPT:
                    texts.append(event.alternatives[0].text)  # noqa: PERF401  # a comprehension would lose the time-out
    assert_heard(" ".join(texts))
