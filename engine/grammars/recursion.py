"""Recursion in compiled grammars: what cannot end, and what begins with itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.documents.errors import GrammarError
from engine.grammars.network import Move

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from engine.grammars.network import Network, Node


def check_recursion(network: Network) -> None:
    """Refuse rules that begin with themselves, and grammars that no finite input completes.

    Raises:
        GrammarError: naming a rule.
    """
    nullable = _fixpoint(network, _silent_targets)
    ending = _fixpoint(network, _all_targets)
    if network.root not in ending:
        raise GrammarError(f"rule {network.rules[network.root].name} recurses without end")
    calls = [_first_calls(network, number, nullable) for number in range(len(network.rules))]
    cycle = _cycle(calls)
    if cycle is not None:
        raise GrammarError(f"rule {network.rules[cycle].name} begins with itself (left recursion)")


def _fixpoint(network: Network, targets: Callable[[Node, Container[int]], Iterator[int]]) -> set[int]:
    """The rules whose end can be reached when calls of such rules may be passed. Every node is looked at once."""
    owners = {rule.end: number for number, rule in enumerate(network.rules)}
    known: set[int] = set()
    seen = {rule.start for rule in network.rules}
    todo = list(seen)
    # Where to go on when a rule that is called becomes known.
    behind_calls: dict[int, list[int]] = {}
    while todo:
        node = todo.pop()
        reached = list(targets(network.nodes[node], known))
        for kind, target, _, value in network.nodes[node].moves:
            if kind is Move.CALL and value not in known:
                behind_calls.setdefault(value, []).append(target)
        number = owners.get(node)
        if number is not None and number not in known:
            known.add(number)
            reached += behind_calls.pop(number, ())
        for target in reached:
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return known


def _reached(network: Network, rule: int, targets: Callable[[Node], Iterator[int]]) -> set[int]:
    start = network.rules[rule].start
    seen, todo = {start}, [start]
    while todo:
        for target in targets(network.nodes[todo.pop()]):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def _silent_targets(node: Node, nullable: Container[int]) -> Iterator[int]:
    for kind, target, _, value in node.moves:
        if kind in (Move.STEP, Move.TAG) or (kind is Move.CALL and value in nullable):
            yield target


def _all_targets(node: Node, ending: Container[int]) -> Iterator[int]:
    for arcs in node.words.values():
        for target, _, _ in arcs:
            yield target
    for kind, target, _, value in node.moves:
        if kind is not Move.CALL or value in ending:
            yield target


def _first_calls(network: Network, number: int, nullable: set[int]) -> set[int]:
    """The rules that can be called before any word was matched."""
    reached = _reached(network, number, lambda node: _silent_targets(node, nullable))
    return {value for at in reached for kind, _, _, value in network.nodes[at].moves if kind is Move.CALL}


def _cycle(calls: list[set[int]]) -> int | None:
    """A rule on a cycle of `calls`, or None; iterative, as chains may be long."""
    done: set[int] = set()
    for first in range(len(calls)):
        path: list[tuple[int, Iterator[int]]] = [(first, iter(calls[first]))] if first not in done else []
        open_rules = {first}
        while path:
            number, rest = path[-1]
            following = next(rest, None)
            if following is None:
                path.pop()
                open_rules.discard(number)
                done.add(number)
            elif following in open_rules:
                return following
            elif following not in done:
                open_rules.add(following)
                path.append((following, iter(calls[following])))
    return None
