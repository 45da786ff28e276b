"""What was said, pressed or written → what it means by the active grammars."""

from __future__ import annotations

import math
import queue
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from engine.documents.errors import SemanticsError
from engine.grammars.builtin import is_builtin, spells_figures
from engine.grammars.free_text import outweighs
from engine.grammars.instance import instance_xml
from engine.grammars.matcher import Budget, Matcher, Status
from engine.grammars.semantic_value import json_value
from engine.grammars.semantics import SemanticsInterpreter
from engine.grammars.sisr import input_text
from engine.grammars.spotting import spot_written
from engine.grammars.tokens import matching_words
from engine.grammars.tolerant import match_written
from engine.turns import FairThreads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from engine.grammars.active import GrammarSet
    from engine.grammars.grammar import Mode
    from engine.grammars.matcher import Parse
    from engine.recognition import FreeText, Hypothesis, RecognizedWord, RecognizerResult


@dataclass(frozen=True, slots=True)
class Meaning:
    """One reading of an input."""

    text: str
    """The input: words as the grammar writes them, so in its capitals, or keys in a row; what matched nothing as it
    was recognised."""
    confidence: float
    grammar: int = -1
    """Index in `GrammarSet.grammars`; -1: none (open speech, or nothing matched)."""
    uri: str = ""
    mode: str = "speech"
    """"speech", "dtmf", or "text" that was neither said nor pressed."""
    instance: str | None = None
    """The content of an NLSML instance, well-formed and escaped; None where the grammar gives the text no other
    meaning."""
    value: object = None
    """The same as `instance`, as JSON's kinds."""
    words: tuple[RecognizedWord, ...] = ()
    """With times where they were recognised in speech."""
    is_followed: bool = False
    """More was said behind it: a hotword in running speech."""
    semantics_failed: bool = False
    """The words match, but their meaning could not be computed (cause 012)."""
    reason: str = ""
    """Why the meaning is not what the grammar's tags say: what failed in them, or which were read over."""


@dataclass(frozen=True, slots=True)
class InterpretedInput:
    """What an input means by the grammars, or how near it came."""

    alternatives: tuple[Meaning, ...] = ()
    """Full matches, best first, no two with the same text and meaning."""
    partial: Meaning | None = None
    """What was said, where it only begins a sentence."""
    rejected: Meaning | None = None
    """The best of what matches nothing."""
    status: Status = Status.NONE
    """Of the best hypothesis. Before the end of speech, NONE of a recognizer that takes whole utterances says little:
    half a sentence is often recognised as another one."""

    @property
    def best(self) -> Meaning | None:
        """Of the full matches."""
        return self.alternatives[0] if self.alternatives else None

    @property
    def likeliest(self) -> Meaning | None:
        """A sentence, or where there is none the beginning of one."""
        return self.best or self.partial


