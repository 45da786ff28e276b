"""Control's side of one service: whether it may be asked now, and what came of it. One for all workers.

`now` is the loop's time in seconds.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from engine.remote.breaker import BreakerState, CircuitBreaker
from engine.remote.errors import Fault, ServiceError
from engine.remote.spending import SpendLimits

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.remote.settings import ServiceSettings


_OPENNESS = {BreakerState.CLOSED: 0.0, BreakerState.PROBING: 0.5, BreakerState.OPEN: 1.0}
_TELL_AGAIN_S = 60.0
"""A limit that is reached again and again is told once a minute."""


class ServiceChange(NamedTuple):
    """A service that becomes usable or unusable: told once, not at each request."""

    service: str
    usable: bool
    fault: str
    """The value of a `Fault`; empty where it is usable."""
    reason: str


class ServiceFigures(msgspec.Struct, frozen=True, array_like=True):
    """How a service stands, and what has gone to it; for metrics."""

    openness: float = 0.0
    """Of its circuit breaker: 1 it is left alone, 0.5 it is tried again, 0 it is used."""
    busy: int = 0
    requests: int = 0
    characters: float = 0.0
    seconds: float = 0.0
    faults: dict[str, int] = {}
    """By the value of their `Fault`."""


class ServiceGuard:
    """`admit` before each request, and exactly one of `succeeded`, `failed`, `withdrawn` after it.

    `on_change` is told when the service is first left alone, and when it works again.
    """

    def __init__(self, settings: ServiceSettings, on_change: Callable[[ServiceChange], None] | None = None) -> None:
        self.name = settings.name
        self.on_change = on_change
        self.concurrency = settings.concurrency
        self.busy = 0
        """Requests under way."""
        self.requests = 0
        self.faults: Counter[str] = Counter()
        """Requests that failed or were not made, by the value of their `Fault`."""
        self.characters = SpendLimits("characters", settings.characters_per_minute, settings.characters_per_day)
        self.seconds = SpendLimits("seconds of audio", settings.seconds_per_minute, settings.seconds_per_day)
        self._breaker = CircuitBreaker(settings.breaker_failures, settings.breaker_pause_s)
        self._told = ""
        self._spent_told_at = -_TELL_AGAIN_S

    @property
    def state(self) -> BreakerState:
        """How its circuit breaker stands."""
        return self._breaker.state

    @property
    def figures(self) -> ServiceFigures:
        """As they are now."""
        openness = _OPENNESS[self._breaker.state]
        return ServiceFigures(
            openness, self.busy, self.requests, self.characters.total, self.seconds.total, dict(self.faults)
        )

    @property
    def has_room(self) -> bool:
        """Whether another request may be under way."""
        return self.busy < self.concurrency

    def admit(self, now: float, *, characters: int = 0, seconds: float = 0.0) -> None:
        """A request that costs so much begins.

        Raises:
            ServiceError: PAUSED, KEY, SPENT or BUSY; it may not, and nothing is counted.
        """
        refusal = self._refusal(now, characters, seconds)
        if refusal is not None:
            self.faults[refusal.fault.value] += 1
            raise refusal
        self.busy += 1
        self.requests += 1
        self.characters.add(characters, now)
        self.seconds.add(seconds, now)

    def spend_seconds(self, seconds: float, now: float) -> bool:
        """So much more audio goes to it in a request under way; False: the limit is reached, and it should end."""
        reason = self.seconds.refusal(seconds, now)
        if reason:
            self._tell_spent(reason, now)
            return False
        self.seconds.add(seconds, now)
        return True

    def succeeded(self) -> None:
        """The request was answered."""
        self.busy -= 1
        self._breaker.succeeded()
        self._tell()

    def failed(self, error: ServiceError, now: float) -> None:
        """The request was not answered as it should be."""
        self.busy -= 1
        self.faults[error.fault.value] += 1
        self._breaker.failed(error, now)
        self._tell()

    def withdrawn(self) -> None:
        """The request was given up: nobody waits for it any more."""
        self.busy -= 1
        self._breaker.withdrawn()

    def _refusal(self, now: float, characters: int, seconds: float) -> ServiceError | None:
        if not self.has_room:
            return ServiceError(Fault.BUSY, f"{self.name}: {self.busy} requests are under way")
        spent = self.characters.refusal(characters, now) or self.seconds.refusal(seconds, now)
        if spent:
            self._tell_spent(spent, now)
            return ServiceError(Fault.SPENT, f"{self.name}: {spent}")
        return self._breaker.refusal(now)

    def _tell_spent(self, reason: str, now: float) -> None:
        if now - self._spent_told_at < _TELL_AGAIN_S or self.on_change is None:
            return
        self._spent_told_at = now
        self.on_change(ServiceChange(self.name, False, Fault.SPENT.value, reason))

    def _tell(self) -> None:
        """Once for each time it is left alone, and not again while the probes fail likewise."""
        breaker = self._breaker
        now_wrong = "" if breaker.state is BreakerState.CLOSED or breaker.fault is None else breaker.fault.value
        if now_wrong == self._told:
            return
        self._told = now_wrong
        if self.on_change is not None:
            self.on_change(ServiceChange(self.name, not now_wrong, now_wrong, breaker.reason))
