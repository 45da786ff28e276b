"""Leaves a service alone that has failed too often, and tries it again with one request. Sans-IO: `now` is passed in.

CLOSED --failures in a row, a wrong key, "not now"--> OPEN --pause over, one request--> PROBING
PROBING --it succeeds--> CLOSED          PROBING --it fails--> OPEN, for longer
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.remote.errors import Fault, ServiceError

KEY_PAUSE_S = 300.0
"""A wrong key does not become right by asking; when somebody changes it, it is found out within this."""
MAX_PAUSE_S = 300.0
"""No pause is longer, whatever a Retry-After says."""
_GROWTH = 2.0
_INNOCENT = frozenset({Fault.REFUSED, Fault.SPENT, Fault.BUSY, Fault.PAUSED})
"""These say nothing about the service's health."""


class BreakerState(Enum):
    """As in the picture."""

    CLOSED = "closed"
    OPEN = "open"
    PROBING = "half-open"


@dataclass(slots=True)
class CircuitBreaker:
    """Ask `refusal` before each request; tell it of each end by `succeeded` or `failed`."""

    failures: int
    """So many in a row open it."""
    pause_s: float
    """The first pause; doubled with each probe that fails."""
    state: BreakerState = BreakerState.CLOSED
    reason: str = ""
    """Why it is not closed."""
    fault: Fault | None = None
    _in_a_row: int = 0
    _pause_s: float = 0.0
    _open_until: float = 0.0

    def refusal(self, now: float) -> ServiceError | None:
        """Why no request may be made now; None: one may, and when it is the probe, no second one."""
        if self.state is BreakerState.CLOSED:
            return None
        if self.state is BreakerState.OPEN and now >= self._open_until:
            self.state = BreakerState.PROBING
            return None
        fault = Fault.KEY if self.fault is Fault.KEY else Fault.PAUSED
        return ServiceError(fault, self.reason, retry_after_s=max(0.0, self._open_until - now))

    def succeeded(self) -> None:
        """A request was answered."""
        self._in_a_row = 0
        self._pause_s = 0.0
        self.state, self.reason, self.fault = BreakerState.CLOSED, "", None

    def withdrawn(self) -> None:
        """A request was given up by us, so that nothing is known of the service: another one may be the probe."""
        if self.state is BreakerState.PROBING:
            self.state = BreakerState.OPEN

    def failed(self, error: ServiceError, now: float) -> None:
        """A request failed."""
        if error.fault in _INNOCENT:
            # It answered, if not as was wished: it is there.
            if error.fault is Fault.REFUSED and self.state is BreakerState.PROBING:
                self.succeeded()
            else:
                self.withdrawn()
            return
        self._in_a_row += 1
        if error.fault is Fault.KEY:
            self._open(error, now, KEY_PAUSE_S)
        elif error.fault is Fault.LIMITED and error.retry_after_s > 0:
            self._open(error, now, error.retry_after_s)
        elif self.state is BreakerState.PROBING or self._in_a_row >= self.failures:
            self._pause_s = self._pause_s * _GROWTH or self.pause_s
            self._open(error, now, self._pause_s)

    def _open(self, error: ServiceError, now: float, pause_s: float) -> None:
        self._open_until = now + min(pause_s, MAX_PAUSE_S)
        self.state, self.reason, self.fault = BreakerState.OPEN, error.reason, error.fault
