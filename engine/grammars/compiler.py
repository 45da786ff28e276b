"""Grammars linked with the documents they refer to, and compiled into a network.

What cannot end, or begins with itself, is refused, and so is what repeat counts blow up.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.documents.errors import GrammarError
from engine.grammars.dialects import dialects_of
from engine.grammars.grammar import (
    Alternatives,
    Expansion,
    Grammar,
    Reference,
    Repeat,
    Sequence,
    Special,
    Tag,
    Token,
    opened,
    walk,
)
from engine.grammars.network import CompiledRule, Move, Network, Node
from engine.grammars.recursion import check_recursion

if TYPE_CHECKING:
    from collections.abc import Mapping

# 100,000 names in a directory grammar are about 200,000 nodes; compiled in a second, some 100 MB.
MAX_NODES = 200_000


class TooManyStatesError(GrammarError):
    """The grammar has more states than were to be made."""


def compile_network(
    grammar: Grammar, documents: Mapping[str, Grammar] | None = None, *, rule: str = "", max_nodes: int = MAX_NODES
) -> Network:
    """Link `grammar` with the documents it refers to and compile it.

    Args:
        grammar: the document.
        documents: by absolute URI, all that `grammar.references` names, and theirs in turn.
        rule: begin with this rule instead of the root (a URI with a fragment).
        max_nodes: so many states at most.

    A grammar without root is `opened`; only references of other documents have to name a rule of it (SRGS §4.7).

    Raises:
        GrammarError: no rule, an undefined or private rule is referred to (also by a rule that is never used), endless
            or left recursion.
        TooManyStatesError: it is too large.
    """
    return _Compiler(grammar if rule else opened(grammar), documents or {}, max_nodes).compile(rule)


class _Compiler:
    def __init__(self, grammar: Grammar, documents: Mapping[str, Grammar], max_nodes: int) -> None:
        self._documents = documents
        self._max_nodes = max_nodes
        self._grammars = [grammar]
        _check_references(grammar)
        self._index_by_uri: dict[str, int] = {"": 0}
        self._nodes: list[Node] = []
        self._tags: list[str] = []
        self._spellings: list[tuple[str, int]] = []
        self._rules: list[CompiledRule] = []
        self._number_by_name: dict[tuple[int, str], int] = {}
        self._pending: list[int] = []
        self._document = 0

    def compile(self, rule: str) -> Network:
        grammar = self._grammars[0]
        name = rule or grammar.root
        if not name:
            raise GrammarError("the grammar has no rule")
        if name not in grammar.rules or (rule and not grammar.rules[rule].public):
            raise GrammarError(f"rule {name[:40]!r} is not defined, or not public")
        root = self._number(0, name)
        while self._pending:
            number = self._pending.pop()
            compiled = self._rules[number]
            self._document = compiled.document
            expansion = self._grammars[compiled.document].rules[compiled.name].expansion
            # Counted before it is built, as counting takes no time.
            if len(self._nodes) + _states(expansion) > self._max_nodes:
                raise TooManyStatesError(f"the grammar is too large: more than {self._max_nodes} states")
            self._build(expansion, compiled.start, compiled.end)
        network = Network(
            self._nodes,
            self._rules,
            self._tags,
            root,
            tuple(self._grammars),
            self._number_by_name,
            self._index_by_uri,
            self._spellings,
            dialects_of(self._grammars),
        )
        check_recursion(network)
        return network

    # --- rules ------------------------------------------------------------------------------------------------------

    def _number(self, document: int, name: str) -> int:
        key = (document, name)
        number = self._number_by_name.get(key)
        if number is None:
            number = len(self._rules)
            self._number_by_name[key] = number
            self._rules.append(CompiledRule(name, document, self._node(), self._node()))
            self._pending.append(number)
        return number

    def _resolve(self, reference: Reference) -> int:
        if not reference.uri:
            return self._number(self._document, reference.rule)
        index = self._index_by_uri.get(reference.uri)
        if index is None:
            grammar = self._documents.get(reference.uri)
            if grammar is None:
                raise GrammarError(f"grammar {reference.uri[:200]!r} was not loaded")
            _check_references(grammar)
            index = self._index_by_uri[reference.uri] = len(self._grammars)
            self._grammars.append(grammar)
        grammar = self._grammars[index]
        name = reference.rule or grammar.root
        if not name:
            # §2.2.2: what is referred to without a rule name is the declared root.
            raise GrammarError(
                f"{reference.uri[:200]!r} declares no root rule, so a reference has to name one of its rules"
            )
        # "A private-scoped rule cannot be so referenced" (§3.2); a root that is not named may be private (§4.7).
        if name not in grammar.rules or (reference.rule and not grammar.rules[name].public):
            raise GrammarError(f"rule {name[:40]!r} of {reference.uri[:200]!r} is not defined, or not public")
        if grammar.mode != self._grammars[0].mode:
            raise GrammarError(f"{reference.uri[:200]!r} is a {grammar.mode} grammar")
        return self._number(index, name)

    # --- expansions -------------------------------------------------------------------------------------------------

    def _node(self) -> int:
        self._nodes.append(Node())
        return len(self._nodes) - 1

    def _move(self, kind: Move, start: int, end: int, weight: float = 0.0, value: int = 0) -> None:
        self._nodes[start].moves.append((kind, end, weight, value))

    def _build(self, expansion: Expansion, start: int, end: int) -> None:
        """Lay `expansion` between two nodes; several may lie between the same two."""
        match expansion:
            case Token():
                self._token(expansion, start, end)
            case Tag(text=text):
                self._tags.append(text)
                self._move(Move.TAG, start, end, value=len(self._tags) - 1)
            case Reference():
                self._move(Move.CALL, start, end, value=self._resolve(expansion))
            case Special():
                self._special(expansion, start, end)
            case Sequence(items=items):
                self._sequence(items, start, end)
            case Alternatives(options=options):
                self._alternatives(options, start, end)
            case _:
                self._repeat(expansion, start, end)

    def _token(self, token: Token, start: int, end: int, weight: float = 0.0) -> None:
        for word in token.words[:-1]:
            target = self._node()
            self._nodes[start].words.setdefault(word, []).append((target, weight, -1))
            start, weight = target, 0.0
        spelling = -1
        if token.text:
            spelling = len(self._spellings)
            self._spellings.append((token.text, len(token.words)))
        self._nodes[start].words.setdefault(token.words[-1], []).append((end, weight, spelling))

    def _special(self, special: Special, start: int, end: int) -> None:
        if special is Special.NULL:
            self._move(Move.STEP, start, end)
        elif special is Special.VOID:
            self._move(Move.VOID, start, end)
        else:
            garbage = self._node()
            self._nodes[garbage].any_word = True
            self._move(Move.STEP, start, garbage)
            self._move(Move.STEP, garbage, end)

    def _sequence(self, items: tuple[Expansion, ...], start: int, end: int) -> None:
        if not items:
            self._move(Move.STEP, start, end)
        for index, item in enumerate(items):
            target = end if index == len(items) - 1 else self._node()
            self._build(item, start, target)
            start = target

    def _alternatives(self, options: tuple[tuple[float, Expansion], ...], start: int, end: int) -> None:
        total = sum(weight for weight, _ in options)
        even = all(weight == options[0][0] for weight, _ in options)
        for weight, option in options:
            log_weight = 0.0 if even else math.log(weight / total)
            if isinstance(option, Token):
                self._token(option, start, end, log_weight)
            else:
                self._build(option, start if even else self._after(start, log_weight), end)

    def _repeat(self, repeat: Repeat, start: int, end: int) -> None:
        more, stop = _log_odds(repeat.probability)
        for _ in range(repeat.minimum):
            start = self._copy(repeat.body, start)
        # The round in front of a loop must not share a node with what is outside.
        if repeat.maximum is None:
            loop = self._node()
            self._move(Move.STEP, start, loop)
            self._move(Move.STEP, self._copy(repeat.body, self._after(loop, more)), loop)
            self._move(Move.STEP, loop, end, stop)
            return
        for _ in range(repeat.maximum - repeat.minimum):
            self._move(Move.STEP, start, end, stop)
            start = self._copy(repeat.body, self._after(start, more))
        self._move(Move.STEP, start, end)

    def _after(self, start: int, weight: float) -> int:
        node = self._node()
        self._move(Move.STEP, start, node, weight)
        return node

    def _copy(self, body: Expansion, start: int) -> int:
        end = self._node()
        self._build(body, start, end)
        return end


def _check_references(grammar: Grammar) -> None:
    """Refuse references to rules that the grammar does not have (appendix D, localRuleRef)."""
    for rule in grammar.rules.values():
        for part in walk(rule.expansion):
            if isinstance(part, Reference) and not part.uri and part.rule not in grammar.rules:
                raise GrammarError(f"rule {part.rule[:40]!r} is not defined")


def _states(expansion: Expansion) -> int:
    """At least as many states as building `expansion` takes."""
    match expansion:
        case Token(words=words):
            return len(words)
        case Sequence(items=items):
            return sum(_states(item) + 1 for item in items)
        case Alternatives(options=options):
            return sum(_states(option) + 1 for _, option in options)
        case Repeat(body=body, minimum=minimum, maximum=maximum):
            return (_states(body) + 2) * (minimum + 2 if maximum is None else maximum)
        case _:
            return 2


def _log_odds(probability: float | None) -> tuple[float, float]:
    """Log weights of (one more round, stopping)."""
    if probability is None:
        return 0.0, 0.0
    return math.log(max(probability, 1e-9)), math.log(max(1 - probability, 1e-9))
