"""How well and how fast grammars are recognised: PocketSphinx on generated telephone audio, 8 kHz through G.711.

Accuracy is given before rejection (`…_right_percent`); rejection as a curve: at each confidence, how much of what is
right is refused and how many sentences of no grammar are accepted. Capacity is measured in real time: callers on one
worker, each of whom talks 30 % of the time; what counts is when the answer to the end of speech is there, since the
Speech-Complete-Timeout hides all that comes within it.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import statistics
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar
from engine.grammars.interpretation import InputInterpreter
from engine.grammars.jsgf import to_jsgf
from engine.grammars.matcher import Active, Matcher
from engine.recognition import Hypothesis, RecognizerResult
from engine.recognizers.sphinx.recognizer import SphinxRecognizer
from engine.registry import EngineSpec
from engine.workers.listener_pool import ListenerEngine, ListenerOptions, ListenerPool
from engine.workers.listener_session import RecognitionSession
from engine.workers.process_life import resident_bytes
from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm

_VOICES = (
    "en-us", "gmw/en-GB-x-rp", "en-us+f3", "en-us+m3", "en-us+f2", "en-us+m1", "en-us+m7", "en-us+f5",
    "gmw/en-GB-scotland", "en-us+f4",
)  # fmt: skip
_YES_NO = ("yes", "no")
_MENU = (
    "call the sales department", "technical support", "billing and payments", "speak to an operator",
    "account balance", "opening hours", "cancel my order", "change my address", "track my package",
    "repeat the menu", "report a problem", "make an appointment", "talk to customer service", "goodbye",
)  # fmt: skip
_STRANGE = (
    "I would like to speak to somebody about my last invoice", "hello, is anybody there",
    "what is the weather like today", "my dog has eaten the remote control", "can you hear me",
    "I do not know what to say", "please wait a moment", "the train leaves at half past nine",
    "how much does it cost", "where are you located", "I want to buy a new bicycle", "thank you very much indeed",
    "this is not what I asked for", "let me think about it", "maybe tomorrow morning", "could you say that again",
    "it has been raining for days", "my name is Thomas Miller", "pineapple juice", "sorry wrong number",
    "the quick brown fox jumps over the lazy dog", "never mind", "I am looking for a hotel in London",
    "turn off the lights", "is this the police", "open the door", "mother", "seventeen", "blue", "tell me a joke",
)  # fmt: skip
_DIGITS = "(zero | one | two | three | four | five | six | seven | eight | nine)"
_LOW_DIGITS = "(zero | one | two | three | four)"
_THRESHOLDS = (0.1, 0.3, 0.5, 0.7, 0.9)
_CALLERS = 48
_TALK_SHARE = 0.3
_SECONDS = 12.0
_TICK_S = 0.1


class Trial(NamedTuple):
    """What was said to which grammar, and what came of it; `matched`: it is a sentence of the grammar."""

    said: str
    expected: bool
    hypothesis: Hypothesis | None
    matched: bool

    @property
    def right(self) -> bool:
        return self.hypothesis is not None and self.hypothesis.text == self.said


def _grammar(rule: str) -> GrammarSet:
    network = compile_network(parse_grammar(f"#ABNF 1.0;\nlanguage en-US;\nroot $a;\npublic $a = {rule};\n"))
    return GrammarSet((ActiveGrammar("session:bench", network),), jsgf=to_jsgf([Active(network)]))


def line(text: str, voice: str, seed: int = 1, noise_rms: float = 12.0) -> Pcm:
    """Speech in the noise of a line, with pauses around it."""
    spoken = np.concatenate((audio.silence(0.4), audio.speech(text, voice), audio.silence(0.7)))
    noise = audio.noise(len(spoken) / audio.RATE_HZ + 0.01, noise_rms, seed)
    return audio.through_g711(audio.mix(spoken, noise[: len(spoken)]))


class _Subject:
    """One recogniser in this process, and what it cost."""

    def __init__(self) -> None:
        self.recognizer = SphinxRecognizer()
        self.cpu_s = self.audio_s = 0.0

    def push(self, grammars: GrammarSet, said: str, pcm: Pcm, *, expected: bool) -> Trial:
        listener = self.recognizer.open(grammars.recognition_spec())
        listener.push(pcm)
        begin = time.process_time()
        best = listener.ask(final=True).best
        self.cpu_s += time.process_time() - begin
        self.audio_s += len(pcm) / audio.RATE_HZ
        matcher = Matcher(grammars.active("voice")[1])
        for word in best.text.split() if best else ():
            matcher.feed(word)
        return Trial(said, expected, best, best is not None and bool(matcher.parses()))


def _trials(
    subject: _Subject, grammars: GrammarSet, sentences: tuple[str, ...], noise_rms: float = 12.0
) -> list[Trial]:
    return [
        subject.push(grammars, text, line(text, voice, seed, noise_rms), expected=True)
        for text in sentences
        for seed, voice in enumerate(_VOICES)
    ]


def _strange(subject: _Subject, *grammars: GrammarSet) -> list[Trial]:
    return [
        subject.push(one, text, line(text, voice), expected=False)
        for text, voice in zip(_STRANGE, itertools.cycle(_VOICES), strict=False)
        for one in grammars
    ]


def _digit_strings(subject: _Subject, rule: str, digits: tuple[str, ...]) -> list[Trial]:
    rng = random.Random(1)
    grammars = _grammar(f"{rule}<4>")
    strings = [" ".join(rng.choices(digits, k=4)) for _ in range(20)]
    return [
        subject.push(grammars, text, line(text, voice), expected=True)
        for text, voice in zip(strings, itertools.cycle(_VOICES), strict=False)
    ]


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1)


def _right(trials: list[Trial]) -> float:
    return _percent(sum(trial.right for trial in trials), len(trials))


def _curve(trials: list[Trial]) -> dict[str, float]:
    """Refused of what is right, accepted of what belongs to no grammar, at some confidences and at 5 % refused."""
    right = sorted(one.hypothesis.confidence for one in trials if one.expected and one.right and one.hypothesis)
    strange = [one for one in trials if not one.expected]
    wrong = [one.hypothesis.confidence for one in strange if one.matched and one.hypothesis]
    figures = {"strange_matching_percent": _percent(len(wrong), len(strange))}
    for threshold in _THRESHOLDS:
        figures[f"refused_percent_at_{threshold}"] = _percent(sum(one < threshold for one in right), len(right))
        figures[f"accepted_percent_at_{threshold}"] = _percent(sum(one >= threshold for one in wrong), len(strange))
    even = right[len(right) // 20]
    figures["accepted_percent_at_5_percent_refused"] = _percent(sum(one >= even for one in wrong), len(strange))
    return figures


# --- capacity -------------------------------------------------------------------------------------------------------


class _Caller:
    """Says a menu item, is silent, says the next: 30 % of the time speech."""

    def __init__(self, pool: ListenerPool, grammars: GrammarSet, number: int) -> None:
        self._session: RecognitionSession = pool.open(grammars.recognition_spec())
        self._pieces = itertools.cycle(
            [audio.through_g711(audio.speech(text)).tobytes() for text in _MENU[number % 14 :]]
        )
        self._quiet = audio.through_g711(audio.noise(_TICK_S, 12.0)).tobytes()
        self._lags: list[float] = []
        self._tasks: list[asyncio.Task[RecognizerResult]] = []

    async def live(self, until: float, offset_s: float) -> list[float]:
        """How long after each end of speech its answer was there."""
        await asyncio.sleep(offset_s)
        while time.monotonic() < until:
            speech = next(self._pieces)
            step = int(_TICK_S * audio.RATE_HZ) * 2
            for start in range(0, len(speech), step):
                self._session.push(speech[start : start + step])
                await asyncio.sleep(_TICK_S)
            asked = time.monotonic()
            await self._session.ask(final=False)
            self._lags.append(time.monotonic() - asked)
            for _ in range(7):
                self._session.push(self._quiet, silent=True)
            await self._session.ask(final=True)
            self._session.reset()
            speech_s = len(speech) / 2 / audio.RATE_HZ
            await asyncio.sleep(max(0.0, speech_s / _TALK_SHARE - (time.monotonic() - asked) - speech_s))
        self._session.close()
        return self._lags


def _ticks(pid: int) -> float:
    """CPU seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _memory_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * 4096


