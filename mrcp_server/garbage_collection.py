"""When Python's garbage collector may stop the loop.

A session is some hundred objects that live for minutes, and the collector's own plan looks at all of them again each
time their number has grown by a quarter: with 500 calls that stops the loop for 75 ms, and a STOP waits so long. What a
call leaves behind holds no cycles, so it goes by reference count. Here only the young are looked at as the plan says;
everything is looked at when nobody is there to wait for it, when memory has grown by a quarter, or once in an hour.
Then the system has back what is free, too.
"""

import asyncio
import ctypes
import gc
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")

_YOUNG_OBJECTS = 10_000
"""More than this made and not freed: the young are looked at, about 1 ms."""
_NEVER = 1 << 30
_AT_LEAST_EVERY_S = 3600.0
_AT_MOST_EVERY_S = 60.0
_GROWN = 1.25
"""Times the memory that was there after the last look: something stays that nobody knows of."""
_GROWN_AT_REST = 1.02
"""Likewise, with nobody there: calls made nothing that the collector counts, but took room that is free now."""
_FORGOTTEN_S = 40.0
"""So long after the last call nothing of it is remembered any more (RFC 3261 §17: transactions for 32 s)."""


def give_back() -> None:
    """Lets the system have what is free: of a hundred calls that came at once glibc keeps the memory for ever, as one
    message that is still there lies behind it. Takes some milliseconds; other C libraries are left alone."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def put_off() -> None:
    """Nothing is looked at before a plan begins: what a start loads stays, and looking takes a tenth of its time."""
    gc.disable()


class CollectionPolicy:
    """The plan of one process: `begin` when everything that stays is there, `sweep` now and then, `end`."""

    def __init__(self, resident_bytes: Callable[[], int]) -> None:
        """`resident_bytes` tells the memory of this process now."""
        self._resident_bytes = resident_bytes
        self._before: tuple[int, int, int] | None = None
        self._swept_at = 0.0
        self._after_look = 0
        """Memory then, in octets."""
        self._at_rest = 0
        """Memory after the last look with nobody there."""
        self._resting_since: float | None = None
        """While nobody is there, and not all of them are forgotten."""

    def begin(self, now: float) -> None:
        """What is there now stays, and is not looked at any more."""
        self._before = gc.get_threshold()
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(_YOUNG_OBJECTS, _NEVER, _NEVER)
        self._swept_at = now
        self._after_look = self._at_rest = self._resident_bytes()

    def sweep(self, now: float, *, is_idle: bool) -> bool:
        """Looks at everything when it may; tells whether it did."""
        since_s, resident = now - self._swept_at, self._resident_bytes()
        is_time = since_s >= _AT_LEAST_EVERY_S or (is_idle and gc.get_count()[1] > 0)
        has_grown = since_s >= _AT_MOST_EVERY_S and resident > _GROWN * self._after_look
        takes_more = is_idle and resident > _GROWN_AT_REST * self._at_rest
        are_forgotten = self._are_forgotten(now, is_idle=is_idle)
        if not (is_time or has_grown or takes_more or are_forgotten):
            return False
        gc.collect()
        give_back()
        self._swept_at, self._after_look = now, self._resident_bytes()
        if is_idle:
            self._at_rest = self._after_look
        return True

    def _are_forgotten(self, now: float, *, is_idle: bool) -> bool:
        """Whether the last call has just been forgotten: once after each time that somebody was there."""
        if not is_idle:
            self._resting_since = now
        elif self._resting_since is not None and now - self._resting_since >= _FORGOTTEN_S:
            self._resting_since = None
            return True
        return False

    def end(self) -> None:
        """The process goes on without us: the plan it had is in force again."""
        if self._before is not None:
            gc.set_threshold(*self._before)
            gc.unfreeze()
            self._before = None


def let_go_of_cancelled(loop: asyncio.AbstractEventLoop) -> None:
    """Has every task of the loop, once it was cancelled, give up the frames that it stood in.

    It keeps them in its CancelledError, and `asyncio.timeout` in one of them knows the task: a cycle, which holds all
    that the frames do, such as a whole session.
    """
    loop.set_task_factory(_make_task)


def _make_task(
    loop: asyncio.AbstractEventLoop,
    coroutine: Coroutine[Any, Any, Result] | Generator[Any, None, Result],
    **options: Any,
) -> "asyncio.Task[Result]":
    task = asyncio.Task(coroutine, loop=loop, **options)
    task.add_done_callback(_let_go)
    return task


def _let_go(task: "asyncio.Task[Any]") -> None:
    if task.cancelled():
        with suppress(asyncio.CancelledError):
            task.result()  # gives its CancelledError away
