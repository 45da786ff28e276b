"""Where a sentence of the active grammars stands: states of the matcher, each reached once and kept.

Two beginnings that can go on in the same ways are in the same state, whatever was said in them, so that the tenth digit
of a number costs no more than the first. Weights are on the words between.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.grammars.matcher import Matcher
from engine.recognizers.moonshine.figures import WORDS
from engine.recognizers.moonshine.spellings import forms

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from engine.grammars.matcher import Active

ANY_WORD = "\x00"
"""What is fed for a word that only GARBAGE takes: no grammar has it."""
MAX_STATES = 20_000
"""States kept of one set of grammars; at more they are forgotten and found again."""


class Budget:
    """How much processor time an utterance may spend on its grammars. A state of a hostile grammar takes 50 ms."""

    def __init__(self) -> None:
        self._ends = 0.0

    def allow(self, seconds: float) -> None:
        """From now on."""
        self._ends = time.thread_time() + seconds

    def check(self) -> None:
        """Raises EngineError when it is spent."""
        if time.thread_time() > self._ends:
            raise EngineError("the grammar is too large or too ambiguous to be followed in the time of an utterance")


class GrammarState:
    """A state; compared by identity."""

    __slots__ = ("_forms", "expected", "following", "has_figures", "is_complete", "matcher", "takes_any_word")

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.expected = frozenset(matcher.expected())
        self.takes_any_word = matcher.takes_any_word
        self.is_complete = bool(matcher.accepting())
        self.has_figures = not self.expected.isdisjoint(WORDS)
        self.following: dict[str, tuple[GrammarState, float] | None] = {}
        self._forms: list[tuple[str, str]] | None = None

    @property
    def forms(self) -> list[tuple[str, str]]:
        """(letters, word) of all words that may come, sorted by letters."""
        if self._forms is None:
            self._forms = forms(self.expected)
        return self._forms


class GrammarStates:
    """All states of one set of active grammars that have been reached."""

    def __init__(self, grammars: Sequence[Active], budget: Budget) -> None:
        self._grammars = tuple(grammars)
        self._budget = budget
        self.vocabulary = frozenset(word for active in grammars for word in active.network.vocabulary())
        self.clear()

    def clear(self) -> None:
        """Forget all but the first."""
        self._states: dict[Hashable, GrammarState] = {}
        self.start = self._intern(Matcher(self._grammars))

    def __len__(self) -> int:
        return len(self._states)

    def feed(self, state: GrammarState, word: str) -> tuple[GrammarState, float] | None:
        """The state behind `word` and what the word weighs; None: no sentence goes on so.

        Raises:
            EngineError: the budget is spent.
        """
        try:
            return state.following[word]
        except KeyError:
            pass
        found = None
        if word in state.expected or state.takes_any_word:
            self._budget.check()
            matcher = state.matcher.copy()
            matcher.feed(word)
            weight = matcher.best_weight
            if weight != float("-inf"):
                found = self._intern(matcher), weight - state.matcher.best_weight
        state.following[word] = found
        return found

    def _intern(self, matcher: Matcher) -> GrammarState:
        key = matcher.place()
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = GrammarState(matcher)
        return state
