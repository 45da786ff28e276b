"""The engine workers and the queue in front of them (signatures; the implementation follows)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from engine.registry import EngineSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import VoiceInfo


class Priority(IntEnum):
    """Who goes first when all workers are busy."""

    FIRST = 0  # the first piece of an utterance: somebody hears silence
    CONTINUATION = 1  # a later piece: what is playing covers it
    BACKGROUND = 2  # warming the cache


@dataclass(frozen=True, slots=True)
class PoolOptions:
    """What the workers are to be. Everything crosses to them as plain values."""

    engines: tuple[EngineSpec, ...] = (EngineSpec("espeak"),)
    #: 0: one per core.
    workers: int = 0
    #: "module:factory", see `interface.FinisherFactory`.
    finisher: str = "engine.production:pass_through"
    #: Warmed up before a worker is ready; empty: the first voice of each engine.
    warm_voices: tuple[str, ...] = ()
    #: A worker that says nothing for so long while it holds a piece hangs, and is killed.
    call_timeout_s: float = 10.0
    #: A worker that is not ready after so long is killed and started again.
    start_timeout_s: float = 60.0
    #: More pieces than this waiting for a worker: OverloadedError.
    max_waiting: int = 1000
    #: A worker that has grown beyond this is replaced when it is idle.
    worker_memory_bytes: int = 1 << 30
    #: Where the measured gain of each voice is kept; empty: measured at every start.
    gains_path: str = ""


class WorkerPool:
    """`start`, then `voices` and whatever a `Speaker` asks, then `close`."""

    def __init__(self, options: PoolOptions) -> None: ...

    async def start(self) -> None:
        """Return when every worker is ready. Raises EngineError when none can be."""

    async def close(self) -> None:
        """End all workers; pieces that are being made fail."""

    @property
    def voices(self) -> Sequence[VoiceInfo]:
        """The voices of all engines."""
        raise NotImplementedError
