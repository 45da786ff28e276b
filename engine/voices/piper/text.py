"""Text for a neural voice: phonemes by espeak-ng clause by clause with the punctuation kept, and where words will be.

The voice learned its melody from punctuation marks among the phonemes; espeak-ng drops them, so they are put back.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from engine.emphasis import effective_prosody
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.interface import Piece, Span

_CLAUSE = re.compile(r"[^,;:.!?…]*(?:[,;:.!?…](?=\S)[^,;:.!?…]*)*[,;:.!?…]*")
_PUNCTUATION = ",;:.!?…"
_LANGUAGE_SWITCH = re.compile(r"\([a-z-]+\)")
"""As espeak-ng: what it says of a language switch is no phoneme."""


class Stretch(NamedTuple):
    """The characters `begin` to `end` of a piece, which are spoken in one run."""

    begin: int
    end: int
    rate: float
    """A factor on the usual rate."""
    duration_ms: int | None
    clauses: tuple[tuple[str, int], ...]
    """(phonemes, first character), in order."""

    @property
    def phonemes(self) -> str:
        return " ".join(phonemes for phonemes, _ in self.clauses)


def stretches(piece: Piece, phonemize: Callable[[str], str]) -> list[Stretch]:
    """The runs of a piece: one, unless rate or duration change inside it."""
    found = []
    numbered = list(zip(piece.spans, itertools.accumulate((len(s.text) for s in piece.spans), initial=0), strict=False))
    for (rate, duration_ms), group in itertools.groupby(numbered, key=lambda one: _tempo(one[0])):
        members = list(group)
        clauses = tuple(
            clause for span, begin in members for clause in _clauses(span, begin, phonemize) if clause[0].strip()
        )
        end = members[-1][1] + len(members[-1][0].text)
        if clauses:
            found.append(Stretch(members[0][1], end, rate, duration_ms, clauses))
    return found


def _tempo(span: Span) -> tuple[float, int | None]:
    return effective_prosody(span).rate, span.prosody.duration_ms


def _clauses(span: Span, begin: int, phonemize: Callable[[str], str]) -> Iterator[tuple[str, int]]:
    if span.ipa:
        yield span.ipa, begin
        return
    for match in _CLAUSE.finditer(span.text):
        clause = match.group()
        body = clause.rstrip(_PUNCTUATION)
        marks = clause[len(body) :][:1]
        phonemes = _LANGUAGE_SWITCH.sub("", phonemize(body)).strip() if body.strip() else ""
        yield phonemes + marks, begin + match.start() + len(body) - len(body.lstrip())


def word_offsets(piece: Piece, stretch: Stretch, samples: int) -> Iterator[tuple[int, int]]:
    """(character, sample) of the words in a stretch of `samples`, estimated: the voice tells nothing.

    A clause has its share of the phonemes, a word in it its share of the clause's characters.
    """
    weights = [max(1, len(phonemes)) for phonemes, _ in stretch.clauses]
    starts = [begin for _, begin in stretch.clauses]
    ends = [*starts[1:], stretch.end]
    total = sum(weights)
    before = 0
    found = [word for word in words(piece.spans) if stretch.begin <= word.start < stretch.end]
    for weight, begin, end in zip(weights, starts, ends, strict=True):
        for word in found:
            if begin <= word.start < end:
                share = (word.start - begin) / max(1, end - begin)
                yield word.start, round(samples * (before + weight * share) / total)
        before += weight
