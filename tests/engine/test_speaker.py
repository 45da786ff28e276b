import asyncio

import pytest

from engine.errors import VoiceUnavailableError
from engine.interface import AudioFormat, Clip, Sentence, Span, Utterance, VoiceInfo, VoiceSelection
from engine.speaker import Speaker
from tests.fakes.engine import TONE, PoolDouble

OTHER = VoiceInfo("other", "tone", ("de",), rate_hz=8000)


def speaker(default_voice: str = "") -> Speaker:
    return Speaker(PoolDouble(TONE, OTHER), default_voice=default_voice)  # type: ignore[arg-type]  # a double


def test_the_default_voice_may_be_named() -> None:
    assert speaker().default_voice == TONE
    assert speaker("other").voice_for(VoiceSelection()) == OTHER
    with pytest.raises(VoiceUnavailableError):
        speaker("nobody")


def test_wishes_that_are_not_met_are_told() -> None:
    assert speaker().choice_for(VoiceSelection("de", gender="female")).missed == ("gender",)


def test_a_session_fetches_in_its_own_way_with_the_same_speaker() -> None:
    async def work() -> None:
        asked = []

        async def fetch(clip: Clip) -> bytes:
            asked.append(clip.uri)
            return b"1234"

        shared = speaker()
        mine = shared.with_fetch(fetch)
        speech = mine.speak(Utterance((Clip("a"),)), AudioFormat())
        assert [chunk.payload async for chunk in speech] == [b"1234"]
        assert asked == ["a"]
        assert mine.default_voice is shared.default_voice

    asyncio.run(work())


def test_lengths_are_remembered_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.speaker._MAX_LENGTHS", 2)

    async def work() -> None:
        talker = speaker()
        for text in ("a.", "b.", "c."):
            async for _ in talker.speak(Utterance((Sentence((Span(text),)),)), AudioFormat()):
                pass
        assert len(talker._lengths) == 2

    asyncio.run(work())
