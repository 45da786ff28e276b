"""Sentences of grammars anywhere in what was said: hotwords in running speech.

The lattice of a transcript's readings is walked as in `engine.grammars.tolerant`, but a reading may begin at every word
and end behind every word. What is found first is the longest, and of equally long ones the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.grammars.matcher import Matcher
from engine.grammars.readings import read
from engine.grammars.tolerant import MAX_TOKENS, Walk, join
from engine.grammars.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.grammars.matcher import Active, Budget

_LONGEST = 24
"""Written words of a sentence: longer ones are found only where nothing else was said."""


class Spotted(NamedTuple):
    """A sentence, and where it stands."""

    matcher: Matcher
    penalty: int
    """How far it is from what is written; 0: not at all."""
    first: int
    """The index of its first written word …"""
    behind: int
    """… and of the one behind it."""


def spot_written(
    text: str, grammars: Sequence[Active], language: str, readings: int = 1, budget: Budget | None = None
) -> list[Spotted]:
    """The sentences of `grammars` in `text`, those with most written words first, then the nearest to what is written.

    Args:
        text: as a recogniser wrote it, blanks between its words; of a long one, the end is looked at.
        grammars: those that are active.
        language: of the text, BCP 47.
        readings, budget: as of `Matcher`.
    """
    tokens = text.split()
    dropped = max(0, len(tokens) - MAX_TOKENS)
    lattice = read(" ".join(tokens[dropped:]), language)
    vocabulary = Vocabulary([active.network for active in grammars])
    join(lattice, vocabulary)
    walk = Walk(lattice, vocabulary, Matcher(grammars, readings, budget))
    found = [
        Spotted(one.matcher, one.penalty, first + dropped, behind + dropped)
        for first in range(len(lattice.tokens))
        for behind, one in walk.sentences_from(first, min(first + _LONGEST, len(lattice.tokens)))
    ]
    return sorted(found, key=lambda one: (one.first - one.behind, one.penalty, one.first))
