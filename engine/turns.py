"""Turns at something scarce, fairly shared among those who ask: no source takes it all, however much it asks for."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from typing import TYPE_CHECKING, TypeVar

from engine.errors import OverloadedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

T = TypeVar("T")


class Turns:
    """At most `places` at once; who waits comes round robin by source.

    Args:
        places: how many may have a turn at once.
        share: how many of one source; where turns are long, fewer than all of them.
        max_waiting: how many may wait.
        max_waiting_of_one: how many of one source.
    """

    def __init__(self, places: int, share: int, *, max_waiting: int, max_waiting_of_one: int) -> None:
        self._places = places
        self._share = max(1, share)
        self._max_waiting = max_waiting
        self._max_waiting_of_one = max_waiting_of_one
        self._taken: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        """By source, the one whose turn is next first."""
        self.waiting = 0
        """How many wait."""

    async def take(self, source: str) -> None:
        """Return when it is the turn of one of `source`; whoever got it calls `give` at its end.

        Raises:
            OverloadedError: too many wait, or too many of this source.
        """
        own = self._waiting.get(source, ())
        if self.waiting >= self._max_waiting or len(own) >= self._max_waiting_of_one:
            raise OverloadedError(f"{len(own)} of the same source and {self.waiting - len(own)} others wait for this")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(source, deque()).append(turn)
        self.waiting += 1
        self._call_next()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give(source)
            elif turn in self._waiting.get(source, ()):
                self._forget(source, turn)
            raise

    def give(self, source: str) -> None:
        """A turn of `source` is over."""
        self._taken[source] -= 1
        if not self._taken[source]:
            del self._taken[source]
        self._call_next()

    def _call_next(self) -> None:
        while self._taken.total() < self._places:
            source = next((one for one in self._waiting if self._taken[one] < self._share), None)
            if source is None:
                return
            turn = self._waiting[source][0]
            self._forget(source, turn)
            if not turn.cancelled():  # it is not wanted any more, and will find itself forgotten
                self._taken[source] += 1
                turn.set_result(None)

    def _forget(self, source: str, turn: asyncio.Future[None]) -> None:
        queue = self._waiting[source]
        queue.remove(turn)
        self.waiting -= 1
        if queue:
            self._waiting.move_to_end(source)
        else:
            del self._waiting[source]


class FairThreads:
    """Brief work in threads, by `Turns`. A turn ends with the work, also where nobody waits for it any more."""

    def __init__(self, executor: Executor, threads: int) -> None:
        """`executor` has `threads` threads and no other user; whoever gives it shuts it down."""
        self._executor = executor
        # All calls may come from one border controller: it may have every thread while nobody else wants one.
        self._turns = Turns(threads, threads, max_waiting=10_000, max_waiting_of_one=8_000)

    async def run(self, source: str, work: Callable[[], T]) -> T:
        """What `work` returns or raises.

        Raises:
            OverloadedError: too many wait, or too many of this source.
        """
        await self._turns.take(source)
        try:
            running = asyncio.get_running_loop().run_in_executor(self._executor, work)
        except RuntimeError:  # it is shut down
            self._turns.give(source)
            raise
        running.add_done_callback(lambda _: self._turns.give(source))
        return await asyncio.shield(running)
