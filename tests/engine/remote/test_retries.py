"""Trying again."""

import asyncio

import pytest

from engine.remote.errors import Fault, ServiceError
from engine.remote.retries import with_retries


class Attempts:
    def __init__(self, *outcomes: ServiceError | str) -> None:
        self.left = list(outcomes)
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        outcome = self.left.pop(0)
        if isinstance(outcome, ServiceError):
            raise outcome
        return outcome


def run(attempts: Attempts, *, retries: int = 2, begun: bool = False) -> str:
    return asyncio.run(with_retries(retries, attempts, has_begun=lambda: begun))


BROKEN = ServiceError(Fault.BROKEN, "500", retry_after_s=0.001)


def test_until_it_succeeds() -> None:
    attempts = Attempts(BROKEN, BROKEN, "done")
    assert run(attempts) == "done"
    assert attempts.made == 3


def test_no_more_often_than_allowed() -> None:
    attempts = Attempts(BROKEN, BROKEN, "done")
    with pytest.raises(ServiceError):
        run(attempts, retries=1)
    assert attempts.made == 2


@pytest.mark.parametrize("fault", [Fault.KEY, Fault.REFUSED, Fault.TIMEOUT, Fault.GARBAGE])
def test_never_where_it_would_be_the_same_or_too_late(fault: Fault) -> None:
    attempts = Attempts(ServiceError(fault, "no"), "done")
    with pytest.raises(ServiceError):
        run(attempts)
    assert attempts.made == 1


def test_never_after_the_first_audio() -> None:
    attempts = Attempts(BROKEN, "done")
    with pytest.raises(ServiceError):
        run(attempts, begun=True)
    assert attempts.made == 1


def test_who_wants_to_be_asked_much_later_is_not_waited_for() -> None:
    attempts = Attempts(ServiceError(Fault.LIMITED, "429", retry_after_s=30), "done")
    with pytest.raises(ServiceError):
        run(attempts)
    assert attempts.made == 1
