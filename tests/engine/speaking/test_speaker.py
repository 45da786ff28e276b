import asyncio

import numpy as np
import pytest

from engine.documents.text import parse_text
from engine.errors import ClipError, VoiceUnavailableError
from engine.interface import (
    BLEEP_URI,
    AudioFormat,
    Break,
    Clip,
    Mark,
    Piece,
    Recording,
    Samples,
    Sentence,
    Span,
    Utterance,
    VoiceInfo,
    VoiceSelection,
)
from engine.registry import EngineSpec
from engine.speaking.bleep import bleep
from engine.speaking.cache import PromptCache
from engine.speaking.position import Position
from engine.speaking.speaker import Speaker
from engine.voices.tone import AMPLITUDE
from engine.workers.pool import PoolOptions, WorkerPool
from tests.fakes.apart import DecodingDouble
from tests.fakes.engine import TONE, PoolDouble

OTHER = VoiceInfo("other", "tone", ("de",), rate_hz=8000)


def speaker(default_voice: str = "") -> Speaker:
    return Speaker(PoolDouble(TONE, OTHER), default_voice=default_voice)  # type: ignore[arg-type]  # a double


def test_the_default_voice_may_be_named() -> None:
    assert speaker().default_voice == TONE
    assert list(speaker().voices) == [TONE, OTHER]
    assert speaker("other").voice_for(VoiceSelection()) == OTHER
    with pytest.raises(VoiceUnavailableError):
        speaker("nobody")


def test_wishes_that_are_not_met_are_told() -> None:
    assert speaker().choice_for(VoiceSelection("de", gender="female")).missed == ("gender",)


def test_a_session_fetches_in_its_own_way_with_the_same_speaker() -> None:
    async def work() -> None:
        asked = []

        async def fetch(clip: Clip) -> Recording:
            asked.append(clip.uri)
            return Recording(b"1234")

        apart = DecodingDouble()
        shared = Speaker(PoolDouble(), apart=apart)  # type: ignore[arg-type]  # the double has what is used
        mine = shared.with_fetch(fetch, "me")
        speech = mine.speak(Utterance((Clip("a"),)), AudioFormat())
        assert [chunk.payload async for chunk in speech] == [b"1234"]
        assert (asked, apart.sources) == (["a"], ["me"])
        assert mine.default_voice is shared.default_voice

    asyncio.run(work())


def test_a_bleep_is_made_here() -> None:
    async def work() -> None:
        speech = speaker().speak(Utterance((Clip(BLEEP_URI, repeat_ms=300),)), AudioFormat())
        assert [chunk.payload async for chunk in speech] == [bleep()]
        with pytest.raises(ClipError, match="cannot be fetched"):
            [chunk async for chunk in speaker().speak(Utterance((Clip("http://h/a"),)), AudioFormat())]

    asyncio.run(work())


def test_lengths_are_remembered_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.speaking.speaker._MAX_LENGTHS", 2)

    async def work() -> None:
        talker = speaker()
        for text in ("a.", "b.", "c."):
            async for _ in talker.speak(Utterance((Sentence((Span(text),)),)), AudioFormat()):
                pass
        assert len(talker._lengths) == 2

    asyncio.run(work())


def test_a_sine_passes_every_border_without_a_step() -> None:
    """Chunks, sentences made by different workers, breaks, and sentences from the cache beside new ones."""
    fmt = AudioFormat("PCM", 8000)
    tones = [f"!chunk 60 tone 440 {ms} wait 12 tone 440 {ms}" for ms in (331, 257, 333, 411)]
    sentences = [Sentence((Span(text),), sentence=index) for index, text in enumerate(tones)]

    async def spoken(talker: Speaker, *elements: Sentence | Break) -> Samples:
        payload = b"".join([chunk.payload async for chunk in talker.speak(Utterance(elements), fmt)])
        return np.frombuffer(payload, np.int16)

    async def work() -> None:
        options = PoolOptions(
            engines=(EngineSpec("tone", {"rate_hz": 22050}),), workers=2, finisher="tests.fakes.engine:SoxrFinisher"
        )
        pool = WorkerPool(options)
        await pool.start()
        try:
            cache = PromptCache()
            talker = Speaker(pool, cache=cache)
            await spoken(talker, sentences[1], sentences[3])
            whole = await spoken(talker, sentences[0], sentences[1], Break(20), sentences[2], sentences[3])
        finally:
            await pool.close()
        assert cache.counters.hits == 2
        steepest = AMPLITUDE * 2 * np.pi * 440 / 8000
        assert np.abs(np.diff(whole.astype(int))).max() <= steepest + 30
        assert len(whole) == pytest.approx(8 * (2 * (331 + 257 + 333 + 411) + 20), abs=16)
        assert np.abs(whole).max() > 0.98 * AMPLITUDE

    asyncio.run(asyncio.wait_for(work(), 30))


TRIMMED = (
    Sentence((Span("aaa "), Mark("one"), Span("bb "), Mark("two"), Span("c.")), pause_ms=250),
    Mark("three"),
    Sentence((Span("dddd."),), sentence=1),
)


@pytest.mark.parametrize(
    ("start", "end", "words", "marks"),
    [
        ("", "", ["aaa bb c.", "dddd."], ["one", "two", "three"]),
        ("one", "", ["bb c.", "dddd."], ["one", "two", "three"]),
        ("", "two", ["aaa bb"], ["one", "two"]),
        ("one", "two", ["bb"], ["one", "two"]),
        ("three", "", ["dddd."], ["three"]),
        ("two", "three", ["c."], ["two", "three"]),
        ("three", "one", [], []),
        ("two", "one", [], []),
        ("nowhere", "nowhere", ["aaa bb c.", "dddd."], ["one", "two", "three"]),
    ],
)
def test_marks_to_start_and_end_at(start: str, end: str, words: list[str], marks: list[str]) -> None:
    """SSML 1.1 §3.1.1.1: what lies between the marks is spoken; nothing when they are the wrong way round."""

    async def work() -> None:
        pool = PoolDouble(TONE)
        talker = Speaker(pool)  # type: ignore[arg-type]  # a double
        speech = talker.speak(Utterance(TRIMMED, start, end), AudioFormat())
        spoken = [name for chunk in [chunk async for chunk in speech] for _, name in chunk.marks]
        assert [piece.text for piece, _ in pool.asked if isinstance(piece, Piece)] == words
        assert [name for name in spoken if name in marks] == marks

    asyncio.run(work())


def test_signs_without_a_name_are_counted_once_for_each_time_they_are_spoken() -> None:
    async def work() -> None:
        talker, fmt = speaker(), AudioFormat("PCM", 8000)
        utterance = parse_text("\u2318 here. And \u2318 there.")
        talker.with_fetch(_no_recording).speak(utterance, fmt)
        assert talker.counters.unsaid_signs == 2
        talker.speak(utterance, fmt, start=Position(1))
        assert talker.counters.unsaid_signs == 2

    asyncio.run(work())


async def _no_recording(clip: Clip) -> Recording:
    raise ClipError(clip.uri, "not here")
