"""Places between two signs of what a model writes, while it is read as a sentence of the grammars.

A place is a grammar's state and what has been written of the next word: letters, or figures that only mean something
together. It is left by one sign, possibly in several ways, each with the words that the sign completed and their
weight. Places are kept by the walker, each once, with every step that was ever made from them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from engine.recognizers.moonshine.figures import (
    ONES,
    ORDINAL_ONES,
    ORDINAL_TEENS,
    ORDINAL_TENS,
    REPEATS,
    SCALES,
    SUFFIXES,
    TEENS,
    TENS,
    digit_words,
)
from engine.recognizers.moonshine.grammar_states import ANY_WORD
from engine.recognizers.moonshine.spellings import COINS, IGNORED, SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.recognizers.moonshine.grammar_states import GrammarState, GrammarStates

UNKNOWN_BEGINS, UNKNOWN_GOES_ON = "\x00", "\x01"
"""In front of a sign among the words: a word that only GARBAGE takes, sign by sign."""
_LONGEST_GAP = 2
"""Signs between words: with more allowed, a search that does not know where to go writes nothing but signs."""
_PARTS_WORDS = frozenset(" -'")
_ABBREVIATED = 2
"""Behind so many letters a word may have a full stop: "O.K."."""
_CENTS = "c"
_NEXT_BEST = -0.01
"""Weight that puts a reading behind another one, and changes nothing else."""
_SAID_OWED = COINS | {_CENTS: ("cents", "cent", "pence")}


class Spoken(IntEnum):
    """With what the figures in front of others ended that stand in the same run: words behind them must not become one
    number with these, since "703" is no "seventy three", "1005" no "one hundred five", "1100" no "one hundred"."""

    NOTHING = 0
    """There are none."""
    FIGURE = 1
    """One to nine, ten to nineteen, or a zero that was said."""
    TENS = 2
    HUNDREDS = 3
    THOUSANDS = 4


@dataclass(frozen=True, slots=True)
class Between:
    """No word is begun."""

    state: GrammarState
    owed: str = ""
    """A coin's sign that was written and is yet to be said."""
    gap: int = 0
    """How many signs that count for nothing stand in front of it."""
    behind: Spoken = Spoken.NOTHING


@dataclass(frozen=True, slots=True)
class InWord:
    """What is written begins an expected word, and is not all of it."""

    state: GrammarState
    written: str
    owed: str = ""
    is_parted: bool = False
    """A sign stands in front of it that may part a word, once."""


@dataclass(frozen=True, slots=True)
class InUnknownWord:
    """In a word that GARBAGE takes."""

    state: GrammarState


@dataclass(frozen=True, slots=True)
class InFigures:
    """Figures of one number are still to come."""

    state: GrammarState
    places: int
    """How many in the group at hand: hundreds, tens and ones, or less."""
    scales: tuple[str, ...]
    """Words that are said behind this group and the next ones, each with a group behind it."""
    owed: str
    in_teens: bool = False
    """A 1 was written in the place of tens."""
    said: bool = False
    """Words of the number have been said."""
    group_said: bool = False
    """… of this group."""
    behind: Spoken = Spoken.NOTHING
    """In front of this number."""
    last: Spoken = Spoken.NOTHING
    """Of this number, so far."""


@dataclass(frozen=True, slots=True)
class InOrdinal:
    """An ordinal number was said, and its figures may have "st", "nd", "rd" or "th" behind them."""

    state: GrammarState
    written: str = ""


@dataclass(frozen=True, slots=True)
class InZeros:
    """So many zeros are still to come, which say nothing; behind them the word `then` may be said."""

    state: GrammarState
    count: int
    then: str = ""


@dataclass(frozen=True, slots=True)
class InRepeat:
    """ "Double four": the same figure is to be written so many times more."""

    state: GrammarState
    figure: str
    count: int


Place = Between | InWord | InUnknownWord | InFigures | InOrdinal | InZeros | InRepeat


class Landing(NamedTuple):
    """Where a sign or a token leads."""

    place: Place
    words: tuple[str, ...]
    weight: float


