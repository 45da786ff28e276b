import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from engine.errors import OverloadedError
from engine.turns import FairThreads, Turns


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 20))


def turns(places: int = 2, share: int = 1, *, max_waiting: int = 10, max_waiting_of_one: int = 5) -> Turns:
    return Turns(places, share, max_waiting=max_waiting, max_waiting_of_one=max_waiting_of_one)


class Taking:
    """Takes turns and notes who got one."""

    def __init__(self, of: Turns) -> None:
        self.turns = of
        self.got: list[str] = []

    async def ask(self, *sources: str) -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(self._take(source)) for source in sources]
        await asyncio.sleep(0.01)
        return tasks

    async def _take(self, source: str) -> None:
        await self.turns.take(source)
        self.got.append(source)


def test_one_source_leaves_places_to_others() -> None:
    async def work() -> None:
        taking = Taking(turns())
        await taking.ask("a", "a", "a", "b")
        assert taking.got == ["a", "b"]
        taking.turns.give("b")
        await asyncio.sleep(0)
        assert taking.got == ["a", "b"]
        taking.turns.give("a")
        await asyncio.sleep(0.01)
        assert taking.got == ["a", "b", "a"]

    run(work)


def test_who_waits_comes_round_robin() -> None:
    async def work() -> None:
        taking = Taking(turns(1))
        await taking.ask("a", "a", "a", "b", "c", "b")
        for source in ("a", "a", "b", "c", "a"):
            taking.turns.give(source)
            await asyncio.sleep(0.01)
        assert taking.got == ["a", "a", "b", "c", "a", "b"]
        assert taking.turns.waiting == 0

    run(work)


def test_the_only_source_may_have_every_place_where_its_share_is_so() -> None:
    async def work() -> None:
        taking = Taking(turns(3, 3))
        await taking.ask("a", "a", "a")
        assert taking.got == ["a"] * 3

    run(work)


def test_too_many_that_wait_are_refused_of_one_source_sooner() -> None:
    async def work() -> None:
        taking = Taking(turns(1, max_waiting=4, max_waiting_of_one=2))
        await taking.ask("a", "a", "a", "b", "c")
        for source in ("a", "d"):
            with pytest.raises(OverloadedError):
                await taking.turns.take(source)

    run(work)


def test_who_does_not_want_its_turn_any_more_leaves_it() -> None:
    async def work() -> None:
        taking = Taking(turns(1))
        _, waiting, _ = await taking.ask("a", "b", "c")
        waiting.cancel()
        taking.turns.give("a")
        await asyncio.sleep(0.01)
        assert taking.got == ["a", "c"]
        late = asyncio.create_task(taking.turns.take("d"))
        await asyncio.sleep(0)
        taking.turns.give("c")
        late.cancel()
        await asyncio.sleep(0.01)
        await asyncio.wait_for(taking.turns.take("e"), 1)

    run(work)


def test_threads_are_held_until_their_work_ends() -> None:
    async def work() -> None:
        with ThreadPoolExecutor(1) as executor:
            threads = FairThreads(executor, 1)
            assert await threads.run("a", lambda: 7) == 7
            begin, end = asyncio.Event(), threading.Event()
            loop = asyncio.get_running_loop()

            def long() -> None:
                loop.call_soon_threadsafe(begin.set)
                end.wait(10)

            given_up = asyncio.create_task(threads.run("a", long))
            await begin.wait()
            given_up.cancel()
            other = asyncio.create_task(threads.run("b", lambda: 8))
            await asyncio.sleep(0.05)
            assert not other.done()
            end.set()
            assert await other == 8
            with pytest.raises(ZeroDivisionError):
                await threads.run("a", lambda: 1 // 0)

    run(work)
