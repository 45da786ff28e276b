"""Compiled grammars as octets, for a recognizer that follows them word by word in a process of its own.

What matching needs crosses and nothing else: states, words, weights, where rules begin and end. Tags become plain
steps, since the meaning is found later, by the grammar itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.errors import EngineError
from engine.grammars.matcher import Active
from engine.grammars.network import CompiledRule, Move, Network, Node

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Grammar(msgspec.Struct, frozen=True, array_like=True):
    weight: float
    root: int
    rules: list[tuple[int, int]]
    """Where each begins and ends."""
    words: list[dict[str, list[tuple[int, float]]]]
    """By node: word → (target, log weight)."""
    moves: list[list[tuple[int, int, float, int]]]
    """By node: (kind, target, log weight, rule)."""
    any_word: list[int]
    """The nodes where every word leads back."""


_DECODER = msgspec.msgpack.Decoder(list[_Grammar])


def encode_networks(grammars: Sequence[Active]) -> bytes:
    """The octets that `decode_networks` takes."""
    return msgspec.msgpack.encode([_lean(active) for active in grammars])


def decode_networks(data: bytes) -> tuple[Active, ...]:
    """Grammars that a `Matcher` follows as it would the originals; tags, spellings and names are not there.

    Raises:
        EngineError: these are other octets.
    """
    try:
        grammars = _DECODER.decode(data)
    except msgspec.MsgspecError as error:
        raise EngineError(f"the grammars came across damaged: {error}") from error
    return tuple(Active(_network(one), one.weight) for one in grammars)


def _lean(active: Active) -> _Grammar:
    nodes = active.network.nodes
    return _Grammar(
        active.weight,
        active.network.root,
        [(rule.start, rule.end) for rule in active.network.rules],
        [{word: [arc[:2] for arc in arcs] for word, arcs in node.words.items()} for node in nodes],
        [[_plain(*move) for move in node.moves] for node in nodes],
        [number for number, node in enumerate(nodes) if node.any_word],
    )


def _plain(kind: Move, target: int, weight: float, value: int) -> tuple[int, int, float, int]:
    return (Move.STEP, target, weight, 0) if kind is Move.TAG else (kind, target, weight, value)


def _network(grammar: _Grammar) -> Network:
    any_word = set(grammar.any_word)
    nodes = [
        Node(
            {word: [(target, weight, -1) for target, weight in arcs] for word, arcs in words.items()},
            [(Move(kind), target, weight, value) for kind, target, weight, value in moves],
            number in any_word,
        )
        for number, (words, moves) in enumerate(zip(grammar.words, grammar.moves, strict=True))
    ]
    rules = [CompiledRule("", 0, start, end) for start, end in grammar.rules]
    return Network(nodes, rules, [], grammar.root, (), {}, {})