def alike(place: Place) -> Place:
    """The same for places from which the same words may come, whatever signs stand in front of them."""
    match place:
        case Between(state=state, owed=owed, behind=behind):
            return Between(state, owed, behind=behind)
        case InWord(state=state, written=written, owed=owed):
            return InWord(state, written, owed)
        case _:
            return place


def ends(place: Place, states: GrammarStates) -> bool:
    """Whether what was written up to `place` is a whole sentence."""
    if isinstance(place, Between):
        return place.state.is_complete and not place.owed
    if isinstance(place, InUnknownWord):
        fed = states.feed(place.state, ANY_WORD)
        return fed is not None and fed[0].is_complete
    return False


def step(place: Place, sign: str, states: GrammarStates) -> Iterator[Landing]:
    """All ways in which `sign` leads on from `place`.

    Raises:
        EngineError: the budget is spent.
    """
    step = _Step(states)
    match place:
        case Between():
            return step.between(place, sign)
        case InWord(state=state, written=written, owed=owed):
            return step.parted(place, sign) if sign in IGNORED else step.word(state, written + sign, owed)
        case InUnknownWord():
            return step.unknown_word(place, sign)
        case InFigures():
            return step.figures(place, sign)
        case InOrdinal(state=state, written=written):
            return step.ordinal(state, written + sign)
        case InZeros(state=state, count=count, then=then):
            return step.zeros(state, count, then) if sign == "0" else iter(())
        case InRepeat():
            return step.repeat(place, sign)


_Said = tuple["GrammarState", tuple[str, ...], float]
"""The state behind words, the words, and their weight."""


