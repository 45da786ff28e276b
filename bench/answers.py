"""How soon an answer is there after the end of speech: people's voices on the workers of each recogniser, in real time.

What counts is the question at the first silence, which a RECOGNIZE asks while the Speech-Complete-Timeout still runs.
Three states: a caller alone; forty on one worker who talk 30 % of the time; twenty who stop in the same instant, on a
worker for each core. A question that gets no answer counts with the time after which that was told, and as failed.
`…_ratio` is the first engine's figure over the other's, in one run on one machine.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from bench.processes import cpu_s, memory_mib
from bench.recognition import ENGINES, grammars_of
from engine.errors import EngineError
from engine.grammars.active import GrammarSet
from engine.grammars.store import GrammarStore
from engine.workers.listener_pool import ListenerPool
from engine.workers.listener_session import RecognitionSession
from mrcp_server.config import Config
from mrcp_server.evaluation.evaluate import engines_of, worker_options
from mrcp_server.evaluation.recorded_speech import find_speech
from tests.fakes import telephone_audio as audio
from tests.human_speech.corpus import group
from tests.human_speech.recordings import missing

CALLERS = 40
TALK_SHARE = 0.3
SECONDS = 10.0
AT_ONCE = 20
ALONE = 20
_TICK_S = 0.1
_TICK_BYTES = int(_TICK_S * audio.RATE_HZ) * 2
_ROUNDS = 3


class _Spoken(NamedTuple):
    """What a caller says, up to where the detector knows that it has ended."""

    pcm: bytes
    grammars: GrammarSet

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / audio.RATE_HZ


def run() -> dict[str, float]:
    """Measure. Takes about half a minute an engine; milliseconds."""
    if reason := missing():
        print(f"\nanswers to people: {reason}")
        return {}
    measured = {name: asyncio.run(_measure(name)) for name in ENGINES}
    figures = {f"{name}_{figure}": value for name, one in measured.items() for figure, value in one.items()}
    if len(ENGINES) == 2:
        first, second = ENGINES
        for figure in ("alone_p50_ms", "forty_callers_p99_ms", "twenty_at_once_last_ms"):
            figures[f"{figure}_ratio"] = measured[first][figure] / measured[second][figure]
    return figures


async def _measure(name: str) -> dict[str, float]:
    store = GrammarStore()
    spoken = await _utterances(store)
    store.close()
    figures: dict[str, float] = {}
    failures: list[str] = []
    pool = await _pool(name, 1)
    try:
        (pid,) = pool.state.pids
        alone = [await _answer_s(pool, one, failures) for one in itertools.islice(itertools.cycle(spoken), ALONE)]
        figures["alone_p50_ms"] = 1000 * statistics.median(alone)
        figures["alone_max_ms"] = 1000 * max(alone)
        begin, cpu = time.monotonic(), cpu_s(pid)
        waits = await _forty(pool, spoken, failures)
        figures["forty_callers_p50_ms"] = 1000 * float(np.quantile(waits, 0.5))
        figures["forty_callers_p99_ms"] = 1000 * float(np.quantile(waits, 0.99))
        figures["forty_callers_answers"] = len(waits)
        if pool.state.pids == (pid,):  # none was lost meanwhile
            figures["forty_callers_core_share"] = (cpu_s(pid) - cpu) / (time.monotonic() - begin)
            figures["worker_memory_mib"] = memory_mib(pid)
    finally:
        await pool.close()
    pool = await _pool(name, os.cpu_count() or 1)
    try:
        last = [await _together(pool, spoken[shift:] + spoken[:shift], failures) for shift in range(_ROUNDS)]
    finally:
        await pool.close()
    figures["twenty_at_once_last_ms"] = 1000 * statistics.median(last)
    figures["failed"] = len(failures)
    return figures


async def _utterances(store: GrammarStore) -> list[_Spoken]:
    """Menu items by every voice and strings of four digits by a person, in turn."""
    found = []
    menu, digits = group("held_out", "menu"), group("held_out", "digits_4")
    for one in itertools.chain.from_iterable(zip(menu, itertools.cycle(digits), strict=False)):
        sound = find_speech(one.samples, audio.RATE_HZ)
        if sound.ends:
            pcm = sound.samples[: sound.ends].astype("<i2").tobytes()
            found.append(_Spoken(pcm, await grammars_of(one, store)))
    return found


async def _pool(name: str, workers: int) -> ListenerPool:
    (engine,) = engines_of(Config(), [name])
    pool = ListenerPool(replace(worker_options(Config()), engines=(replace(engine, workers=workers),)))
    await pool.start()
    return pool


async def _answer_s(pool: ListenerPool, spoken: _Spoken, failures: list[str]) -> float:
    session = pool.open(spoken.grammars.recognition_spec(n_best=2))
    try:
        await session.opened()
        session.push(spoken.pcm)
        return await _ask_s(session, failures)
    finally:
        session.close()


async def _ask_s(session: RecognitionSession, failures: list[str]) -> float:
    """Seconds to the answer."""
    begin = time.perf_counter()
    try:
        await session.ask(final=False)
    except EngineError as error:
        failures.append(error.reason)
    return time.perf_counter() - begin


async def _forty(pool: ListenerPool, spoken: Sequence[_Spoken], failures: list[str]) -> list[float]:
    """How long after each end of speech its answer was there."""
    until = time.monotonic() + SECONDS
    lives = (
        _talk(pool, spoken[number * 3 :], failures, until=until, offset_s=number * 4 / CALLERS)
        for number in range(CALLERS)
    )
    return list(itertools.chain(*await asyncio.gather(*lives)))


async def _talk(
    pool: ListenerPool, spoken: Sequence[_Spoken], failures: list[str], *, until: float, offset_s: float
) -> list[float]:
    """A caller says one thing after the other, 30 % of the time; audio comes in real time."""
    waits: list[float] = []
    await asyncio.sleep(offset_s)
    for one in itertools.cycle(spoken):
        if time.monotonic() > until:
            return waits
        session = pool.open(one.grammars.recognition_spec(n_best=2))
        begin = time.monotonic()
        for number, start in enumerate(range(0, len(one.pcm), _TICK_BYTES), 1):
            session.push(one.pcm[start : start + _TICK_BYTES])
            await asyncio.sleep(max(0.0, begin + number * _TICK_S - time.monotonic()))
        waits.append(await _ask_s(session, failures))
        session.close()
        await asyncio.sleep(max(0.0, begin + one.seconds / TALK_SHARE - time.monotonic()))
    return waits


async def _together(pool: ListenerPool, spoken: Sequence[_Spoken], failures: list[str]) -> float:
    """Seconds to the last answer when all stop speaking at once."""
    chosen = spoken[:AT_ONCE]
    sessions = [pool.open(one.grammars.recognition_spec(n_best=2)) for one in chosen]
    for session, one in zip(sessions, chosen, strict=True):
        await session.opened()
        session.push(one.pcm)
    begin = time.perf_counter()
    await asyncio.gather(*(_ask_s(session, failures) for session in sessions))
    last_s = time.perf_counter() - begin
    for session in sessions:
        session.close()
    return last_s
