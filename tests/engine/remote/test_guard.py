"""Whether a service may be asked."""

import pytest

from engine.remote.breaker import BreakerState
from engine.remote.errors import Fault, ServiceError
from engine.remote.guard import ServiceChange, ServiceFigures, ServiceGuard
from engine.remote.settings import ServiceSettings


def guard(told: list[ServiceChange] | None = None, **settings: int) -> ServiceGuard:
    kept = told if told is not None else []
    return ServiceGuard(ServiceSettings(name="a", kind="openai", **settings), kept.append)  # type: ignore[arg-type]


def refused(one: ServiceGuard, now: float = 0, **cost: int) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        one.admit(now, **cost)
    return caught.value


def test_as_many_at_once_as_are_allowed() -> None:
    one = guard(concurrency=2)
    one.admit(0)
    one.admit(0)
    assert refused(one).fault is Fault.BUSY
    one.withdrawn()
    one.admit(0)
    assert (one.busy, one.requests, one.faults) == (2, 3, {"busy": 1})


def test_no_more_than_may_be_spent_and_that_is_told_once_a_minute() -> None:
    told: list[ServiceChange] = []
    one = guard(told, characters_per_minute=100, seconds_per_day=10)
    one.admit(0, characters=100)
    error = refused(one, 1, characters=1)
    assert (error.fault, error.reason) == (Fault.SPENT, "a: the limit of 100 characters a minute is reached")
    refused(one, 2, characters=1)
    assert [change.fault for change in told] == ["spent"]
    assert one.characters.total == 100
    one.admit(100, seconds=8)
    assert one.spend_seconds(2, 100)
    assert not one.spend_seconds(0.1, 100)
    assert [change.reason for change in told][1:] == ["the limit of 10 seconds of audio a day is reached"]


def test_a_wrong_key_is_told_once_and_asked_for_no_more() -> None:
    told: list[ServiceChange] = []
    one = guard(told)
    for now in (0.0, 300.0, 700.0):
        one.admit(now)
        one.failed(ServiceError(Fault.KEY, "a: 401"), now)
        assert refused(one, now + 1).fault is Fault.KEY
    assert told == [ServiceChange("a", False, "key", "a: 401")]
    one.admit(1100)
    one.succeeded()
    assert told[1:] == [ServiceChange("a", True, "", "")]
    assert (one.state, one.busy) == (BreakerState.CLOSED, 0)


def test_what_is_refused_or_fails_is_counted_by_its_fault() -> None:
    one = guard(breaker_failures=1)
    one.admit(0)
    one.failed(ServiceError(Fault.TIMEOUT, "slow"), 0)
    refused(one)
    assert one.faults == {"timeout": 1, "paused": 1}


def test_figures() -> None:
    made = guard(seconds_per_day=100)
    made.admit(0.0, characters=10, seconds=2.5)
    made.failed(ServiceError(Fault.KEY, "401"), 0.0)
    made.admit(400.0)
    assert made.figures == ServiceFigures(0.5, 1, 2, 10.0, 2.5, {"key": 1})
