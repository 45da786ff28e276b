"""Control's side of recognition: the listener workers, and the sessions that are heard by them.

A session lives in one worker. Its audio is kept here, bounded, so that another worker can hear it again when the first
one dies; that happens once per ask. A worker that hangs in an ask is killed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.registry import EngineSpec

if TYPE_CHECKING:
    from engine.hearing import Abilities, Heard, HearingSpec, ListenerState


@dataclass(frozen=True, slots=True)
class ListenerEngine:
    """A recognition engine and how many workers run it; 0: one per core."""

    spec: EngineSpec
    workers: int = 0


@dataclass(frozen=True, slots=True)
class ListenerOptions:
    """What the workers are to be. Everything crosses to them as plain values."""

    #: In order of preference. Each has workers of its own, so that one that crashes takes no other down.
    engines: tuple[ListenerEngine, ...] = (ListenerEngine(EngineSpec("sphinx")),)
    #: A worker that works on one ask for so long hangs, and is killed.
    ask_timeout_s: float = 8.0
    #: A worker that is not ready after so long is killed and started again.
    start_timeout_s: float = 60.0
    #: The audio of a session beyond this is forgotten, the oldest first.
    max_audio_s: float = 120.0
    #: How much silence is kept in front of the first speech, where the caller says what is silent.
    lead_in_ms: int = 500
    #: More sessions than this: OverloadedError.
    max_sessions: int = 10_000
    #: How much less of the processor they get than everything else (0 to 19): a prompt goes before an answer.
    niceness: int = 5
    #: A worker that has grown beyond this is replaced.
    worker_memory_bytes: int = 2 << 30
    #: The pause before a worker that died is started again: the first, doubled with each further death, and at most.
    first_restart_s: float = 0.1
    max_restart_s: float = 10.0


@dataclass(slots=True)
class ListenerCounters:
    """Plain numbers for metrics; they only grow."""

    sessions: int = 0
    asks: int = 0
    failed: int = 0
    replayed: int = 0
    hung: int = 0
    worker_starts: int = 0
    worker_deaths: int = 0
    last_death: str = ""


class HearingSession:
    """One utterance after another of one caller, made by `ListenerPool.open`. All in the pool's event loop."""

    spec: HearingSpec

    async def opened(self) -> None:
        """Return when the worker has compiled the grammar. Not needed before `hear` or `ask`.

        Raises:
            EngineError: the grammar or the language cannot be used.
        """
        raise NotImplementedError

    def hear(self, pcm: bytes, *, silent: bool = False) -> None:
        """Take 16-bit little-endian audio of any length at `spec.rate_hz`. Never blocks, never raises.

        `silent` is for who knows that there is no speech in it: silence before the first speech is mostly dropped, and
        a final ask after nothing but silence is answered by what the last ask brought, at once.
        """
        raise NotImplementedError

    async def ask(self, final: bool = True) -> Heard:
        """Say what was heard since `open` or `reset`. May be cancelled.

        Raises:
            EngineError: it cannot be told.
            WorkerLostError: two workers died of it, or one hung.
        """
        raise NotImplementedError

    def reset(self) -> None:
        """Forget all audio, and drop asks: they are answered with an empty `Heard`."""
        raise NotImplementedError

    def close(self) -> None:
        """Give everything back. Asks that wait fail. May be called twice."""
        raise NotImplementedError


class ListenerPool:
    """`start`, then `open` as often as wanted, then `close`. All in one event loop, in the main thread."""

    def __init__(self, options: ListenerOptions) -> None:
        self.options = options
        self.counters = ListenerCounters()

    async def start(self) -> None:
        """Return when every worker is ready.

        Raises:
            EngineError: an engine cannot be set up; says why.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """End all workers; asks that wait fail."""
        raise NotImplementedError

    @property
    def abilities(self) -> Abilities:
        """What all engines together can hear."""
        raise NotImplementedError

    @property
    def state(self) -> ListenerState:
        raise NotImplementedError

    def open(self, spec: HearingSpec) -> HearingSession:
        """Begin to listen.

        Raises:
            LanguageUnsupportedError: no engine has a model for the language.
            EngineError: open speech is wanted and no engine transcribes; says what to install.
            OverloadedError: too many sessions.
        """
        raise NotImplementedError