async def _capacity(grammars: GrammarSet) -> dict[str, float]:
    pool = ListenerPool(ListenerOptions(engines=(ListenerEngine(EngineSpec("sphinx"), 1),)))
    await pool.start()
    try:
        (pid,) = pool.state.pids
        callers = [_Caller(pool, grammars, number) for number in range(_CALLERS)]
        begin, cpu = time.monotonic(), _ticks(pid)
        lives = [caller.live(begin + _SECONDS, number * 4 / _CALLERS) for number, caller in enumerate(callers)]
        lags = sorted(itertools.chain(*await asyncio.gather(*lives)))
        share = (_ticks(pid) - cpu) / (time.monotonic() - begin)
        memory = _memory_bytes(pid)
    finally:
        await pool.close()
    return {
        "callers_talking_30_percent": _CALLERS,
        "answer_after_end_of_speech_median_ms": round(statistics.median(lags) * 1000, 1),
        "answer_after_end_of_speech_p99_ms": round(lags[int(len(lags) * 0.99)] * 1000, 1),
        "worker_core_share": round(share, 3),
        "callers_per_core": round(_CALLERS / share, 1),
        "worker_memory_mib": round(memory / (1 << 20), 1),
        "answers": len(lags),
    }


async def _interpretation_ms(grammars: GrammarSet) -> float:
    interpreter = InputInterpreter()
    result = RecognizerResult((Hypothesis((), 0.9),))
    try:
        await interpreter.speech(result, grammars)
        begin = time.perf_counter()
        for _ in range(200):
            await interpreter.speech(result, grammars)
        return (time.perf_counter() - begin) * 1000 / 200
    finally:
        interpreter.close()


