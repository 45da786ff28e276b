"""When Python's garbage collector may stop the loop.

A session is some hundred objects that live for minutes, and the collector's own plan looks at all of them again each
time their number has grown by a quarter: with 500 calls that stops the loop for 75 ms, and a STOP waits so long. What a
call leaves behind holds no cycles, so it goes by reference count. Here only the young are looked at as the plan says;
everything is looked at when nobody is there to wait for it, when memory has grown by a quarter, or once in an hour.
"""

import asyncio
import ctypes
import gc
from collections.abc import Coroutine, Generator
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

    def __init__(self) -> None:
        self._before: tuple[int, int, int] | None = None
        self._swept_at = 0.0
        self._resident_bytes = 0
        """After the last look; 0: not known yet."""

    def begin(self, now: float) -> None:
        """What is there now stays, and is not looked at any more."""
        self._before = gc.get_threshold()
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(_YOUNG_OBJECTS, _NEVER, _NEVER)
        self._swept_at = now

    def sweep(self, now: float, *, is_idle: bool, resident_bytes: int = 0) -> bool:
        """Looks at everything when it may; tells whether it did. `resident_bytes` is the memory of this process now."""
        since_s = now - self._swept_at
        is_time = since_s >= _AT_LEAST_EVERY_S or (is_idle and gc.get_count()[1] > 0)
        if not is_time and not (since_s >= _AT_MOST_EVERY_S and resident_bytes > _GROWN * self._resident_bytes > 0):
            self._resident_bytes = self._resident_bytes or resident_bytes
            return False
        gc.collect()
        give_back()
        self._swept_at, self._resident_bytes = now, 0
        return True

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
