"""Speeches through a speaker whose pool is a double: ten samples a character, words where they are."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from engine.errors import ClipError, EngineError, LanguageUnsupportedError, OverloadedError
from engine.interface import (
    AudioChunk,
    AudioFormat,
    Break,
    Clip,
    Element,
    Mark,
    Recording,
    Sentence,
    Span,
    Utterance,
    VoiceSelection,
)
from engine.speaking.cache import PromptCache
from engine.speaking.position import START, Jump, Position, Unit
from engine.speaking.speaker import Speaker
from engine.speaking.speech import Speech
from engine.workers.pool import Priority
from tests.fakes.apart import DecodingDouble
from tests.fakes.engine import PoolDouble

FMT = AudioFormat("PCMU", 8000)
T = TypeVar("T")


def sentence(text: str, number: int = 0, pause_ms: int = 250) -> Sentence:
    return Sentence((Span(text),), sentence=number, pause_ms=pause_ms)


class ReadSpeech:
    """All chunks of a speech."""

    def __init__(self) -> None:
        self.chunks: list[AudioChunk] = []

    @property
    def samples(self) -> int:
        return sum(chunk.samples for chunk in self.chunks)

    @property
    def payload(self) -> bytes:
        return b"".join(chunk.payload for chunk in self.chunks)

    @property
    def marks(self) -> list[tuple[int, str]]:
        found, position = [], 0
        for chunk in self.chunks:
            found += [(position + offset, name) for offset, name in chunk.marks]
            position += chunk.samples
        return found


async def read(speech: Speech) -> ReadSpeech:
    played = ReadSpeech()
    async for chunk in speech:
        assert len(chunk.payload) == chunk.samples
        played.chunks.append(chunk)
    assert [chunk.final for chunk in played.chunks] == [False] * (len(played.chunks) - 1) + [True]
    return played


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


ELEMENTS: tuple[Element, ...] = (
    Mark("start"),
    Sentence((Span("one "), Mark("mid"), Span("two.")), pause_ms=0),
    Break(100),
    sentence("three four.", 1),
    sentence("five.", 2),
    Mark("end"),
)
LENGTH = 80 + 800 + 110 + 2000 + 50


def whole(pool: PoolDouble | None = None, **options: Any) -> ReadSpeech:
    async def work() -> ReadSpeech:
        return await read(speaker(pool).speak(Utterance(ELEMENTS), FMT, **options))

    return run(work())


def speaker(pool: PoolDouble | None = None, **options: Any) -> Speaker:
    return Speaker(pool or PoolDouble(), apart=DecodingDouble(), **options)  # type: ignore[arg-type]  # the double has what is used


def test_everything_is_put_in_a_row() -> None:
    played = whole()
    assert played.samples == LENGTH
    assert played.marks == [(0, "start"), (40, "mid"), (LENGTH, "end")]
    assert played.payload[80:880] == FMT.silence(800)
    assert played.chunks[-1].samples == 30


def test_the_first_piece_is_asked_for_with_the_first_read_and_one_ahead() -> None:
    async def work() -> None:
        pool = PoolDouble()
        speech = speaker(pool).speak(Utterance(ELEMENTS), FMT)
        assert pool.asked == []
        await anext(speech)
        assert [priority for _, priority in pool.asked] == [Priority.FIRST, Priority.CONTINUATION]
        await anext(speech)
        assert len(pool.asked) == 2
        speech.cancel()

    run(work())


def test_a_background_speech_stays_in_the_background() -> None:
    pool = PoolDouble()
    whole(pool, priority=Priority.BACKGROUND)
    assert {priority for _, priority in pool.asked} == {Priority.BACKGROUND}


def test_audio_is_passed_on_while_it_grows() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.is_held = True
        speech = speaker(pool).speak(Utterance((sentence("one two"),)), FMT)
        first = asyncio.ensure_future(anext(speech))
        await asyncio.sleep(0)
        piece, rendition = pool.growing[0]
        assert piece.text == "one two"
        rendition.add(b"abc", [(0, 0)], last=False)
        assert (await first).payload == b"abc"
        assert speech.timings.first_audio_at is not None
        assert speech.timings.last_audio_at is None
        rendition.add(b"", (), last=True)
        assert await anext(speech) == AudioChunk(b"", 0, (), final=True)
        assert speech.timings.last_audio_at is not None

    run(work())


def test_long_silence_comes_in_parts() -> None:
    async def work() -> ReadSpeech:
        return await read(speaker().speak(Utterance((Break(3_500),)), FMT))

    played = run(work())
    assert [chunk.samples for chunk in played.chunks] == [8000, 8000, 8000, 4000, 0]


def test_an_empty_utterance_ends_at_once() -> None:
    async def work() -> ReadSpeech:
        return await read(speaker().speak(Utterance(()), FMT))

    assert run(work()).chunks == [AudioChunk(b"", 0, (), final=True)]


@pytest.mark.parametrize(
    ("start", "length", "samples", "marks"),
    [
        (Position(1, 1), None, LENGTH - 40, [(0, "mid"), (LENGTH - 40, "end")]),
        (Position(3), None, LENGTH - 880, [(LENGTH - 880, "end")]),
        (Position(1, 0, 105), None, LENGTH - 840, [(LENGTH - 840, "end")]),
        (Position(2, 0, 50), None, LENGTH - 480, [(LENGTH - 480, "end")]),
        (Position(3, 0, 1), None, LENGTH - 880 - 60, [(LENGTH - 940, "end")]),
        (Position(3, 0, 60_000), None, 0, []),
        (START, Jump(Unit.WORD, 1), 30, [(0, "start"), (30, "mid")]),
        (START, Jump(Unit.WORD, 3), 930, [(0, "start"), (40, "mid")]),
        (START, Jump(Unit.SENTENCE, 1), 880, [(0, "start"), (40, "mid")]),
        (START, Jump(Unit.SECOND, 1), LENGTH, [(0, "start"), (40, "mid"), (LENGTH, "end")]),
        (START, Jump(Unit.TAG, tag="mid"), 30, [(0, "start"), (30, "mid")]),
        (Position(3), Jump(Unit.SENTENCE, 90), LENGTH - 880, [(LENGTH - 880, "end")]),
    ],
)
def test_parts_of_an_utterance(
    start: Position, length: Jump | None, samples: int, marks: list[tuple[int, str]]
) -> None:
    played = whole(start=start, length=length)
    assert (played.samples, played.marks) == (samples, marks)


def test_a_length_in_seconds_cuts_anywhere() -> None:
    async def work() -> ReadSpeech:
        utterance = Utterance((Break(900), sentence("x" * 200), Mark("late")))
        return await read(speaker().speak(utterance, FMT, length=Jump(Unit.SECOND, 1)))

    played = run(work())
    assert (played.samples, played.marks) == (8000, [])


def test_a_piece_of_known_length_is_skipped_without_asking() -> None:
    async def work() -> list[Any]:
        pool = PoolDouble()
        talker = speaker(pool)
        utterance = Utterance((sentence("sixteen letters.", 0, 0), sentence("four.", 1)))
        await read(talker.speak(utterance, FMT))
        pool.asked.clear()
        played = await read(talker.speak(utterance, FMT, start=Position(0, 0, 20)))
        assert played.samples == 50
        return pool.asked

    assert [piece.text for piece, _ in run(work())] == ["four."]


def test_startmark_and_endmark_choose_a_part() -> None:
    """SSML 1.1 §3.1.1."""

    async def work(start: str, end: str) -> ReadSpeech:
        return await read(speaker().speak(Utterance(ELEMENTS, start, end), FMT))

    assert run(work("mid", "")).samples == LENGTH - 40
    assert run(work("", "mid")).samples == 30
    assert run(work("nowhere", "nowhere")).samples == LENGTH


def test_a_length_never_reaches_behind_endmark() -> None:
    async def work() -> ReadSpeech:
        return await read(speaker().speak(Utterance(ELEMENTS, "", "mid"), FMT, length=Jump(Unit.WORD, 3)))

    assert run(work()).samples == 30


def test_place_and_text_of_what_was_played() -> None:
    async def work() -> None:
        speech = speaker().speak(Utterance(ELEMENTS), FMT)
        await read(speech)
        assert speech.position(45) == Position(1, 1, 1)
        assert speech.spoken(900).text == "one two."
        assert speech.spoken(LENGTH).complete
        assert speech.jump(45, Jump(Unit.SENTENCE, 1)).position == Position(3)
        with pytest.raises(KeyError):
            speech.jump(45, Jump(Unit.TAG, tag="nowhere"))

    run(work())


def test_jumps_back_in_time_know_what_was_heard_and_estimate_the_rest() -> None:
    async def work() -> None:
        talker = speaker()
        parts = (Span("one"), Break(20), Mark("m"), Span("two."))
        elements = (Sentence(parts, pause_ms=250), Clip("a"), Break(100), sentence("three.", 1))
        known = talker.speak(Utterance(elements[:1]), FMT)
        await read(known)
        speech = talker.speak(Utterance(elements), FMT, start=Position(3))
        # 9 ms of sentence, 20 and 100 ms of breaks, 250 ms of pause: 379 ms lie before; 1 s is more than that.
        assert speech.jump(0, Jump(Unit.SECOND, -1)).restarted
        unheard = (sentence("unheard words, twenty.", 0, 0), *elements[1:])
        other = talker.speak(Utterance(unheard), FMT, start=Position(3))
        assert other.jump(0, Jump(Unit.SECOND, -1)).position == Position(0, 0, 22 * 65 + 100 - 1000)

    run(work())


def test_going_on_from_elsewhere_cancels() -> None:
    async def work() -> None:
        talker = speaker()
        speech = talker.speak(Utterance(ELEMENTS), FMT)
        await anext(speech)
        other = speech.speak_from(Position(4), Jump(Unit.WORD, 1))
        assert [chunk async for chunk in speech] == []
        assert (await read(other)).samples == 50

    run(work())


@pytest.mark.parametrize("held", [True, False])
def test_cancel_ends_the_iteration_and_lets_go_of_all_audio(held: bool) -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.is_held = held
        speech = speaker(pool).speak(Utterance((sentence("a"), sentence("b"), sentence("c"))), FMT)
        reading = asyncio.ensure_future(read_until_cancelled(speech))
        await asyncio.sleep(0)
        renditions = [rendition for _, rendition in pool.growing]
        speech.cancel()
        speech.cancel()
        await reading
        assert all(rendition.done and rendition.readers == 0 for rendition in renditions)

    async def read_until_cancelled(speech: Speech) -> None:
        async for _ in speech:
            await asyncio.sleep(0)

    run(work())


def test_an_error_comes_at_its_turn() -> None:
    async def work() -> None:
        wrong = Sentence((Span("x"),), VoiceSelection("tlh"))
        speech = speaker().speak(Utterance((sentence("one."), wrong)), FMT)
        played = [await anext(speech) for _ in range(3)]
        assert sum(chunk.samples for chunk in played) == 40 + 2000
        with pytest.raises(LanguageUnsupportedError):
            await anext(speech)

    run(work())


def test_a_first_sentence_nobody_can_say_is_refused_at_once() -> None:
    async def work() -> None:
        with pytest.raises(LanguageUnsupportedError):
            speaker().speak(Utterance((Break(5), Sentence((Span("x"),), VoiceSelection("tlh")))), FMT)

    run(work())


def test_what_the_engine_says_is_raised() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.error = EngineError("broken")
        with pytest.raises(EngineError, match="broken"):
            await read(speaker(pool).speak(Utterance((sentence("a"),)), FMT))

    run(work())


def test_a_full_queue_matters_only_when_the_turn_has_come() -> None:
    async def work() -> None:
        pool = PoolDouble()
        speech = speaker(pool).speak(Utterance((sentence("aa"), sentence("b"))), FMT)
        pool.is_held = True
        first = asyncio.ensure_future(anext(speech))
        await asyncio.sleep(0)
        pool.is_full = True
        pool.finish()
        await first
        with pytest.raises(OverloadedError):
            async for _ in speech:
                pass

    run(work())


async def fetch(clip: Clip) -> Recording:
    await asyncio.sleep(0)
    if clip.uri == "missing":
        raise ClipError(clip.uri, "404")
    if clip.uri == "typed":
        return Recording(b"t" * 400, "audio/basic")
    return Recording(clip.uri.encode() * 100)


@pytest.mark.parametrize("cached", [True, False])
def test_recordings_are_put_in_the_row(cached: bool) -> None:
    async def work() -> ReadSpeech:
        talker = speaker(fetch=fetch, cache=PromptCache() if cached else None)
        utterance = Utterance((sentence("one.", 0, 0), Clip("good"), Clip("typed"), Clip("good"), Mark("m")))
        return await read(talker.speak(utterance, FMT))

    played = run(work())
    assert played.payload[40:] == b"good" * 100 + b"t" * 400 + b"good" * 100
    assert played.marks == [(1240, "m")]


@pytest.mark.parametrize("uri", ["missing", "bad"])
def test_a_recording_that_cannot_be_had_is_replaced(uri: str) -> None:
    async def work() -> ReadSpeech:
        instead = (sentence("in", 0, 100), Mark("m"), sentence("stead", 0, 0))
        utterance = Utterance((Clip(uri, instead), sentence("end")))
        speech = speaker(fetch=fetch).speak(utterance, FMT)
        played = await read(speech)
        assert [one for one, _ in speech.replaced] == [uri]
        assert all(reason for _, reason in speech.replaced)
        return played

    played = run(work())
    assert played.samples == 20 + 800 + 50 + 30
    assert played.marks == [(20, "m")]


@pytest.mark.parametrize("uri", ["missing", "bad"])
def test_without_a_replacement_it_is_a_clip_error(uri: str) -> None:
    async def work() -> None:
        with pytest.raises(ClipError) as failed:
            await read(speaker(fetch=fetch).speak(Utterance((Clip(uri),)), FMT))
        assert failed.value.uri == uri

    run(work())


def test_where_nothing_can_be_fetched_that_is_said() -> None:
    async def work() -> None:
        with pytest.raises(ClipError):
            await read(speaker().speak(Utterance((Clip("a"),)), FMT))

    run(work())


@pytest.mark.parametrize("answers", [True, False])
def test_cancel_during_a_fetch(answers: bool) -> None:
    async def work() -> None:
        arrived = asyncio.Event()

        async def slow(clip: Clip) -> Recording:
            await arrived.wait()
            return Recording(b"late")

        speech = speaker(fetch=slow).speak(Utterance((Clip("a"), sentence("b"))), FMT)
        reading = asyncio.ensure_future(anext(speech, None))
        await asyncio.sleep(0.001)
        if answers:
            arrived.set()
            await asyncio.sleep(0)
        speech.cancel()
        assert await reading is None

    run(work())


def test_a_fetch_that_was_started_ahead_is_given_up() -> None:
    async def work() -> None:
        begun = asyncio.Event()

        async def slow(clip: Clip) -> Recording:
            begun.set()
            await asyncio.Event().wait()
            return Recording(b"")

        speech = speaker(fetch=slow).speak(Utterance((sentence("a"), Clip("b"))), FMT)
        await anext(speech)
        await begun.wait()
        speech.cancel()
        await asyncio.sleep(0)
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []

    run(work())


def test_the_cache_is_asked_first_and_counts() -> None:
    async def work() -> None:
        pool = PoolDouble()
        talker = speaker(pool, cache=PromptCache())
        utterance = Utterance((sentence("again.", 0, 0), sentence("again.", 1)))
        first = talker.speak(utterance, FMT)
        assert (await read(first)).samples == 120
        second = talker.speak(utterance, FMT)
        assert (await read(second)).samples == 120
        assert len(pool.asked) == 1
        assert (first.timings.cached_pieces, second.timings.cached_pieces, second.timings.pieces) == (1, 2, 2)

    run(work())