class InputInterpreter:
    """Gives meanings; owns the processes and threads in which matching and scripts run, so nothing here ever blocks.

    `scripts` is how many scripts may run at the same time; one that does not end is killed in 200 ms.
    """

    def __init__(self, scripts: int = 2) -> None:
        self._threads = ThreadPoolExecutor(scripts, thread_name_prefix="interpretation")
        self._fair = FairThreads(self._threads, scripts)
        self._interpreters: queue.SimpleQueue[SemanticsInterpreter] = queue.SimpleQueue()
        self._owned = [SemanticsInterpreter() for _ in range(scripts)]
        for interpreter in self._owned:
            self._interpreters.put(interpreter)

    def close(self) -> None:
        """End the script workers."""
        self._threads.shutdown(cancel_futures=True)
        for interpreter in self._owned:
            interpreter.close()

    def warm_up(self) -> Future[None]:
        """Start a script worker, so that the first script does not wait for it."""
        return self._threads.submit(self._owned[0].warm_up)

    async def speech(
        self,
        result: RecognizerResult,
        grammars: GrammarSet,
        n_best: int = 1,
        *,
        spot: bool = False,
        is_cut: bool = False,
        source: str = "",
    ) -> InterpretedInput:
        """What was recognised means this.

        Args:
            result: of a recogniser.
            grammars: of the request.
            n_best: how many meanings are wanted at most.
            spot: sentences count wherever they stand in what was said.
            is_cut: the caller was speaking where the audio ended, so that the last word may be half a one.
            source: whose the request is; who asks for much waits for others.

        Raises:
            TooMuchWorkError: the grammars can read it in too many ways.
            OverloadedError: too much waits, or too much of this source.
        """
        return await self._in_thread(
            source, lambda interpreter: _Reader(grammars, n_best, interpreter).speech(result, spot=spot, is_cut=is_cut)
        )

    async def digits(self, keys: str, grammars: GrammarSet, n_best: int = 1, *, source: str = "") -> InterpretedInput:
        """What these keys mean by the DTMF grammars; confidence 1. Raises as `speech`."""
        return await self._in_thread(
            source, lambda interpreter: _Reader(grammars, n_best, interpreter).written(keys, ("dtmf",))
        )

    async def text(self, text: str, grammars: GrammarSet, n_best: int = 1, *, source: str = "") -> InterpretedInput:
        """What this text means (INTERPRET), by the grammars of either mode; confidence 1. Raises as `speech`."""
        return await self._in_thread(
            source,
            lambda interpreter: _as_text(_Reader(grammars, n_best, interpreter).written(text, ("voice", "dtmf"))),
        )

    async def _in_thread(
        self, source: str, work: Callable[[SemanticsInterpreter], InterpretedInput]
    ) -> InterpretedInput:
        def borrowed() -> InterpretedInput:
            interpreter = self._interpreters.get()
            try:
                return work(interpreter)
            finally:
                self._interpreters.put(interpreter)

        return await self._fair.run(source, borrowed)


