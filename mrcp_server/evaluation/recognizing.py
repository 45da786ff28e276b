"""One engine at work on recordings, by the way that a caller's audio takes: pool, worker, matcher, scripts."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.workers.listener_pool import ListenerPool
from mrcp_server.evaluation.trials import Trial
from mrcp_server.evaluation.word_errors import word_errors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from engine.grammars.active import GrammarSet
    from engine.grammars.interpretation import InputInterpreter, Meaning
    from engine.recognition import RecognizerResult
    from engine.workers.listener_pool import ListenerEngine, ListenerOptions
    from engine.workers.listener_session import RecognitionSession
    from mrcp_server.evaluation.recorded_speech import Expectation, Sound

_PIECE_S = 0.02
_N_BEST = 2
"""As on a line: what else it may have been lowers the confidence in the best."""


@dataclass(frozen=True, slots=True)
class Task:
    """One recording, ready to be recognised."""

    name: str
    said: str
    sound: Sound
    grammars: GrammarSet
    expected: Expectation


class EngineUnderTest:
    """A recogniser in workers of its own: `start`, `recognize` as often as wanted, `close`."""

    def __init__(
        self, engine: ListenerEngine, options: ListenerOptions, interpreter: InputInterpreter, *, workers: int
    ) -> None:
        """`options` are those of the server but for engines; `workers` is how many processes there are."""
        self._pool = ListenerPool(replace(options, engines=(replace(engine, workers=workers),)))
        self._interpreter = interpreter

    async def start(self) -> None:
        """Raises EngineError: the engine cannot be set up."""
        await self._pool.start()

    async def close(self) -> None:
        await self._pool.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """Of its workers."""
        return self._pool.state.pids

    async def recognize(self, task: Task, *, realtime: bool = False) -> Trial:
        """Recognise one recording. With `realtime` its audio comes as from a line, and the answer is asked for at the
        first silence, as a RECOGNIZE does; else all at once. What goes wrong is told in the trial."""
        blank = Trial(
            task.name, task.said, bool(task.expected.texts), task.sound.seconds, has_speech=bool(task.sound.ends)
        )
        if not task.sound.ends:
            return _judged(blank, task, None, is_match=False)
        spec = task.grammars.recognition_spec(rate_hz=task.sound.rate_hz, n_best=_N_BEST)
        try:
            session = self._pool.open(spec)
            try:
                await session.opened()
                result, answer_s = await _asked(session, task.sound, realtime=realtime)
            finally:
                session.close()
        except EngineError as error:
            return replace(_judged(blank, task, None, is_match=False), failure=error.reason)
        read = await self._interpreter.speech(result, task.grammars)
        meaning = read.best or read.rejected or read.partial
        return _judged(replace(blank, answer_s=answer_s), task, meaning, is_match=bool(read.alternatives))


async def _asked(session: RecognitionSession, sound: Sound, *, realtime: bool) -> tuple[RecognizerResult, float]:
    """The answer, and the seconds between its question and it."""
    pcm = sound.samples.astype("<i2").tobytes()
    begins, ends = 2 * sound.begins, 2 * sound.ends
    session.push(pcm[:begins], silent=True)
    waited_s = 0.0
    if realtime:
        await _push_paced(session, pcm[begins:ends], int(_PIECE_S * sound.rate_hz) * 2)
        waited_s = await _timed_guess(session)
    else:
        session.push(pcm[begins:ends])
    session.push(pcm[ends:], silent=True)
    begin = time.perf_counter()
    result = await session.ask(final=True)
    return result, waited_s + time.perf_counter() - begin


async def _push_paced(session: RecognitionSession, pcm: bytes, piece_bytes: int) -> None:
    begin = time.monotonic()
    for number, start in enumerate(range(0, len(pcm), piece_bytes), 1):
        session.push(pcm[start : start + piece_bytes])
        await asyncio.sleep(max(0.0, begin + number * _PIECE_S - time.monotonic()))


async def _timed_guess(session: RecognitionSession) -> float:
    begin = time.perf_counter()
    await session.ask(final=False)
    return time.perf_counter() - begin


def _judged(trial: Trial, task: Task, meaning: Meaning | None, *, is_match: bool) -> Trial:
    """The trial with what was heard set against what was said."""
    heard = meaning.text if meaning is not None else ""
    errors, words = word_errors(task.said, heard, task.grammars.language)
    expected = task.expected
    is_right = is_match and (errors == 0 if task.grammars.transcribe else heard in expected.texts)
    has_meaning = bool(expected.meanings)
    return replace(
        trial,
        heard=heard,
        confidence=meaning.confidence if meaning is not None else 0.0,
        is_match=is_match,
        is_right=is_right and trial.in_grammar,
        is_meant=is_match and meaning is not None and meaning.value in expected.meanings if has_meaning else None,
        errors=errors,
        words=words,
    )


async def recognize_all(
    engine: EngineUnderTest, tasks: AsyncIterator[Task], *, at_once: int, realtime: bool = False
) -> list[Trial]:
    """Recognise recordings, so many at a time; the trials in the order of the tasks. No more than that many tasks are
    taken ahead."""
    trials: dict[int, Trial] = {}
    numbered = _numbered(tasks)
    turn = asyncio.Lock()

    async def work() -> None:
        while True:
            async with turn:
                following = await anext(numbered, None)
            if following is None:
                return
            number, task = following
            trials[number] = await engine.recognize(task, realtime=realtime)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())
    return [trials[number] for number in sorted(trials)]


async def _numbered(tasks: AsyncIterator[Task]) -> AsyncIterator[tuple[int, Task]]:
    number = 0
    async for task in tasks:
        yield number, task
        number += 1
