"""When everything is looked at, and that what a call leaves behind needs no looking at."""

import asyncio
import gc
import sys
import weakref
from collections.abc import Iterator

import pytest

from mrcp_server.garbage_collection import CollectionPolicy, give_back, let_go_of_cancelled
from mrcp_server.observability.process_samples import resident_bytes


@pytest.fixture(name="plan")
def _plan() -> Iterator[CollectionPolicy]:
    before = gc.get_threshold()
    plan = CollectionPolicy()
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


def test_at_least_once_in_an_hour(plan: CollectionPolicy) -> None:
    assert not plan.sweep(3699.0, is_idle=False)
    assert plan.sweep(3701.0, is_idle=False)
    assert not plan.sweep(3702.0, is_idle=False)


def test_when_memory_has_grown_by_a_quarter(plan: CollectionPolicy) -> None:
    assert not plan.sweep(200.0, is_idle=False, resident_bytes=1000)
    assert not plan.sweep(300.0, is_idle=False, resident_bytes=1250)
    assert plan.sweep(310.0, is_idle=False, resident_bytes=1251)
    assert not plan.sweep(320.0, is_idle=False, resident_bytes=2000), "what is left now is the measure"
    assert not plan.sweep(330.0, is_idle=False, resident_bytes=2600), "it was a moment ago"
    assert plan.sweep(371.0, is_idle=False, resident_bytes=2600)


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
    CollectionPolicy().end()
    assert gc.get_threshold() == before
