"""Control's side of recognition: the listener workers, and which session is heard by which.

A session lives in one worker. When that dies the session is opened in another one and hears its audio again; an ask
whose worker was ended from outside is tried once more, one that crashed or hung it is not. A grammar that crashed a
worker is refused for a while.

A worker that takes long over one session's ask keeps only that session: the others that wait are moved to workers that
are not so busy. It hangs when it has taken longer than such an ask can be worth, not counted while it waited for a
processor: a machine that is busy makes nothing hang.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import DeadlyInputError, EngineError, LanguageUnsupportedError, OverloadedError
from engine.recognition import Abilities, ListenerState
from engine.registry import EngineSpec
from engine.remote.guard import ServiceChange, ServiceFigures
from engine.workers.child_process import ChildProcess, Pipe
from engine.workers.deadly_inputs import DeadlyInputs
from engine.workers.engine_choice import rank_engines
from engine.workers.framing import encode_message
from engine.workers.listener_messages import (
    Alive,
    Answer,
    Ask,
    Close,
    ListenerNotice,
    ListenerReady,
    ListenerSetup,
    Opened,
    Refused,
    ServiceChanged,
    Working,
)
from engine.workers.listener_session import RecognitionSession
from engine.workers.notices import Broken, Retiring
from engine.workers.queueing import queued_s
from engine.workers.restarts import Restarts
from engine.workers.supervision import Seat, Supervisor, WorkerCounters

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from engine.recognition import RecognitionSpec
    from engine.workers.listener_messages import ListenerCommand


_MANY_WORDS = 2000
"""Words of a grammar that takes longer to compile than others should wait: 5,000 take 0.3 s."""


@dataclass(frozen=True, slots=True)
class ListenerEngine:
    """A recognition engine and how many workers run it."""

    spec: EngineSpec
    workers: int = 0
    """0: one per core."""
    label: str = ""
    """What it is called where it fails; empty: by the engine's name, which several with different models may share."""
    remote: bool = False
    """It hears elsewhere (`engine.remote.recognition`): one worker waits for many, and what it cannot hear the next
    engine hears that can."""

    @property
    def title(self) -> str:
        return self.label or f"recognition engine {self.spec.name!r}"


@dataclass(frozen=True, slots=True)
class ListenerOptions:
    """What the workers are to be. Everything crosses to them as plain values."""

    engines: tuple[ListenerEngine, ...] = (ListenerEngine(EngineSpec("sphinx")),)
    """In order of preference. Each has workers of its own, so that one that crashes takes no other down."""
    ask_timeout_s: float = 5.0
    """A worker that says nothing for so long while it holds an ask that it has not begun hangs, and is killed."""
    work_s: float = 2.0
    """One that is at an ask hangs after so long and a share of its audio; how long it waited for a processor does not
    count."""
    slow_s: float = 0.75
    """Of one that has been at one ask for so long, the other callers are heard elsewhere."""
    patience_s: float = 9.0
    """How long an ask may take altogether, waiting for others and for a new worker included."""
    start_timeout_s: float = 60.0
    """A worker that is not ready after so long is killed and started again."""
    max_audio_s: float = 120.0
    """The audio of a session beyond this is forgotten, the oldest first."""
    lead_in_ms: int = 500
    """How much silence is kept in front of the first speech, where the caller says what is silent."""
    max_sessions: int = 10_000
    """More sessions than this: OverloadedError."""
    niceness: int = 2
    """How much less of the processor they get than everything else (0 to 19): a prompt goes before an answer. With 5, a
    machine that was busy otherwise gave them a twelfth, and answers came seconds late."""
    worker_memory_bytes: int = 2 << 30
    """A worker that has grown beyond this is replaced."""
    first_restart_s: float = 0.1
    """The pause before a worker that died is started again; doubled with each further death."""
    max_restart_s: float = 10.0
    """The longest such pause."""


@dataclass(slots=True)
class ListenerCounters(WorkerCounters):
    """Plain numbers for metrics; they only grow."""

    sessions: int = 0
    asks: int = 0
    failed: int = 0
    replayed: int = 0
    fallbacks: int = 0


@dataclass(slots=True, eq=False, kw_only=True)
class _Seat(Seat[ChildProcess]):
    engine: EngineSpec
    title: str
    """What the engine is called where it fails."""
    remote: bool
    sessions: dict[int, RecognitionSession] = field(default_factory=dict)
    """Those that its worker hears, by their numbers."""
    working: int = 0
    """The number of the Open or Ask that its worker has begun; 0: none."""
    queued_s: float = 0.0
    """How long the worker had waited for a processor when it began."""
    slow: bool = False
    """It has been at it for long."""
    at_fault: bool = False
    """What it was at has crashed or hung it."""


