"""The workers that take in what strangers sent: recordings to be decoded, large grammars to be compiled.

A task has a worker for itself. One that takes too long is killed with its worker, one that takes too much memory fails,
and no source has all workers or the whole queue. Engines, recognisers and calls need none of these workers.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import DeadlyInputError, EngineError, TooMuchWorkError, WorkerLostError
from engine.turns import Turns
from engine.workers.child_process import ChildProcess, Pipe
from engine.workers.content_messages import (
    ContentNotice,
    ContentReady,
    ContentSetup,
    Portion,
    Task,
    Unfinished,
    portions,
)
from engine.workers.deadly_inputs import DeadlyInputs
from engine.workers.framing import encode_message
from engine.workers.queueing import queued_s
from engine.workers.restarts import Restarts
from engine.workers.supervision import Seat, Supervisor, WorkerCounters

if TYPE_CHECKING:
    from collections.abc import Coroutine

_MODULE = "engine.workers.content_worker"
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class ContentOptions:
    """What the workers are to be."""

    workers: int = 2
    task_s: float = 10.0
    """A task that takes longer, not counted while it waits for a processor, is ended with its worker."""
    memory_bytes: int = 1 << 30
    """What a task may take."""
    max_answer_bytes: int = 128 << 20
    niceness: int = 5
    functions: tuple[str, ...] = ()
    """What workers load before their first task, which else waits for that: "module:function" each."""
    start_timeout_s: float = 60.0
    first_restart_s: float = 0.1
    max_restart_s: float = 10.0


@dataclass(slots=True)
class ContentCounters(WorkerCounters):
    """Plain numbers for metrics; they only grow."""

    tasks: int = 0
    failed: int = 0


@dataclass(slots=True, eq=False)
class _Running:
    """A task that a worker has."""

    data: bytes
    done: asyncio.Future[bytes]
    queued_s: float
    """How long the worker had waited for a processor when it began."""
    limit_s: float
    error: EngineError | None = None
    answer: list[bytes] | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class _Seat(Seat[ChildProcess]):
    running: _Running | None = None


class ContentPool:
    """`start`, then `run` as often as wanted, then `close`. All in one event loop, in the main thread."""

    def __init__(self, options: ContentOptions | None = None) -> None:
        self.options = options = options or ContentOptions()
        self.counters = ContentCounters()
        restarts = [Restarts(options.first_restart_s, options.max_restart_s) for _ in range(options.workers)]
        self._seats = [_Seat(restarts=one) for one in restarts]
        self._supervisor = Supervisor(
            self,
            [self._seats],
            self.counters,
            start_timeout_s=options.start_timeout_s,
            shortest_limit_s=options.task_s,
        )
        self._turns = Turns(options.workers, options.workers - 1, max_waiting=1000, max_waiting_of_one=100)
        self._deadly = DeadlyInputs()
        self._changed = asyncio.Event()
        """Set whenever a worker may have become idle."""
        self._starting: asyncio.Task[Any] | None = None
        self._closing = False

    def start(self) -> None:
        """Launch the workers; tasks wait for them."""
        self._starting = asyncio.create_task(self._supervisor.start(), name="start content workers")

    async def close(self) -> None:
        """End all workers; tasks fail."""
        self._closing = True
        if self._starting is not None:
            self._starting.cancel()
            await self._supervisor.close()
        for seat in self._seats:
            self._end(seat, EngineError("the server ends"))

    @property
    def pids(self) -> tuple[int, ...]:
        return self._supervisor.pids

    async def run(self, function: str, data: bytes, *, source: str = "", limit_s: float = 0.0) -> bytes:
        """What `function`, "module:function" from octets to octets, makes of `data`.

        `source` is whoever sent it; what many sources want is done in turn. `limit_s` is in place of the options' own.

        Raises:
            TooMuchWorkError: it takes too long or too much memory.
            DeadlyInputError: it crashed a worker, now or before.
            OverloadedError: too much waits, or too much of this source.
            EngineError: the function raised, or the server ends.
        """
        self.counters.tasks += 1
        try:
            if self._deadly and self._deadly.has(data, _now()):
                raise DeadlyInputError("it crashed a worker before")
            await self._turns.take(source)
            try:
                return await self._attempt(function, data, limit_s or self.options.task_s)
            finally:
                self._turns.give(source)
        except EngineError:
            self.counters.failed += 1
            raise

    async def _attempt(self, function: str, data: bytes, limit_s: float) -> bytes:
        for attempt in range(_ATTEMPTS):
            seat = await self._idle_seat()
            try:
                return await self._given(seat, function, data, limit_s)
            except WorkerLostError:
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError  # pragma: no cover # the last attempt returns or raises

    async def _idle_seat(self) -> _Seat:
        while not self._closing:
            for seat in self._seats:
                if seat.ready and seat.running is None:
                    return seat
            self._changed.clear()
            await self._changed.wait()
        raise EngineError("the server ends")

    async def _given(self, seat: _Seat, function: str, data: bytes, limit_s: float) -> bytes:
        assert seat.process is not None  # noqa: S101 (a ready seat has a process)
        running = _Running(data, asyncio.get_running_loop().create_future(), queued_s(seat.process.pid), limit_s)
        seat.running = running
        self._supervisor.expect_answer(seat)
        try:
            seat.process.write(encode_message(Task(function)))
            for portion in portions(data):
                if running.done.done():
                    break  # the worker is gone
                seat.process.write(encode_message(portion))
                # Each takes a while to be encoded and copied, and others want their turn between them.
                await asyncio.sleep(0)
            return await running.done
        except asyncio.CancelledError:
            # Nobody takes its outcome any more, whichever it would have been.
            running.done.cancel()
            if seat.running is running and seat.process is not None:
                # There is no other way to have it stop.
                seat.process.kill("its task is not wanted any more")
            raise

    # --- what workers tell --------------------------------------------------------------------------------------------

    def _noticed(self, seat: _Seat, notice: Any) -> None:
        match notice:
            case ContentReady():
                self._supervisor.worker_ready(seat)
                self._changed.set()
            case Unfinished(reason=reason, memory=memory):
                if memory and seat.process is not None:
                    # What it still holds in pieces would make the next task fail sooner.
                    self._supervisor.worker_retires(seat)
                    seat.process.kill("a task took all its memory")
                self._end(seat, TooMuchWorkError(reason) if memory else EngineError(reason))
            case Portion() if seat.running is not None:
                self._received(seat, seat.running, notice)

    def _received(self, seat: _Seat, running: _Running, portion: Portion) -> None:
        running.answer = running.answer or []
        running.answer.append(portion.data)
        if sum(map(len, running.answer)) > self.options.max_answer_bytes:
            if seat.process is not None:
                self._supervisor.worker_retires(seat)
                seat.process.kill("sent too much")
            self._end(seat, TooMuchWorkError("what it makes is too large"))
        elif portion.last:
            self._end(seat, None, b"".join(running.answer))

    def _end(self, seat: _Seat, error: EngineError | None, answer: bytes = b"") -> None:
        """The seat's task is over; it may have none."""
        running, seat.running = seat.running, None
        if running is not None and not running.done.done():
            if error is not None:
                running.done.set_exception(error)
            else:
                running.done.set_result(answer)
        self._changed.set()

    # --- what the supervisor asks -------------------------------------------------------------------------------------

    def launch(self, seat: _Seat) -> Coroutine[Any, Any, None]:
        seat.process = ChildProcess(_MODULE, lambda reason: self._supervisor.worker_ended(seat, reason))
        setup = ContentSetup(self.options.memory_bytes, self.options.niceness, self.options.functions)
        pipe = Pipe(ContentNotice, lambda notice: self._noticed(seat, notice))
        return seat.process.start((pipe,), encode_message(setup))

    def silence_limit_s(self, seat: _Seat) -> float | None:
        if seat.running is None or seat.process is None:
            return None
        return seat.running.limit_s + queued_s(seat.process.pid) - seat.running.queued_s

    def worker_hung(self, seat: _Seat) -> None:
        if seat.running is not None:
            seat.running.error = TooMuchWorkError(f"it takes longer than {seat.running.limit_s:g} s")

    def worker_crashed(self, seat: _Seat) -> None:
        if seat.running is not None:
            seat.running.error = DeadlyInputError("it crashed a worker")
            self._deadly.add(seat.running.data, _now())

    def worker_lost(self, seat: _Seat, reason: str) -> None:
        if seat.running is not None:
            self._end(seat, seat.running.error or WorkerLostError(f"content worker: {reason}"))


def _now() -> float:
    return asyncio.get_running_loop().time()
