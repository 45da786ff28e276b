"""What SET-PARAMS may ask of a recognizer, and what holds without it."""

import asyncio
from typing import Any

import pytest

from mrcp_server.recognizing.means import RecognizingMeans
from tests.fakes.recognition_pool import FakeRecognitionPool


def means(*, speech: bool = True) -> RecognizingMeans:
    async def make() -> RecognizingMeans:
        pool = FakeRecognitionPool(grammars=("en-US",), transcription=("en-US", "de"))
        return RecognizingMeans(pool.as_pool(), language="en-US", fetch_timeout_ms=5000, speech=speech)

    return asyncio.run(make())


@pytest.mark.parametrize(
    ("name", "value", "there"),
    [
        ("speech-language", "en-GB", True),
        ("speech-language", "de-AT", True),
        ("speech-language", "fr", False),
        ("no-input-timeout", 5, True),
    ],
)
def test_what_is_there(name: str, value: Any, there: bool) -> None:
    assert means().has(name, value) == there


def test_keys_are_the_same_in_every_language() -> None:
    assert means(speech=False).has("speech-language", "fr")


def test_vendor_parameters_of_others_change_nothing() -> None:
    assert means().heeds("nlsml.word-times")
    assert not means().heeds("com.example.hat")


def test_what_is_in_force() -> None:
    assert means().in_force({}) == {"speech-language": "en-US", "fetch-timeout": "5000"}
