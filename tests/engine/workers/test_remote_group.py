"""The group of services over a real worker with a scripted engine."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from engine.errors import EngineError, WorkerLostError
from engine.interface import AudioFormat, Piece, Span
from engine.registry import EngineSpec
from engine.remote.errors import Fault, ServiceError
from engine.remote.guard import ServiceGuard
from engine.remote.settings import ServiceSettings
from engine.workers.pool import PoolOptions, Priority, WorkerPool
from engine.workers.remote_group import RemoteEngine
from engine.workers.rendition import Rendition

FMT = AudioFormat("PCM", 8000)
FACTORY = "tests.fakes.async_engine:ScriptedService"


@asynccontextmanager
async def running(**changes: Any) -> AsyncIterator[tuple[WorkerPool, ServiceGuard]]:
    pool_changes = {name: changes.pop(name) for name in ("cancel_timeout_s", "max_waiting") if name in changes}
    values = {"connect_timeout_s": 0.5, "first_byte_timeout_s": 5.0, "idle_timeout_s": 0.5, "retries": 0, **changes}
    settings = ServiceSettings(name="far", kind="openai", **values)
    guard = ServiceGuard(settings)
    engine = RemoteEngine(EngineSpec("far", {}, FACTORY), settings)
    pool = WorkerPool(
        PoolOptions(engines=(EngineSpec("tone"),), workers=1, remote=(engine,), **pool_changes), {"far": guard}
    )
    await pool.start()
    try:
        yield pool, guard
    finally:
        await pool.close()


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 30))


def say(pool: WorkerPool, text: str, priority: Priority = Priority.FIRST) -> Rendition:
    rendition = Rendition(FMT.sample_bytes)
    rendition.acquire()
    return pool.render(Piece((Span(text),), "far/one"), FMT, priority, into=rendition)


async def ended(rendition: Rendition) -> Rendition:
    while not rendition.done:
        await rendition.changed(asyncio.get_running_loop())
    return rendition


async def begun(rendition: Rendition) -> Rendition:
    while not rendition.payloads and not rendition.done:
        await rendition.changed(asyncio.get_running_loop())
    return rendition


def fault_of(rendition: Rendition) -> Fault | None:
    return rendition.error.fault if isinstance(rendition.error, ServiceError) else None


def test_its_voices_are_listed_and_speak_many_at_once() -> None:
    async def work() -> None:
        async with running() as (pool, guard):
            assert [voice.name for voice in pool.voices] == ["tone", "far/one"]
            assert pool.is_remote("far/one")
            assert not pool.is_remote("tone")
            assert len(pool.state.pids) == 2
            renditions = [say(pool, "one wait two") for _ in range(10)]
            assert guard.busy == 10
            for rendition in renditions:
                await ended(rendition)
                assert (rendition.error, rendition.samples) == (None, 1600)
            assert (guard.busy, guard.requests, guard.characters.total) == (0, 10, 120)

    run(work())


def test_no_more_than_allowed_at_once_and_first_pieces_first() -> None:
    async def work() -> None:
        async with running(concurrency=1) as (pool, guard):
            first = say(pool, "one wait")
            later = say(pool, "later", Priority.CONTINUATION)
            soon = say(pool, "soon")
            left = say(pool, "left")
            left.release()
            assert (pool.state.waiting, guard.busy) == (2, 1)
            await ended(first)
            await ended(soon)
            assert not later.done
            await ended(later)
            assert (first.error, soon.error, later.error) == (None, None, None)
            assert left.error is not None
            assert (pool.state.waiting, guard.busy, guard.requests) == (0, 0, 3)

    run(work())


def test_who_waits_for_too_long_or_behind_too_many_is_refused() -> None:
    async def work() -> None:
        async with running(concurrency=1, first_byte_timeout_s=0.2, max_waiting=2) as (pool, _guard):
            stalled = say(pool, "stall")
            waiting = [say(pool, "one") for _ in range(2)]
            assert fault_of(say(pool, "one")) is Fault.BUSY
            for rendition in waiting:
                assert fault_of(await ended(rendition)) is Fault.BUSY
            assert pool.state.waiting == 0
            stalled.release()
            assert (await ended(say(pool, "one"))).error is None

    run(work())


def test_a_job_that_hangs_loses_only_itself() -> None:
    """The worker's own time-outs have failed: control's backstop ends the job, and no process."""

    async def work() -> None:
        async with running(first_byte_timeout_s=0.2) as (pool, guard):
            group = pool._remote
            assert group is not None
            pids = group.pids
            hung, other = say(pool, "one stall"), say(pool, "one wait two")
            assert (await ended(other)).error is None
            limit_s = group._services["far"].silence_limit_s
            before = time.monotonic()
            assert fault_of(await ended(hung)) is Fault.TIMEOUT
            assert time.monotonic() - before < limit_s + 1
            assert (await ended(say(pool, "one"))).error is None
            assert (group.pids, group.counters.hung, guard.busy) == (pids, 1, 0)

    run(work())


def test_a_worker_whose_loop_stands_still_is_killed_and_replaced() -> None:
    async def work() -> None:
        async with running(cancel_timeout_s=0.3) as (pool, _guard):
            group = pool._remote
            assert group is not None
            (pid,) = group.pids
            blocked = await begun(say(pool, "one block"))
            beside = say(pool, "one wait two")
            blocked.release()
            await ended(beside)
            assert beside.error is None
            assert group.pids != (pid,)
            assert group.counters.retried == 1

    run(work())


def test_a_worker_that_dies_is_replaced_and_what_nobody_heard_is_asked_again() -> None:
    async def work() -> None:
        async with running() as (pool, guard):
            heard, unheard = say(pool, "one stall"), say(pool, "wait wait wait one")
            await begun(heard)
            assert pool._remote is not None
            os.kill(pool._remote.pids[0], signal.SIGKILL)
            assert isinstance((await ended(heard)).error, WorkerLostError)
            assert (await ended(unheard)).error is None
            assert unheard.samples == 800
            assert guard.busy == 0

    run(work())


def test_a_text_that_kills_every_worker_fails() -> None:
    async def work() -> None:
        async with running() as (pool, _guard):
            assert isinstance((await ended(say(pool, "crash"))).error, WorkerLostError)
            assert (await ended(say(pool, "one"))).error is None

    run(work())


def test_what_the_service_says_reaches_guard_and_reader() -> None:
    async def work() -> None:
        async with running() as (pool, guard):
            failed = await ended(say(pool, "fail"))
            assert fault_of(failed) is Fault.LIMITED
            refused = say(pool, "one")
            assert fault_of(refused) is Fault.PAUSED
            assert guard.faults == {"limited": 1, "paused": 1}

    run(work())


def test_an_engines_own_fault_counts_as_garbage() -> None:
    async def work() -> None:
        async with running() as (pool, guard):
            for text in ("bug", "refuse"):
                assert fault_of(await ended(say(pool, text))) is Fault.GARBAGE
            assert guard.faults == {"garbage": 2}

    run(work())


def test_a_cancel_frees_the_place_at_once() -> None:
    async def work() -> None:
        async with running(concurrency=1) as (pool, guard):
            stalled = await begun(say(pool, "one stall"))
            stalled.release()
            assert guard.busy == 0
            assert (await ended(say(pool, "one"))).error is None
            assert guard.faults == {}

    run(work())


def test_closing_ends_what_is_made_and_what_waits() -> None:
    async def work() -> None:
        async with running(concurrency=1) as (pool, _guard):
            renditions = [say(pool, "stall"), say(pool, "one")]
        for rendition in renditions:
            assert isinstance(rendition.error, EngineError)
            assert rendition.error.reason == "the server ends"

    run(work())
