"""The workers of services elsewhere, and the queues in front of them: one process, many jobs at once.

A job is one piece. It is let through when its service's guard admits it, waits while as many are under way as are
allowed, and fails at once where it makes no sense to ask: what is heard in its place is the business of whoever asked.
A job that is silent for too long is given up alone; the process is killed only when it does not even answer that.
"""

from __future__ import annotations

import asyncio
import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from engine.errors import EngineError, WorkerLostError
from engine.remote.errors import Fault, ServiceError
from engine.workers.restarts import Restarts
from engine.workers.supervision import Seat, Supervisor, WorkerCounters
from engine.workers.worker_messages import Audio, Failed, Measured, Ready, Render, Setup
from engine.workers.worker_process import WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from engine.interface import AudioFormat, Piece, VoiceInfo
    from engine.registry import EngineSpec
    from engine.remote.guard import ServiceGuard
    from engine.remote.settings import ServiceSettings
    from engine.workers.rendition import Rendition

MODULE = "engine.workers.remote_worker"
_BACKSTOP_S = 2.0
"""What control gives a job beyond the times that its worker keeps by itself."""


@dataclass(frozen=True, slots=True)
class RemoteEngine:
    """A service that speaks, and what makes its engine in the worker."""

    spec: EngineSpec
    settings: ServiceSettings

    @property
    def name(self) -> str:
        """Of both."""
        return self.settings.name


@dataclass(slots=True)
class RemoteCounters(WorkerCounters):
    """Plain numbers for metrics; they only grow."""

    jobs: int = 0
    failed: int = 0
    cancelled: int = 0
    retried: int = 0


@dataclass(slots=True, eq=False)
class _Job:
    number: int
    rendition: Rendition
    command: Render
    service: _Service
    attempts: int = 0
    cancelled: bool = False
    sent: bool = False
    timer: asyncio.TimerHandle | None = None


@dataclass(slots=True, eq=False)
class _Service:
    """A service and who waits for it."""

    guard: ServiceGuard
    settings: ServiceSettings
    queue: list[tuple[float, int, _Job]] = field(default_factory=list)
    waiting: int = 0

    @property
    def silence_limit_s(self) -> float:
        """How long a job of it may be silent before control gives it up: longer than the worker would wait."""
        settings = self.settings
        tries = settings.retries + 1
        return (
            tries * (settings.connect_timeout_s + settings.first_byte_timeout_s) + settings.idle_timeout_s + _BACKSTOP_S
        )


@dataclass(slots=True, eq=False, kw_only=True)
class _Seat(Seat[WorkerProcess]):
    unanswered: set[int] = field(default_factory=set)
    """Jobs whose cancel was not answered yet."""


class GroupOwner(Protocol):
    """What the group asks of the pool it is part of."""

    def setup_for(self, engines: tuple[EngineSpec, ...]) -> Setup:
        """The setup of a worker with these engines."""

    def group_ready(self, ready: Ready) -> None:
        """The worker is ready."""

    def worker_measured(self, worker: WorkerProcess, measured: Measured) -> None: ...


_MAX_ATTEMPTS = 2