class _Reader:
    """Reads inputs by the grammars of one request, in a thread."""

    def __init__(self, grammars: GrammarSet, n_best: int, interpreter: SemanticsInterpreter) -> None:
        self._grammars = grammars
        self._n_best = n_best
        self._interpreter = interpreter
        states = sum(len(one.network.nodes) for one in grammars.grammars)
        self._budget = Budget(_WORK + _WORK_OF_A_STATE * states)
        self._meant_freely: list[Meaning] | None = None

    def speech(self, result: RecognizerResult, *, spot: bool = False, is_cut: bool = False) -> InterpretedInput:
        found: list[Meaning] = []
        first: Status | None = None
        for hypothesis in result.hypotheses:
            status, meanings = self._recognized(hypothesis)
            if spot and not meanings:
                meanings = self._spotted(hypothesis)
                status = Status.COMPLETE_NO_MORE if meanings else status
            said = [one for one in meanings if self._was_said(one, result.free)]
            if meanings and not said:
                status = Status.NONE
            found += said
            first = status if first in (None, Status.NONE) else first
        status = first or (Status.NONE if result.final else Status.PARTIAL)
        best, missed = result.best, None
        if best is not None and is_cut and status is Status.NONE:
            # Where words are heard one by one, it may be the beginning of a sentence without the last one.
            shorter = msgspec.structs.replace(best, words=best.words[:-1])
            if self._recognized(shorter)[0] is not Status.NONE:
                best, status = shorter, Status.PARTIAL
        if best is not None and not found:
            missed = Meaning(best.text, best.confidence, words=best.words)
        return _interpreted(found, status, missed, self._n_best)

    def written(self, text: str, modes: Sequence[Mode]) -> InterpretedInput:
        found: list[Meaning] = []
        statuses = []
        for mode in modes:
            if mode == "voice":
                status, meanings = self._spoken(tuple(text.split()), 1.0, ())
            else:
                words = matching_words(text, self._grammars.language, mode)
                status, meanings = self._match(words, mode, 1.0, ()) if words else (Status.NONE, [])
            found += meanings
            statuses.append(status)
        status = max(statuses, key=_HOW_FAR.index)
        missed = None if found else Meaning(text, 1.0, mode=_MODE_NAMES[modes[0]])
        return _interpreted(found, status, missed, self._n_best)

    def _recognized(self, hypothesis: Hypothesis) -> tuple[Status, list[Meaning]]:
        words = tuple(part for word in hypothesis.words for part in word.text.split())
        status, meanings = self._spoken(words, hypothesis.confidence, hypothesis.words)
        if not meanings and self._grammars.transcribe:
            uri = self._grammars.transcribe
            # Whatever is said is a sentence of open speech, and more may follow.
            return Status.COMPLETE, [
                Meaning(hypothesis.written, hypothesis.confidence, uri=uri, words=hypothesis.words)
            ]
        return status, meanings

    def _was_said(self, meaning: Meaning, free: FreeText | None) -> bool:
        """Whether a built-in grammar may give this meaning: what is heard more likely must not mean something else."""
        if free is None or not is_builtin(meaning.uri) or not outweighs(free, self._grammars.language):
            return True
        if self._meant_freely is None:
            self._meant_freely = self._spoken(tuple(free.text.split()), 1.0, ())[1]
        return any((one.uri, one.instance) == (meaning.uri, meaning.instance) for one in self._meant_freely)

    def _spotted(self, hypothesis: Hypothesis) -> list[Meaning]:
        """Sentences in the midst of other words, as sure as their own words are; none in another one."""
        grammars = self._grammars
        indices, active = grammars.active("voice")
        owners = [word for word in hypothesis.words for _ in word.text.split()]
        taken: list[range] = []
        found: list[Meaning] = []
        for one in spot_written(hypothesis.text, active, grammars.language, self._n_best, self._budget):
            place = range(one.first, one.behind)
            if any(place.start < other.stop and other.start < place.stop for other in taken):
                continue
            taken.append(place)
            timed = tuple(dict.fromkeys(owners[one.first : one.behind]))
            sure = round(_mean_confidence(timed) * _SURER**one.penalty, 3)
            is_followed = one.behind < len(owners)
            meanings = [self._meaning(parse, indices, "voice", sure, timed) for parse in one.matcher.parses()]
            found += [replace(meaning, is_followed=is_followed) for meaning in meanings if meaning is not None]
        return found

    def _spoken(
        self, tokens: tuple[str, ...], confidence: float, timed: tuple[RecognizedWord, ...]
    ) -> tuple[Status, list[Meaning]]:
        """Speech in matching form or as people write: the nearest reading of it that is a sentence."""
        grammars, text = self._grammars, " ".join(tokens)
        plain = matching_words(text, grammars.language)
        if not plain:
            return Status.NONE, []
        reached, meanings = self._figures(text, confidence, timed)
        if figures := [one for one in meanings if spells_figures(one.uri)]:
            return reached, figures
        status = Status.NONE
        for words in dict.fromkeys((tokens, plain)):
            reached, meanings = self._match(words, "voice", confidence, timed)
            if meanings:
                return reached, meanings
            status = max(status, reached, key=_HOW_FAR.index)
        indices, active = grammars.active("voice")
        found = []
        reads = match_written(text, active, grammars.language, self._n_best, self._budget) if active else []
        nearest = reads[0].penalty if reads else 0
        for read in reads:
            status = max(status, read.matcher.status, key=_HOW_FAR.index)
            # One that is further from what is written is less sure, whatever the recogniser thought of the writing.
            sure = round(confidence * _SURER ** (read.penalty - nearest), 3)
            found += self._meanings(read.matcher, indices, "voice", sure, timed)
        return status, found

    def _figures(self, text: str, confidence: float, timed: tuple[RecognizedWord, ...]) -> tuple[Status, list[Meaning]]:
        """What a text with figures means when each of these is said by itself."""
        if _FIGURE.search(text) is None:
            return Status.NONE, []
        apart = " ".join(_FIGURE.sub(r" \g<0> ", _PARTS_FIGURES.sub(" ", text)).split())
        return self._match(matching_words(apart, self._grammars.language), "voice", confidence, timed)

    def _match(
        self, words: tuple[str, ...], mode: Mode, confidence: float, timed: tuple[RecognizedWord, ...]
    ) -> tuple[Status, list[Meaning]]:
        indices, active = self._grammars.active(mode)
        matcher = Matcher(active, self._n_best, self._budget)
        for word in words:
            if matcher.feed(word) is Status.NONE:
                return Status.NONE, []
        return matcher.status, self._meanings(matcher, indices, mode, confidence, timed)

    def _meanings(
        self,
        matcher: Matcher,
        indices: tuple[int, ...],
        mode: Mode,
        confidence: float,
        timed: tuple[RecognizedWord, ...],
    ) -> list[Meaning]:
        """Those of all readings that the grammars' own tags do not refuse."""
        meanings = (self._meaning(one, indices, mode, confidence, timed) for one in matcher.parses())
        return [meaning for meaning in meanings if meaning is not None]

    def _meaning(
        self,
        parse: Parse,
        indices: tuple[int, ...],
        mode: Mode,
        confidence: float,
        timed: tuple[RecognizedWord, ...],
    ) -> Meaning | None:
        index = indices[parse.grammar]
        grammar = self._grammars.grammars[index]
        text = "".join(parse.words) if mode == "dtmf" else input_text(parse, grammar.network)
        meaning = Meaning(
            text, confidence, index, grammar.uri, _MODE_NAMES[mode],
            words=_recased(timed, text), reason=grammar.network.dropped_tags,
        )  # fmt: skip
        try:
            interpretation = self._interpreter.interpret(
                parse, grammar.network, score=confidence, grammar_name=grammar.uri
            )
            if interpretation.disallowed:
                return None
            instance = instance_xml(interpretation.value) if interpretation.has_tags else None
        except SemanticsError as error:
            return replace(meaning, semantics_failed=True, reason=error.reason)
        return replace(meaning, value=json_value(interpretation.value), instance=instance)


