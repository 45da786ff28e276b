"""Lines about what peers do wrong. Whoever floods the server must not flood its log too."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mrcp_server.observability.log import Logger

LINES_PER_SECOND = 20


@dataclass(slots=True)
class _Window:
    began_at: float
    written: int = 0
    left_out: int = 0


class PeerLog:
    """At most twenty lines a second of each kind; the next one that is written says how many were left out.

    Kinds are the texts of the events, which our code writes: there are as many as there are calls of `warning`.
    """

    def __init__(
        self, logger: Logger, *, clock: Callable[[], float] = time.monotonic, lines_per_second: int = LINES_PER_SECOND
    ) -> None:
        self._logger = logger
        self._clock = clock
        self._limit = lines_per_second
        self._windows: dict[str, _Window] = {}

    def warning(self, event: str, **fields: Any) -> None:
        """Writes a line, or counts it when there are too many."""
        now = self._clock()
        window = self._windows.get(event)
        if window is None:
            window = self._windows[event] = _Window(now)
        elif now - window.began_at >= 1.0:
            window.began_at, window.written = now, 0
        if window.written >= self._limit:
            window.left_out += 1
            return
        window.written += 1
        if window.left_out:
            fields["left_out"], window.left_out = window.left_out, 0
        self._logger.warning(event, **fields)
