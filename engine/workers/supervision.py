"""The life of the worker processes of a pool: launched, watched, replaced when they die, ended.

A pool has seats, and a supervisor that keeps a live process in each. What the workers do is the pool's own: which jobs
or sessions a seat holds, how long its worker may be silent over them, and what becomes of them when it dies.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from engine.workers.restarts import Restarts

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

_STALL_S = 0.1
"""The loop was away for longer than busy loops are."""
_WATCH_S = 1.0
"""The longest time between two looks at who hangs."""


class WorkerHandle(Protocol):
    """Control's end of one process; `ChildProcess` is one."""

    heard_at: float
    """Loop time of the last sign of life."""

    @property
    def pid(self) -> int: ...

    def kill(self, reason: str) -> None:
        """End the process now; its end is told later, with this reason."""

    @property
    def crashed(self) -> bool:
        """Whether it ended by a fault of its own."""

    async def close(self) -> None:
        """Have the process end, and wait for that. It may be one that was never started."""


HandleT = TypeVar("HandleT", bound=WorkerHandle)


@dataclass(slots=True, eq=False, kw_only=True)
class Seat(Generic[HandleT]):
    """A place for a worker; processes come and go in it. A pool's own seats add what their workers hold."""

    restarts: Restarts
    process: HandleT | None = None
    """None: the last one died, and the next one is not launched yet."""
    ready: bool = False
    """Whether the worker has said that it is set up, and not yet that it will end."""
    retiring: bool = False
    """Whether it has said that it will end, in good order."""
    first_ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a worker was ready for the first time, or when there is no hope of that."""
    restart: asyncio.TimerHandle | None = None
    last_reason: str = ""
    """Why the last worker died."""


SeatT = TypeVar("SeatT", bound=Seat[Any])
SeatT_contra = TypeVar("SeatT_contra", bound=Seat[Any], contravariant=True)


@dataclass(slots=True)
class WorkerCounters:
    """Plain numbers for metrics; they only grow. A pool's own counters are added."""

    hung: int = 0
    worker_starts: int = 0
    worker_deaths: int = 0
    """Without those that retired."""
    worker_retirements: int = 0
    last_death: str = ""


class SupervisedPool(Protocol[SeatT_contra]):
    """What a supervisor asks of its pool. The pool in turn calls `worker_ready`, `worker_retires`, `worker_ended`."""

    def launch(self, seat: SeatT_contra) -> Coroutine[Any, Any, None]:
        """Put a new process into the seat, and return what starts it."""

    def silence_limit_s(self, seat: SeatT_contra) -> float | None:
        """How long the seat's worker, which is ready, may be silent now; None when it has nothing to say."""

    def worker_hung(self, seat: SeatT_contra) -> None:
        """The worker was silent for too long and is killed now; `worker_lost` follows."""

    def worker_crashed(self, seat: SeatT_contra) -> None:
        """The worker ended by a fault of its own: what it was at is to blame. `worker_lost` follows."""

    def worker_lost(self, seat: SeatT_contra, reason: str) -> None:
        """The worker is dead; give to others what the seat still holds. Not called once the pool closes."""


