"""The circuit breaker, arrow by arrow."""

from engine.remote.breaker import KEY_PAUSE_S, MAX_PAUSE_S, BreakerState, CircuitBreaker
from engine.remote.errors import Fault, ServiceError

BROKEN = ServiceError(Fault.BROKEN, "500")


def opened(at: float = 0.0) -> CircuitBreaker:
    breaker = CircuitBreaker(3, 10.0)
    for _ in range(3):
        breaker.failed(BROKEN, at)
    assert breaker.state is BreakerState.OPEN
    return breaker


def test_failures_in_a_row_open_it_and_others_do_not() -> None:
    breaker = CircuitBreaker(3, 10.0)
    for _ in range(5):
        breaker.failed(BROKEN, 0)
        breaker.failed(BROKEN, 0)
        breaker.succeeded()
    assert breaker.refusal(0) is None
    for _ in range(9):
        breaker.failed(ServiceError(Fault.REFUSED, "such a text"), 0)
    assert breaker.refusal(0) is None


def test_open_it_refuses_and_says_why_and_how_long() -> None:
    refusal = opened().refusal(4)
    assert refusal is not None
    assert (refusal.fault, refusal.reason, refusal.retry_after_s) == (Fault.PAUSED, "500", 6.0)


def test_one_probe_after_the_pause_decides() -> None:
    breaker = opened()
    assert breaker.refusal(10) is None
    assert breaker.state is BreakerState.PROBING
    assert breaker.refusal(10) is not None
    breaker.succeeded()
    assert (breaker.refusal(10), breaker.state) == (None, BreakerState.CLOSED)


def test_a_probe_that_fails_doubles_the_pause_up_to_a_limit() -> None:
    breaker, now, pauses = opened(), 10.0, []
    for _ in range(8):
        assert breaker.refusal(now) is None
        breaker.failed(BROKEN, now)
        refusal = breaker.refusal(now)
        assert refusal is not None
        pauses.append(refusal.retry_after_s)
        now += refusal.retry_after_s
    assert pauses[:3] == [20, 40, 80]
    assert pauses[-1] == MAX_PAUSE_S


def test_a_probe_that_was_given_up_leaves_room_for_another() -> None:
    breaker = opened()
    assert breaker.refusal(10) is None
    breaker.withdrawn()
    assert breaker.refusal(10) is None


def test_a_probe_that_is_refused_for_its_content_shows_that_the_service_lives() -> None:
    breaker = opened()
    assert breaker.refusal(10) is None
    breaker.failed(ServiceError(Fault.REFUSED, "no"), 10)
    assert breaker.state is BreakerState.CLOSED


def test_a_wrong_key_opens_it_at_once_and_for_long() -> None:
    breaker = CircuitBreaker(3, 10.0)
    breaker.failed(ServiceError(Fault.KEY, "401"), 0)
    refusal = breaker.refusal(KEY_PAUSE_S - 1)
    assert refusal is not None
    assert refusal.fault is Fault.KEY
    assert breaker.refusal(KEY_PAUSE_S) is None


def test_a_retry_after_is_kept() -> None:
    breaker = CircuitBreaker(3, 10.0)
    breaker.failed(ServiceError(Fault.LIMITED, "429"), 0)
    assert breaker.refusal(0) is None
    breaker.failed(ServiceError(Fault.LIMITED, "429", retry_after_s=7), 0)
    assert breaker.refusal(6.9) is not None
    assert breaker.refusal(7) is None
