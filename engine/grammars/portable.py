"""Compiled grammars as octets, for a recognizer that follows them word by word in a process of its own.

What matching needs crosses and nothing else: states, words, weights, where rules begin and end. Tags become plain
steps, since the meaning is found later, by the grammar itself.

Octets are made in portions, since the library lets nobody else have the interpreter while it is at one.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import EngineError
from engine.grammars.matcher import Active
from engine.grammars.network import CompiledRule, Move, Network, Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class _Grammar(msgspec.Struct, frozen=True, array_like=True):
    weight: float
    root: int
    rules: list[tuple[int, int]]
    """Where each begins and ends."""
    nodes: int
    words: list[msgspec.Raw]
    """Portions of nodes and words of theirs; one with many words comes several times."""
    moves: list[msgspec.Raw]
    """Portions of nodes and silent arcs of theirs: (kind, target, log weight, rule)."""
    any_word: list[int]
    """The nodes where every word leads back."""


_Arcs = list[tuple[int, float]]
"""Of a word: (target, log weight)."""
_Moves = list[tuple[int, int, float, int]]
_DECODER = msgspec.msgpack.Decoder(list[_Grammar])
_WORDS_DECODER = msgspec.msgpack.Decoder(list[tuple[int, dict[str, _Arcs]]])
_MOVES_DECODER = msgspec.msgpack.Decoder(list[tuple[int, _Moves]])
_IN_PORTION = 2000
"""Words or nodes: less than a millisecond."""


def encode_networks(grammars: Sequence[Active]) -> bytes:
    """The octets that `decode_networks` takes."""
    return msgspec.msgpack.encode([_lean(active) for active in grammars])


def decode_networks(data: bytes) -> tuple[Active, ...]:
    """Grammars that a `Matcher` follows as it would the originals; tags, spellings and names are not there.

    Raises:
        EngineError: these are other octets.
    """
    try:
        return tuple(Active(_network(one), one.weight) for one in _DECODER.decode(data))
    except (msgspec.MsgspecError, IndexError, ValueError) as error:
        raise EngineError(f"the grammars came across damaged: {error}") from error


def _lean(active: Active) -> _Grammar:
    nodes = active.network.nodes
    return _Grammar(
        active.weight,
        active.network.root,
        [(rule.start, rule.end) for rule in active.network.rules],
        len(nodes),
        [_octets(portion) for portion in _word_portions(nodes)],
        [_octets(portion) for portion in _move_portions(nodes)],
        [number for number, node in enumerate(nodes) if node.any_word],
    )


def _octets(portion: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(portion))


def _word_portions(nodes: Sequence[Node]) -> Iterator[list[tuple[int, dict[str, _Arcs]]]]:
    portion: list[tuple[int, dict[str, _Arcs]]] = []
    room = _IN_PORTION
    for number, node in enumerate(nodes):
        words = iter(node.words.items())
        while some := {word: [arc[:2] for arc in arcs] for word, arcs in islice(words, room)}:
            portion.append((number, some))
            room -= len(some)
            if not room:
                yield portion
                portion, room = [], _IN_PORTION
    yield portion


def _move_portions(nodes: Sequence[Node]) -> Iterator[list[tuple[int, _Moves]]]:
    moving = ((number, [_plain(*move) for move in node.moves]) for number, node in enumerate(nodes) if node.moves)
    while portion := list(islice(moving, _IN_PORTION)):
        yield portion


def _plain(kind: Move, target: int, weight: float, value: int) -> tuple[int, int, float, int]:
    return (Move.STEP, target, weight, 0) if kind is Move.TAG else (kind, target, weight, value)


def _network(grammar: _Grammar) -> Network:
    nodes = [Node() for _ in range(grammar.nodes)]
    for portion in grammar.words:
        for number, words in _WORDS_DECODER.decode(portion):
            nodes[number].words |= {
                word: [(target, weight, -1) for target, weight in arcs] for word, arcs in words.items()
            }
    for portion in grammar.moves:
        for number, moves in _MOVES_DECODER.decode(portion):
            nodes[number].moves = [(Move(kind), target, weight, value) for kind, target, weight, value in moves]
    for number in grammar.any_word:
        nodes[number].any_word = True
    rules = [CompiledRule("", 0, start, end) for start, end in grammar.rules]
    return Network(nodes, rules, [], grammar.root, (), {}, {})
