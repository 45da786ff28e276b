"""Real worker processes with a scripted recogniser."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from engine.errors import DeadlyInputError, EngineError, LanguageUnsupportedError, OverloadedError, WorkerLostError
from engine.recognition import RecognitionSpec, RecognizerResult
from engine.registry import EngineSpec
from engine.remote.guard import ServiceChange, ServiceFigures
from engine.workers.listener_pool import ListenerEngine, ListenerOptions, ListenerPool
from tests.fakes.recognizer import FACTORY, said
from tests.fakes.remote_recognizer import REMOTE_FACTORY


def scripted(workers: int = 1, **options: Any) -> ListenerEngine:
    return ListenerEngine(EngineSpec("scripted", options, FACTORY), workers)


def elsewhere(**options: Any) -> ListenerEngine:
    return ListenerEngine(EngineSpec("cloud", options, REMOTE_FACTORY), remote=True)


class Running:
    def __init__(self, *engines: ListenerEngine, **options: Any) -> None:
        options.setdefault("niceness", 0)
        self.changes: list[ServiceChange] = []
        self.pool = ListenerPool(ListenerOptions(engines=engines or (scripted(),), **options), self.changes.append)

    async def __aenter__(self) -> ListenerPool:
        await self.pool.start()
        return self.pool

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.pool.close()


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 60))


async def until(happened: Callable[[], bool]) -> None:
    for _ in range(1000):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise AssertionError


async def hears(pool: ListenerPool, words: str) -> str:
    session = pool.open(RecognitionSpec())
    session.push(said(words))
    try:
        best = (await session.ask()).best
    finally:
        session.close()
    return best.text if best else ""


def test_sessions_are_spread_over_workers() -> None:
    async def work() -> None:
        async with Running(scripted(2)) as pool:
            assert pool.state.ready == 2
            sessions = [pool.open(RecognitionSpec()) for _ in range(4)]
            for number, session in enumerate(sessions):
                session.push(said(f"word{number}"))
            answers = await asyncio.gather(*(session.ask() for session in sessions))
            assert [answer.best.text for answer in answers if answer.best] == [f"word{n}" for n in range(4)]
            assert [len(seat.sessions) for seat in pool._seats] == [2, 2]
            assert pool.state.sessions == 4
            for session in sessions:
                await session.opened()
                session.close()
            assert pool.state.sessions == 0
            assert pool.counters.asks == 4
            assert len(set(pool.state.pids)) == 2

    run(work)


def test_a_killed_worker_costs_nobody_an_answer() -> None:
    async def work() -> None:
        async with Running(scripted(2)) as pool:
            sessions = [pool.open(RecognitionSpec()) for _ in range(4)]
            for session in sessions:
                session.push(said("call me"))
                await session.opened()
            os.kill(pool.state.pids[0], signal.SIGKILL)
            for session in sessions:
                session.push(said("back"))
            answers = await asyncio.gather(*(session.ask() for session in sessions))
            assert {answer.best.text for answer in answers if answer.best} == {"call me back"}
            assert pool.counters.worker_deaths == 1
            assert pool.counters.replayed == 2

    run(work)


def test_sessions_of_the_only_worker_wait_for_its_successor() -> None:
    async def work() -> None:
        async with Running(first_restart_s=0.01) as pool:
            session = pool.open(RecognitionSpec())
            session.push(said("still here"))
            await session.opened()
            os.kill(pool.state.pids[0], signal.SIGKILL)
            await until(lambda: not pool.state.ready)
            assert pool.state.sessions == 1
            late = pool.open(RecognitionSpec())
            gone = pool.open(RecognitionSpec())
            gone.close()
            heard = await session.ask()
            assert heard.best is not None
            assert heard.best.text == "still here"
            late.push(said("me too"))
            assert (await late.ask()).best is not None

    run(work)


def test_an_ask_that_kills_once_is_answered_and_one_that_always_kills_fails(tmp_path: Path) -> None:
    async def work() -> None:
        async with Running(scripted(2), first_restart_s=0.01) as pool:
            assert await hears(pool, f"kill-once {tmp_path / 'mark'}") == f"kill-once {tmp_path / 'mark'}"
            bystander = pool.open(RecognitionSpec())
            bystander.push(said("calm"))
            with pytest.raises(WorkerLostError):
                await hears(pool, "kill")
            assert (await bystander.ask()).best is not None
            assert pool.counters.worker_deaths == 2

    run(work)


def test_a_grammar_that_crashed_a_worker_is_given_to_no_other() -> None:
    async def work() -> None:
        async with Running(scripted(2), first_restart_s=0.01) as pool:
            with pytest.raises(WorkerLostError):
                await pool.open(RecognitionSpec(grammar="die")).opened()
            with pytest.raises(DeadlyInputError, match="crashed a recognition worker before"):
                pool.open(RecognitionSpec(grammar="die"))
            assert pool.counters.worker_deaths == 1
            assert await hears(pool, "on") == "on"

    run(work)


def test_a_worker_that_hangs_is_killed_and_only_its_ask_fails() -> None:
    async def work() -> None:
        async with Running(ask_timeout_s=0.3, first_restart_s=0.01) as pool:
            bystander = pool.open(RecognitionSpec())
            bystander.push(said("patient"))
            hung = asyncio.create_task(hears(pool, "hang"))
            await asyncio.sleep(0.05)
            answer = await bystander.ask()
            assert answer.best is not None
            assert answer.best.text == "patient"
            with pytest.raises(WorkerLostError, match="hung for"):
                await hung
            assert pool.counters.hung == 1
            assert await hears(pool, "on") == "on"

    run(work)


def test_who_waits_behind_a_slow_ask_is_heard_elsewhere_at_once() -> None:
    async def work() -> None:
        async with Running(scripted(2), work_s=30.0, ask_timeout_s=30.0, slow_s=0.05) as pool:
            sessions = [pool.open(RecognitionSpec()) for _ in range(6)]
            for number, session in enumerate(sessions):
                session.push(said(f"caller {number}"))
                await session.opened()
            sessions[0].push(said("hang"))
            stuck = asyncio.create_task(sessions[0].ask())
            await until(lambda: any(seat.slow for seat in pool._seats))
            # Whoever asks now, and whoever begins now, is not kept by it.
            answers = await asyncio.gather(*(session.ask() for session in sessions[1:]))
            texts = [answer.best.text for answer in answers if answer.best]
            assert texts == [f"caller {number}" for number in range(1, 6)]
            assert await hears(pool, "late") == "late"
            assert pool.counters.hung == pool.counters.worker_deaths == 0
            assert not stuck.done()
            stuck.cancel()

    run(work)


def test_a_worker_hangs_when_one_ask_takes_longer_than_it_is_worth() -> None:
    async def work() -> None:
        async with Running(work_s=0.3, first_restart_s=0.01) as pool:
            bystander = pool.open(RecognitionSpec())
            bystander.push(said("patient"))
            await bystander.opened()
            hung = asyncio.create_task(hears(pool, "spin"))
            await until(lambda: any(seat.working for seat in pool._seats))
            answer = await bystander.ask()
            assert answer.best is not None
            with pytest.raises(WorkerLostError, match="hung for"):
                await hung

    run(work)


def test_long_work_before_an_ask_is_no_hanging() -> None:
    async def work() -> None:
        async with Running(ask_timeout_s=0.5) as pool:
            answers = await asyncio.gather(*(hears(pool, f"wait {number}") for number in range(6)))
            assert answers == [f"wait {number}" for number in range(6)]
            assert pool.counters.hung == 0

    run(work)


@pytest.mark.parametrize(
    ("grammar", "error", "deaths"),
    [("bad", EngineError, 0), ("unknown-language", LanguageUnsupportedError, 0), ("die", WorkerLostError, 1)],
)
def test_a_grammar_that_cannot_be_used(grammar: str, error: type[EngineError], deaths: int) -> None:
    async def work() -> None:
        async with Running(first_restart_s=0.01) as pool:
            session = pool.open(RecognitionSpec(grammar=grammar))
            with pytest.raises(error):
                await session.opened()
            with pytest.raises(error):
                await session.ask()
            assert pool.counters.worker_deaths == deaths
            assert pool.counters.failed == 1
            session.close()
            assert await hears(pool, "on") == "on"

    run(work)


def test_a_refusal_that_may_be_retried_is() -> None:
    async def work() -> None:
        async with Running(scripted(2)) as pool:
            with pytest.raises(EngineError, match="refused"):
                await hears(pool, "refuse-again")
            assert pool.counters.replayed == 1
            with pytest.raises(EngineError, match="refused"):
                await hears(pool, "refuse")
            assert pool.counters.replayed == 1

    run(work)


def test_the_engine_is_chosen_by_language_and_task() -> None:
    async def work() -> None:
        engines = (scripted(languages=("en-US",)), scripted(languages=(), transcription=("de", "en-GB")))
        async with Running(*engines) as pool:
            assert pool.abilities.grammars == ("en-US",)
            assert pool.abilities.transcription == ("de", "en-GB")

            def group(spec: RecognitionSpec) -> int:
                session = pool.open(spec)
                return pool._session_groups[session.number]

            assert group(RecognitionSpec("en-GB")) == 0
            assert group(RecognitionSpec("en-GB", transcribe=True)) == 1
            assert group(RecognitionSpec("de")) == 1
            with pytest.raises(LanguageUnsupportedError, match="no recognition model for language 'fr'"):
                pool.open(RecognitionSpec("fr"))

    run(work)


def test_without_a_transcriber_it_says_what_to_install() -> None:
    async def work() -> None:
        async with Running() as pool:
            with pytest.raises(EngineError, match="sherpa-onnx"):
                pool.open(RecognitionSpec(transcribe=True))

    run(work)


def test_there_is_a_bound_to_sessions() -> None:
    async def work() -> None:
        async with Running(max_sessions=1) as pool:
            first = pool.open(RecognitionSpec())
            with pytest.raises(OverloadedError):
                pool.open(RecognitionSpec())
            first.close()
            pool.open(RecognitionSpec())

    run(work)


@pytest.mark.parametrize(
    ("options", "reason"), [({"broken": "no files"}, "no files"), ({"dies": True}, "ended with status 3")]
)
def test_an_engine_that_cannot_start_ends_the_start(options: dict[str, Any], reason: str) -> None:
    async def work() -> None:
        pool = ListenerPool(ListenerOptions(engines=(scripted(**options),), first_restart_s=0.01))
        with pytest.raises(EngineError, match=reason):
            await pool.start()

    run(work)


def test_a_worker_that_grew_is_replaced_and_its_sessions_go_on() -> None:
    async def work() -> None:
        async with Running(scripted(grow_bytes=1000), worker_memory_bytes=1, first_restart_s=0.01) as pool:
            keeper = pool.open(RecognitionSpec())
            keeper.push(said("kept"))
            for _ in range(17):
                await hears(pool, "on")
            await until(lambda: pool.counters.worker_retirements > 0)
            assert pool.counters.worker_deaths == 0
            heard = await keeper.ask()
            assert heard.best is not None
            assert heard.best.text == "kept"

    run(work)


def test_close_fails_what_waits() -> None:
    async def work() -> None:
        async with Running() as pool:
            asked = asyncio.create_task(hears(pool, "hang"))
            await asyncio.sleep(0.05)
        with pytest.raises(EngineError, match="the server ends"):
            await asked

    run(work)


def test_200_sessions_without_audio_leave_nothing_behind() -> None:
    async def work() -> None:
        async with Running() as pool:
            for _ in range(200):
                session = pool.open(RecognitionSpec())
                assert (await session.ask()).best is None
                session.close()
            assert pool.state.sessions == 0
            assert pool.counters.worker_deaths == 0

    run(work)


async def heard(pool: ListenerPool, words: str, grammar: str = "") -> RecognizerResult:
    session = pool.open(RecognitionSpec(grammar=grammar))
    session.push(said(words))
    try:
        return await session.ask()
    finally:
        session.close()


def text(result: RecognizerResult) -> str:
    return result.best.text if result.best else ""


def test_a_service_elsewhere_is_heard_by_one_worker_for_all() -> None:
    async def work() -> None:
        async with Running(elsewhere(), scripted(1)) as pool:
            assert pool.state.ready == 2
            answers = await asyncio.gather(*(heard(pool, f"wait {number}") for number in range(20)))
            assert [text(one) for one in answers] == [f"wait {number}" for number in range(20)]
            assert {(one.engine, one.fallback) for one in answers} == {("cloud", "")}
            assert pool.counters.fallbacks == 0

    run(work)


@pytest.mark.parametrize(
    ("words", "grammar", "reason"),
    [
        ("refuse", "", "refused"),
        ("raise", "", "RuntimeError: as the script says"),
        ("yes", "closed", "it takes nobody now"),
        ("deaf", "", "RuntimeError: as the script says"),
    ],
)
def test_what_a_service_cannot_hear_a_local_engine_hears(words: str, grammar: str, reason: str) -> None:
    async def work() -> None:
        # The local one has the same commands, except that it does not know these two.
        async with Running(elsewhere(), scripted(1)) as pool:
            session = pool.open(RecognitionSpec(grammar=grammar))
            session.push(said("so"))
            session.push(said(words))
            if words in ("refuse", "raise", "deaf"):
                with pytest.raises(EngineError):  # it fails there, too, and there is nobody behind
                    await session.ask()
            else:
                answer = await session.ask()
                assert (text(answer), answer.engine, answer.fallback) == (f"so {words}", "scripted", reason)
            assert pool.counters.fallbacks == 1
            session.close()
            assert pool.state.sessions == 0

    run(work)


def test_only_what_fails_goes_elsewhere_and_the_next_utterance_comes_back() -> None:
    async def work() -> None:
        async with Running(elsewhere(), scripted(1)) as pool:
            session = pool.open(RecognitionSpec())
            # "block" says nothing to the local engine.
            session.push(said("wrong-key"))
            changed = await session.ask()
            assert (text(changed), changed.engine, changed.fallback) == ("wrong-key", "scripted", "401 Unauthorized")
            other = await heard(pool, "fine")
            assert (text(other), other.engine) == ("fine", "cloud")
            session.reset()
            session.push(said("again"))
            again = await session.ask()
            assert (text(again), again.engine, again.fallback) == ("again", "cloud", "")
            session.close()

    run(work)


def test_a_change_of_a_service_is_told() -> None:
    async def work() -> None:
        running = Running(elsewhere(), scripted(1))
        async with running as pool:
            await heard(pool, "wrong-key")
            assert running.changes == [ServiceChange("cloud", False, "key", "401 Unauthorized")]
            await until(lambda: pool.services == {"cloud": ServiceFigures(requests=1)})

    run(work)


def test_without_another_engine_the_caller_is_told_why() -> None:
    async def work() -> None:
        async with Running(elsewhere(languages=("de-DE",)), scripted(1)) as pool:
            session = pool.open(RecognitionSpec("de-DE"))
            session.push(said("refuse"))
            with pytest.raises(EngineError, match="refused"):
                await session.ask()
            assert pool.counters.fallbacks == 0

    run(work)


def test_a_worker_that_waits_is_not_hung_and_one_that_blocks_is() -> None:
    async def work() -> None:
        async with Running(elsewhere(), scripted(1), ask_timeout_s=2.0, patience_s=30.0) as pool:
            waiting = asyncio.create_task(heard(pool, "never"))
            await asyncio.sleep(3.5)
            assert not waiting.done()
            assert pool.counters.hung == 0
            blocked = await heard(pool, "block")
            assert (text(blocked), blocked.engine) == ("block", "scripted")
            assert blocked.fallback.startswith("hung for")
            assert pool.counters.hung == 1
            assert (await waiting).engine == "scripted"

    run(work)


def test_a_worker_that_dies_costs_nobody_an_answer() -> None:
    async def work() -> None:
        async with Running(elsewhere(), scripted(1), first_restart_s=0.01) as pool:
            others = [asyncio.create_task(heard(pool, f"wait {number}")) for number in range(3)]
            await asyncio.sleep(0.02)
            # "kill" would end the local worker as well: the ask that does is tried once more, and given up.
            killer = pool.open(RecognitionSpec())
            killer.push(said("kill"))
            with pytest.raises(WorkerLostError):
                await killer.ask()
            assert [text(one) for one in await asyncio.gather(*others)] == ["wait 0", "wait 1", "wait 2"]
            await until(lambda: pool.state.ready == 2)
            assert (await heard(pool, "later")).engine == "cloud"

    run(work)


def test_nobody_waits_for_a_worker_that_is_not_there() -> None:
    async def work() -> None:
        async with Running(elsewhere(), scripted(1), first_restart_s=30.0) as pool:
            pid = next(seat.process.pid for seat in pool._seats if seat.remote and seat.process)
            for _ in range(2):  # the first death costs no pause, the second does
                os.kill(pid, signal.SIGKILL)
                await until(lambda: pool.state.ready == 1)
                if pool.counters.worker_deaths == 1:
                    await until(lambda: pool.state.ready == 2)
                    pid = next(seat.process.pid for seat in pool._seats if seat.remote and seat.process)
            answer = await heard(pool, "yes")
            assert (text(answer), answer.engine, answer.fallback) == ("yes", "scripted", "its process is not there")

    run(work)
