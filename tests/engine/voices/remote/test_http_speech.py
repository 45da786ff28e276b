"""Speech as the body of an answer."""

import asyncio
from typing import Any

import numpy as np
import pytest

from engine.remote.errors import Fault, ServiceError
from engine.voices.remote.openai import OpenAiSynthesizer
from tests.fakes.remote_service import Behaviour, FakeService, answers, delivers
from tests.fakes.remote_speech import options, spoken, tone, wav

SOUND = tone(0.5)


def heard(behaviour: Behaviour, **settings: Any) -> np.ndarray[Any, Any]:
    async def run() -> np.ndarray[Any, Any]:
        async with FakeService(behaviour).running() as service:
            return (await spoken(OpenAiSynthesizer(**options("openai", service.url, **settings)), "Hello.")).audio

    return asyncio.run(run())


@pytest.mark.parametrize("content_type", ["audio/pcm", "application/octet-stream", "", "audio/L16", "audio/basic"])
def test_raw_samples_are_of_the_rate_that_was_asked_for(content_type: str) -> None:
    assert heard(delivers([SOUND[:3], SOUND[3:]], content_type=content_type)).tobytes() == SOUND


@pytest.mark.parametrize("content_type", ["audio/wav", "audio/x-wav", "audio/mpeg", "application/octet-stream"])
def test_a_wav_file_is_known_whatever_its_type_says(content_type: str) -> None:
    assert heard(delivers([b"RI", wav(SOUND)[2:]], content_type=content_type)).tobytes() == SOUND


def test_a_rate_in_the_type_counts() -> None:
    audio = heard(answers(200, tone(1.0, rate_hz=16_000), content_type="audio/pcm; rate=16000; channels=1"))
    assert len(audio) == pytest.approx(24_000, abs=3)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"audio": ""}'),
        ("text/html", SOUND),
        ("audio/mpeg", b"\xff\xfb\x90\x00" * 100),
        ("audio/pcm", b"ID3" + SOUND),
        ("audio/pcm", b"OggS" + SOUND),
        ("audio/pcm;rate=999999", SOUND),
    ],
)
def test_other_answers_are_garbage(content_type: str, body: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        heard(answers(200, body, content_type=content_type))
    assert caught.value.fault is Fault.GARBAGE
