"""What a recognizer is told of the grammars for speech of one request: made once, in a thread, and within bounds.

All of it is work with each state and each word. It goes step by step in the interpreter, which lets others in between:
one call of the library that sorts or joins 200,000 words holds up the event loop for as long as it takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from engine.documents.errors import GrammarError
from engine.grammars.jsgf import to_jsgf
from engine.grammars.matcher import Active
from engine.grammars.portable import encode_networks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.grammars.active import ActiveGrammar

T = TypeVar("T")
MAX_SPOKEN_WORDS = 400_000
"""States of all grammars of a request and words that lead on from them: several times what one has."""
MAX_SPOKEN_BYTES = 12 << 20
"""On the way to the recognizer, whose messages have 16 MiB at most: a larger one would end it."""
_ITEM_BYTES = 5
"""What the length of a text takes there."""


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """The same grammars for recognizers of either kind, with all their words and the sounds of some."""

    grammars: tuple[ActiveGrammar, ...]
    jsgf: str
    networks: bytes
    words: tuple[str, ...]
    pronunciations: tuple[tuple[str, str], ...]
    size_bytes: int
    """On the way to the recognizer, about."""


def spoken_form(grammars: Sequence[ActiveGrammar], *, needs_jsgf: bool) -> SpokenForm:
    """The form of grammars for speech; `needs_jsgf` where a recognizer expands them.

    Raises:
        GrammarError: they are too large together, or one of them cannot be expanded.
    """
    if sum(len(node.words) + 1 for one in grammars for node in one.network.nodes) > MAX_SPOKEN_WORDS:
        raise GrammarError(f"grammars for speech of more than {MAX_SPOKEN_WORDS} words and states together")
    active = tuple(Active(one.network, one.weight) for one in grammars)
    words = each_once(word for one in grammars for node in one.network.nodes for word in node.words)
    pronunciations = each_once(pair for one in grammars for pair in one.pronunciations)
    jsgf = to_jsgf(active) if needs_jsgf else ""
    networks = encode_networks(active)
    texts = chain(words, chain.from_iterable(pronunciations))
    size = len(networks) + len(jsgf.encode()) + sum(len(text.encode()) + _ITEM_BYTES for text in texts)
    if size > MAX_SPOKEN_BYTES:
        raise GrammarError(f"grammars for speech with more than {MAX_SPOKEN_BYTES >> 20} MiB of words and their sounds")
    return SpokenForm(tuple(grammars), jsgf, networks, words, pronunciations, size)


def each_once(items: Iterable[T]) -> tuple[T, ...]:
    """Them in the order in which they come first."""
    return tuple({item: None for item in items})  # noqa: C420  # step by step, as said above
