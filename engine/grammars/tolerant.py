"""Transcripts against grammars, with tolerance for how things are written.

The lattice of readings is walked through the matcher's own states: a reading lives only while it begins a sentence, so
that nothing is listed and nothing is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.grammars.matcher import Matcher, Status
from engine.grammars.readings import EXACT, LIKELY, read
from engine.grammars.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.grammars.matcher import Active, Budget
    from engine.grammars.readings import Arc, Lattice, Phrase

MAX_TOKENS = 300
"""A longer transcript is no sentence of a grammar but by GARBAGE, and is read as it is written."""
_WIDTH = 12
"""Readings that are followed beside each other."""
_EXTRA = 10
"""Words beyond those of the transcript that the work of the matcher may be worth, all readings together doubled."""
_MOST_JOINED = 3


class Read(NamedTuple):
    """A reading that is, or begins, a sentence."""

    matcher: Matcher
    penalty: int
    """How far it is from what is written; 0: not at all."""


def match_written(
    text: str, grammars: Sequence[Active], language: str, readings: int = 1, budget: Budget | None = None
) -> list[Read]:
    """The readings of `text` that are sentences of `grammars`, or begin one; the nearest first, complete ones before.

    Args:
        text: as a recogniser or a person wrote it, blanks between its tokens.
        grammars: those that are active.
        language: of the text, BCP 47.
        readings, budget: as of `Matcher`.
    """
    if len(text.split()) > MAX_TOKENS:
        return []
    lattice = read(text, language)
    vocabulary = Vocabulary([active.network for active in grammars])
    join(lattice, vocabulary)
    found = [one for one in Walk(lattice, vocabulary, Matcher(grammars, readings, budget)).run() if one.matcher.words]
    return sorted(found, key=lambda one: (not one.matcher.parses(), one.penalty))


def join(lattice: Lattice, vocabulary: Vocabulary) -> None:
    """Words that are one for the grammar and several in the text: "Kunden-Dienst", "Kunden Dienst", "l' aéroport"."""
    for length in range(1, _MOST_JOINED + 1):
        for index in range(len(lattice.tokens) - length + 1):
            words = vocabulary.spellings("".join(lattice.tokens[index : index + length]))
            lattice.add_arcs(lattice.borders[index], lattice.borders[index + length], words, LIKELY)


class Walk:
    """A walk over the readings of a transcript, in bounded work altogether.

    Args:
        lattice: the readings.
        vocabulary: of the grammars.
        matcher: of the grammars, before any word.
    """

    def __init__(self, lattice: Lattice, vocabulary: Vocabulary, matcher: Matcher) -> None:
        self._lattice = lattice
        self._vocabulary = vocabulary
        self._begin = matcher
        # What one pass may cost at most, doubled; then only the nearest reading goes on.
        self._steps_left = 2 * (len(lattice.tokens) + _EXTRA) * matcher.max_steps

    def run(self) -> list[Read]:
        """The nearest readings of all of it that are sentences, or begin one."""
        length = len(self._lattice.tokens)
        return next((states for border, states in self._borders(0, length) if border == length), [])

    def sentences_from(self, first: int, behind: int) -> Iterator[tuple[int, Read]]:
        """Whole sentences that begin with a token, each with the index of the token behind it, at most `behind`."""
        for border, states in self._borders(first, behind):
            yield from ((border, one) for one in states if one.matcher.words and one.matcher.accepting())

    def _borders(self, first: int, behind: int) -> Iterator[tuple[int, list[Read]]]:
        """The nearest readings from one border between tokens up to each that is reached, itself included."""
        lattice = self._lattice
        begin, end = lattice.borders[first], lattice.borders[behind]
        borders = {node: first + index for index, node in enumerate(lattice.borders[first : behind + 1])}
        at: dict[int, list[Read]] = {begin: [Read(self._begin, 0)]}
        for node in range(begin, end + 1):
            if not at:
                return
            states = _nearest(at.pop(node, ()))
            if not states:
                continue
            if node in borders:
                yield borders[node], states
            for arc in lattice.arcs[node]:
                if arc.target > end:
                    continue
                phrases = list(self._phrases(arc))
                for state in states if self._steps_left > 0 else states[:1]:
                    fed = list(self._fed(state, phrases, arc.penalty))
                    if fed:
                        at.setdefault(arc.target, []).extend(fed)

    def _phrases(self, arc: Arc) -> Iterator[tuple[Phrase, int]]:
        """The words of an arc as the grammars write them, and what that adds to its penalty."""
        if len(arc.words) == 1:
            yield from self._spellings(arc.words[0])
            return
        words: list[str] = []
        added = EXACT
        for word in arc.words:
            written, distance = next(self._spellings(word), ((), EXACT))
            if not written:
                return
            words += written
            added = max(added, distance)
        yield tuple(words), added

    def _spellings(self, word: str) -> Iterator[tuple[Phrase, int]]:
        """`word` itself, in other spellings, and in its parts."""
        vocabulary = self._vocabulary
        if word in vocabulary or vocabulary.takes_any:
            yield (word,), EXACT
        for other in vocabulary.spellings(word):
            if other != word:
                yield (other,), LIKELY
        if parts := vocabulary.parts(word):
            yield parts, LIKELY

    def _fed(self, state: Read, phrases: Iterable[tuple[Phrase, int]], penalty: int) -> Iterator[Read]:
        for words, added in phrases:
            matcher = state.matcher.copy()
            before = matcher.steps
            if all(matcher.feed(word) is not Status.NONE for word in words):
                yield Read(matcher, state.penalty + penalty + added)
            self._steps_left -= matcher.steps - before


def _nearest(states: Iterable[Read]) -> list[Read]:
    """The best ones, no two with the same words."""
    different: dict[Phrase, Read] = {}
    for state in sorted(states, key=lambda one: one.penalty):
        different.setdefault(state.matcher.words, state)
    return list(different.values())[:_WIDTH]
