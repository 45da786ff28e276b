"""Which shapes may fit at a place, told by two characters, so that few patterns have to be tried.

Of each pattern's syntax an automaton is made that takes all that the pattern takes, and more: repeats have no upper
bound in it, and what is looked at is not taken into account. What it refuses cannot match. It is asked about what
stands behind a run of figures, and about the first two characters of a word: there are few of those, so the answers are
kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]  # private, and the only way to a pattern's syntax
from re import _parser  # type: ignore[attr-defined]
from re._casefix import _EXTRA_CASES  # type: ignore[import-not-found]
from typing import Any

from engine.wording.language import Shape

OPEN = " \u00a0\u202f.,:;-–/'"
"""Behind these it is the next character that tells."""
_MOST_KEPT = 2000
"""Answers; figures and words hardly have more beginnings in any language."""
_CATEGORIES = {
    sre.CATEGORY_DIGIT: re.compile(r"\d"),
    sre.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    sre.CATEGORY_SPACE: re.compile(r"\s"),
    sre.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    sre.CATEGORY_WORD: re.compile(r"\w"),
    sre.CATEGORY_NOT_WORD: re.compile(r"\W"),
}
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_SINGLE = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN)
_NOTHING = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)
_FIGURES = "0123456789"
_IGNORECASE = int(re.IGNORECASE)
"""As a number: the flag itself is slow to reckon with."""


class Sieve:
    """The shapes of one language, by the characters that they may begin with (`Shape.starts`)."""

    def __init__(self, by_start: Mapping[str, Sequence[Shape]]) -> None:
        self._by_start = by_start
        self._automata: dict[re.Pattern[str], Automaton] = {}
        self._kept: dict[str, Sequence[Shape]] = {}

    def prepare(self) -> None:
        """Makes the automata of all patterns."""
        for shapes in self._by_start.values():
            for shape in shapes:
                self._automaton(shape.pattern)

    def figure_shapes(self, figure: str, behind: str) -> Sequence[Shape]:
        """Those that may match at a run of figures.

        Args:
            figure: the first of them.
            behind: what stands behind the run, two characters or less where the text ends.
        """
        key = figure + (behind if behind[:1] in OPEN else behind[:1])
        found = self._kept.get(key)
        if found is None:
            found = self._by_start.get(figure, ())
            if len(self._kept) < _MOST_KEPT:
                found = [shape for shape in found if self._automaton(shape.pattern).may_match(figure, key[1:])]
                self._kept[key] = found
        return found

    def word_shapes(self, start: str, beginning: str) -> Sequence[Shape]:
        """Those that may match at a word.

        Args:
            start: what `Shape.starts` has for it.
            beginning: its first two characters, or what there is.
        """
        key = f"{start}|{beginning}"
        found = self._kept.get(key)
        if found is None:
            found = self._by_start.get(start, ())
            if len(self._kept) < _MOST_KEPT:
                found = [shape for shape in found if self._automaton(shape.pattern).may_begin(beginning)]
                self._kept[key] = found
        return found

    def _automaton(self, pattern: re.Pattern[str]) -> Automaton:
        known = self._automata.get(pattern)
        if known is None:
            known = self._automata[pattern] = Automaton(pattern)
        return known


class Automaton:
    """Takes what a pattern takes, and more."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._free: list[list[int]] = [[]]
        self._steps: list[list[tuple[_Taker, int]]] = [[]]
        self._end = self._sequence(_parser.parse(pattern.pattern, pattern.flags), 0, pattern.flags)
        self._behind_digits: dict[str, frozenset[int]] = {}

    def may_match(self, figure: str, behind: str) -> bool:
        """Whether it may match a text that begins with `figure`, may have more figures, and then `behind`."""
        states = self._behind_digits.get(figure)
        if states is None:
            states = self._behind_digits[figure] = self._repeated(figure)
        if self._end in states:
            return True
        for char in behind:
            states = self._step(states, char)
            if self._end in states:
                return True
        # The text ends behind a last blank or comma, and goes on behind all else.
        return bool(states) and behind != "" and behind not in OPEN

    def may_begin(self, beginning: str) -> bool:
        """Whether it may match a text that begins so: with two characters, or less where the text ends."""
        states = self._closed([0])
        for char in beginning:
            states = self._step(states, char)
            if self._end in states:
                return True
        return bool(states) and len(beginning) > 1

    def _repeated(self, figure: str) -> frozenset[int]:
        """The states behind a run of figures that begins with `figure`."""
        states = found = self._step(self._closed([0]), figure)
        while found:
            found = self._closed(
                [target for state in found for taker, target in self._steps[state] if taker.takes_figures]
            )
            found -= states
            states |= found
        return states

    def _step(self, states: Iterable[int], char: str) -> frozenset[int]:
        return self._closed([target for state in states for taker, target in self._steps[state] if taker.takes(char)])

    def _closed(self, states: Iterable[int]) -> frozenset[int]:
        found = set(states)
        waiting = list(found)
        while waiting:
            for target in self._free[waiting.pop()]:
                if target not in found:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)

    def _state(self) -> int:
        self._free.append([])
        self._steps.append([])
        return len(self._free) - 1

    def _sequence(self, nodes: Any, start: int, flags: int) -> int:
        for code, argument in nodes:
            start = self._node(code, argument, start, flags)
        return start

    def _node(self, code: Any, argument: Any, start: int, flags: int) -> int:  # noqa: C901 (a case each)
        if code in _NOTHING:
            return start
        end = self._state()
        if code in _SINGLE:
            items = tuple(argument) if code is sre.IN else argument
            self._steps[start].append((_taker(code, items, bool(flags & _IGNORECASE)), end))
        elif code is sre.BRANCH:
            for branch in argument[1]:
                self._free[self._sequence(branch, start, flags)].append(end)
        elif code is sre.SUBPATTERN:
            _, added, removed, nodes = argument
            self._free[self._sequence(nodes, start, (flags | added) & ~removed)].append(end)
        elif code is sre.GROUPREF_EXISTS:
            for branch in argument[1:]:
                self._free[start if branch is None else self._sequence(branch, start, flags)].append(end)
        elif code is sre.ATOMIC_GROUP:
            self._free[self._sequence(argument, start, flags)].append(end)
        elif code in _REPEATS:
            least, most, nodes = argument
            inside = self._sequence(nodes, start, flags)
            self._free[inside].append(end)
            if most > 1:
                self._free[inside].append(start)
            if not least:
                self._free[start].append(end)
        else:
            # A group again: anything, any number of times.
            self._steps[start].append((_taker(sre.ANY, None, False), start))
            self._free[start].append(end)
        return end


