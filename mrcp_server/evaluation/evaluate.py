"""`mrcp-server evaluate`: engines compared on a folder of recordings, as callers would meet them."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.documents.errors import GrammarError
from engine.errors import EngineError
from engine.grammars.active import GrammarSet
from engine.grammars.interpretation import InputInterpreter
from engine.grammars.store import GrammarStore
from engine.registry import EngineSpec
from engine.workers.listener_pool import ListenerEngine, ListenerOptions
from mrcp_server.config import Config
from mrcp_server.evaluation.grammars import GrammarSource
from mrcp_server.evaluation.recognizing import EngineUnderTest, Task, recognize_all
from mrcp_server.evaluation.recorded_speech import Expectation, Sound, expect, read_sound
from mrcp_server.evaluation.recordings import Collection, Problem, Recording, collect, is_uri
from mrcp_server.evaluation.report import Report
from mrcp_server.evaluation.trials import summarize
from mrcp_server.fetching.fetcher import Fetcher, FetchPolicy, fetch_policy
from mrcp_server.fetching.http_cache import HttpCache
from mrcp_server.recognizing.engines import listener_options

Progress = Callable[[str, int], None]
"""(what is being worked at, how many recordings there are); called once for each recording, when it is taken."""


@dataclass(frozen=True, slots=True)
class EvaluationPlan:
    """What to evaluate, and how."""

    folder: Path
    grammar: str = ""
    """A file or URI for recordings that have none of their own; "": open speech."""
    language: str = ""
    """Of recordings whose grammar names none; "": `engine.language`."""
    threshold: float = 0.5
    """Confidence-Threshold, 0 to 1."""
    at_once: int = 1
    """Callers at the same time."""
    realtime: bool = False
    """Audio comes as from a line."""
    telephone: bool = False
    """Recordings are brought to 8 kHz and through G.711 first."""


def worker_options(config: Config) -> ListenerOptions:
    """Return what the server's recogniser workers are."""
    return listener_options(config)


def engines_of(config: Config, names: Sequence[str] = ()) -> list[ListenerEngine]:
    """Return the recognisers of these names, made as the configuration has them; without names, all that it starts."""
    started = list(worker_options(config).engines)
    return [_named(config, started, name) for name in names] if names else started


def _named(config: Config, started: Sequence[ListenerEngine], name: str) -> ListenerEngine:
    """One that is started, or that would be; else the engine without options."""
    chosen = config.model_copy(update={"engine": config.engine.model_copy(update={"recognizer": name})})
    for one in (*started, *worker_options(chosen).engines):
        if one.spec.name == name:
            return one
    return ListenerEngine(EngineSpec(name))


async def evaluate(
    config: Config, plan: EvaluationPlan, engines: Sequence[ListenerEngine], progress: Progress = lambda *_: None
) -> Report:
    """Run every recording through every engine, one engine after the other.

    What cannot be used is left out and named in the report; nothing is raised for it.
    """
    language = plan.language or config.engine.language
    found = collect(plan.folder, plan.grammar)
    store, interpreter = GrammarStore(), InputInterpreter()
    fetcher = Fetcher(_policy(config, plan, found), HttpCache(config.fetch.cache_bytes))
    grammars = GrammarSource(store, fetcher, language=language)
    evaluation = _Evaluation(config, plan, grammars, interpreter, progress)
    report = evaluation.report
    report.problems += found.problems
    try:
        usable = await evaluation.prepare(found.recordings)
        for engine in engines if usable else ():
            await evaluation.run(engine, usable)
    finally:
        await fetcher.close()
        interpreter.close()
        store.close()
    return report


def _policy(config: Config, plan: EvaluationPlan, found: Collection) -> FetchPolicy:
    """What the configuration allows, and the folders of the grammars that whoever asks has named."""
    policy = fetch_policy(config)
    named = {one.grammar for one in found.recordings if one.grammar and not is_uri(one.grammar)}
    folders = {Path(grammar).resolve().parent for grammar in named} | {plan.folder.resolve()}
    return replace(policy, file_roots=[*policy.file_roots, *sorted(folders)])


@dataclass(frozen=True, slots=True)
class _Usable:
    """A recording that has passed; its sound is read again by each engine's turn, so that memory stays bounded."""

    recording: Recording
    grammars: GrammarSet
    expected: Expectation


class _Evaluation:
    """One run of the command."""

    def __init__(
        self,
        config: Config,
        plan: EvaluationPlan,
        grammars: GrammarSource,
        interpreter: InputInterpreter,
        progress: Progress,
    ) -> None:
        self.report = Report(plan.folder, plan.threshold)
        self._config = config
        self._plan = plan
        self._grammars = grammars
        self._interpreter = interpreter
        self._progress = progress

    async def prepare(self, recordings: Sequence[Recording]) -> list[_Usable]:
        """The recordings that can be used; what is wrong with the others goes into the report."""
        usable: list[_Usable] = []
        refused: Counter[tuple[str, str]] = Counter()
        for recording in recordings:
            self._progress("reading", len(recordings))
            try:
                await self._sound(recording)
                grammars = await self._grammars.load(recording.grammar)
            except GrammarError as error:
                refused[(recording.grammar, str(error))] += 1
                continue
            except _UnreadableError as error:
                self._add_problem(recording.name, str(error))
                continue
            expected = await expect(recording.said, grammars, self._interpreter)
            usable.append(_Usable(recording, grammars, expected))
        for (grammar, reason), count in refused.items():
            self._add_problem(f"grammar {grammar}", f"{reason} ({count} recordings left out)")
        return usable

    async def run(self, engine: ListenerEngine, usable: Sequence[_Usable]) -> None:
        """One engine's turn."""
        plan, name = self._plan, engine.spec.name
        workers = min(plan.at_once, engine.workers or os.cpu_count() or 1)
        under_test = EngineUnderTest(engine, worker_options(self._config), self._interpreter, workers=workers)
        try:
            await under_test.start()
        except EngineError as error:
            self._add_problem(f"engine {name}", error.reason)
            return
        try:
            trials = await recognize_all(
                under_test, self._tasks(name, usable), at_once=plan.at_once, realtime=plan.realtime
            )
        finally:
            await under_test.close()
        self.report.summaries.append(summarize(name, trials, plan.threshold))

    async def _tasks(self, engine: str, usable: Sequence[_Usable]) -> AsyncIterator[Task]:
        for one in usable:
            self._progress(engine, len(usable))
            try:
                sound = await self._sound(one.recording)
            except _UnreadableError as error:  # it was there a moment ago
                self._add_problem(one.recording.name, str(error))
                continue
            yield Task(one.recording.name, one.recording.said, sound, one.grammars, one.expected)

    async def _sound(self, recording: Recording) -> Sound:
        try:
            return await asyncio.to_thread(read_sound, recording.file, telephone=self._plan.telephone)
        except EngineError as error:
            raise _UnreadableError(error.reason) from None
        except OSError as error:
            raise _UnreadableError(error.strerror) from None

    def _add_problem(self, name: str, reason: str) -> None:
        self.report.problems.append(Problem(name, reason))


class _UnreadableError(Exception):
    """A recording gives no sound."""
