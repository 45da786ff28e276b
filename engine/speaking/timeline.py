"""What of an utterance was played, and when: from a number of samples back to a place and to words."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.speaking.position import Position
from engine.speaking.steps import PlayClip, Silence, SpeakPiece

if TYPE_CHECKING:
    from engine.interface import AudioFormat, Span
    from engine.speaking.pieces import PiecePlan
    from engine.speaking.steps import Step


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was played of a text."""

    text: str
    """As the document wrote it."""
    words: int
    complete: bool
    """All of it was played."""


@dataclass(slots=True)
class TimelineEntry:
    """The audio of one step; `samples` and `words` grow while it is made."""

    step: Step
    begin: int
    """Where it begins in the speech."""
    skipped: int = 0
    """How much of its own was left out before."""
    samples: int = 0
    words: list[tuple[int, int]] = field(default_factory=list)
    """(character, sample of its own)."""
    first_word: int = 0
    """Words of its element that lie before it."""


class Timeline:
    """What a speech consists of, in order. It holds words and places, but no audio."""

    def __init__(self, fmt: AudioFormat, start: Position) -> None:
        self._fmt = fmt
        self._start = start
        self._entries: list[TimelineEntry] = []

    def add(self, entry: TimelineEntry) -> None:
        self._entries.append(entry)

    def position(self, played_samples: int) -> Position:
        """The place that playback has reached after so much of the speech."""
        if not self._entries:
            return self._start
        index = bisect_right(self._entries, played_samples, key=lambda entry: entry.begin) - 1
        entry = self._entries[max(0, index)]
        local = played_samples - entry.begin + entry.skipped
        step = entry.step
        if isinstance(step, SpeakPiece):
            return self._position_in(entry, step.plan, step.element, local)
        if isinstance(step, PlayClip):
            return Position(step.element, 0, self._fmt.ms(local))
        if isinstance(step, Silence) and step.natural:
            return Position(step.element, entry.first_word, self._fmt.ms(local))
        if entry.first_word:
            # A break inside a sentence: whoever goes on there goes on behind it.
            return Position(step.element, entry.first_word)
        return Position(step.element, 0, self._fmt.ms(local))

    def spoken(self, played_samples: int, *, ended: bool) -> Spoken:
        """What was played; `ended`: the entries are all there will be."""
        texts: list[str] = []
        count = 0
        complete = ended
        for entry in self._entries:
            if not isinstance(entry.step, SpeakPiece):
                continue
            plan = entry.step.plan
            local = played_samples - entry.begin + entry.skipped
            words = _words_played(entry, plan, local)
            count += words
            if words:
                texts.append(_as_written(plan, words))
            complete = complete and words == len(plan.words)
        return Spoken(" ".join(texts), count, complete)

    def _position_in(self, entry: TimelineEntry, plan: PiecePlan, element: int, local: int) -> Position:
        # Not in NamedTuple order: the key is the sample.
        index = bisect_right(entry.words, local, key=lambda word: word[1]) - 1
        if index < 0:
            return Position(element, plan.first_word, self._fmt.ms(local))
        character, begin = entry.words[index]
        word = max(0, bisect_right(plan.words, character, key=lambda one: one.start) - 1)
        return Position(element, plan.first_word + word, self._fmt.ms(local - begin))


def _words_played(entry: TimelineEntry, plan: PiecePlan, local: int) -> int:
    """How many words of the piece were over after `local` samples of it: those that the next one has followed."""
    if entry.samples and local >= entry.samples:
        return len(plan.words)
    index = bisect_right(entry.words, local, key=lambda word: word[1]) - 1
    if index < 0:
        return 0
    return max(0, bisect_right(plan.words, entry.words[index][0], key=lambda one: one.start) - 1)


def _as_written(plan: PiecePlan, count: int) -> str:
    """The first `count` words, in the document's own writing where that is known and lies whole among them."""
    end = plan.words[count - 1].end
    parts: list[str] = []
    character = 0
    for span in plan.sources:
        if character >= end:
            break
        parts.append(_span_as_written(span, end - character))
        character += len(span.text)
    return "".join(parts).strip()


def _span_as_written(span: Span, length: int) -> str:
    text = span.text
    if not span.source or length < len(text.rstrip()):
        return text[:length]
    # The blanks around it are the sentence's.
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return lead + span.source.strip() + tail
