"""The vendors' own clients against a started server with espeak: what comes back is speech."""

import asyncio

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.interop.running import RunningServer

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # clients use old names of the websockets library
]
TEXT = "The quick brown fox jumps over the lazy dog."
RATE_HZ = 16000


def assert_speech(audio: bytes, rate_hz: int = RATE_HZ) -> None:
    """As long as the sentence takes, at the level of speech, neither clipped nor with an offset."""
    samples: NDArray[np.float64] = np.frombuffer(audio[: len(audio) // 2 * 2], "<i2").astype(float)
    assert 1.8 < len(samples) / rate_hz < 5.0
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    rms = np.sqrt((frames**2).mean(axis=1))
    active = np.sqrt((rms[rms > 300] ** 2).mean())
    assert 900 < active < 4000
    assert np.abs(samples).max() < 32767
    assert abs(samples.mean()) < 30


async def test_openai(server: RunningServer) -> None:
    openai = pytest.importorskip("openai")
    async with openai.AsyncOpenAI(base_url=f"{server.health_url}/v1", api_key="any", max_retries=0) as client:
        made = await client.audio.speech.create(model="tts-1", voice="alloy", input=TEXT, response_format="pcm")
        assert_speech(await made.aread(), 24000)


async def test_deepgram(server: RunningServer) -> None:
    deepgram = pytest.importorskip("deepgram")
    from deepgram.environment import DeepgramClientEnvironment
    from deepgram.speak.v1.types import SpeakV1Text

    http, ws = server.health_url, server.health_url.replace("http", "ws")
    environment = DeepgramClientEnvironment(base=http, production=ws, agent=ws, agent_rest=http)
    audio = b""
    async with httpx.AsyncClient(trust_env=False) as connection:
        client = deepgram.AsyncDeepgramClient(api_key="any", environment=environment, httpx_client=connection)
        async with (
            asyncio.timeout(15),
            client.speak.v1.connect(model="aura-2-thalia-en", encoding="linear16", sample_rate=RATE_HZ) as socket,
        ):
            await socket.send_text(SpeakV1Text(text=TEXT))
            await socket.send_flush()
            while isinstance(message := await socket.recv(), bytes) or message.type != "Flushed":
                audio += message if isinstance(message, bytes) else b""
            await socket.send_close()
    assert_speech(audio)


async def test_smallest(server: RunningServer) -> None:
    smallestai = pytest.importorskip("smallestai")
    from smallestai.environment import SmallestAIEnvironment

    url = server.health_url
    where = SmallestAIEnvironment(atoms=url, waves=url, waves_ws=url.replace("http", "ws"), payment=url)
    async with httpx.AsyncClient(trust_env=False) as connection:
        client = smallestai.AsyncSmallestAI(api_key="any", environment=where, httpx_client=connection)
        spoken = client.waves.synthesize_tts(text=TEXT, voice_id="magnus", sample_rate=RATE_HZ)
        audio = b"".join([part async for part in spoken])
    assert audio.startswith(b"RIFF")
    assert_speech(audio[44:])


async def test_elevenlabs(server: RunningServer) -> None:
    pytest.importorskip("elevenlabs")
    from elevenlabs.client import AsyncElevenLabs

    async with httpx.AsyncClient(trust_env=False) as connection:
        client = AsyncElevenLabs(api_key="any", base_url=server.health_url, httpx_client=connection)
        spoken = client.text_to_speech.stream("en-us", text=TEXT, output_format=f"pcm_{RATE_HZ}")
        assert_speech(b"".join([part async for part in spoken]))
