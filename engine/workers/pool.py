"""The synthesizer workers and the queue in front of them.

A job is one piece or one recording. A worker holds one job at a time, whole, and is never held during playout. A job
whose worker was ended from outside is given to another worker, once. One that crashed its worker fails, and so does the
same piece or recording for a while when it comes again; a worker that hangs is killed, and its job fails. The voices of
services elsewhere have a worker of their own (`remote_group`), which holds many jobs.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import os
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from engine.audio.loudness import load_gains, save_gains
from engine.errors import DeadlyInputError, EngineError, OverloadedError, SynthesisError, WorkerLostError
from engine.registry import EngineSpec
from engine.remote.guard import ServiceGuard
from engine.workers.deadly_inputs import DeadlyInputs
from engine.workers.remote_group import RemoteEngine, RemoteGroup
from engine.workers.rendition import Rendition
from engine.workers.restarts import Restarts
from engine.workers.supervision import Seat, Supervisor, WorkerCounters
from engine.workers.worker_messages import Audio, ClipCut, Failed, Measured, Play, Ready, Render, Setup
from engine.workers.worker_process import WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from engine.interface import AudioFormat, Piece, VoiceInfo


class Priority(Enum):
    """How long a job may wait for a worker, in seconds; who is due first goes first.

    So first pieces go before continuations, which what is playing covers, and yet nobody starves.
    """

    FIRST = 0.0
    CONTINUATION = 1.0
    BACKGROUND = 30.0


@dataclass(frozen=True, slots=True)
class PoolOptions:
    """What the workers are to be. Everything crosses to them as plain values."""

    engines: tuple[EngineSpec, ...] = (EngineSpec("espeak"),)
    remote: tuple[RemoteEngine, ...] = ()
    """Services elsewhere that speak, too."""
    first_engine: str = ""
    """The one whose voices are listed first; empty: the first of `engines`."""
    workers: int = 0
    """0: one per core."""
    finisher: str = "engine.workers.production:pass_through"
    """As "module:factory", see `interface.FinisherFactory`."""
    meter: str = ""
    """As "module:function", see `loudness.Meter`; empty: every voice is left as loud as it is."""
    warm_voices: tuple[str, ...] = ()
    """Warmed up before a worker is ready; empty: the first voice of each engine."""
    call_timeout_s: float = 10.0
    """A worker that says nothing for so long while it holds a job hangs, and is killed."""
    cancel_timeout_s: float = 2.0
    """The same for a job that was cancelled."""
    start_timeout_s: float = 60.0
    """A worker that is not ready after so long is killed and started again."""
    max_waiting: int = 1000
    """More jobs than this waiting for a worker: OverloadedError."""
    max_clip_ms: int = 600_000
    """A recording is played no longer than this."""
    worker_memory_bytes: int = 1 << 30
    """A worker that has grown beyond this is replaced when it is idle."""
    gains_path: str = ""
    """Where the measured gain of each voice is kept; empty: measured at every start."""
    first_restart_s: float = 0.1
    """The pause before a worker that died is started again; doubled with each further death."""
    max_restart_s: float = 10.0
    """The longest such pause."""


@dataclass(slots=True)
class PoolCounters(WorkerCounters):
    """Plain numbers for metrics; they only grow."""

    jobs: int = 0
    failed: int = 0
    cancelled: int = 0
    retried: int = 0


class PoolState(NamedTuple):
    """How it stands now."""

    ready: int
    busy: int
    waiting: int
    pids: tuple[int, ...]


@dataclass(slots=True)
class _Job:
    number: int
    rendition: Rendition
    command: Render | Play
    recording: bytes = b""
    attempts: int = 0
    cancelled: bool = False
    deadly: bool = False
    """It crashed its worker."""
    worker: _Seat | None = None

    @property
    def data(self) -> bytes:
        """What it asks an engine to take in, as octets."""
        if isinstance(self.command, Play):
            return self.recording
        return msgspec.msgpack.encode(self.command.piece)


@dataclass(slots=True, eq=False, kw_only=True)
class _Seat(Seat[WorkerProcess]):
    job: _Job | None = None


_MAX_ATTEMPTS = 2


class WorkerPool:
    """`start`, then `voices` and whatever a `Speaker` asks, then `close`. All in one event loop, in the main thread."""

    def __init__(self, options: PoolOptions, guards: Mapping[str, ServiceGuard] | None = None) -> None:
        """`guards` are those of the services by name, where somebody else uses them, too."""
        self.options = options
        self.counters = PoolCounters()
        self._gains = load_gains(options.gains_path) if options.gains_path else {}
        self._voices: tuple[VoiceInfo, ...] = ()
        self.missing: dict[str, str] = {}
        """The optional engines that cannot be had, and why; known when the pool has started."""
        self._local_voices: tuple[VoiceInfo, ...] = ()
        self._remote = self._make_remote(guards) if options.remote else None
        self._seats = [
            _Seat(restarts=Restarts(options.first_restart_s, options.max_restart_s))
            for _ in range(options.workers or os.cpu_count() or 1)
        ]
        self._supervisor = Supervisor(
            self,
            [self._seats],
            self.counters,
            start_timeout_s=options.start_timeout_s,
            shortest_limit_s=min(options.call_timeout_s, options.cancel_timeout_s),
        )
        self._numbers = itertools.count(1)
        self._deadly = DeadlyInputs()
        self._queue: list[tuple[float, int, _Job]] = []
        self._waiting = 0

    def _make_remote(self, guards: Mapping[str, ServiceGuard] | None) -> RemoteGroup:
        options = self.options
        if guards is None:
            guards = {engine.name: ServiceGuard(engine.settings) for engine in options.remote}
        return RemoteGroup(
            self,
            options.remote,
            guards,
            start_timeout_s=options.start_timeout_s,
            cancel_timeout_s=options.cancel_timeout_s,
            max_waiting=options.max_waiting,
            restarts=Restarts(options.first_restart_s, options.max_restart_s),
        )

    async def start(self) -> None:
        """Return when every worker is ready.

        Raises:
            EngineError: the engines cannot be set up; says why.
        """
        await self._begin(self._supervisor.start())

    async def start_first(self) -> None:
        """The same with one worker, besides that of services elsewhere; `start_others` launches the rest."""
        await self._begin(self._supervisor.start_first())

    def start_others(self) -> None:
        """Launch the workers that `start_first` has left; they join when they are ready."""
        self._supervisor.start_others()

    async def _begin(self, starting_workers: Coroutine[Any, Any, list[_Seat]]) -> None:
        starting = asyncio.ensure_future(self._remote.start()) if self._remote is not None else None
        broken = await starting_workers
        reason = broken[0].last_reason if broken else ""
        if starting is not None:
            reason = await starting or reason
        if reason:
            await self.close()
            raise EngineError(f"no engine worker: {reason}")

    async def close(self) -> None:
        """End all workers; what is being made or waits fails."""
        for _, _, job in self._queue:
            job.rendition.fail(EngineError("the server ends"))
        self._queue.clear()
        await self._supervisor.close()
        if self._remote is not None:
            await self._remote.close()
        for seat in self._seats:
            if seat.job is not None:
                seat.job.rendition.fail(EngineError("the server ends"))

    @property
    def voices(self) -> Sequence[VoiceInfo]:
        """The voices of all engines, in the order of the configuration."""
        return self._voices

    @property
    def state(self) -> PoolState:
        remote = self._remote
        return PoolState(
            ready=self._supervisor.ready_count,
            busy=sum(seat.job is not None for seat in self._seats),
            waiting=self._waiting + (remote.waiting if remote is not None else 0),
            pids=self._supervisor.pids + (remote.pids if remote is not None else ()),
        )

    @property
    def failing(self) -> str:
        """Why nothing is spoken in this process's workers: all of them keep dying. "" as a rule."""
        reason = self._supervisor.failing
        return f"engine workers keep dying: {reason}" if reason else ""

    def is_remote(self, voice: str) -> bool:
        """Whether a service elsewhere speaks with this voice."""
        return self._remote is not None and voice in self._remote.voices

    def render(
        self,
        piece: Piece,
        fmt: AudioFormat,
        priority: Priority = Priority.FIRST,
        *,
        into: Rendition | None = None,
    ) -> Rendition:
        """Have `piece` spoken. The audio grows in what is returned (`into`, if given); releasing that cancels.

        Raises:
            OverloadedError: too many jobs wait.
        """
        number = next(self._numbers)
        rendition = into or Rendition(fmt.sample_bytes)
        if self._remote is not None and piece.voice in self._remote.voices:
            self._remote.render(number, piece, fmt, priority.value, rendition)
            return rendition
        return self._submit(_Job(number, rendition, Render(number, piece, fmt)), priority)

    def play(
        self,
        samples: bytes,
        rate_hz: int,
        cut: ClipCut,
        fmt: AudioFormat,
        priority: Priority = Priority.FIRST,
        *,
        into: Rendition | None = None,
    ) -> Rendition:
        """Have a part of 16-bit little-endian `samples` finished, as `render`."""
        number = next(self._numbers)
        command = Play(number, len(samples), cut, fmt, self.options.max_clip_ms, rate_hz)
        return self._submit(_Job(number, into or Rendition(fmt.sample_bytes), command, samples), priority)

    # --- jobs ---------------------------------------------------------------------------------------------------------

    def _submit(self, job: _Job, priority: Priority) -> Rendition:
        if self._waiting >= self.options.max_waiting:
            raise OverloadedError(f"{self._waiting} pieces wait for {len(self._seats)} engine workers")
        self.counters.jobs += 1
        if self._deadly and self._deadly.has(job.data, _now()):
            self._failed(job, DeadlyInputError("it crashed an engine worker before"))
            return job.rendition
        job.rendition.on_abandoned = lambda: self._cancel(job)
        seat = self._idle_seat() if not self._waiting else None
        if seat is not None:
            self._assign(seat, job)
        else:
            self._enqueue(job, _now() + priority.value)
        return job.rendition

    def _enqueue(self, job: _Job, due: float) -> None:
        heapq.heappush(self._queue, (due, job.number, job))
        self._waiting += 1
        if len(self._queue) > 2 * self._waiting + self.options.max_waiting:
            # Nearly all of it was cancelled, while no worker came by to pass it over.
            self._queue = [entry for entry in self._queue if not entry[2].cancelled]
            heapq.heapify(self._queue)

    def _idle_seat(self) -> _Seat | None:
        for seat in self._seats:
            if seat.ready and seat.job is None:
                return seat
        return None

    def _assign(self, seat: _Seat, job: _Job) -> None:
        assert seat.process is not None  # noqa: S101 (a ready seat has a process)
        seat.job, job.worker = job, seat
        job.attempts += 1
        self._supervisor.expect_answer(seat)
        if isinstance(job.command, Play):
            seat.process.play(job.command, job.recording)
        else:
            seat.process.render(job.command)

    def _next(self, seat: _Seat) -> None:
        """Give an idle worker what is due first."""
        while self._queue and seat.ready and seat.job is None:
            _, _, job = heapq.heappop(self._queue)
            if job.cancelled:
                continue
            self._waiting -= 1
            self._assign(seat, job)

    def _cancel(self, job: _Job) -> None:
        if job.cancelled:
            return
        job.cancelled = True
        self.counters.cancelled += 1
        seat = job.worker
        if seat is None:
            self._waiting -= 1  # it stays in the queue, and is passed over there
            job.rendition.fail(EngineError("cancelled"))
            return
        assert seat.process is not None  # noqa: S101 (a job's worker lives: `worker_lost` takes it away)
        self._supervisor.expect_answer(seat)
        seat.process.cancel(job.number)

    # --- what workers tell --------------------------------------------------------------------------------------------

    def worker_ready(self, worker: WorkerProcess, ready: Ready) -> None:
        seat = self._seat_of(worker)
        if seat is None:
            return
        self._supervisor.worker_ready(seat)
        self.missing = ready.missing
        self._local_voices = ready.voices
        self._list_voices()
        self._learn(ready.gains)
        self._next(seat)

    def group_ready(self, ready: Ready) -> None:
        self._list_voices()
        self._learn(ready.gains)

    def _list_voices(self) -> None:
        remote = self._remote.voices.values() if self._remote is not None else ()
        first = self.options.first_engine
        self._voices = tuple(sorted((*self._local_voices, *remote), key=lambda voice: voice.engine != first))

    def worker_measured(self, worker: WorkerProcess, measured: Measured) -> None:
        self._learn({measured.voice: measured.gain})

    def worker_sound(self, worker: WorkerProcess, sound: Audio | Failed) -> None:
        seat = self._seat_of(worker)
        job = seat.job if seat is not None else None
        if seat is None or job is None or job.number != sound.job:
            return
        if isinstance(sound, Audio):
            job.rendition.add(sound.payload, sound.words, last=sound.last)
            if sound.last:
                seat.job = None
                self._next(seat)
            return
        seat.job = job.worker = None
        if sound.retryable and not job.cancelled and job.attempts < _MAX_ATTEMPTS:
            self._again(job)
        else:
            self._failed(job, SynthesisError(sound.reason, retryable=sound.retryable))
        self._next(seat)

    def worker_retires(self, worker: WorkerProcess) -> None:
        seat = self._seat_of(worker)
        if seat is not None:
            self._supervisor.worker_retires(seat)

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        seat = self._seat_of(worker)
        if seat is not None:
            self._supervisor.worker_ended(seat, reason)

    def _again(self, job: _Job) -> None:
        self.counters.retried += 1
        job.rendition.begin_again()
        seat = self._idle_seat()
        if seat is not None:
            self._assign(seat, job)
        else:
            self._enqueue(job, _now() - 1.0)  # before all others: somebody hears the gap

    def _failed(self, job: _Job, error: EngineError) -> None:
        if not job.cancelled:
            self.counters.failed += 1
        job.rendition.fail(error)

    def _seat_of(self, worker: WorkerProcess) -> _Seat | None:
        for seat in self._seats:
            if seat.process is worker:
                return seat
        return None

    def _learn(self, gains: dict[str, float]) -> None:
        new = {voice: gain for voice, gain in gains.items() if voice not in self._gains}
        if new:
            self._gains |= new
            if self.options.gains_path:
                save_gains(self.options.gains_path, self._gains)

    # --- what the supervisor asks -------------------------------------------------------------------------------------

    def launch(self, seat: _Seat) -> Coroutine[Any, Any, None]:
        seat.process = WorkerProcess(self)
        return seat.process.start(self.setup_for(self.options.engines, self.options.warm_voices))

    def setup_for(self, engines: tuple[EngineSpec, ...], warm_voices: tuple[str, ...] = ()) -> Setup:
        """The setup of a worker with these engines."""
        options = self.options
        memory, meter = options.worker_memory_bytes, options.meter
        return Setup(engines, options.finisher, warm_voices, self._gains, memory, meter)

    def silence_limit_s(self, seat: _Seat) -> float | None:
        if seat.job is None:
            return None
        return self.options.cancel_timeout_s if seat.job.cancelled else self.options.call_timeout_s

    def worker_hung(self, seat: _Seat) -> None:
        if seat.job is not None:
            # What hung an engine once would hang the next as well, and cost the listener as long again.
            seat.job.attempts = _MAX_ATTEMPTS

    def worker_crashed(self, seat: _Seat) -> None:
        if seat.job is not None:
            seat.job.deadly = True
            self._deadly.add(seat.job.data, _now())

    def worker_lost(self, seat: _Seat, reason: str) -> None:
        job, seat.job = seat.job, None
        if job is None:
            return
        job.worker = None
        if job.cancelled:
            job.rendition.fail(EngineError("cancelled"))
        elif job.deadly:
            self._failed(job, DeadlyInputError(f"it crashed an engine worker: {reason}"))
        elif job.attempts >= _MAX_ATTEMPTS:
            self._failed(job, WorkerLostError(f"engine worker: {reason}"))
        else:
            self._again(job)


def _now() -> float:
    return asyncio.get_running_loop().time()
