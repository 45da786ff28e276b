"""When everything is looked at, and that what a call leaves behind needs no looking at."""

import asyncio
import gc
import sys
import weakref
from collections.abc import Iterator

import pytest

from mrcp_server.garbage_collection import CollectionPolicy, give_back, let_go_of_cancelled
from mrcp_server.observability.process_samples import resident_bytes


class Memory:
    """What the process takes, and what is left of it after a look."""

    def __init__(self) -> None:
        self.octets = self.left = 1000

    def __call__(self) -> int:
        octets, self.octets = self.octets, min(self.octets, self.left)
        return octets


@pytest.fixture(name="memory")
def _memory() -> Memory:
    return Memory()


@pytest.fixture(name="plan")
def _plan(memory: Memory) -> Iterator[CollectionPolicy]:
    before = gc.get_threshold()
    plan = CollectionPolicy(memory)
    plan.begin(100.0)
    yield plan
    plan.end()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def grow() -> list[list[int]]:
    """So much that the young are looked at."""
    return [[number] for number in range(3 * gc.get_threshold()[0])]


def test_what_is_there_at_the_beginning_stays(plan: CollectionPolicy) -> None:
    assert gc.get_freeze_count() > 0


def test_while_calls_run_only_the_young_are_looked_at(plan: CollectionPolicy) -> None:
    full_before = gc.get_stats()[2]["collections"]
    kept = [grow() for _ in range(30)]
    assert len(kept) == 30
    assert not plan.sweep(200.0, is_idle=False)
    assert gc.get_stats()[2]["collections"] == full_before


def test_with_nobody_waiting_all_are_looked_at_once(plan: CollectionPolicy) -> None:
    kept = grow()
    assert plan.sweep(200.0, is_idle=True)
    assert not plan.sweep(230.0, is_idle=True), "nothing has been made since"
    assert kept


def test_with_nobody_waiting_what_calls_took_is_given_back(plan: CollectionPolicy, memory: Memory) -> None:
    assert not plan.sweep(200.0, is_idle=True)
    memory.octets, memory.left = 1300, 1250
    assert plan.sweep(263.0, is_idle=False), "grown by a quarter, and in use"
    memory.octets, memory.left = 1250, 1010
    assert plan.sweep(266.0, is_idle=True), "more than with nobody there before"
    memory.octets = 1020
    assert not plan.sweep(269.0, is_idle=True)
    memory.octets, memory.left = 1040, 1040
    assert plan.sweep(272.0, is_idle=True)
    memory.octets = 1040
    assert not plan.sweep(275.0, is_idle=True), "it has been looked at, and is needed"


def test_once_more_when_the_last_call_is_forgotten(plan: CollectionPolicy) -> None:
    assert not plan.sweep(200.0, is_idle=False)
    assert not plan.sweep(239.0, is_idle=True)
    assert plan.sweep(241.0, is_idle=True)
    assert not plan.sweep(300.0, is_idle=True)


def test_at_least_once_in_an_hour(plan: CollectionPolicy) -> None:
    assert not plan.sweep(3699.0, is_idle=False)
    assert plan.sweep(3701.0, is_idle=False)
    assert not plan.sweep(3702.0, is_idle=False)


def test_when_memory_has_grown_by_a_quarter(plan: CollectionPolicy, memory: Memory) -> None:
    memory.octets = 1250
    assert not plan.sweep(200.0, is_idle=False)
    memory.octets, memory.left = 1251, 1200
    assert plan.sweep(210.0, is_idle=False)
    memory.octets = 1500
    assert not plan.sweep(300.0, is_idle=False), "what was left is the measure"
    memory.octets = 1501
    assert plan.sweep(310.0, is_idle=False)
    memory.octets = 2000
    assert not plan.sweep(360.0, is_idle=False), "it was a moment ago"
    memory.octets = 2000
    assert plan.sweep(371.0, is_idle=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is glibc that keeps memory")
def test_memory_of_many_is_given_back_though_one_stays() -> None:
    before = resident_bytes()
    kept = [bytearray(2000) for _ in range(40_000)]
    assert resident_bytes() - before > 60_000_000
    del kept[:-1]
    give_back()
    assert resident_bytes() - before < 30_000_000


@pytest.mark.anyio
@pytest.mark.parametrize("lets_go", [False, True])
async def test_a_task_that_was_cancelled_keeps_nothing_alive(lets_go: bool) -> None:
    class Session:
        async def wait(self) -> None:
            async with asyncio.timeout(5) as limit:
                assert not limit.expired()
                await asyncio.sleep(5)

    loop = asyncio.get_running_loop()
    if lets_go:
        let_go_of_cancelled(loop)
    gc.disable()
    try:
        session = Session()
        task = loop.create_task(session.wait())
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.sleep(0.01)
        seen = weakref.ref(session)
        del session, task
        assert (seen() is None) is lets_go
    finally:
        loop.set_task_factory(None)
        gc.enable()
        gc.collect()


def test_an_end_without_a_beginning_changes_nothing() -> None:
    before = gc.get_threshold()
    CollectionPolicy(Memory()).end()
    assert gc.get_threshold() == before
