"""Timer values (RFC 3261 §17, table 4; RFC 6026) and the one queue all timers of a user agent wait in."""

import heapq
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Timers:
    """The three estimates everything else is computed from, in seconds. Tests shorten them."""

    t1: float = 0.5
    """Round-trip time."""
    t2: float = 4.0
    """Longest interval between repetitions of a non-INVITE request and of INVITE answers."""
    t4: float = 5.0
    """Longest time a message stays in the network."""

    @property
    def give_up(self) -> float:
        """64*T1: timers B, F, H, J, L and M, and the wait for the ACK of a 2xx."""
        return 64 * self.t1

    @property
    def timer_d(self) -> float:
        """How long a client INVITE transaction absorbs repeated failures over UDP: at least 32 s by default."""
        return 64 * self.t1


class TimerTarget(Protocol):
    """Who is told when a timer fires."""

    def handle_timer(self, name: str, now: float) -> None:
        """The timer started under this name is due."""


class Timer:
    """One running timer; drop it with `stop`."""

    __slots__ = ("_target", "deadline", "name")

    def __init__(self, deadline: float, target: TimerTarget, name: str) -> None:
        self.deadline = deadline
        self.name = name
        self._target: TimerTarget | None = target

    def stop(self) -> None:
        """Never fire. Harmless on a timer that has fired or been stopped."""
        self._target = None

    def fire(self, now: float) -> None:
        """Tell the target, once."""
        target, self._target = self._target, None
        if target is not None:
            target.handle_timer(self.name, now)

    @property
    def is_stopped(self) -> bool:
        """Whether it will not fire any more."""
        return self._target is None


_FEW = 1024


class Schedule:
    """All running timers by deadline. A stopped timer stays in the heap until its time, or until half of them are such;
    it holds nothing alive."""

    __slots__ = ("_count", "_heap", "_most")

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._count = 0
        self._most = _FEW
        """At so many the stopped ones are thrown out: those of a session's refresh would wait for minutes."""

    def start(self, deadline: float, target: TimerTarget, name: str) -> Timer:
        """Have `target.handle_timer(name, now)` called at `deadline`."""
        timer = Timer(deadline, target, name)
        if len(self._heap) >= self._most:
            self._heap[:] = [entry for entry in self._heap if not entry[2].is_stopped]
            heapq.heapify(self._heap)
            self._most = max(_FEW, 2 * len(self._heap))
        self._count += 1
        heapq.heappush(self._heap, (deadline, self._count, timer))
        return timer

    def __len__(self) -> int:
        """Timers in the heap."""
        return len(self._heap)

    def next_deadline(self) -> float | None:
        """The earliest deadline, None when nothing runs."""
        heap = self._heap
        while heap:
            if not heap[0][2].is_stopped:
                return heap[0][0]
            heapq.heappop(heap)
        return None

    def handle(self, now: float) -> None:
        """Fire all that is due, in order of deadline."""
        heap = self._heap
        while heap and heap[0][0] <= now:
            heapq.heappop(heap)[2].fire(now)