class Supervisor(Generic[SeatT]):
    """`start`, or `start_first` and `start_others`; then `close`. All in one event loop, in the main thread.

    Args:
        pool: whose seats they are.
        groups: the seats whose workers do the same.
        counters: the pool's; those of `WorkerCounters` are kept here.
        start_timeout_s: a worker that is not ready after so long is killed and started again.
        shortest_limit_s: the shortest that `pool.silence_limit_s` ever returns; the watch is fine enough for it.
    """

    def __init__(
        self,
        pool: SupervisedPool[SeatT],
        groups: Sequence[Sequence[SeatT]],
        counters: WorkerCounters,
        *,
        start_timeout_s: float,
        shortest_limit_s: float,
    ) -> None:
        self._pool = pool
        self._groups = groups
        self._seats = [seat for group in groups for seat in group]
        self._counters = counters
        self._start_timeout_s = start_timeout_s
        self._watch_every_s = min(_WATCH_S, start_timeout_s / 5, shortest_limit_s / 5)
        self._watch: asyncio.TimerHandle | None = None
        self._watch_due = 0.0
        self._starts: set[asyncio.Task[None]] = set()
        self._closing = False
        self._loop: asyncio.AbstractEventLoop = None  # type: ignore[assignment]  # set by start, before any use

    async def start(self) -> list[SeatT]:
        """Launch all workers and return when every one was ready, or died too often to be waited for.

        Returns:
            The seats without a worker; each `last_reason` says why. Who does not want to go on without them calls
            `close`.
        """
        return await self._begin(self._seats)

    async def start_first(self) -> list[SeatT]:
        """The same with one worker of each group, which is enough to work with; `start_others` launches the rest."""
        return await self._begin([group[0] for group in self._groups])

    def start_others(self) -> None:
        """Launch the workers that `start_first` has left; they join when they are ready."""
        for group in self._groups:
            for seat in group[1:]:
                self._launch(seat)

    async def _begin(self, seats: Sequence[SeatT]) -> list[SeatT]:
        self._loop = asyncio.get_running_loop()
        for seat in seats:
            self._launch(seat)
        self._watch_over()
        await asyncio.gather(*(seat.first_ready.wait() for seat in seats))
        return [seat for seat in seats if not seat.ready]

    async def close(self) -> None:
        """End all workers. What the seats hold stays there: it is the pool's to give up."""
        self._closing = True
        if self._watch is not None:
            self._watch.cancel()
        for seat in self._seats:
            if seat.restart is not None:
                seat.restart.cancel()
        await asyncio.gather(*self._starts, return_exceptions=True)
        await asyncio.gather(*(seat.process.close() for seat in self._seats if seat.process is not None))

    @property
    def ready_count(self) -> int:
        """How many workers are ready now."""
        return sum(seat.ready for seat in self._seats)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes there are now."""
        return tuple(seat.process.pid for seat in self._seats if seat.process is not None)

    @property
    def failing(self) -> str:
        """Why nothing can be expected of some group of workers: each of them keeps dying. "" where none is so."""
        now = self._loop.time()
        for group in self._groups:
            if all(seat.restarts.keeps_dying(now) for seat in group):
                return max(group, key=lambda seat: bool(seat.last_reason)).last_reason
        return ""

    # --- what the pool tells ------------------------------------------------------------------------------------------

    def worker_ready(self, seat: SeatT) -> None:
        """The seat's worker is set up."""
        seat.ready = True
        seat.first_ready.set()

    def worker_retires(self, seat: SeatT) -> None:
        """The seat's worker ends by itself, holding nothing, and wants to be replaced."""
        seat.ready, seat.retiring = False, True

    def expect_answer(self, seat: SeatT) -> None:
        """The seat's worker is given something that it has to answer: its silence counts from now on."""
        assert seat.process is not None  # noqa: S101 (only a seat with a worker can be given anything)
        seat.process.heard_at = self._loop.time()

    def worker_ended(self, seat: SeatT, reason: str) -> None:
        """The seat's process has ended; `reason` is for logs. Another one follows, after a pause if need be."""
        if self._closing:
            return
        seat.last_reason = reason
        if seat.retiring:
            self._counters.worker_retirements += 1
        else:
            self._counters.worker_deaths += 1
            self._counters.last_death = reason
            if seat.process is not None and seat.process.crashed:
                self._pool.worker_crashed(seat)
        # One that retires again and again, since it is large from the beginning, must not keep a core busy with that.
        pause_s = seat.restarts.died(self._loop.time(), was_ready=seat.ready or seat.retiring)
        seat.process, seat.ready, seat.retiring = None, False, False
        if not seat.first_ready.is_set() and seat.restarts.hopeless:
            seat.first_ready.set()
        else:
            seat.restart = self._loop.call_later(pause_s, self._launch, seat)
        self._pool.worker_lost(seat, reason)

    # --- life and death -----------------------------------------------------------------------------------------------

    def _launch(self, seat: SeatT) -> None:
        seat.restart = None
        seat.restarts.started(self._loop.time())
        self._counters.worker_starts += 1
        task = self._loop.create_task(self._pool.launch(seat), name="start worker")
        self._starts.add(task)
        task.add_done_callback(self._starts.discard)

    def _watch_over(self) -> None:
        """Kill what hangs; called again and again."""
        now = self._loop.time()
        # What a stalled control process has not read is not the workers' silence.
        stalled_s = now - self._watch_due if self._watch is not None else 0.0
        for seat in self._seats:
            process = seat.process
            if process is None:
                continue
            if stalled_s > _STALL_S:
                process.heard_at += stalled_s
            limit_s = self._pool.silence_limit_s(seat) if seat.ready else self._start_timeout_s
            if limit_s is not None and now - process.heard_at > limit_s:
                self._kill_hung(seat, process, limit_s)
        self._watch_due = now + self._watch_every_s
        self._watch = self._loop.call_at(self._watch_due, self._watch_over)

    def _kill_hung(self, seat: SeatT, process: WorkerHandle, limit_s: float) -> None:
        self._counters.hung += 1
        self._pool.worker_hung(seat)
        # The end of a killed process is told soon, but not at once: it hangs only once.
        process.heard_at = self._loop.time()
        process.kill(f"hung for {limit_s:.3g} s")
