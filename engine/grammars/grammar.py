"""The grammar that SRGS XML, ABNF and builtin grammars all become (SRGS 1.0 §2 to §4).

Plain values: what a document says, references unresolved. `engine.grammars.network` links and compiles it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Mode = Literal["voice", "dtmf"]

RESERVED_NAMES = frozenset({"NULL", "VOID", "GARBAGE"})
"""Names that a rule must not have (§3.1)."""

LEAST_WEIGHT, MOST_WEIGHT = 1e-6, 1e6
"""Weights beyond are as good as these; so that no ratio or sum of them leaves what a float can tell apart."""


def comparable(weight: float) -> float:
    """A positive weight, within what can be compared."""
    return min(max(weight, LEAST_WEIGHT), MOST_WEIGHT)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its words in matching form (`engine.grammars.tokens`); never without words."""

    words: tuple[str, ...]
    language: str = ""
    """Set where it differs from the grammar's."""
    text: str = ""
    """As it is written, with single blanks, where that differs from the words: what a rule's text is made of."""


@dataclass(frozen=True, slots=True)
class Tag:
    """Semantic content, attached where it stands; its meaning is the grammar's `tag_format`."""

    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A rule reference: `rule` of the document at absolute `uri`, "" for this one; an empty `rule` is the root."""

    uri: str
    rule: str


class Special(Enum):
    """The special rules of §2.2.3."""

    NULL = "NULL"
    VOID = "VOID"
    GARBAGE = "GARBAGE"


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items one after another; an empty one is like NULL."""

    items: tuple[Expansion, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several; (weight, expansion), weights as written, 1 where none is."""

    options: tuple[tuple[float, Expansion], ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`minimum` to `maximum` times (None: without end)."""

    body: Expansion
    minimum: int
    maximum: int | None
    probability: float | None = None
    """Of each further round, where given (§2.5.1)."""


Expansion = Token | Tag | Reference | Special | Sequence | Alternatives | Repeat


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule definition; only public rules may be referred to from other documents, the root aside (§3.2)."""

    name: str
    expansion: Expansion
    public: bool = False


@dataclass(frozen=True)
class Grammar:
    """One grammar document."""

    rules: dict[str, Rule]
    root: str = ""
    """Empty where none is declared."""
    mode: Mode = "voice"
    language: str = ""
    tag_format: str = ""
    base: str = ""
    """What relative URIs were resolved against."""
    lexicons: tuple[str, ...] = ()
    global_tags: tuple[str, ...] = ()
    metas: dict[str, str] = field(default_factory=dict)


def walk(expansion: Expansion) -> Iterator[Expansion]:
    """Every part of `expansion`, itself first, in document order."""
    yield expansion
    if isinstance(expansion, Sequence):
        for item in expansion.items:
            yield from walk(item)
    elif isinstance(expansion, Alternatives):
        for _, option in expansion.options:
            yield from walk(option)
    elif isinstance(expansion, Repeat):
        yield from walk(expansion.body)


def map_tokens(expansion: Expansion, change: Callable[[Token], Token]) -> Expansion:
    """Return `expansion` with every token put through `change`."""
    match expansion:
        case Token():
            return change(expansion)
        case Sequence(items=items):
            return Sequence(tuple(map_tokens(item, change) for item in items))
        case Alternatives(options=options):
            return Alternatives(tuple((weight, map_tokens(option, change)) for weight, option in options))
        case Repeat(body=body):
            return replace(expansion, body=map_tokens(body, change))
        case _:
            return expansion


def references(grammar: Grammar) -> tuple[str, ...]:
    """Return the URIs of the other documents that `grammar` refers to, each once, in order."""
    found: dict[str, None] = {}
    for rule in grammar.rules.values():
        for part in walk(rule.expansion):
            if isinstance(part, Reference) and part.uri:
                found[part.uri] = None
    return tuple(found)


def missing(grammar: Grammar, documents: Mapping[str, Grammar]) -> tuple[str, ...]:
    """Return the URIs still to be loaded before `grammar` can be compiled with `documents`, each once.

    Load those, add them, ask again: the new ones may refer further.
    """
    wanted: dict[str, None] = {}
    seen: set[str] = set()
    todo = [grammar]
    while todo:
        for uri in references(todo.pop()):
            if uri not in documents:
                wanted[uri] = None
            elif uri not in seen:
                seen.add(uri)
                todo.append(documents[uri])
    return tuple(wanted)


OPEN_ROOT = "(any)"
"""The root rule that `opened` makes; no document can give a rule this name."""


def opened(grammar: Grammar) -> Grammar:
    """Return `grammar` with a root, so that it can be activated as a whole: any of its public rules or, where there are
    none, any rule that no other one refers to.

    The grammar in the example of RFC 6787 §9.8 declares no root, and §9.9 activates it by its URI alone.
    """
    if grammar.root or not grammar.rules:
        return grammar
    called = {
        part.rule
        for rule in grammar.rules.values()
        for part in walk(rule.expansion)
        if isinstance(part, Reference) and not part.uri and part.rule != rule.name
    }
    public = [name for name, rule in grammar.rules.items() if rule.public]
    entrances = public or [name for name in grammar.rules if name not in called] or list(grammar.rules)
    choice = Alternatives(tuple((1.0, Reference("", name)) for name in entrances))
    return replace(grammar, rules={**grammar.rules, OPEN_ROOT: Rule(OPEN_ROOT, choice)}, root=OPEN_ROOT)


def has_tags(grammar: Grammar) -> bool:
    return any(isinstance(part, Tag) for rule in grammar.rules.values() for part in walk(rule.expansion))
