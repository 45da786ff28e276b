"""Real worker processes that are given work of every bad kind."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Self

import pytest

from engine.errors import DeadlyInputError, EngineError, OverloadedError, TooMuchWorkError
from engine.workers.content_pool import ContentOptions, ContentPool

FUNCTIONS = "tests.fakes.content_functions"


class Running:
    def __init__(self, **options: Any) -> None:
        self.pool = ContentPool(ContentOptions(**{"memory_bytes": 256 << 20, "first_restart_s": 0.01, **options}))

    async def __aenter__(self) -> Self:
        self.pool.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.pool.close()

    async def does(self, function: str, data: bytes = b"", **how: Any) -> bytes:
        return await self.pool.run(f"{FUNCTIONS}:{function}", data, **how)


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 60))


def test_octets_of_any_size_go_and_come() -> None:
    async def work() -> None:
        async with Running() as workers:
            for size in (0, 5, (3 << 20) + 1):
                assert await workers.does("echo", b"x" * size) == b"x" * size
            assert len(workers.pool.pids) == 2
            assert (workers.pool.counters.tasks, workers.pool.counters.failed) == (3, 0)

    run(work)


def test_what_a_function_raises_is_told_and_costs_no_worker() -> None:
    async def work() -> None:
        async with Running(workers=1) as workers:
            with pytest.raises(EngineError, match="ValueError: so"):
                await workers.does("fail", b"so")
            assert await workers.does("echo", b"on") == b"on"
            assert workers.pool.counters.worker_deaths == 0

    run(work)


def test_what_takes_too_long_is_ended_and_others_are_served_meanwhile() -> None:
    async def work() -> None:
        async with Running(task_s=1.0) as workers:
            endless = [asyncio.create_task(workers.does("spin", source="bad")) for _ in range(3)]
            for _ in range(3):
                assert await workers.does("echo", b"me", source="good") == b"me"
            assert not endless[0].done()
            for task in endless:
                with pytest.raises(TooMuchWorkError, match="longer than 1 s"):
                    await task
            assert workers.pool.counters.hung == 3

    run(work)


def test_what_takes_too_much_memory_fails() -> None:
    async def work() -> None:
        async with Running(workers=1) as workers:
            with pytest.raises(TooMuchWorkError, match="too much memory"):
                await workers.does("swell")
            assert await workers.does("echo", b"on") == b"on"

    run(work)


def test_what_makes_too_much_fails() -> None:
    async def work() -> None:
        async with Running(workers=1, max_answer_bytes=1 << 20) as workers:
            assert len(await workers.does("inflate", b"1000000")) == 1_000_000
            with pytest.raises(TooMuchWorkError, match="too large"):
                await workers.does("inflate", b"5000000")
            assert await workers.does("echo", b"on") == b"on"

    run(work)


def test_what_crashed_a_worker_is_given_to_no_other() -> None:
    async def work() -> None:
        async with Running(workers=1) as workers:
            for _ in range(3):
                with pytest.raises(DeadlyInputError):
                    await workers.does("crash", b"this")
            assert workers.pool.counters.worker_deaths == 1
            assert await workers.does("echo", b"on") == b"on"

    run(work)


def test_what_was_in_a_worker_that_somebody_killed_is_done_by_the_next(tmp_path: Path) -> None:
    async def work() -> None:
        async with Running(workers=1) as workers:
            assert await workers.does("killed_once", str(tmp_path / "mark").encode()) == b"done"

    run(work)


def test_a_task_that_nobody_wants_any_more_is_ended() -> None:
    async def work() -> None:
        async with Running(workers=1) as workers:
            task = asyncio.create_task(workers.does("spin"))
            while not any(seat.running for seat in workers.pool._seats):  # noqa: ASYNC110 (once, nothing to signal)
                await asyncio.sleep(0.01)
            task.cancel()
            assert await workers.does("echo", b"on") == b"on"

    run(work)


def test_one_source_cannot_have_the_whole_queue() -> None:
    async def work() -> None:
        async with Running() as workers:
            tasks = [asyncio.create_task(workers.does("sleep", b"300", source="bad")) for _ in range(102)]
            await asyncio.sleep(0)
            with pytest.raises(OverloadedError):
                await workers.does("echo", source="bad")
            assert await workers.does("echo", b"me", source="good") == b"me"
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    run(work)


def test_the_end_is_told_to_who_waits() -> None:
    async def work() -> None:
        async with Running(workers=1) as workers:
            tasks = [asyncio.create_task(workers.does("spin", source=str(number))) for number in range(2)]
            await asyncio.sleep(0.5)
        for task in tasks:
            with pytest.raises(EngineError, match="the server ends"):
                await task

    run(work)
