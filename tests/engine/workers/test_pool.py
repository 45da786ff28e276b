"""The pool over real workers with the tone engine, and its rules over worker doubles."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from engine.audio.loudness import load_gains
from engine.errors import DeadlyInputError, EngineError, OverloadedError, WorkerLostError
from engine.interface import AudioFormat, Piece, Span
from engine.registry import EngineSpec
from engine.workers import pool as pool_module
from engine.workers.pool import PoolOptions, Priority, WorkerPool
from engine.workers.rendition import Rendition
from engine.workers.worker_messages import Audio, ClipCut, Failed, Measured, Play, Ready, Render, Setup
from tests.fakes.engine import TONE

FMT = AudioFormat("PCM", 8000)
ONE_TONE = PoolOptions(engines=(EngineSpec("tone"),), workers=1)


def piece(text: str) -> Piece:
    return Piece((Span(text),), "tone")


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 30))


async def ended(rendition: Rendition) -> Rendition:
    loop = asyncio.get_running_loop()
    while not rendition.done:
        await rendition.changed(loop)
    return rendition


async def begun(rendition: Rendition) -> Rendition:
    loop = asyncio.get_running_loop()
    while not rendition.payloads:
        await rendition.changed(loop)
    return rendition


# --- real workers ---------------------------------------------------------------------------------------------------


class Running:
    """`async with Running(options) as pool`."""

    def __init__(self, **options: Any) -> None:
        self.pool = WorkerPool(replace(ONE_TONE, **options))

    async def __aenter__(self) -> WorkerPool:
        await self.pool.start()
        return self.pool

    async def __aexit__(self, *error: object) -> None:
        await self.pool.close()


def test_pieces_come_back_whole() -> None:
    async def work() -> None:
        async with Running(workers=2) as pool:
            assert [voice.name for voice in pool.voices] == ["tone"]
            assert pool.state[:3] == (2, 0, 0)
            assert len(set(pool.state.pids)) == 2
            renditions = [pool.render(piece("one two"), FMT) for _ in range(5)]
            for rendition in renditions:
                await ended(rendition)
                assert (rendition.samples, rendition.words) == (560, [(0, 0), (4, 320)])
            bad = await ended(pool.play(b"1234", 8000, ClipCut(), AudioFormat("PCM", 11_025)))
            assert bad.error is not None
            assert (pool.counters.jobs, pool.counters.failed) == (6, 1)

    run(work())


def test_a_worker_killed_in_the_middle_loses_nothing() -> None:
    async def work() -> None:
        async with Running(workers=2) as pool:
            rendition = pool.render(piece("!chunk 50 tone 440 300 wait 200 word 7 tone 440 300"), FMT)
            await begun(rendition)
            busy = next(seat for seat in pool._seats if seat.job is not None)
            assert busy.process is not None
            os.kill(busy.process.pid, signal.SIGKILL)
            await ended(rendition)
            assert rendition.error is None
            assert rendition.samples == 4800
            assert rendition.words == [(7, 2400)]
            assert (pool.counters.retried, pool.counters.worker_deaths) == (1, 1)
            while pool.state.ready < 2:  # noqa: ASYNC110 (once, nothing to signal)
                await asyncio.sleep(0.01)

    run(work())


def test_with_one_worker_its_successor_takes_the_piece(tmp_path: Path) -> None:
    async def work() -> None:
        async with Running() as pool:
            rendition = await ended(pool.render(piece(f"!tone 440 100 kill-once {tmp_path / 'x'} tone 440 100"), FMT))
            assert rendition.error is None
            assert rendition.samples == 1600

    run(work())


def test_a_piece_that_crashed_a_worker_is_tried_on_no_other_and_others_live_on() -> None:
    async def work() -> None:
        async with Running(workers=2, first_restart_s=0.01) as pool:
            for _ in range(3):
                deadly = await ended(pool.render(piece("!crash"), FMT))
                assert isinstance(deadly.error, DeadlyInputError)
                assert not deadly.error.retryable
            assert (pool.counters.worker_deaths, pool.counters.retried, pool.counters.failed) == (1, 0, 3)
            assert (await ended(pool.render(piece("on"), FMT))).error is None
            assert pool.failing == ""

    run(work())


def test_engines_that_keep_dying_are_told() -> None:
    async def work() -> None:
        async with Running(first_restart_s=0.001, max_restart_s=0.001) as pool:
            for number in range(3):
                assert pool.failing == ""
                await ended(pool.render(piece(f"!wait {number} crash"), FMT))
            assert "keep dying" in pool.failing

    run(work())


def test_a_hung_worker_is_killed_and_its_piece_fails_in_bounded_time() -> None:
    async def work() -> None:
        async with Running(call_timeout_s=0.2) as pool:
            before = time.monotonic()
            hung = await ended(pool.render(piece("!tone 440 50 hang"), FMT))
            assert isinstance(hung.error, WorkerLostError)
            assert time.monotonic() - before < 2
            assert (pool.counters.hung, pool.counters.retried) == (1, 0)
            assert (await ended(pool.render(piece("on"), FMT))).error is None

    run(work())


def test_cancel_is_effective_within_milliseconds() -> None:
    async def work() -> None:
        async with Running() as pool:
            rendition = await begun(pool.render(piece("!tone 440 50 stall"), FMT))
            rendition.acquire()
            before = time.monotonic()
            rendition.release()
            await ended(rendition)
            assert time.monotonic() - before < 0.1
            assert pool.counters.cancelled == 1
            assert pool.counters.failed == 0

    run(work())


def test_an_engine_that_ignores_a_cancel_is_killed() -> None:
    async def work() -> None:
        async with Running(cancel_timeout_s=0.1) as pool:
            rendition = await begun(pool.render(piece("!tone 440 50 hang"), FMT))
            rendition.acquire()
            rendition.release()
            assert (await ended(rendition)).error is not None
            assert (await ended(pool.render(piece("on"), FMT))).error is None

    run(work())


@pytest.mark.parametrize("failure", [{"engines": (EngineSpec("nobody"),)}, {"warm_voices": ("nobody",)}])
def test_a_pool_that_cannot_work_says_why(failure: dict[str, Any]) -> None:
    async def work() -> None:
        pool = WorkerPool(replace(ONE_TONE, first_restart_s=0.0, **failure))
        with pytest.raises(EngineError, match="nobody"):
            await pool.start()

    run(work())


def test_closing_ends_workers_and_fails_what_is_open() -> None:
    async def work() -> None:
        async with Running() as pool:
            pids = pool.state.pids
            running, waiting = pool.render(piece("!stall"), FMT), pool.render(piece("on"), FMT)
        assert running.error is not None
        assert waiting.error is not None
        for pid in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)

    run(work())


# --- rules, over doubles --------------------------------------------------------------------------------------------


class ProcessDouble:
    """A worker that does what the test says."""

    made: ClassVar[list[ProcessDouble]] = []

    def __init__(self, events: WorkerPool) -> None:
        self.events = events
        self.heard_at = asyncio.get_running_loop().time()
        self.told: list[Any] = []
        self.killed = ""
        self.pid = len(self.made) + 1
        self.setup: Setup | None = None
        self.made.append(self)

    async def start(self, setup: Setup) -> None:
        self.setup = setup
        self.ready()

    def ready(self) -> None:
        self.events.worker_ready(self, Ready((TONE,), {"tone": 1.0}))  # type: ignore[arg-type]  # a double

    def render(self, command: Render) -> None:
        self.told.append(command)

    def play(self, command: Play, recording: bytes) -> None:
        self.told.append((command, recording))

    def cancel(self, job: int) -> None:
        self.told.append(job)

    def finish(self) -> None:
        self.sound(Audio(self.job, b"ab", (), last=True))

    def sound(self, sound: Audio | Failed) -> None:
        self.events.worker_sound(self, sound)  # type: ignore[arg-type]  # a double

    crashed = False

    def die(self, reason: str = "status -9") -> None:
        self.events.worker_ended(self, reason)  # type: ignore[arg-type]  # a double

    def kill(self, reason: str) -> None:
        self.killed = reason
        self.die(reason)

    async def close(self) -> None:
        self.die("closed")

    @property
    def job(self) -> int:
        job: int = self.told[-1].job
        return job

    @property
    def texts(self) -> list[str]:
        return [command.piece.text for command in self.told if isinstance(command, Render)]


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> list[ProcessDouble]:
    monkeypatch.setattr(pool_module, "WorkerProcess", ProcessDouble)
    ProcessDouble.made = []
    return ProcessDouble.made


def test_what_is_due_first_goes_first_and_nobody_starves(workers: list[ProcessDouble]) -> None:
    async def work() -> None:
        async with Running() as pool:
            (worker,) = workers
            for text, priority in (
                ("running", Priority.FIRST),
                ("warm", Priority.BACKGROUND),
                ("more", Priority.CONTINUATION),
                ("first", Priority.FIRST),
                ("second", Priority.FIRST),
            ):
                pool.render(piece(text), FMT, priority)
            assert pool.state.waiting == 4
            for _ in range(5):
                worker.finish()
            assert worker.texts == ["running", "first", "second", "more", "warm"]
            assert pool.state == (1, 0, 0, (1,))

    run(work())


def test_a_waiting_job_that_is_cancelled_is_passed_over(workers: list[ProcessDouble]) -> None:
    async def work() -> None:
        async with Running(max_waiting=2) as pool:
            pool.render(piece("running"), FMT)
            waiting = pool.render(piece("left"), FMT)
            waiting.acquire()
            waiting.release()
            assert waiting.error is not None
            pool.render(piece("kept"), FMT)
            workers[0].finish()
            assert workers[0].texts == ["running", "kept"]
            assert pool.state.waiting == 0

    run(work())


def test_the_queue_is_bounded_also_when_all_of_it_is_cancelled(workers: list[ProcessDouble]) -> None:
    async def work() -> None:
        async with Running(max_waiting=2) as pool:
            pool.render(piece("running"), FMT)
            for _ in range(20):
                waiting = pool.render(piece("left"), FMT)
                waiting.acquire()
                waiting.release()
            assert len(pool._queue) <= 4
            pool.render(piece("a"), FMT)
            pool.render(piece("b"), FMT)
            with pytest.raises(OverloadedError):
                pool.render(piece("c"), FMT)

    run(work())


def test_a_dead_workers_job_goes_before_all_others(workers: list[ProcessDouble]) -> None:
    async def work() -> None:
        async with Running() as pool:
            rendition = pool.render(piece("lost"), FMT)
            pool.render(piece("waiting"), FMT)
            workers[0].sound(Audio(workers[0].job, b"ab"))
            workers[0].die()
            await asyncio.sleep(0.01)
            assert workers[1].texts == ["lost"]
            workers[1].sound(Audio(workers[1].job, b"abcd", (), last=True))
            assert b"".join(rendition.payloads) == b"abcd"
            assert workers[1].texts == ["lost", "waiting"]

    run(work())


def test_a_job_that_was_cancelled_dies_with_its_worker(workers: list[ProcessDouble]) -> None:
    async def work() -> None:
        async with Running(workers=2) as pool:
            rendition = pool.render(piece("lost"), FMT)
            rendition.acquire()
            rendition.release()
            rendition.release()
            assert workers[0].told[-1] == 1
            workers[0].die()
            assert rendition.error is not None
            assert workers[1].told == []
            assert pool.counters.failed == 0

    run(work())


def test_what_an_engine_calls_retryable_is_tried_once_more(workers: list[ProcessDouble]) -> None:
    async def work() -> None:
        async with Running() as pool:
            rendition = pool.render(piece("again"), FMT)
            workers[0].sound(Failed(workers[0].job, "busy", retryable=True))
            assert workers[0].texts == ["again", "again"]
            workers[0].sound(Failed(workers[0].job, "busy", retryable=True))
            assert rendition.error is not None
            assert (rendition.error.reason, rendition.error.retryable) == ("busy", True)
            assert pool.counters.failed == 1

    run(work())


def test_sounds_of_other_jobs_and_strangers_are_dropped(workers: list[ProcessDouble]) -> None:
    async def work() -> None:
        async with Running() as pool:
            rendition = pool.render(piece("mine"), FMT)
            workers[0].sound(Audio(99, b"ab"))
            stranger = ProcessDouble(pool)
            stranger.sound(Audio(workers[0].job, b"ab"))
            stranger.ready()
            stranger.die()
            assert rendition.payloads == []
            assert pool.state.ready == 1

    run(work())


def test_recordings_are_given_to_a_worker_as_pieces_are(workers: list[ProcessDouble]) -> None:
    async def work() -> None:
        async with Running() as pool:
            into = Rendition(2)
            assert pool.play(b"1234", 16_000, ClipCut(), FMT, into=into) is into
            command, samples = workers[0].told[0]
            assert (command.size_bytes, command.rate_hz, samples) == (4, 16_000, b"1234")
            into = Rendition(2)
            assert pool.render(piece("a"), FMT, into=into) is into

    run(work())


def test_gains_are_learned_shared_and_kept(workers: list[ProcessDouble], tmp_path: Path) -> None:
    async def work() -> None:
        path = str(tmp_path / "gains.json")
        async with Running(gains_path=path, workers=2) as pool:
            measured = Measured("other", 0.5)
            pool.worker_measured(workers[0], measured)  # type: ignore[arg-type]  # a double
            pool.worker_measured(workers[1], measured)  # type: ignore[arg-type]  # a double
            assert load_gains(path) == {"tone": 1.0, "other": 0.5}
            workers[0].die()
            await asyncio.sleep(0.01)
            assert workers[-1].setup is not None
            assert workers[-1].setup.gains == {"tone": 1.0, "other": 0.5}
        assert WorkerPool(PoolOptions(gains_path=path))._gains == {"tone": 1.0, "other": 0.5}

    run(work())


def test_a_worker_that_never_gets_ready_is_killed(
    workers: list[ProcessDouble], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(self: ProcessDouble, setup: Setup) -> None:
        """Says nothing."""

    monkeypatch.setattr(ProcessDouble, "start", silent)

    async def work() -> None:
        pool = WorkerPool(PoolOptions(workers=1, start_timeout_s=0.01, first_restart_s=0.0))
        with pytest.raises(EngineError, match="hung"):
            await pool.start()
        assert pool.counters.hung == 3

    run(work())


def test_as_many_workers_as_cores() -> None:
    assert len(WorkerPool(PoolOptions())._seats) == (os.cpu_count() or 1)
