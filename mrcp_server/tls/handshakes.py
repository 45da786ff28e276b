"""The handshakes of all doors that are under way: bounded in time, number and share, and done beside the loop.

A handshake costs a millisecond of arithmetic, of which a flood would leave the loop nothing. It is done in one thread
that yields to every other: calls and media keep their pace, and strangers' handshakes wait for one another.
"""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sip.networks import source_of

Outcome = TypeVar("Outcome")

_NICENESS = 10


@dataclass(frozen=True, slots=True)
class HandshakeLimits:
    """What handshakes may cost."""

    timeout_s: float = 10.0
    """From the connection to the end of its handshake."""
    most: int = 1_000
    """Under way at once; each holds some tens of KB."""
    share_of_one_host: float = 0.5


@dataclass(slots=True)
class HandshakeCounters:
    """Plain counts since the start."""

    done: int = 0
    failed: int = 0
    crowded_out: int = 0
    """Ended for others' sake; also among those that failed."""

    @property
    def outcomes(self) -> dict[str, int]:
        """By name."""
        return {"done": self.done, "failed": self.failed, "crowded out": self.crowded_out}


class Waiting(Protocol):
    """A connection in its handshake."""

    @property
    def host(self) -> str: ...
    def give_up(self, reason: str) -> None: ...


class Handshakes:
    """One for all doors of a process. `close` ends its thread."""

    def __init__(self, limits: HandshakeLimits | None = None) -> None:
        self.limits = limits or HandshakeLimits()
        self.counters = HandshakeCounters()
        self._by_source: dict[str, dict[Waiting, None]] = {}
        """The oldest first."""
        self._count = 0
        self._thread = ThreadPoolExecutor(1, "tls", initializer=_yield_to_others)

    def __len__(self) -> int:
        return self._count

    def begin(self, connection: Waiting) -> None:
        """One more. When there are too many, the oldest goes: of its own host when that has its share, else of the host
        that has most.
        """
        source = source_of(connection.host)
        own = self._by_source.setdefault(source, {})
        own[connection] = None
        self._count += 1
        victims = None
        if len(own) > max(1, int(self.limits.most * self.limits.share_of_one_host)):
            victims = own
        elif self._count > self.limits.most:
            victims = max(self._by_source.values(), key=len)
        if victims is not None:
            self.counters.crowded_out += 1
            next(iter(victims)).give_up("too many handshakes at once")

    def end(self, connection: Waiting) -> None:
        """One less; one that is not there is no error."""
        source = source_of(connection.host)
        own = self._by_source.get(source)
        if own is None or connection not in own:
            return
        del own[connection]
        self._count -= 1
        if not own:
            del self._by_source[source]

    def run(self, work: Callable[[], Outcome], then: Callable[[Outcome], None]) -> None:
        """Does `work` in the thread, and `then` on the loop. `work` must not raise."""
        loop = asyncio.get_running_loop()

        def do() -> None:
            outcome = work()
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(then, outcome)

        with contextlib.suppress(RuntimeError):  # closed: the connection is being closed too
            self._thread.submit(do)

    def close(self) -> None:
        """Gives up what is under way, and ends the thread."""
        for connections in list(self._by_source.values()):
            for connection in list(connections):
                connection.give_up("the server stops")
        self._thread.shutdown(wait=False, cancel_futures=True)


def _yield_to_others() -> None:
    """Linux counts niceness by thread; where it cannot be had, the thread is one like others."""
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