def _recased(timed: tuple[RecognizedWord, ...], text: str) -> tuple[RecognizedWord, ...]:
    """Recognised words in the capitals of `text`, where they are its words."""
    written = text.split()
    if [word.text.casefold() for word in timed] != [word.casefold() for word in written]:
        return timed
    return tuple(msgspec.structs.replace(word, text=one) for word, one in zip(timed, written, strict=True))


def _as_text(interpreted: InterpretedInput) -> InterpretedInput:
    """The same, known to be neither speech nor keys."""

    def told(meaning: Meaning | None) -> Meaning | None:
        return None if meaning is None else replace(meaning, mode="text")

    return replace(
        interpreted,
        alternatives=tuple(replace(one, mode="text") for one in interpreted.alternatives),
        partial=told(interpreted.partial),
        rejected=told(interpreted.rejected),
    )


_MODE_NAMES: dict[Mode, str] = {"voice": "speech", "dtmf": "dtmf"}
_FIGURE = re.compile(r"[0-9]")
_PARTS_FIGURES = re.compile(r"[^\w+'’]+")
_WORK, _WORK_OF_A_STATE = 100_000, 8
"""What reading one input may cost (`matcher.Budget`), half a second at most for small grammars: thousands of times what
a sentence does. The first word of a flat grammar may be in any of its states, and inputs are read in several ways."""
_SURER = 0.95
"""How much surer a reading is than one that is a step further from what was written."""
_HOW_FAR = (Status.NONE, Status.PARTIAL, Status.COMPLETE_NO_MORE, Status.COMPLETE)


def _mean_confidence(words: Sequence[RecognizedWord]) -> float:
    """The geometric mean."""
    return math.exp(sum(math.log(max(word.confidence, 1e-3)) for word in words) / max(1, len(words)))


def _interpreted(found: list[Meaning], status: Status, missed: Meaning | None, n_best: int) -> InterpretedInput:
    different: dict[tuple[str, str | None, bool], Meaning] = {}
    # Stable: among equals the order of hypotheses and grammars stays.
    for one in sorted(found, key=lambda one: -one.confidence):
        different.setdefault((one.text, one.instance, one.semantics_failed), one)
    if not found and status is Status.PARTIAL:
        return InterpretedInput(partial=missed, status=status)
    return InterpretedInput(tuple(different.values())[:n_best], rejected=missed, status=status)
