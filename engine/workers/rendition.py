"""The finished audio of a piece: whole, or still growing while an engine speaks. Read by any number of speeches at
once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from engine.errors import EngineError


class Substitution(NamedTuple):
    """Another voice speaks than the one that was chosen."""

    wanted: str
    voice: str
    reason: str


class Rendition:
    """Written by one (the pool, or the cache from its disk), read by index.

    Every reader calls `acquire` once and `release` once; `on_abandoned` is called when the last one leaves while the
    audio is still growing.
    """

    __slots__ = ("_resumed", "_skip", "_waiters", "done", "error", "on_abandoned", "on_done", "passing", "payloads",
                 "readers", "rescue", "sample_bytes", "samples", "substitution", "words")  # fmt: skip

    def __init__(self, sample_bytes: int) -> None:
        self.sample_bytes = sample_bytes
        self.payloads: list[bytes] = []
        self.samples = 0
        self.words: list[tuple[int, int]] = []
        """(character of the piece's text, sample where that word starts), ascending."""
        self.done = False
        self.error: EngineError | None = None
        self.readers = 0
        self.on_abandoned: Callable[[], None] | None = None
        self.on_done: Callable[[Rendition], None] | None = None
        """Called once, when all is there or the attempt has failed."""
        self.rescue: Callable[[EngineError], bool] | None = None
        """Called once, when it fails with nothing to be heard while somebody waits: whether it has another writer
        now."""
        self.substitution: Substitution | None = None
        self.passing = False
        """It is not worth keeping: it should sound otherwise."""
        self._waiters: list[asyncio.Future[None]] = []
        self._skip = 0
        self._resumed = False

    @classmethod
    def whole(cls, payload: bytes, words: Sequence[tuple[int, int]], sample_bytes: int) -> Rendition:
        """A finished one."""
        rendition = cls(sample_bytes)
        rendition.add(payload, words, last=True)
        return rendition

    @property
    def size_bytes(self) -> int:
        return self.samples * self.sample_bytes

    def acquire(self) -> None:
        self.readers += 1

    def release(self) -> None:
        self.readers -= 1
        if self.readers == 0 and not self.done and self.on_abandoned is not None:
            self.on_abandoned()

    def begin_again(self) -> None:
        """The writer starts over; what readers already have is not given to them twice."""
        self._skip = self.samples * self.sample_bytes
        self._resumed = True

    def add(self, payload: bytes, words: Sequence[tuple[int, int]], *, last: bool) -> None:
        """More audio, and the words that start in it or later."""
        if self._skip:
            taken = min(self._skip, len(payload))
            payload = payload[taken:]
            self._skip -= taken
        if words:
            newest = self.words[-1][0] if self._resumed and self.words else -1
            self.words.extend(word for word in words if word[0] > newest)
        if payload:
            self.payloads.append(payload)
            self.samples += len(payload) // self.sample_bytes
        if last:
            self._end()
        elif payload:
            self.wake()

    def fail(self, error: EngineError) -> None:
        """The writer has given up."""
        if self.done:
            return
        rescue, self.rescue = self.rescue, None
        if rescue is not None and not self.samples and self.readers:
            self.words.clear()
            if rescue(error):
                return
        self.error = error
        self._end()

    async def changed(self, loop: asyncio.AbstractEventLoop) -> None:
        """Return at the next change, or when `wake` is called."""
        waiter = loop.create_future()
        self._waiters.append(waiter)
        await waiter

    def wake(self) -> None:
        """Have everybody who waits look again."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def _end(self) -> None:
        self.done = True
        # They know us: what is over is not to wait for the garbage collector, nor to be kept by a cache.
        on_done, self.on_done, self.on_abandoned, self.rescue = self.on_done, None, None, None
        if on_done is not None:
            on_done(self)
        self.wake()
