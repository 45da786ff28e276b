"""Sessions against a double of their pool."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
import pytest

from engine.errors import EngineError, WorkerLostError
from engine.recognition import FreeText, Hypothesis, RecognitionSpec, RecognizedWord, RecognizerResult
from engine.workers.listener_messages import Ask, Close, ListenerCommand, Open, PushAudio, Reset
from engine.workers.listener_session import RecognitionSession

#: 100 ms at 8 kHz.
STRETCH = bytes(1600)


class PoolDouble:
    def __init__(self, **options: Any) -> None:
        self.sent: list[ListenerCommand] = []
        self.gone = 0
        self.resets = 0
        self._number = 0
        bounds = {"max_audio_s": 60.0, "lead_in_ms": 200, "patience_s": 5.0, **options}
        self.session = RecognitionSession(self, 1, RecognitionSpec(), **bounds)
        self.session.replay()

    def next_number(self) -> int:
        self._number += 1
        return self._number

    def send(self, session: RecognitionSession, command: ListenerCommand) -> None:
        self.sent.append(command)

    def session_reset(self, session: RecognitionSession) -> None:
        self.resets += 1

    def session_closed(self, session: RecognitionSession) -> None:
        self.gone += 1

    def last_ask(self) -> int:
        return next(one.number for one in reversed(self.sent) if isinstance(one, Ask))

    def heard_bytes(self) -> int:
        return sum(len(one.pcm) for one in self.sent if isinstance(one, PushAudio))

    async def asked(self, final: bool = True) -> asyncio.Task[RecognizerResult]:
        task = asyncio.create_task(self.session.ask(final))
        await asyncio.sleep(0)
        return task


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 10))


def words(text: str, start_ms: int = 100, *, final: bool = True) -> RecognizerResult:
    return RecognizerResult((Hypothesis((RecognizedWord(text, start_ms, start_ms + 100),), 0.9),), 500, final)


def test_audio_goes_in_stretches_and_an_ask_sends_the_rest_before_itself() -> None:
    async def work() -> None:
        pool = PoolDouble()
        assert isinstance(pool.sent.pop(0), Open)
        pool.session.push(bytes(320))
        assert pool.sent == []
        pool.session.push(bytes(1280))
        pool.session.push(bytes(320))
        assert pool.heard_bytes() == 1600
        task = await pool.asked()
        assert [type(one) for one in pool.sent] == [PushAudio, PushAudio, Ask]
        assert pool.session.asking
        pool.session.answered(pool.last_ask(), words("yes"))
        assert (await task) == words("yes")
        assert not pool.session.busy or pool.session._opening

    run(work)


def test_after_silence_alone_the_last_answer_stands() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.push(STRETCH)
        task = await pool.asked(final=False)
        pool.session.answered(pool.last_ask(), words("yes"))
        await task
        asks = pool.last_ask()
        pool.session.push(STRETCH, silent=True)
        assert await pool.session.ask() == words("yes")
        assert pool.last_ask() == asks
        pool.session.push(STRETCH)
        task = await pool.asked()
        assert pool.last_ask() > asks
        pool.session.answered(pool.last_ask(), words("no"))
        assert (await task) == words("no")

    run(work)


def test_an_interim_answer_is_no_last_word_unless_the_engine_says_so() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.push(STRETCH)
        task = await pool.asked(final=False)
        pool.session.answered(pool.last_ask(), words("ye", final=False))
        await task
        assert (await pool.session.ask(final=False)) == words("ye", final=False)
        task = await pool.asked()
        assert not task.done()
        pool.session.answered(pool.last_ask(), words("yes"))
        assert (await task) == words("yes")

    run(work)


def test_the_end_of_speech_waits_for_what_was_asked_at_its_first_silence() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.push(STRETCH)
        guess = await pool.asked(final=False)
        asks = pool.last_ask()
        pool.session.push(STRETCH, silent=True)
        end = await pool.asked()
        assert pool.last_ask() == asks
        # Who asked first may lose interest, as when the caller seems to speak again.
        guess.cancel()
        await asyncio.sleep(0)
        assert pool.session.asking
        pool.session.answered(asks, words("yes"))
        assert (await end) == words("yes")

    run(work)


def test_what_was_asked_before_is_asked_again_where_it_was_not_the_last_word() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.push(STRETCH)
        guess = await pool.asked(final=False)
        end = await pool.asked()
        pool.session.answered(pool.last_ask(), words("ye", final=False))
        assert (await guess) == words("ye", final=False)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not end.done()
        pool.session.answered(pool.last_ask(), words("yes"))
        assert (await end) == words("yes")

    run(work)


def test_who_only_looks_leaves_the_question_open() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.push(STRETCH)
        looking = asyncio.create_task(pool.session.ask(False, interim=True))
        await asyncio.sleep(0)
        assert [one.interim for one in pool.sent if isinstance(one, Ask)] == [True]
        first = pool.last_ask()
        task = await pool.asked()
        assert pool.last_ask() > first
        pool.session.answered(first, words("ye", final=False))
        assert (await looking) == words("ye", final=False)
        pool.session.answered(pool.last_ask(), words("yes"))
        assert (await task) == words("yes")
        assert (await pool.session.ask()) == words("yes")

    run(work)


def test_an_answer_says_who_gave_it_and_why_not_the_preferred_engine() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.heard_by("cloud")
        pool.session.push(STRETCH)
        task = await pool.asked()
        pool.session.heard_by("sphinx", "cloud: 429 Too Many Requests")
        pool.session.answered(pool.last_ask(), words("yes"))
        heard = await task
        assert (heard.engine, heard.fallback) == ("sphinx", "cloud: 429 Too Many Requests")

    run(work)


def test_another_engine_is_given_the_whole_patience() -> None:
    async def work() -> None:
        pool = PoolDouble(patience_s=0.2)
        pool.session.push(STRETCH)
        task = await pool.asked()
        await asyncio.sleep(0.15)
        pool.session.heard_by("sphinx", "cloud: no answer")
        await asyncio.sleep(0.1)
        assert not task.done()
        pool.session.answered(pool.last_ask(), words("yes"))
        assert (await task).best is not None

    run(work)


def test_an_answer_about_audio_that_went_on_is_not_kept() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.push(STRETCH)
        task = await pool.asked(final=False)
        pool.session.push(STRETCH)
        pool.session.answered(pool.last_ask(), words("yes"))
        await task
        again = await pool.asked()
        assert not again.done()
        again.cancel()

    run(work)


def test_silence_before_speech_is_dropped_but_for_a_lead_in_and_times_stay_true() -> None:
    async def work() -> None:
        pool = PoolDouble()
        for _ in range(20):
            pool.session.push(STRETCH, silent=True)
        assert pool.heard_bytes() == 0
        pool.session.push(STRETCH)
        assert pool.heard_bytes() == 3 * 1600
        task = await pool.asked()
        free = FreeText("Yes.", 0.5)
        pool.session.answered(pool.last_ask(), msgspec.structs.replace(words("yes", 250), free=free))
        heard = await task
        assert heard.free == free
        assert heard.best is not None
        assert (heard.best.words[0].start_ms, heard.best.words[0].end_ms) == (1800 + 250, 1800 + 350)
        assert heard.audio_ms == 1800 + 500

    run(work)


def test_an_odd_octet_does_not_shift_samples() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.push(bytes(3201), silent=True)
        pool.session.push(bytes(1601))
        assert pool.heard_bytes() % 2 == 0

    run(work)


def test_reset_forgets_and_answers_with_nothing() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.reset()
        assert not any(isinstance(one, Reset) for one in pool.sent)
        pool.session.push(STRETCH)
        task = await pool.asked()
        pool.session.reset()
        assert isinstance(pool.sent[-1], Reset)
        assert (await task) == RecognizerResult(final=False)
        assert pool.resets == 1
        pool.session.reset()
        assert pool.resets == 1
        pool.session.answered(pool.last_ask(), words("late"))
        pool.sent.clear()
        pool.session.replay()
        assert [type(one) for one in pool.sent] == [Open]

    run(work)


def test_another_worker_hears_it_all_again_and_old_times_hold() -> None:
    async def work() -> None:
        pool = PoolDouble(max_audio_s=0.3)
        for _ in range(5):
            pool.session.push(STRETCH)
        task = await pool.asked()
        assert pool.session.worker_lost(0, "died", at_fault=False)
        pool.sent.clear()
        pool.session.replay()
        assert [type(one) for one in pool.sent] == [Open, PushAudio, PushAudio, PushAudio, Ask]
        pool.session.answered(pool.last_ask(), words("yes", 0))
        heard = await task
        assert heard.best is not None
        assert heard.best.words[0].start_ms == 200

    run(work)


@pytest.mark.parametrize(("deaths", "at_fault", "fails"), [(1, False, False), (2, False, True), (1, True, True)])
def test_an_ask_whose_worker_was_ended_is_tried_twice_and_one_that_ended_it_is_not(
    deaths: int, at_fault: bool, fails: bool
) -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.push(STRETCH)
        task = await pool.asked()
        for _ in range(deaths):
            assert pool.session.worker_lost(pool.last_ask(), "died", at_fault=at_fault)
            pool.session.replay()
        pool.session.answered(pool.last_ask(), words("yes"))
        if fails:
            with pytest.raises(WorkerLostError):
                await task
        else:
            assert (await task) == words("yes")

    run(work)


def test_a_session_that_is_there_whenever_workers_crash_ends() -> None:
    async def work() -> None:
        pool = PoolDouble()
        for _ in range(2):
            assert pool.session.worker_lost(0, "died", at_fault=True)
            pool.session.replay()
        assert not pool.session.worker_lost(0, "died", at_fault=True)
        with pytest.raises(WorkerLostError):
            await pool.session.ask()

    run(work)


def test_an_open_that_workers_die_of_is_tried_twice() -> None:
    async def work() -> None:
        pool = PoolDouble()
        opened = asyncio.create_task(pool.session.opened())
        assert pool.session.worker_lost(pool.session._opening, "died", at_fault=False)
        pool.session.replay()
        assert not pool.session.worker_lost(pool.session._opening, "died", at_fault=False)
        with pytest.raises(WorkerLostError):
            await opened
        with pytest.raises(WorkerLostError):
            await pool.session.ask()
        pool.session.push(STRETCH)

    run(work)


def test_refusals() -> None:
    async def work() -> None:
        pool = PoolDouble()
        pool.session.is_open()
        pool.session.is_open()
        await pool.session.opened()
        task = await pool.asked()
        number = pool.last_ask()
        assert pool.session.refused(number, EngineError("again", retryable=True))
        assert not pool.session.refused(number, EngineError("again", retryable=True))
        with pytest.raises(EngineError, match="again"):
            await task
        assert not pool.session.refused(number, EngineError("too late"))
        assert pool.session.refused(0, EngineError("deaf", retryable=True))
        assert not pool.session.refused(0, EngineError("deaf", retryable=True))
        with pytest.raises(EngineError, match="deaf"):
            await pool.session.ask()

    run(work)


def test_an_ask_that_nobody_waits_for_is_forgotten() -> None:
    async def work() -> None:
        pool = PoolDouble(patience_s=0.01)
        task = await pool.asked()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not pool.session.asking
        with pytest.raises(EngineError, match=r"no answer in 0\.01 s") as caught:
            await pool.session.ask()
        assert caught.value.retryable

    run(work)


def test_close_fails_what_waits() -> None:
    async def work() -> None:
        pool = PoolDouble()
        task = await pool.asked()
        pool.session.close()
        pool.session.close()
        assert isinstance(pool.sent[-1], Close)
        assert pool.gone == 2
        with pytest.raises(EngineError, match="closed"):
            await task

    run(work)


def test_open_speech_is_given_time_by_its_length() -> None:
    async def work() -> None:
        pool = PoolDouble(patience_s=0.01)
        assert pool.session.allowance_s == 0
        pool.session.push(STRETCH * 100)
        assert pool.session.allowance_s == 0
        pool.session = RecognitionSession(
            pool, 2, RecognitionSpec(transcribe=True), max_audio_s=60.0, lead_in_ms=200, patience_s=0.01
        )
        pool.session.replay()
        pool.session.push(STRETCH * 100)
        assert pool.session.allowance_s == 30
        asked = await pool.asked()
        await asyncio.sleep(0.05)
        assert not asked.done()
        pool.session.answered(pool.last_ask(), words("late"))
        assert (await asked).best is not None

    run(work)


def test_an_ask_is_worth_a_share_of_its_audio_and_a_grammar_of_its_words() -> None:
    async def work() -> None:
        pool = PoolDouble()
        session = pool.session
        assert session.worth_s == 0.0
        session.push(10 * STRETCH)
        assert session.worth_s == pytest.approx(0.5)
        assert session.allowance_s == 0.0
        large = RecognitionSession(
            pool, 2, RecognitionSpec(words=("word",) * 20_000), max_audio_s=60.0, lead_in_ms=200, patience_s=5.0
        )
        assert large.worth_s == large.allowance_s == pytest.approx(10.0)
        ask = await pool.asked()
        assert session.awaits(pool.last_ask())
        assert not session.awaits(99)
        ask.cancel()

    run(work)
