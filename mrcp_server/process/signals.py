"""The signals that a server is told by: to end, harder each time, and to read its configuration again.

SIGTERM asks for an end, SIGINT for one that waits for no call, as a second signal does; the third ends the process as
it stands. Python runs these handlers between two of its instructions, whatever the event loop is waiting for, and also
when the loop has ended and the interpreter waits for threads that never will.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable
from types import FrameType

ENOUGH = 3
"""So many signals end the process, come what may."""


class ProcessSignals:
    """Takes SIGTERM, SIGINT and SIGHUP of the process, from the main thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, leave: Callable[[], None]) -> None:
        """`leave` ends the process at once; it is called in the middle of anything."""
        self.ending: asyncio.Queue[int] = asyncio.Queue()
        """Signals that ask for an end, as they came."""
        self._on_hangup: Callable[[], None] | None = None
        self._has_hung_up = False
        self._loop = loop
        self._leave = leave
        self._urgency = 0

    def take(self) -> None:
        """From now on."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            self._call(self._hang_up)
            return
        self._urgency = max(self._urgency + 1, 2 if number == signal.SIGINT else 1)
        if self._urgency >= ENOUGH:
            self._leave()
        self._call(lambda: self.ending.put_nowait(number))

    def call_on_hangup(self, work: Callable[[], None]) -> None:
        """`work` is called in the loop at each SIGHUP; now, when one has come already."""
        self._on_hangup = work
        if self._has_hung_up:
            work()

    def _hang_up(self) -> None:
        self._has_hung_up = True
        if self._on_hangup is not None:
            self._on_hangup()

    def _call(self, work: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: the process is about to end
            self._loop.call_soon_threadsafe(work)
