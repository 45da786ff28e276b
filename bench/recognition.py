"""How well recognisers hear people on the telephone: each engine on the held-out half of the corpus, side by side.

The corpus is people's recordings at 8 kHz (`tests/human_speech`), on lines that are clean, noisy, lossy, loud and
faint. Audio takes the way of a caller's: speech detector, worker, grammar. `…_right_percent` counts whole sentences
before anything is refused; refusing is told apart: what is accepted of utterances that are out of grammar at the usual
threshold, and where 2 % of what is right are refused.

PocketSphinx, which the others are compared with, gets a sample: strings of digits take it seconds each. Utterances come
in an order that mixes all groups, and what has not had its turn within an engine's share of processor time is left out;
`…_of` says how many there were.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace

from bench.processes import cpu_s
from engine import registry
from engine.grammars.active import GrammarSet
from engine.grammars.interpretation import InputInterpreter
from engine.grammars.store import GrammarStore
from mrcp_server.config import Config
from mrcp_server.evaluation.evaluate import engines_of, worker_options
from mrcp_server.evaluation.recognizing import EngineUnderTest, Task, recognize_all
from mrcp_server.evaluation.recorded_speech import expect, find_speech
from mrcp_server.evaluation.trials import Trial, rates, summarize
from tests.human_speech.corpus import Utterance, group
from tests.human_speech.recordings import missing

COMPARED_WITH = "sphinx"
ENGINES = tuple(name for name in ("moonshine", COMPARED_WITH) if name in registry.names(registry.RECOGNIZER_GROUP))
THRESHOLD = 0.5
"""What Confidence-Threshold is unless told."""
_CURVE = (0.3, THRESHOLD, 0.7)
_DIGITS = ("digits_1", "digits_4", "digits_6", "digits_10")
_LISTS = ("alphabet", "letters", "days", "months", "yes_no", "menu", "numbers")
_SAMPLE_OF = 4
_CPU_S = {"moonshine": 160.0, COMPARED_WITH: 40.0}
"""Of all workers of an engine together."""
_LONGEST_S = 300.0
"""On a machine that is too busy for that."""
_SAMPLE_DIGITS = ("digits_1", "digits_4")
_REFUSED_SHARE = 0.02


def run() -> dict[str, float]:
    """Measure. Takes a minute or two; percentages, and how many utterances they are of."""
    if reason := missing():
        print(f"\nrecognition of people: {reason}")
        return {}
    figures: dict[str, float] = {}
    for name in ENGINES:
        measured = asyncio.run(_measure(name, _sample() if name == COMPARED_WITH else _everything()))
        figures |= {f"{name}_{figure}": value for figure, value in measured.items()}
    return figures


def _everything() -> list[Utterance]:
    digits = group("held_out", *_DIGITS)
    four = group("held_out", "digits_4")
    return [
        *digits,
        *_under("noise_20_db", digits),
        *_under("noise_10_db", digits),
        *(one for condition in ("mu_law", "packet_loss_3_percent", "loud", "quiet") for one in _under(condition, four)),
        *group("held_out", *_LISTS, "strange_", "sentences"),
    ]


def _sample() -> list[Utterance]:
    digits = group("held_out", *_SAMPLE_DIGITS)[::_SAMPLE_OF]
    lists = [one for name in _LISTS for one in group("held_out", name)[:: _SAMPLE_OF if name == "menu" else 1]]
    return [*digits, *_under("noise_20_db", digits), *lists, *group("held_out", "strange_")[::_SAMPLE_OF]]


def _under(condition: str, utterances: Iterable[Utterance]) -> list[Utterance]:
    return [
        replace(
            one.under(condition), group=f"{one.group.partition('_')[0]}_{condition}", name=f"{one.name} {condition}"
        )
        for one in utterances
    ]


async def _measure(name: str, utterances: Sequence[Utterance]) -> dict[str, float]:
    mixed = random.Random(1).sample(utterances, len(utterances))
    trials = await trials_of(name, mixed, within_cpu_s=_CPU_S[name])
    groups: dict[str, list[Trial]] = {}
    for one, trial in zip(mixed, trials, strict=False):
        groups.setdefault("digits_clean" if one.group in _DIGITS else one.group, []).append(trial)
    figures: dict[str, float] = {}
    for group_name, members in groups.items():
        if group_name == "sentences":
            figures["sentences_word_error_percent"] = summarize(name, members, THRESHOLD).word_error_percent
            figures["sentences_of"] = len(members)
        elif not group_name.startswith("strange_"):
            figures[f"{group_name}_right_percent"] = summarize(name, members, THRESHOLD).sentence_right_percent
            figures[f"{group_name}_of"] = len(members)
    in_lines = ("digits_clean", *_LISTS)
    known = [one for group_name in in_lines for one in groups.get(group_name, ())]
    strange = [one for group_name, members in groups.items() if group_name.startswith("strange_") for one in members]
    figures |= _refusing(known, strange)
    figures["failed"] = sum(bool(one.failure) for one in trials)
    figures["no_speech_detected"] = sum(not one.has_speech for one in trials)
    return figures


def _refusing(known: Sequence[Trial], strange: Sequence[Trial]) -> dict[str, float]:
    """The curve, and its point where so many of those that are heard right are refused."""
    right = sorted((one for one in known if one.is_right), key=lambda one: one.confidence)
    even = right[int(len(right) * _REFUSED_SHARE)].confidence if right else 0.0
    figures: dict[str, float] = {}
    for threshold in _CURVE:
        figures[f"right_refused_percent_at_{threshold}"] = rates(right, threshold).refused
        figures[f"strange_accepted_percent_at_{threshold}"] = rates(strange, threshold).false_accepted
    return {
        **figures,
        "threshold_where_2_percent_are_refused": even,
        "strange_accepted_percent_there": rates(strange, even).false_accepted,
        "strange_of": len(strange),
    }


async def trials_of(name: str, utterances: Sequence[Utterance], *, within_cpu_s: float) -> list[Trial]:
    """Return what an engine made of utterances, in their order; none of those it had no time for."""
    (engine,) = engines_of(Config(), [name])
    cores = os.cpu_count() or 1
    store, interpreter = GrammarStore(), InputInterpreter()
    under_test = EngineUnderTest(engine, worker_options(Config()), interpreter, workers=cores)
    try:
        await under_test.start()
        ends = time.monotonic() + _LONGEST_S

        def has_time() -> bool:
            return time.monotonic() < ends and sum(map(cpu_s, under_test.pids)) < within_cpu_s

        return await recognize_all(under_test, _tasks(utterances, store, interpreter, has_time), at_once=cores)
    finally:
        await under_test.close()
        interpreter.close()
        store.close()


async def _tasks(
    utterances: Sequence[Utterance], store: GrammarStore, interpreter: InputInterpreter, has_time: Callable[[], bool]
) -> AsyncIterator[Task]:
    for one in utterances:
        if not has_time():
            return
        grammars = await grammars_of(one, store)
        sound = await asyncio.to_thread(find_speech, one.samples, 8000)
        yield Task(one.name, one.said, sound, grammars, await expect(one.said, grammars, interpreter))


async def grammars_of(utterance: Utterance, store: GrammarStore) -> GrammarSet:
    """Return the compiled grammar of an utterance, or open speech."""
    if utterance.grammar is None:
        return await store.activate([], transcribe="builtin:speech/transcribe")
    return await store.activate([await store.load(utterance.grammar.encode())])
