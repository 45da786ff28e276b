"""What the engines of services have in common."""

import asyncio
from typing import Any

import pytest

from engine.interface import Prosody, Span
from engine.remote.errors import Fault, ServiceError
from engine.remote.settings import RemoteVoice
from engine.voices.remote.speech_stream import SpeechStream
from engine.voices.remote.synthesizer import START_DEPTH_MS, RemoteSynthesizer, SpeechRequest
from tests.fakes.remote_speech import options, spoken, tone


class Scripted(RemoteSynthesizer):
    """Fails as often as it is told, then sounds as long as its text."""

    def __init__(self, failures: int = 0, **settings: Any) -> None:
        super().__init__(**options("openai", "http://x", **settings))
        self.failures = failures
        self.asked: list[SpeechRequest] = []

    async def open(self) -> None: ...
    async def close(self) -> None: ...

    async def request(self, request: SpeechRequest, stream: SpeechStream) -> None:
        self.asked.append(request)
        if len(self.asked) <= self.failures:
            raise ServiceError(Fault.BROKEN, "500", retry_after_s=0.001)
        stream.pcm(tone(0.01 * len(request.text)), self.rate_hz)


def revision(**settings: Any) -> str:
    return Scripted(**settings).voices()[0].revision


def test_voices_have_the_services_name_in_front_and_their_own_as_alias() -> None:
    (voice,) = Scripted().voices()
    assert (voice.name, voice.engine, voice.aliases, voice.rate_hz) == ("far/nova", "far", ("nova", "v-1"), 24_000)
    assert voice.start_depth_ms == START_DEPTH_MS


def test_all_that_makes_the_sound_makes_the_revision() -> None:
    other = RemoteVoice(id="v-2", languages=("en-US",))
    changes: list[dict[str, Any]] = [
        {},
        {"model": "b"},
        {"instructions": "c"},
        {"extra": {"d": 1}},
        {"rate_hz": 16_000},
        {"voices": {"nova": other}},
    ]
    assert len({revision(**change) for change in changes}) == len(changes)
    assert revision() == revision(retries=3, concurrency=7)


def test_a_long_piece_is_spoken_in_parts_one_after_another() -> None:
    engine = Scripted(max_text_characters=20)
    text = "One two three, four five six, seven eight."
    sink = asyncio.run(spoken(engine, text))
    assert [request.text for request in engine.asked] == ["One two three,", "four five six,", "seven eight."]
    assert [character for character, _ in sink.words] == [0, 4, 8, 15, 20, 25, 30, 36]
    assert [offset for _, offset in sink.words] == sorted(offset for _, offset in sink.words)


def test_tries_are_made_again_for_the_first_part_only() -> None:
    engine = Scripted(failures=2, retries=2)
    asyncio.run(spoken(engine, "Hello."))
    assert len(engine.asked) == 3

    class SecondFails(Scripted):
        async def request(self, request: SpeechRequest, stream: SpeechStream) -> None:
            if "second" in request.text:
                self.failures = len(self.asked) + 1
            await super().request(request, stream)

    engine = SecondFails(retries=5, max_text_characters=20)
    with pytest.raises(ServiceError):
        asyncio.run(spoken(engine, "This is the first, second part."))
    assert len(engine.asked) == 2


def test_rates_are_what_the_service_takes() -> None:
    engine = Scripted()
    asyncio.run(spoken(engine, Span("Very slowly spoken.", Prosody(rate=0.01))))
    asyncio.run(spoken(engine, Span("Very fast spoken.", Prosody(rate=50))))
    assert [request.rate for request in engine.asked] == [engine.slowest, engine.fastest]


def test_halves_of_characters_do_not_reach_the_wire() -> None:
    engine = Scripted()
    asyncio.run(spoken(engine, "  broken \ud800 text "))
    assert engine.asked[0].text == "broken ? text"
