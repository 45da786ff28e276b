"""A compiled grammar: one small automaton a rule, rule references as calls.

Nothing is expanded through references, so that size is that of the documents, and recursion that ends (to the right, in
the middle) is just a call. `engine.grammars.compiler` makes it, `engine.grammars.matcher` runs it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from engine.grammars.dialects import Dialect
from engine.grammars.folding import folded_index
from engine.wording.number_names import number_names

if TYPE_CHECKING:
    from engine.grammars.grammar import Grammar, Reference

# Words that GARBAGE swallows cost this, so that a reading without it wins.
GARBAGE_WEIGHT = -5.0


MAX_NAMED = 5
"""Of formats or grammars whose tags are dropped, so many are named."""


class Move(IntEnum):
    """What a silent arc does."""

    STEP = 0
    CALL = 1
    TAG = 2
    VOID = 3
    """Leads on in theory only: no input passes."""


@dataclass(slots=True)
class Node:
    """A state and the arcs that leave it."""

    words: dict[str, list[tuple[int, float, int]]] = field(default_factory=dict)
    """Word → (target, log weight, spelling). The last arc of a token that is not written as its words has the number of
    its spelling, others -1."""
    moves: list[tuple[Move, int, float, int]] = field(default_factory=list)
    """Silent ones: (kind, target, log weight, rule or tag)."""
    any_word: bool = False
    """GARBAGE: every word leads back here."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """Where a rule begins and ends, its name, and the index of its document in `Network.grammars`."""

    name: str
    document: int
    start: int
    end: int


@dataclass(frozen=True)
class Network:
    """A compiled grammar; `rules[root]` is where matching begins. Immutable after `compile_network`."""

    nodes: list[Node]
    rules: list[CompiledRule]
    tags: list[str]
    root: int
    grammars: tuple[Grammar, ...]
    numbers: dict[tuple[int, str], int]
    """Rule numbers by document and name."""
    documents: dict[str, int]
    """Indices of `grammars` by URI."""
    spellings: list[tuple[str, int]] = field(default_factory=list)
    """Tokens as they are written, and how many words each has."""
    dialects: tuple[Dialect, ...] = ()
    """What the tags of each of `grammars` are written in."""

    @property
    def grammar(self) -> Grammar:
        """The document that was asked for."""
        return self.grammars[0]

    def resolve(self, document: int, reference: Reference) -> int:
        """Return the number of the rule that `reference` in that document means."""
        index = self.documents[reference.uri] if reference.uri else document
        return self.numbers[(index, reference.rule or self.grammars[index].root)]

    def vocabulary(self) -> set[str]:
        """All words that can be matched."""
        return set(self.words)

    @property
    def dropped_tags(self) -> str:
        """Which tags are read over, and so mean nothing; "" where there are none."""
        formats = (
            grammar.tag_format
            for grammar, dialect in zip(self.grammars, self.dialects, strict=True)
            if dialect is Dialect.UNKNOWN
        )
        named = ", ".join(repr(one[:60]) for one in islice(dict.fromkeys(formats), MAX_NAMED))
        return f"tags are ignored, as their tag-format is not known: {named}" if named else ""

    @cached_property
    def words(self) -> frozenset[str]:
        """All words that can be matched."""
        return frozenset(word for node in self.nodes for word in node.words)

    @cached_property
    def folded(self) -> dict[str, tuple[str, ...]]:
        """Those words by their folded forms, and figures by their names, too."""
        language = self.grammar.language
        figures = {
            name.replace(" ", ""): word
            for word in self.words
            if word.isascii() and word.isdecimal()
            for name in number_names(word, language)
        }
        return folded_index({**dict.fromkeys(self.words, ""), **figures})

    @cached_property
    def takes_any(self) -> bool:
        """Whether GARBAGE is in it."""
        return any(node.any_word for node in self.nodes)
