"""Work of which its owner has one at a time."""

import asyncio
from collections.abc import Coroutine


class OneTask:
    """Runs a coroutine; the next one ends it. Nothing is kept of one that is over.

    A task that was cancelled keeps the frames it stood in, and so its owner: one that keeps the task in turn would stay
    until the garbage collector comes.
    """

    __slots__ = ("_task",)

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def run(self, work: Coroutine[None, None, None], *within: Coroutine[None, None, None]) -> None:
        """Begin `work`, in place of what runs. `within` it awaits; to be closed where it never does."""
        self.cancel()
        task = self._task = asyncio.get_running_loop().create_task(work)

        def over(done: asyncio.Task[None]) -> None:
            for one in (work, *within):
                one.close()
            if self._task is done:
                self._task = None

        task.add_done_callback(over)

    def cancel(self) -> None:
        """End what runs, if anything does."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
