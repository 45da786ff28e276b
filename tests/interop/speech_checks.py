"""Whether audio that came back is the speech that was asked for: decoded, measured, and heard by the recogniser."""

import asyncio
import re
from collections.abc import Callable
from typing import TypeVar

import httpx
import numpy as np

from engine.audio.audio_file import decode
from tests.fakes import telephone_audio
from tests.fakes.recordings import Samples, wav
from tests.human_speech.voices import synthetic_voices
from tests.interop.running import RunningServer

Result = TypeVar("Result")

KEY = "k"
TEXT = "Please call me tomorrow morning."
SHORTEST_S, LONGEST_S = 1.3, 2.2
"""How long the default voice takes for TEXT, with whatever silence a coder adds."""
SAID = "one two three four five"
_CHOICES = (
    "please call me tomorrow morning",
    "please call me this afternoon",
    "tell me the weather for tomorrow",
    "I would like to pay my bill",
    "good morning to all of you",
)
_GRAMMAR = (
    '<grammar xmlns="http://www.w3.org/2001/06/grammar" version="1.0" root="choice" xml:lang="en-US">'
    f'<rule id="choice"><one-of>{"".join(f"<item>{choice}</item>" for choice in _CHOICES)}</one-of></rule></grammar>'
)


def assert_speech(samples: Samples, rate_hz: int, times: int = 1) -> None:
    """TEXT as long as it takes, so many times, at the level of speech, neither clipped nor with an offset."""
    assert SHORTEST_S * times < len(samples) / rate_hz < LONGEST_S * times
    wave = samples.astype(np.float64)
    frames = wave[: len(wave) // 160 * 160].reshape(-1, 160)
    rms = np.sqrt((frames**2).mean(axis=1))
    active = np.sqrt((rms[rms > 300] ** 2).mean())
    assert 900 < active < 4000
    assert np.abs(wave).max() < 32767
    assert abs(wave.mean()) < 30


def assert_pcm(audio: bytes, rate_hz: int, times: int = 1) -> Samples:
    """The same of samples without a header."""
    assert len(audio) % 2 == 0
    samples = np.frombuffer(audio, "<i2").astype(np.int16)
    assert_speech(samples, rate_hz, times)
    return samples


def assert_file(audio: bytes, media_type: str, rate_hz: int, name: str = "") -> Samples:
    """The same of a file or of samples whose media type says what they are; it has this rate."""
    samples, found_hz = decode(audio, media_type=media_type, name=name)
    assert found_hz == rate_hz
    assert_speech(samples, rate_hz)
    return samples


async def assert_understood(server: RunningServer, samples: Samples, rate_hz: int) -> None:
    """The server's own recogniser takes it for TEXT and for nothing else in a grammar of five sentences."""
    async with http_client(server) as http:
        answer = await http.post(
            "/v1/recognize",
            data={"grammar": _GRAMMAR},
            files={"file": ("a.wav", wav(samples, rate_hz), "audio/wav")},
        )
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["text"] == _CHOICES[0], found
    assert found["confidence"] > 0.5
    assert [word["word"] for word in found["alternatives"][0]["words"]] == _CHOICES[0].split()
    assert all(0 <= word["start"] < word["end"] for word in found["alternatives"][0]["words"]), found


def http_client(server: RunningServer) -> httpx.AsyncClient:
    """With the right key."""
    headers = {"authorization": f"Bearer {KEY}"}
    return httpx.AsyncClient(base_url=server.health_url, headers=headers, trust_env=False, timeout=30)


def said() -> Samples:
    """SAID as a telephone brings it, with silence around it; 8 kHz."""
    quiet = telephone_audio.silence(1.0)
    return np.concatenate([quiet, synthetic_voices("held_out")["natural"](SAID), quiet])


def assert_heard(text: str) -> None:
    """A transcript of `said`, with its punctuation or without."""
    assert " ".join(re.findall("[a-z]+", text.lower())) == SAID, text


async def in_thread(work: Callable[[], Result], limit_s: float = 30.0) -> Result:
    """What a blocking client does, beside the loop."""
    async with asyncio.timeout(limit_s):
        return await asyncio.to_thread(work)