class _Step:
    def __init__(self, states: GrammarStates) -> None:
        self._states = states

    def _say(self, state: GrammarState, *words: str) -> Iterator[_Said]:
        """The state behind these words; nothing when they cannot be said."""
        total = 0.0
        for word in words:
            fed = self._states.feed(state, word)
            if fed is None:
                return
            state, weight = fed
            total += weight
        yield state, words, total

    def _say_next(
        self, state: GrammarState, word: str, *, said: bool
    ) -> Iterator[tuple[GrammarState, tuple[str, ...], float]]:
        """The same for a number's next word, which may have "and" in front of it."""
        yield from self._say(state, word)
        if said:
            yield from self._say(state, "and", word)

    def _close(
        self,
        state: GrammarState,
        owed: str,
        words: tuple[str, ...],
        weight: float,
        last: Spoken = Spoken.NOTHING,
    ) -> Iterator[Landing]:
        """Behind a word. What is owed may be said now or later."""
        yield Landing(Between(state, owed, behind=last), words, weight)
        for coin in _SAID_OWED.get(owed, ()):
            for behind, said, more in self._say(state, coin):
                yield Landing(Between(behind), words + said, weight + more)
        if owed == _CENTS:
            yield Landing(Between(state), words, weight)

    # --- words --------------------------------------------------------------------------------------------------------

    def between(self, place: Between, sign: str) -> Iterator[Landing]:
        state = place.state
        if sign in IGNORED and place.gap < _LONGEST_GAP:
            # Where it has a word, the word is what was meant.
            has_word = not state.expected.isdisjoint(SIGNS.get(sign, ()))
            # "1,100" is one run.
            behind = place.behind if sign == "," else Spoken.NOTHING
            yield Landing(replace(place, gap=place.gap + 1, behind=behind), (), _NEXT_BEST if has_word else 0.0)
        if sign.isdigit():
            yield from self._number(state, sign, place.owed, place.behind)
        elif sign.isalpha():
            yield from self.word(state, sign, place.owed)
        else:
            yield from self._sign(place, sign)
        if state.takes_any_word and sign.isalnum():
            yield Landing(InUnknownWord(state), (UNKNOWN_BEGINS + sign,), 0.0)

    def _sign(self, place: Between, sign: str) -> Iterator[Landing]:
        state, owed = place.state, place.owed
        if sign in COINS and state.has_figures and not owed:
            yield Landing(Between(state, sign), (), 0.0)
        elif sign == "." and owed in COINS:
            for coin in COINS[owed]:
                for behind, words, weight in self._say(state, coin):
                    yield Landing(InFigures(behind, 2, (), _CENTS, said=True), words, weight)
        elif sign == ":":
            yield Landing(InZeros(state, 2, "o'clock"), (), 0.0)
        for word in SIGNS.get(sign, ()):
            for behind, words, weight in self._say(state, word):
                yield Landing(Between(behind), words, weight)

    def word(self, state: GrammarState, written: str, owed: str) -> Iterator[Landing]:
        forms = state.forms
        index = bisect_left(forms, (written,))
        while index < len(forms) and forms[index][0] == written:
            for behind, words, weight in self._say(state, forms[index][1]):
                yield from self._close(behind, owed, words, weight)
            index += 1
        if index < len(forms) and forms[index][0].startswith(written):
            yield Landing(InWord(state, written, owed), (), 0.0)

    def parted(self, place: InWord, sign: str) -> Iterator[Landing]:
        may_part = sign in _PARTS_WORDS or (sign == "." and len(place.written) <= _ABBREVIATED)
        if may_part and not place.is_parted:
            yield Landing(replace(place, is_parted=True), (), 0.0)

    def unknown_word(self, place: InUnknownWord, sign: str) -> Iterator[Landing]:
        if sign.isalnum() or sign == "'":
            yield Landing(place, (UNKNOWN_GOES_ON + sign,), 0.0)
        elif sign in IGNORED:
            for behind, _, weight in self._say(place.state, ANY_WORD):
                yield Landing(Between(behind), (), weight)

    # --- figures ------------------------------------------------------------------------------------------------------

    def _number(self, state: GrammarState, sign: str, owed: str, behind: Spoken) -> Iterator[Landing]:
        """The first figure of a number, or the only one."""
        if not state.has_figures:
            return
        figure = int(sign)
        is_apart = not figure or behind < Spoken.TENS
        for word in digit_words(figure):
            for onward, words, weight in self._say(state, word) if is_apart else ():
                yield from self._close(onward, owed, words, weight, Spoken.FIGURE)
            for name, count in REPEATS.items():
                for onward, words, weight in self._say(state, name, word):
                    yield Landing(InRepeat(onward, sign, count - 1), words, weight)
        if figure:
            if is_apart:
                yield from self._ordinal(state, ORDINAL_ONES[figure], said=False)
            for places, scales in self._lengths():
                yield from self.figures(InFigures(state, places, scales, owed, behind=behind), sign)

    def _lengths(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Figures of the first group, and the scales behind it, of every number that the grammars may have."""
        vocabulary = self._states.vocabulary
        yield 2, ()
        if "hundred" in vocabulary:
            yield 3, ()
            yield 2, ("hundred",)
        for scales in SCALES:
            if scales[0] in vocabulary:
                for places in (1, 2, 3):
                    yield places, scales

    def figures(self, place: InFigures, sign: str) -> Iterator[Landing]:
        if sign == "," and place.places == 3 and place.said:
            yield Landing(place, (), 0.0)
        elif sign.isdigit():
            if place.places == 3:
                yield from self._hundreds(place, int(sign))
            elif place.places == 2:
                yield from self._tens(place, int(sign))
            else:
                yield from self._ones(place, int(sign))

    def _ones(self, place: InFigures, figure: int) -> Iterator[Landing]:
        if place.in_teens:
            if place.behind < Spoken.HUNDREDS:
                yield from self._last_place(place, TEENS[figure], ORDINAL_TEENS[figure])
            return
        if not figure:
            yield from self._end_group(place, place.state, (), 0.0)
        elif place.said or place.behind < Spoken.TENS:
            yield from self._last_place(place, ONES[figure], ORDINAL_ONES[figure])
        if figure == 1 and not (place.said or place.behind):
            # "A thousand", or nothing but "thousand".
            for words in (("a",), ()):
                for behind, said, weight in self._say(place.state, *words):
                    yield from self._end_group(replace(place, group_said=True), behind, said, weight)

    def _hundreds(self, place: InFigures, figure: int) -> Iterator[Landing]:
        if not figure:
            yield Landing(replace(place, places=2), (), 0.0)
            return
        leads: tuple[tuple[str, ...], ...] = ((ONES[figure],),) if place.said or place.behind < Spoken.TENS else ()
        if figure == 1 and not (place.said or place.behind):
            leads = (*leads, ("a",), ())
        for lead in leads:
            for behind, words, weight in self._say(place.state, *lead, "hundred"):
                onward = replace(
                    place,
                    state=behind,
                    places=2,
                    said=True,
                    group_said=True,
                    behind=Spoken.NOTHING,
                    last=Spoken.HUNDREDS,
                )
                yield Landing(onward, words, weight)

    def _tens(self, place: InFigures, figure: int) -> Iterator[Landing]:
        if figure == 0:
            yield Landing(replace(place, places=1), (), 0.0)
        elif figure == 1:
            yield Landing(replace(place, places=1, in_teens=True), (), 0.0)
        elif place.behind < Spoken.HUNDREDS:
            for behind, words, weight in self._say_next(place.state, TENS[figure], said=place.said):
                onward = replace(
                    place, state=behind, places=1, said=True, group_said=True, behind=Spoken.NOTHING, last=Spoken.TENS
                )
                yield Landing(onward, words, weight)
            if not place.scales:
                for behind, words, weight in self._say_next(place.state, ORDINAL_TENS[figure], said=place.said):
                    yield Landing(InZeros(behind, 1), words, weight)

    def _last_place(self, place: InFigures, word: str, ordinal: str) -> Iterator[Landing]:
        # Behind "twenty" there is no "and".
        for behind, words, weight in self._say_next(place.state, word, said=place.said):
            yield from self._end_group(replace(place, group_said=True, last=Spoken.FIGURE), behind, words, weight)
        if not place.scales:
            yield from self._ordinal(place.state, ordinal, said=place.said)

    def _end_group(
        self, place: InFigures, state: GrammarState, words: tuple[str, ...], weight: float
    ) -> Iterator[Landing]:
        if not place.scales:
            yield from self._close(state, place.owed, words, weight, place.last)
            return
        scale, *rest = place.scales
        places = 2 if scale == "hundred" else 3
        for behind, said, more in self._say(state, *((scale,) if place.group_said else ())):
            last = Spoken.HUNDREDS if scale == "hundred" else Spoken.THOUSANDS
            onward = InFigures(behind, places, tuple(rest), place.owed, said=True, last=last)
            yield Landing(onward, words + said, weight + more)

    def _ordinal(self, state: GrammarState, word: str, *, said: bool) -> Iterator[Landing]:
        for behind, words, weight in self._say_next(state, word, said=said):
            yield Landing(Between(behind), words, weight)
            yield Landing(InOrdinal(behind), words, weight)

    def ordinal(self, state: GrammarState, written: str) -> Iterator[Landing]:
        if written in SUFFIXES:
            yield Landing(Between(state), (), 0.0)
        elif any(suffix.startswith(written) for suffix in SUFFIXES):
            yield Landing(InOrdinal(state, written), (), 0.0)

    def zeros(self, state: GrammarState, count: int, then: str) -> Iterator[Landing]:
        if count > 1:
            yield Landing(InZeros(state, count - 1, then), (), 0.0)
            return
        yield Landing(Between(state), (), 0.0)
        yield Landing(InOrdinal(state), (), 0.0)
        for behind, words, weight in self._say(state, then) if then else ():
            yield Landing(Between(behind), words, weight)

    def repeat(self, place: InRepeat, sign: str) -> Iterator[Landing]:
        if sign != place.figure:
            return
        if place.count > 1:
            yield Landing(replace(place, count=place.count - 1), (), 0.0)
        else:
            yield Landing(Between(place.state), (), 0.0)
