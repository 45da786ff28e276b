"""When everything is looked at, and that what a call leaves behind needs no looking at."""

import gc
from collections.abc import Iterator

import pytest

from mrcp_server.garbage_collection import CollectionPolicy


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


def test_an_end_without_a_beginning_changes_nothing() -> None:
    before = gc.get_threshold()
    CollectionPolicy().end()
    assert gc.get_threshold() == before
