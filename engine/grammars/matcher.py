"""Words or digits against compiled grammars, one at a time, best readings first.

A hypothesis is a node, the calls it will return to, and the trail that led there. Each word moves all of them; then
silent moves are followed, the likeliest first. Hypotheses at one place in one context compete: only as many survive as
readings were asked for. Bounds keep the work of a word low whatever the grammar is, at the price of the least likely
readings; a `Budget` ends a request that takes too much altogether.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from engine.errors import TooMuchWorkError
from engine.grammars.network import GARBAGE_WEIGHT, Move

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from engine.grammars.network import Network, Node

# Silent moves followed for one word, and hypotheses that wait for the next one; each grammar adds its states, since a
# large flat one honestly needs them. A small grammar made to explode so costs some 50 ms a word, no more.
MAX_STEPS = 3_000
MAX_HYPOTHESES = 1_000


# Rules within each other: as deep a tree is still walked without running out of stack. Right recursion takes one more
# with every word.
MAX_DEPTH = 400


class Budget:
    """The work that a request may be, counted and not timed: the same input ends in the same place everywhere."""

    def __init__(self, work: int) -> None:
        """`work` is in hypotheses that are made, some 4 µs each."""
        self.left = work

    def spend(self, work: int) -> None:
        """Raises TooMuchWorkError when that is more than is left."""
        self.left -= work
        if self.left < 0:
            raise TooMuchWorkError("the input can be read in too many ways by these grammars")


class Status(Enum):
    """How far the words so far are a sentence of one of the grammars."""

    NONE = "none"
    """They are not, and nothing can follow that makes them one."""
    PARTIAL = "partial"
    """They begin one."""
    COMPLETE = "complete"
    """They are one, and more words may make another."""
    COMPLETE_NO_MORE = "complete-no-more"
    """They are one, and no further word is possible."""


@dataclass(frozen=True, slots=True)
class Active:
    """A grammar to match against. Earlier ones and those with more weight win where readings are equal."""

    network: Network
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class ParseNode:
    """A matched rule."""

    rule: int
    """Its number in the network."""
    children: tuple[tuple[str, int] | ParseNode, ...]
    """In order ("word", index of the word), ("garbage", index of a word that GARBAGE took), ("tag", number in
    `Network.tags`), a ParseNode, or behind the last word of a token ("spelling", number in `Network.spellings`)."""


@dataclass(frozen=True, slots=True)
class Parse:
    """One reading: the index of its grammar in the list given, its words, its tree and its log weight."""

    grammar: int
    words: tuple[str, ...]
    tree: ParseNode
    weight: float


class _Stack:
    """Where to go on when the current rule ends; interned, so that identity is equality."""

    __slots__ = ("depth", "node", "parent", "rule")

    def __init__(self, rule: int, node: int, parent: _Stack | None) -> None:
        self.rule = rule
        self.node = node
        self.parent = parent
        self.depth: int = 0 if parent is None else parent.depth + 1


# An event and the trail before it. Events: (kind, value), kinds as in `_ENTER` … below.
_Trail = tuple[int, int, "_Trail | None"]
# The latest word, and those before it.
_Said = tuple[str, "_Said | None"]
_ENTER, _EXIT, _WORD, _GARBAGE, _TAG, _SPELLING = range(6)
_CHILD_NAMES = {_WORD: "word", _GARBAGE: "garbage", _TAG: "tag", _SPELLING: "spelling"}


@dataclass(frozen=True, slots=True)
class _Hypothesis:
    weight: float
    node: int
    stack: _Stack
    trail: _Trail | None
    grammar: int


class Matcher:
    """Matches one input against several grammars at once. Feed it a word or a digit at a time.

    Args:
        grammars: those that are active, in order of precedence.
        readings: how many readings `parses` may give at most.
        budget: of the request, shared with other matchers; None: that of each word is all there is.

    Raises:
        TooMuchWorkError: the budget is used up; so does `feed`.
    """

    def __init__(self, grammars: Sequence[Active], readings: int = 1, budget: Budget | None = None) -> None:
        self._grammars = tuple(grammars)
        # A few more, since different trails may mean the same.
        self._readings = min(max(readings, 1), 10)
        states = sum(len(active.network.nodes) for active in grammars)
        self.max_steps, self._max_hypotheses = MAX_STEPS + states, MAX_HYPOTHESES + states
        """Silent moves that a word may cost."""
        self.steps = 0
        """Those that were made so far."""
        self._interned: dict[tuple[int, int, int, int], _Stack] = {}
        self._budget = budget
        self._said: _Said | None = None
        self._length = 0
        self._waiting: list[_Hypothesis] = []
        self._complete: list[_Hypothesis] = []
        self._settle(self._begin())

    def _begin(self) -> Iterable[_Hypothesis]:
        best = max((active.weight for active in self._grammars), default=1.0)
        for index, active in enumerate(self._grammars):
            root = active.network.root
            rule = active.network.rules[root]
            stack = self._intern(root, -1, None, index)
            weight = math.log(max(active.weight, 1e-9) / max(best, 1e-9))
            yield _Hypothesis(weight, rule.start, stack, (_ENTER, root, None), index)

    @property
    def status(self) -> Status:
        """What the words so far are; before the first word PARTIAL, or complete when nothing need be said."""
        if self._complete:
            return Status.COMPLETE if self._waiting else Status.COMPLETE_NO_MORE
        return Status.PARTIAL if self._waiting else Status.NONE

    def feed(self, word: str) -> Status:
        """Take the next word, in matching form (`engine.grammars.tokens`), and return the new status."""
        index = self._length
        self._said, self._length = (word, self._said), index + 1
        self._settle(self._moved(word, index))
        return self.status

    @property
    def words(self) -> tuple[str, ...]:
        """Those that it was fed; made anew each time."""
        found: list[str] = []
        said = self._said
        while said is not None:
            found.append(said[0])
            said = said[1]
        return tuple(reversed(found))

    def copy(self) -> Matcher:
        """Return a matcher in the same state that goes its own way."""
        other = Matcher.__new__(Matcher)
        other.__dict__.update(self.__dict__)
        return other

    def accepting(self) -> frozenset[int]:
        """The indices of the grammars that the words so far are sentences of."""
        return frozenset(hypothesis.grammar for hypothesis in self._complete)

    def expected(self) -> set[str]:
        """The words that may come next; GARBAGE, which takes any, is not in it."""
        return {word for one in self._waiting for word in self._node(one).words}

    @property
    def takes_any_word(self) -> bool:
        """Whether GARBAGE may take the next word."""
        return any(self._node(one).any_word for one in self._waiting)

    @property
    def best_weight(self) -> float:
        """The log weight of the likeliest reading so far, whole or not; -inf when there is none."""
        return max((one.weight for one in (*self._waiting, *self._complete)), default=-math.inf)

    def place(self) -> Hashable:
        """Where this matcher stands: equal for copies of one matcher that can go on in the same ways, weights aside."""
        waiting = frozenset((one.node, id(one.stack)) for one in self._waiting)
        return waiting, frozenset((one.node, id(one.stack)) for one in self._complete)

    def parses(self) -> tuple[Parse, ...]:
        """Return the readings of the words so far as whole sentences, best first; () when they are none."""
        found: dict[tuple[int, ParseNode], Parse] = {}
        words = self.words
        for hypothesis in self._complete:
            tree = _tree(hypothesis.trail)
            found.setdefault((hypothesis.grammar, tree), Parse(hypothesis.grammar, words, tree, hypothesis.weight))
        ranked = sorted(found.values(), key=lambda parse: (-parse.weight, parse.grammar))
        return tuple(ranked[: self._readings])

    # --- the work ---------------------------------------------------------------------------------------------------

    def _node(self, hypothesis: _Hypothesis) -> Node:
        return self._grammars[hypothesis.grammar].network.nodes[hypothesis.node]

    def _moved(self, word: str, index: int) -> Iterable[_Hypothesis]:
        for one in self._waiting:
            node = self._node(one)
            arcs = node.words.get(word)
            trail: _Trail = (_WORD, index, one.trail)
            if arcs:
                for target, weight, spelling in arcs:
                    behind = trail if spelling < 0 else (_SPELLING, spelling, trail)
                    yield _Hypothesis(one.weight + weight, target, one.stack, behind, one.grammar)
            if node.any_word:
                swallowed: _Trail = (_GARBAGE, index, one.trail)
                yield _Hypothesis(one.weight + GARBAGE_WEIGHT, one.node, one.stack, swallowed, one.grammar)

    def _settle(self, hypotheses: Iterable[_Hypothesis]) -> None:
        """Follow all silent moves; what waits for a word and what is complete is left."""
        waiting: list[_Hypothesis] = []
        self._complete = []
        # Equal weights go in order of arrival, which is document order.
        heap = [(-one.weight, order, one) for order, one in enumerate(hypotheses)]
        heapq.heapify(heap)
        order = len(heap)
        visits: dict[tuple[int, _Stack], int] = {}
        steps = 0
        while heap and steps < self.max_steps and len(waiting) < self._max_hypotheses:
            one = heapq.heappop(heap)[2]
            key = (one.node, one.stack)
            seen = visits.get(key, 0)
            if seen >= self._readings:
                continue
            visits[key] = seen + 1
            steps += 1
            node = self._node(one)
            if node.words or node.any_word:
                waiting.append(one)
            for following in self._silent(one):
                order += 1
                heapq.heappush(heap, (-following.weight, order, following))
        self._waiting = waiting
        self.steps += steps
        if self._budget is not None:
            self._budget.spend(order)

    def _silent(self, one: _Hypothesis) -> Iterable[_Hypothesis]:
        network = self._grammars[one.grammar].network
        if one.node == network.rules[one.stack.rule].end:
            yield from self._returned(one)
        for kind, target, weight, value in network.nodes[one.node].moves:
            total = one.weight + weight
            if kind is Move.STEP:
                yield _Hypothesis(total, target, one.stack, one.trail, one.grammar)
            elif kind is Move.TAG:
                yield _Hypothesis(total, target, one.stack, (_TAG, value, one.trail), one.grammar)
            elif kind is Move.CALL and one.stack.depth < MAX_DEPTH:
                stack = self._intern(value, target, one.stack, one.grammar)
                start = network.rules[value].start
                yield _Hypothesis(total, start, stack, (_ENTER, value, one.trail), one.grammar)

    def _returned(self, one: _Hypothesis) -> Iterable[_Hypothesis]:
        trail: _Trail = (_EXIT, one.stack.rule, one.trail)
        if one.stack.parent is None:
            self._complete.append(_Hypothesis(one.weight, one.node, one.stack, trail, one.grammar))
        else:
            yield _Hypothesis(one.weight, one.stack.node, one.stack.parent, trail, one.grammar)

    def _intern(self, rule: int, node: int, parent: _Stack | None, grammar: int) -> _Stack:
        key = (rule, node, id(parent), grammar)
        stack = self._interned.get(key)
        if stack is None:
            stack = self._interned[key] = _Stack(rule, node, parent)
        return stack


def _tree(trail: _Trail | None) -> ParseNode:
    """Turn a complete trail, last event first, into the tree of its rules."""
    # Read backwards, a rule begins with its EXIT; children gather in reverse.
    open_rules: list[list[tuple[str, int] | ParseNode]] = [[]]
    while trail is not None:
        kind, value, trail = trail
        if kind == _EXIT:
            open_rules.append([])
        elif kind == _ENTER:
            node = ParseNode(value, tuple(reversed(open_rules.pop())))
            open_rules[-1].append(node)
        else:
            open_rules[-1].append((_CHILD_NAMES[kind], value))
    root = open_rules[0][0]
    if not isinstance(root, ParseNode):  # pragma: no cover # a trail begins by entering the root
        raise TypeError(root)
    return root