def _memory_of_sessions(subject: _Subject, grammars: GrammarSet) -> float:
    spec = grammars.recognition_spec()
    before = resident_bytes()
    listeners = [subject.recognizer.open(spec) for _ in range(1000)]
    for listener in listeners:
        listener.push(np.zeros(8000, np.int16))
    return (resident_bytes() - before) / len(listeners) / 1024


def run() -> dict[str, float]:
    """Return the figures; percentages, milliseconds, and what one core can do."""
    yes_no, menu = _grammar(" | ".join(_YES_NO)), _grammar(" | ".join(_MENU))
    subject = _Subject()
    answers = _trials(subject, yes_no, _YES_NO)
    items = _trials(subject, menu, _MENU)
    figures = {
        "yes_no_right_percent": _right(answers),
        "menu_of_14_right_percent": _right(items),
        "menu_in_noise_of_15_db_right_percent": _right(_trials(subject, menu, _MENU[:5], noise_rms=320.0)),
        "digits_0_to_4_by_4_right_percent": _right(
            _digit_strings(subject, _LOW_DIGITS, ("zero", "one", "two", "three", "four"))
        ),
        "digits_by_4_right_percent": _right(_digit_strings(subject, _DIGITS, tuple(_DIGITS.strip("()").split(" | ")))),
        **_curve([*answers, *items, *_strange(subject, yes_no, menu)]),
        "cpu_s_per_s_of_speech": round(subject.cpu_s / subject.audio_s, 4),
        "session_memory_kib_with_1_s": round(_memory_of_sessions(subject, menu), 1),
        "understanding_ms": round(asyncio.run(_interpretation_ms(menu)), 2),
    }
    return {**figures, **asyncio.run(_capacity(menu))}