class _Taker:
    """One character of a pattern: a sign, a set of them, or any. Few differ, so they are shared."""

    __slots__ = ("_argument", "_code", "_ignores_case", "_known", "takes_figures")

    def __init__(self, code: Any, argument: Any, *, ignores_case: bool) -> None:
        self._code, self._argument, self._ignores_case = code, argument, ignores_case
        self._known: dict[str, bool] = {}
        self.takes_figures = any(self._looked(figure) for figure in _FIGURES)

    def takes(self, char: str) -> bool:
        known = self._known.get(char)
        if known is None:
            known = self._looked(char)
            if len(self._known) < _MOST_KEPT:
                self._known[char] = known
        return known

    def _looked(self, char: str) -> bool:
        if self._code in (sre.ANY, sre.NOT_LITERAL):
            return True
        cases = {char}
        if self._ignores_case:
            cases |= {char.lower(), char.upper(), *map(chr, _EXTRA_CASES.get(ord(char.lower()[0]), ()))}
        if self._code is sre.LITERAL:
            return any(len(case) > 1 or ord(case) == self._argument for case in cases)
        items = self._argument
        if items[0][0] is sre.NEGATE:
            return len(cases) > 1 or not any(_holds(item, char) for item in items[1:])
        return any(len(case) > 1 or _holds(item, case) for item in items for case in cases)


@cache  # as many as there are in our own patterns
def _taker(code: Any, argument: Any, ignores_case: bool) -> _Taker:
    return _Taker(code, argument, ignores_case=ignores_case)


def _holds(item: tuple[Any, Any], char: str) -> bool:
    code, argument = item
    if code is sre.LITERAL:
        return bool(ord(char) == argument)
    if code is sre.RANGE:
        return bool(argument[0] <= ord(char) <= argument[1])
    return _CATEGORIES[argument].match(char) is not None
