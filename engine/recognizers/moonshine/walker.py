"""Which tokens may follow, and where they lead: a walk over the grammars' states and the trie of token texts.

Nothing is listed: from a place, the trie is followed only as far as the grammars go with it, and what was found is kept
for every later utterance that comes by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.recognizers.moonshine import places
from engine.recognizers.moonshine.grammar_states import MAX_STATES, Budget, GrammarStates
from engine.recognizers.moonshine.places import Between, InUnknownWord, Landing, Place
from engine.recognizers.moonshine.spellings import folded
from engine.recognizers.moonshine.token_trie import NO_CLASS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.grammars.matcher import Active
    from engine.recognizers.moonshine.token_trie import TokenTrie, TrieNode

MAX_READINGS = 24
"""Ways to read one text that are followed; the least likely go."""
_MAX_PLACES = 60_000
_SMALL = 500
"""From a place with so many words ahead all tokens that may follow are looked up at once."""
_CHECK_EVERY = 256

Tokens = np.ndarray[Any, np.dtype[np.int64]]


class Walker:
    """Walks one set of active grammars. Not to be shared between threads."""

    def __init__(self, trie: TokenTrie, grammars: Sequence[Active]) -> None:
        self._trie = trie
        self.budget = Budget()
        self.budget.allow(5.0)
        self._states = GrammarStates(grammars, self.budget)
        self._forget()

    def _forget(self) -> None:
        self._steps: dict[tuple[Place, str], tuple[Landing, ...]] = {}
        self._by_class: dict[tuple[Place, int], tuple[Landing, ...]] = {}
        self._tokens: dict[Place, Tokens] = {}

    @property
    def size(self) -> int:
        """Roughly how many things it keeps."""
        return len(self._steps) + len(self._by_class) + len(self._states)

    @property
    def start(self) -> Place:
        """Before anything is written."""
        return Between(self._states.start)

    def begin(self, seconds: float) -> Place:
        """Begin an utterance that may take `seconds` of processor time here; returns `start`."""
        if len(self._states) > MAX_STATES or len(self._steps) + len(self._by_class) > _MAX_PLACES * 4:
            self._states.clear()
            self._forget()
        self.budget.allow(seconds)
        return self.start

    def ends(self, place: Place) -> bool:
        """Whether a sentence may end here."""
        return places.ends(place, self._states)

    def tokens(self, place: Place) -> Tokens | None:
        """All tokens that may follow; None: any might, or too many to look up: try the likeliest with `land`."""
        found = self._tokens.get(place)
        if found is None and self._is_small(place):
            found = self.look_up(place)
        return found

    def look_up(self, place: Place) -> Tokens:
        """All tokens that may follow `place`, in no order.

        Raises:
            EngineError: the budget is spent.
        """
        found = self._tokens.get(place)
        if found is not None:
            return found
        classes = []
        todo: list[tuple[TrieNode, tuple[Landing, ...]]] = [(self._trie.root, (Landing(place, (), 0.0),))]
        visited = 0
        while todo:
            node, reached = todo.pop()
            for sign, child in node.children.items():
                landings = self._go_on(reached, sign)
                if not landings:
                    continue
                if child.token_class != NO_CLASS:
                    self._by_class[place, child.token_class] = landings
                    classes.append(child.token_class)
                if child.children:
                    todo.append((child, landings))
            visited += 1
            if visited % _CHECK_EVERY == 0:
                self.budget.check()
        members = [self._trie.members[token_class] for token_class in classes]
        tokens: Tokens = np.concatenate(members) if members else np.zeros(0, np.int64)
        self._tokens[place] = tokens
        return tokens

    def land(self, place: Place, token: int) -> tuple[Landing, ...]:
        """Where `token` leads from `place`; () when it may not follow."""
        token_class = int(self._trie.class_of[token])
        if token_class == NO_CLASS:
            return ()
        key = (place, token_class)
        found = self._by_class.get(key)
        if found is None:
            if place in self._tokens:
                return ()
            found = (Landing(place, (), 0.0),)
            for sign in self._trie.texts[token_class]:
                found = self._go_on(found, sign)
                if not found:
                    break
            self._by_class[key] = found
        return found

    def read(self, text: str) -> list[tuple[str, ...]]:
        """The sentences that `text` may be, likeliest first; for tests and for texts that were written elsewhere."""
        reached: tuple[Landing, ...] = (Landing(self.start, (), 0.0),)
        for sign in folded(text) or "":
            reached = self._go_on(reached, sign)
        return [whole_words(one.words) for one in sorted(reached, key=_by_weight) if self.ends(one.place)]

    def _is_small(self, place: Place) -> bool:
        if isinstance(place, InUnknownWord) or place.state.takes_any_word:
            return False
        return not isinstance(place, Between) or len(place.state.expected) <= _SMALL

    def _go_on(self, reached: Iterable[Landing], sign: str) -> tuple[Landing, ...]:
        found: dict[tuple[Place, tuple[str, ...]], Landing] = {}
        for place, words, weight in reached:
            for landing in self._step(place, sign):
                said = words + landing.words
                total = weight + landing.weight
                key = (landing.place, said)
                known = found.get(key)
                if known is None or known.weight < total:
                    found[key] = Landing(landing.place, said, total)
        landings = tuple(found.values())
        return landings if len(landings) <= MAX_READINGS else tuple(sorted(landings, key=_by_weight)[:MAX_READINGS])

    def _step(self, place: Place, sign: str) -> tuple[Landing, ...]:
        key = (place, sign)
        found = self._steps.get(key)
        if found is None:
            found = self._steps[key] = tuple(places.step(place, sign, self._states))
        return found


def whole_words(words: Iterable[str]) -> tuple[str, ...]:
    """Words, those put together again that came sign by sign."""
    whole: list[str] = []
    for word in words:
        if word.startswith(places.UNKNOWN_GOES_ON):
            whole[-1] += word[1:]
        else:
            whole.append(word.removeprefix(places.UNKNOWN_BEGINS))
    return tuple(whole)


def _by_weight(landing: Landing) -> float:
    return -landing.weight
