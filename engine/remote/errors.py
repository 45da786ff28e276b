"""What can go wrong with a speech service elsewhere, told apart by what follows from it."""

from __future__ import annotations

from enum import Enum

from engine.errors import EngineError


class Fault(Enum):
    """Why a service did not do what it was asked for. The value is a metric's label."""

    KEY = "key"
    """There is no key, or it is not accepted (401, 403): nothing else will work before that is mended."""
    LIMITED = "limited"
    """The service wants fewer requests, or more money (402, 429)."""
    UNREACHABLE = "unreachable"
    """No connection, or one that broke before an answer."""
    TIMEOUT = "timeout"
    """It was silent, or slower than speech, for longer than allowed."""
    BROKEN = "broken"
    """An error of its own (5xx)."""
    REFUSED = "refused"
    """It does not want this very request (other 4xx): a voice or a text, and no judgement on the next one."""
    GARBAGE = "garbage"
    """An answer that is none: half of it, another format, a redirect."""
    SPENT = "spent"
    """The limit of the configuration on what may be spent is reached: the service was not asked."""
    BUSY = "busy"
    """As many requests as are allowed are under way: the service was not asked."""
    PAUSED = "paused"
    """It has failed too often and is left alone for a while: the service was not asked."""


class ServiceError(EngineError):
    """A service elsewhere did not do it. What it says never holds a key."""

    def __init__(self, fault: Fault, reason: str, *, retry_after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.fault = fault
        self.retry_after_s = retry_after_s
        """When it wants to be asked again (Retry-After); 0: it did not say."""
