"""Compiled grammars whole, as octets, from the process that compiled them to the one that matches by them.

In portions, since taking in a large one at once would hold up whoever else needs the interpreter. Only the classes of
grammars can come: whoever compiles has read what a stranger wrote, and is trusted no further.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError
from engine.grammars import dialects, grammar, network
from engine.grammars.grammar import Reference, Tag, Token, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.grammars.grammar import Grammar
    from engine.grammars.network import Network, Node

_NODES = 1000
"""In a portion: some milliseconds."""
_CLASSES: dict[tuple[str, str], Any] = {
    (one.__module__, one.__name__): one
    for one in (
        *(grammar.Alternatives, grammar.Grammar, grammar.Reference, grammar.Repeat, grammar.Rule, grammar.Sequence),
        *(grammar.Special, grammar.Tag, grammar.Token),
        *(network.CompiledRule, network.Move, network.Network, network.Node, dialects.Dialect),
    )
}
_NODE_BYTES, _ARC_BYTES, _PART_BYTES = 400, 220, 200
"""What one is in memory, measured (CPython 3.11, 64 bits)."""


def encode_network(whole: Network) -> list[bytes]:
    """The octets that `decode_network` takes, in portions."""
    nodes = whole.nodes
    portions = [pickle.dumps(replace(whole, nodes=[]), protocol=5)]
    portions += [pickle.dumps(nodes[at : at + _NODES], protocol=5) for at in range(0, len(nodes), _NODES)]
    return portions


def decode_network(portions: Sequence[bytes]) -> Network:
    """The same grammar again.

    Raises:
        EngineError: these are other octets.
    """
    try:
        whole: Network = _taken(portions[0])
        nodes: list[Node] = [node for portion in portions[1:] for node in _taken(portion)]
        return replace(whole, nodes=nodes)
    except (pickle.UnpicklingError, IndexError, TypeError, ValueError, AttributeError, EOFError) as error:
        raise EngineError(f"the grammar came across damaged: {error}") from error


class _Unpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        known = _CLASSES.get((module_name, global_name))
        if known is None:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is no part of a grammar")
        return known


def _taken(portion: bytes) -> Any:
    return _Unpickler(io.BytesIO(portion)).load()


def network_bytes(whole: Network) -> int:
    """About what it takes in memory."""
    arcs = sum(len(node.moves) + sum(map(len, node.words.values())) for node in whole.nodes)
    texts = sum(map(len, whole.tags)) + sum(len(text) for text, _ in whole.spellings)
    own = _NODE_BYTES * (len(whole.nodes) + len(whole.rules)) + _ARC_BYTES * arcs + texts
    return own + sum(map(grammar_bytes, whole.grammars))


def grammar_bytes(document: Grammar) -> int:
    """About what a document takes in memory when it is read."""
    total = sum(map(len, document.global_tags)) + sum(map(len, document.metas.values()))
    for rule in document.rules.values():
        total += _NODE_BYTES
        for part in walk(rule.expansion):
            total += _PART_BYTES
            match part:
                case Token(words=words, text=text):
                    total += len(text) + sum(len(word) + 50 for word in words)
                case Tag(text=text):
                    total += len(text)
                case Reference(uri=uri, rule=name):
                    total += len(uri) + len(name)
    return total
