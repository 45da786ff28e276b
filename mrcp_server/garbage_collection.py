"""When Python's garbage collector may stop the loop.

A session is some hundred objects that live for minutes, and the collector's own plan looks at all of them again each
time their number has grown by a quarter: with 500 calls that stops the loop for 75 ms, and a STOP waits so long. What a
call leaves behind holds no cycles but after an exception, so it goes by reference count. Here only the young are looked
at as the plan says; everything is looked at when nobody is there to wait for it, or once in an hour.
"""

import gc

_YOUNG_OBJECTS = 10_000
"""More than this made and not freed: the young are looked at, about 1 ms."""
_NEVER = 1 << 30
_AT_LEAST_EVERY_S = 3600.0


def put_off() -> None:
    """Nothing is looked at before a plan begins: what a start loads stays, and looking takes a tenth of its time."""
    gc.disable()


class CollectionPolicy:
    """The plan of one process: `begin` when everything that stays is there, `sweep` now and then, `end`."""

    def __init__(self) -> None:
        self._before: tuple[int, int, int] | None = None
        self._swept_at = 0.0

    def begin(self, now: float) -> None:
        """What is there now stays, and is not looked at any more."""
        self._before = gc.get_threshold()
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(_YOUNG_OBJECTS, _NEVER, _NEVER)
        self._swept_at = now

    def sweep(self, now: float, *, is_idle: bool) -> bool:
        """Looks at everything when it may; tells whether it did."""
        has_grown = gc.get_count()[1] > 0
        if not (is_idle and has_grown) and now - self._swept_at < _AT_LEAST_EVERY_S:
            return False
        gc.collect()
        self._swept_at = now
        return True

    def end(self) -> None:
        """The process goes on without us: the plan it had is in force again."""
        if self._before is not None:
            gc.set_threshold(*self._before)
            gc.unfreeze()
            self._before = None