class ListenerPool:
    """`start`, then `open` as often as wanted, then `close`. All in one event loop, in the main thread."""

    def __init__(self, options: ListenerOptions, on_change: Callable[[ServiceChange], None] = lambda _: None) -> None:
        """`on_change` is told when a service elsewhere becomes unusable, and when it works again."""
        self.options = options
        self._on_change = on_change
        self.counters = ListenerCounters()
        self.services: dict[str, ServiceFigures] = {}
        """How the services elsewhere stand, by the names of their engines; a second old at most."""
        self._groups = [
            [
                _Seat(
                    engine=engine.spec,
                    title=engine.title,
                    remote=engine.remote,
                    restarts=Restarts(options.first_restart_s, options.max_restart_s),
                )
                # One waits for many; only so are its limits those of the whole server.
                for _ in range(1 if engine.remote else engine.workers or os.cpu_count() or 1)
            ]
            for engine in options.engines
        ]
        self._seats = [seat for group in self._groups for seat in group]
        self._supervisor = Supervisor(
            self,
            self._groups,
            self.counters,
            start_timeout_s=options.start_timeout_s,
            shortest_limit_s=min(options.ask_timeout_s, options.work_s),
        )
        self._abilities = [Abilities()] * len(self._groups)
        self._session_seats: dict[int, _Seat] = {}
        """Where a session is heard, by its number."""
        self._session_groups: dict[int, int] = {}
        """Which of `_groups` has its engine, by its number."""
        self._session_choices: dict[int, list[int]] = {}
        """Which of `_groups` could have it, the preferred one first, by its number."""
        self._waiting: dict[int, RecognitionSession] = {}
        """Sessions that no worker hears now, by their numbers."""
        self._numbers = itertools.count(1)
        self._deadly = DeadlyInputs()
        """Grammars that crashed a worker."""

    async def start(self) -> None:
        """Return when every worker is ready.

        Raises:
            EngineError: an engine cannot be set up; says why.
        """
        await self._begin(self._supervisor.start())

    async def start_first(self) -> None:
        """The same with one worker of each engine; `start_others` launches the rest."""
        await self._begin(self._supervisor.start_first())

    def start_others(self) -> None:
        """Launch the workers that `start_first` has left; they join when they are ready."""
        self._supervisor.start_others()

    async def _begin(self, starting_workers: Coroutine[Any, Any, list[_Seat]]) -> None:
        broken = await starting_workers
        if broken:
            await self.close()
            raise EngineError(f"{broken[0].title}: {broken[0].last_reason}")

    async def close(self) -> None:
        """End all workers; asks that wait fail."""
        for session in [*self._waiting.values(), *(one for seat in self._seats for one in seat.sessions.values())]:
            session.fail(EngineError("the server ends"))
        await self._supervisor.close()

    @property
    def abilities(self) -> Abilities:
        """What all engines together can hear."""
        return Abilities(
            tuple(dict.fromkeys(language for one in self._abilities for language in one.grammars)),
            tuple(dict.fromkeys(language for one in self._abilities for language in one.transcription)),
            tuple(dict.fromkeys(language for one in self._abilities for language in one.networks)),
        )

    @property
    def engine_abilities(self) -> tuple[Abilities, ...]:
        """What each engine can hear, in order of preference."""
        return tuple(self._abilities)

    @property
    def state(self) -> ListenerState:
        sessions = [session for seat in self._seats for session in seat.sessions.values()]
        return ListenerState(
            ready=self._supervisor.ready_count,
            sessions=len(sessions) + len(self._waiting),
            asking=sum(session.asking for session in (*sessions, *self._waiting.values())),
            pids=self._supervisor.pids,
        )

    @property
    def failing(self) -> str:
        """Why nothing is recognised by some engine: all of its workers keep dying. "" as a rule."""
        reason = self._supervisor.failing
        return f"recognition workers keep dying: {reason}" if reason else ""

    def open(self, spec: RecognitionSpec) -> RecognitionSession:
        """Begin to listen.

        Raises:
            LanguageUnsupportedError: no engine has a model for the language.
            EngineError: open speech is wanted and no engine transcribes; says what to install.
            OverloadedError: too many sessions.
            DeadlyInputError: a worker crashed of this grammar.
        """
        options = self.options
        if len(self._session_groups) >= options.max_sessions:
            raise OverloadedError(f"{options.max_sessions} callers are being heard already")
        if self._deadly and self._deadly.has(_grammar_of(spec), asyncio.get_running_loop().time()):
            raise DeadlyInputError("this grammar crashed a recognition worker before")
        languages = (spec.language, *spec.further_languages)
        groups = rank_engines(self._abilities, languages, transcribe=spec.transcribe)
        session = RecognitionSession(
            self,
            next(self._numbers),
            spec,
            max_audio_s=options.max_audio_s,
            lead_in_ms=options.lead_in_ms,
            patience_s=options.patience_s,
        )
        self.counters.sessions += 1
        self._session_choices[session.number] = groups
        self._choose(session, groups[0])
        self._assign(session)
        return session

    # --- what sessions need -------------------------------------------------------------------------------------------

    def next_number(self) -> int:
        return next(self._numbers)

    def send(self, session: RecognitionSession, command: ListenerCommand) -> None:
        seat = self._session_seats.get(session.number)
        if isinstance(command, Ask) and seat is not None and self._is_kept_waiting(session, seat):
            self._move(session)
            seat = self._session_seats.get(session.number)
        if seat is not None and seat.process is not None:
            if not seat.working and not any(one.busy for one in seat.sessions.values()):
                self._supervisor.expect_answer(seat)
            seat.process.write(encode_message(command))

    def session_reset(self, session: RecognitionSession) -> None:
        preferred = self._session_choices[session.number][0]
        if self._session_groups[session.number] != preferred:
            # What the preferred engine could not hear may have been no more than one utterance.
            self._choose(session, preferred)
            self._move(session)

    def session_closed(self, session: RecognitionSession) -> None:
        seat = self._session_seats.pop(session.number, None)
        if seat is not None:
            seat.sessions.pop(session.number, None)
        self._waiting.pop(session.number, None)
        self._session_groups.pop(session.number, None)
        self._session_choices.pop(session.number, None)

    def _choose(self, session: RecognitionSession, group: int, fallback: str = "") -> None:
        """Whose engine is to hear it; `fallback` says why it is not the preferred one."""
        self._session_groups[session.number] = group
        session.heard_by(self._groups[group][0].engine.name, fallback)

    def _assign(self, session: RecognitionSession) -> None:
        """Give it to the worker of its engine that has the fewest, one that gets on with its work."""
        ready = [seat for seat in self._groups[self._session_groups[session.number]] if seat.ready]
        if not ready and self._fall_back(session, "its process is not there"):
            self._assign(session)
            return
        if not ready:
            self._waiting[session.number] = session
            return
        # Large grammars are compiled for seconds: all of them keep one worker, and leave the others to everybody else.
        candidates = ready[-1:] if len(session.spec.words) > _MANY_WORDS else ready
        seat = min(candidates, key=lambda seat: (seat.slow, len(seat.sessions)))
        self._session_seats[session.number] = seat
        session.replay()
        seat.sessions[session.number] = session

    # --- what workers tell --------------------------------------------------------------------------------------------

    def _noticed(self, seat: _Seat, notice: Any) -> None:
        match notice:
            case ListenerReady(abilities=abilities):
                self._worker_ready(seat, abilities)
            case Broken() | Retiring() if seat.process is not None:
                seat.process.note(notice.reason)
                if isinstance(notice, Retiring):
                    self._supervisor.worker_retires(seat)
            case Alive(figures=figures):
                self.services[seat.engine.name] = figures
            case ServiceChanged(usable=usable, fault=fault, reason=reason):
                self._on_change(ServiceChange(seat.engine.name, usable, fault, reason))
            case Working(number=number):
                self._begun(seat, number)
            case Opened() | Answer() | Refused():
                seat.working, seat.slow = 0, False
                session = seat.sessions.get(notice.session)
                if session is not None:
                    self._hand_on(session, notice)

    def _begun(self, seat: _Seat, number: int) -> None:
        assert seat.process is not None  # noqa: S101 (it is a process that tells)
        seat.working, seat.queued_s = number, queued_s(seat.process.pid)
        asyncio.get_running_loop().call_later(self.options.slow_s, self._spare_others, seat, number)

    def _spare_others(self, seat: _Seat, number: int) -> None:
        """The worker is still at the same: who else waits for it need not."""
        if seat.working != number:
            return
        seat.slow = True
        for session in list(seat.sessions.values()):
            if session.busy and self._is_kept_waiting(session, seat):
                self._move(session)

    def _is_kept_waiting(self, session: RecognitionSession, seat: _Seat) -> bool:
        """Whether its worker is slow over another one's ask, while there is a worker that is not."""
        group = self._groups[self._session_groups[session.number]]
        if not seat.slow or session.awaits(seat.working) or len(session.spec.words) > _MANY_WORDS:
            return False
        return any(one.ready and not one.slow for one in group)

    def _hand_on(self, session: RecognitionSession, notice: Opened | Answer | Refused) -> None:
        if isinstance(notice, Opened):
            session.is_open()
        elif isinstance(notice, Answer):
            self.counters.asks += 1
            session.answered(notice.number, notice.heard)
        else:
            error = EngineError(notice.reason, retryable=notice.retryable)
            if notice.language:
                error = LanguageUnsupportedError(notice.language, "recognition model")
            is_felt = notice.number == 0 or session.awaits(notice.number)  # 0 is the audio itself
            falls_back = is_felt and self._fall_back(session, notice.reason)
            if falls_back or session.refused(notice.number, error):
                self._move(session)
            else:
                self.counters.failed += 1

    def _fall_back(self, session: RecognitionSession, reason: str) -> bool:
        """Choose the next engine for what one elsewhere could not hear; False: it is none, or it was the last."""
        group, choices = self._session_groups[session.number], self._session_choices[session.number]
        seat = self._groups[group][0]
        if not seat.remote or group == choices[-1]:
            return False
        self.counters.fallbacks += 1
        self._choose(session, choices[choices.index(group) + 1], reason)
        return True

    def _move(self, session: RecognitionSession) -> None:
        """Have another worker hear it again; the same one, where there is no other."""
        self.send(session, Close(session.number))
        seat = self._session_seats.pop(session.number, None)
        if seat is not None:
            seat.sessions.pop(session.number, None)
        self._waiting.pop(session.number, None)
        self.counters.replayed += 1
        self._assign(session)

    def _worker_ready(self, seat: _Seat, abilities: Abilities) -> None:
        self._supervisor.worker_ready(seat)
        group = next(index for index, group in enumerate(self._groups) if seat in group)
        self._abilities[group] = abilities
        waiting = [session for session in self._waiting.values() if self._session_groups[session.number] == group]
        for session in waiting:
            del self._waiting[session.number]
            self._assign(session)

    # --- what the supervisor asks -------------------------------------------------------------------------------------

    def launch(self, seat: _Seat) -> Coroutine[Any, Any, None]:
        options = self.options
        module = "engine.workers.remote_listener_worker" if seat.remote else "engine.workers.listener_worker"
        seat.process = ChildProcess(module, lambda reason: self._supervisor.worker_ended(seat, reason))
        setup = ListenerSetup(seat.engine, options.worker_memory_bytes, options.niceness)
        pipe = Pipe(ListenerNotice, lambda notice: self._noticed(seat, notice))
        return seat.process.start((pipe,), encode_message(setup))

    def silence_limit_s(self, seat: _Seat) -> float | None:
        busy = [session for session in seat.sessions.values() if session.busy]
        if not busy:
            return None
        session = next((one for one in busy if seat.working and one.awaits(seat.working)), None)
        if session is None or seat.process is None:
            return self.options.ask_timeout_s + max(session.allowance_s for session in busy)
        return self.options.work_s + session.worth_s + queued_s(seat.process.pid) - seat.queued_s

    def worker_hung(self, seat: _Seat) -> None:
        seat.at_fault = True

    def worker_crashed(self, seat: _Seat) -> None:
        seat.at_fault = True
        for session in seat.sessions.values():
            if session.opens(seat.working):
                self._deadly.add(_grammar_of(session.spec), asyncio.get_running_loop().time())

    def worker_lost(self, seat: _Seat, reason: str) -> None:
        working, at_fault, orphans = seat.working, seat.at_fault, seat.sessions
        seat.working, seat.slow, seat.at_fault, seat.sessions = 0, False, False, {}
        for session in orphans.values():
            del self._session_seats[session.number]
            if session.worker_lost(working, reason, at_fault=at_fault):
                self.counters.replayed += 1
                self._fall_back(session, reason)
                self._assign(session)
            else:
                self.counters.failed += 1


def _grammar_of(spec: RecognitionSpec) -> bytes:
    """What an Open has an engine take in, as octets."""
    return msgspec.msgpack.encode(spec)