class RemoteGroup:
    """`start`, `render`, `close`; in the pool's event loop."""

    def __init__(
        self,
        owner: GroupOwner,
        engines: Sequence[RemoteEngine],
        guards: Mapping[str, ServiceGuard],
        *,
        start_timeout_s: float,
        cancel_timeout_s: float,
        max_waiting: int,
        restarts: Restarts,
    ) -> None:
        self.counters = RemoteCounters()
        self.voices: dict[str, VoiceInfo] = {}
        self._owner = owner
        self._specs = tuple(engine.spec for engine in engines)
        self._services = {engine.name: _Service(guards[engine.name], engine.settings) for engine in engines}
        self._cancel_timeout_s = cancel_timeout_s
        self._max_waiting = max_waiting
        self._jobs: dict[int, _Job] = {}
        self._seat = _Seat(restarts=restarts)
        self._supervisor = Supervisor(
            self,
            [[self._seat]],
            self.counters,
            start_timeout_s=start_timeout_s,
            shortest_limit_s=cancel_timeout_s,
        )

    async def start(self) -> str:
        """Return when the worker is ready; else why it never will be."""
        broken = await self._supervisor.start()
        return broken[0].last_reason if broken else ""

    async def close(self) -> None:
        """End the worker; what is being made or waits fails."""
        await self._supervisor.close()
        waiting = [job for service in self._services.values() for _, _, job in service.queue]
        for job in [*self._jobs.values(), *waiting]:
            self._disarm(job)
            job.rendition.fail(EngineError("the server ends"))

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes there are now."""
        return self._supervisor.pids

    @property
    def busy(self) -> int:
        """Jobs under way."""
        return len(self._jobs)

    @property
    def waiting(self) -> int:
        """Jobs that wait for their service."""
        return sum(service.waiting for service in self._services.values())

    def render(self, number: int, piece: Piece, fmt: AudioFormat, wait_s: float, rendition: Rendition) -> None:
        """Have `piece` spoken into `rendition`, which may have failed when this returns. Who is due first, `wait_s`
        from now, goes first."""
        service = self._services[self.voices[piece.voice].engine]
        job = _Job(number, rendition, Render(number, piece, fmt), service)
        self.counters.jobs += 1
        rendition.on_abandoned = lambda: self._cancel(job)
        self._begin(job, _now() + wait_s)

    # --- jobs ---------------------------------------------------------------------------------------------------------

    def _begin(self, job: _Job, due: float) -> None:
        service = job.service
        if self._seat.ready and service.guard.has_room and not service.waiting:
            self._admit(job)
        elif service.waiting >= self._max_waiting:
            self._fail(job, ServiceError(Fault.BUSY, f"{service.settings.name}: {service.waiting} pieces wait for it"))
        else:
            heapq.heappush(service.queue, (due, job.number, job))
            service.waiting += 1
            # Who waits for longer than for a first byte is better served by somebody else.
            job.timer = _loop().call_later(service.settings.first_byte_timeout_s, self._waited_in_vain, job)

    def _admit(self, job: _Job) -> None:
        try:
            job.service.guard.admit(_now(), characters=len(job.command.piece.text))
        except ServiceError as error:
            self._fail(job, error)
            return
        assert self._seat.process is not None  # noqa: S101 (a ready seat has a process)
        job.sent = True
        job.attempts += 1
        self._jobs[job.number] = job
        self._arm(job)
        self._seat.process.render(job.command)

    def _next(self, service: _Service) -> None:
        """Let through what is due first, as far as there is room."""
        while service.queue and self._seat.ready and service.guard.has_room:
            _, _, job = heapq.heappop(service.queue)
            if job.cancelled or job.rendition.done:
                continue
            service.waiting -= 1
            self._disarm(job)
            self._admit(job)

    def _waited_in_vain(self, job: _Job) -> None:
        job.timer = None
        if job.sent or job.cancelled:
            return
        job.cancelled = True  # it stays in the queue, and is passed over there
        job.service.waiting -= 1
        settings = job.service.settings
        reason = f"{settings.name}: its {settings.concurrency} requests are all under way"
        self._fail(job, ServiceError(Fault.BUSY, reason))

    def _cancel(self, job: _Job) -> None:
        if job.cancelled:
            return
        job.cancelled = True
        self.counters.cancelled += 1
        if not job.sent:
            job.service.waiting -= 1
            self._disarm(job)
        elif self._take(job):
            job.service.guard.withdrawn()
            self._tell_cancelled(job)
        job.rendition.fail(EngineError("cancelled"))
        self._next(job.service)

    def _tell_cancelled(self, job: _Job) -> None:
        seat = self._seat
        if seat.process is None or not seat.ready:
            return
        if not seat.unanswered:
            self._supervisor.expect_answer(seat)
        seat.unanswered.add(job.number)
        seat.process.cancel(job.number)

    def _hung(self, job: _Job) -> None:
        """Its worker should have given it up by itself."""
        job.timer = None
        if not self._take(job):
            return
        self.counters.hung += 1
        self._tell_cancelled(job)
        name, limit_s = job.service.settings.name, job.service.silence_limit_s
        self._failed(job, ServiceError(Fault.TIMEOUT, f"{name}: silent for {limit_s:.3g} s"))

    def _take(self, job: _Job) -> bool:
        """The job is under way no more; False: it was not."""
        self._disarm(job)
        return self._jobs.pop(job.number, None) is not None

    def _failed(self, job: _Job, error: ServiceError) -> None:
        """The service was asked, and failed."""
        job.service.guard.failed(error, _now())
        self._fail(job, error)
        self._next(job.service)

    def _fail(self, job: _Job, error: EngineError) -> None:
        self.counters.failed += 1
        job.rendition.fail(error)

    def _arm(self, job: _Job) -> None:
        self._disarm(job)
        job.timer = _loop().call_later(job.service.silence_limit_s, self._hung, job)

    def _disarm(self, job: _Job) -> None:
        if job.timer is not None:
            job.timer.cancel()
            job.timer = None

    # --- what the worker tells ----------------------------------------------------------------------------------------

    def worker_ready(self, worker: WorkerProcess, ready: Ready) -> None:
        if self._seat.process is not worker:
            return
        self._supervisor.worker_ready(self._seat)
        # A successor that finds a service silent still knows the voices that were there: somebody may use them.
        self.voices |= {voice.name: voice for voice in ready.voices}
        self._owner.group_ready(ready)
        for service in self._services.values():
            self._next(service)

    def worker_measured(self, worker: WorkerProcess, measured: Measured) -> None:
        self._owner.worker_measured(worker, measured)

    def worker_sound(self, worker: WorkerProcess, sound: Audio | Failed) -> None:
        if self._seat.process is not worker:
            return
        ends = isinstance(sound, Failed) or sound.last
        if ends:
            self._seat.unanswered.discard(sound.job)
        job = self._jobs.get(sound.job)
        if job is None:
            return
        if isinstance(sound, Failed):
            self._take(job)
            self._failed(job, _error_of(job.service.settings.name, sound))
            return
        job.rendition.passing |= sound.passing
        if not ends:
            self._arm(job)
            job.rendition.add(sound.payload, sound.words, last=False)
            return
        self._take(job)
        job.service.guard.succeeded()
        job.rendition.add(sound.payload, sound.words, last=True)
        self._next(job.service)

    def worker_retires(self, worker: WorkerProcess) -> None:
        if self._seat.process is worker:
            self._supervisor.worker_retires(self._seat)

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        if self._seat.process is worker:
            self._supervisor.worker_ended(self._seat, reason)

    # --- what the supervisor asks -------------------------------------------------------------------------------------

    def launch(self, seat: _Seat) -> Coroutine[Any, Any, None]:
        seat.process = WorkerProcess(self, MODULE)
        return seat.process.start(self._owner.setup_for(self._specs))

    def silence_limit_s(self, seat: _Seat) -> float | None:
        """The services may be silent, the worker itself not: it answers a cancel at once, or its loop stands still."""
        return self._cancel_timeout_s if seat.unanswered else None

    def worker_hung(self, seat: _Seat) -> None:
        seat.unanswered.clear()

    def worker_crashed(self, seat: _Seat) -> None:
        """It held many pieces, and nobody knows which of them is to blame."""

    def worker_lost(self, seat: _Seat, reason: str) -> None:
        seat.unanswered.clear()
        for job in list(self._jobs.values()):
            self._take(job)
            job.service.guard.withdrawn()
            job.sent = False
            if job.attempts >= _MAX_ATTEMPTS or job.rendition.samples:
                # What has been heard of it cannot be continued: the service would say it otherwise.
                self._fail(job, WorkerLostError(f"engine worker: {reason}"))
            else:
                self.counters.retried += 1
                self._begin(job, _now() - 1.0)


def _error_of(service: str, failed: Failed) -> ServiceError:
    try:
        fault = Fault(failed.fault)
    except ValueError:
        # The engine itself has failed over it, which is as good as an answer nobody understands.
        return ServiceError(Fault.GARBAGE, f"{service}: {failed.reason}")
    return ServiceError(fault, failed.reason, retry_after_s=failed.retry_after_s)


def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def _now() -> float:
    return _loop().time()
