"""When a worker that died is started again, and when it is not worth waiting for."""

from __future__ import annotations

_HEALTHY_S = 10.0
"""A worker that lived so long was no part of a series of deaths."""
_MAX_FAILED_STARTS = 3
"""One that dies so often before it was ever ready has an engine that does not work."""


class Restarts:
    """The pauses of one place for a worker: none after a healthy life, then `first_s`, doubled up to `max_s`."""

    def __init__(self, first_s: float, max_s: float) -> None:
        self._first_s = first_s
        self._max_s = max_s
        self._started_at = 0.0
        self._in_a_row = 0

    def started(self, now: float) -> None:
        """A process begins its life."""
        self._started_at = now

    def died(self, now: float, *, was_ready: bool) -> float:
        """It ended; return how many seconds to wait before the next one."""
        if was_ready and now - self._started_at > _HEALTHY_S:
            self._in_a_row = 0
        # The first death of a worker that had worked costs no pause: its core stands idle.
        pause = min(self._max_s, self._first_s * 2.0**self._in_a_row) if self._in_a_row or not was_ready else 0.0
        self._in_a_row += 1
        return pause

    def keeps_dying(self, now: float) -> bool:
        """Whether it died several times in a row, and has not lived for long since."""
        return self._in_a_row >= _MAX_FAILED_STARTS and now - self._started_at <= _HEALTHY_S

    @property
    def hopeless(self) -> bool:
        """Whether one that was never ready has died too often to be waited for."""
        return self._in_a_row >= _MAX_FAILED_STARTS
