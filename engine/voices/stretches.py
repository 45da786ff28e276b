"""Text for a neural voice: phonemes clause by clause with the punctuation kept, and where words will be.

The voice learned its melody from punctuation marks among the phonemes; espeak-ng drops them, so they are put back.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from engine.emphasis import effective_prosody
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.interface import Piece, Span

_NARROW = ",;:.!?…"
"""A blank follows where a clause ends: "3.5" is one."""
_WIDE = "，；：。！？、।"
"""As Chinese, Japanese and Hindi write them, with or without a blank."""
_PUNCTUATION = _NARROW + _WIDE
_CLAUSE = re.compile(rf"[^{_PUNCTUATION}]*(?:[{_NARROW}](?=[^\s{_PUNCTUATION}])[^{_PUNCTUATION}]*)*[{_PUNCTUATION}]*")
_LEARNED = str.maketrans(_WIDE, ",;:.!?,.")
"""What the voices know of them."""
_LANGUAGE_SWITCH = re.compile(r"\(\^?[a-z^-]+\)")
"""As espeak-ng: what it says of a language switch is no phoneme."""


class Pronouncer(Protocol):
    """What a voice's phonemes are made by; `language` is set where a span has one of its own (SSML lang)."""

    def phonemes(self, text: str, language: str) -> str:
        """Those of a clause without its punctuation; words stay apart by blanks."""

    def pronunciation(self, ipa: str, language: str) -> str:
        """The voice's phonemes for what the document says in IPA."""


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


def stretches(piece: Piece, pronouncer: Pronouncer) -> list[Stretch]:
    """The runs of a piece: one, unless rate or duration change inside it."""
    found = []
    numbered = list(zip(piece.spans, itertools.accumulate((len(s.text) for s in piece.spans), initial=0), strict=False))
    for (rate, duration_ms), group in itertools.groupby(numbered, key=lambda one: _tempo(one[0])):
        members = list(group)
        clauses = tuple(
            clause for span, begin in members for clause in _clauses(span, begin, pronouncer) if clause[0].strip()
        )
        end = members[-1][1] + len(members[-1][0].text)
        if clauses:
            found.append(Stretch(members[0][1], end, rate, duration_ms, clauses))
    return found


def _tempo(span: Span) -> tuple[float, int | None]:
    return effective_prosody(span).rate, span.prosody.duration_ms


def _clauses(span: Span, begin: int, pronouncer: Pronouncer) -> Iterator[tuple[str, int]]:
    if span.ipa:
        yield pronouncer.pronunciation(span.ipa, span.language), begin
        return
    for match in _CLAUSE.finditer(span.text):
        clause = match.group()
        body = clause.rstrip(_PUNCTUATION)
        marks = clause[len(body) :][:1].translate(_LEARNED)
        phonemes = pronouncer.phonemes(body, span.language) if body.strip() else ""
        phonemes = _LANGUAGE_SWITCH.sub("", phonemes).strip()
        yield phonemes + marks, begin + match.start() + len(body) - len(body.lstrip())


def word_offsets(
    piece: Piece, stretch: Stretch, samples: int, edges: Sequence[int] | None = None
) -> Iterator[tuple[int, int]]:
    """(character, sample) of the words in a stretch of `samples`.

    Where the voice tells when each character of `stretch.phonemes` begins, that is `edges`; else each is thought to
    last as long. A clause with as many words in writing as in phonemes has them begin together; in another one, a word
    has its share of the clause's characters.
    """
    starts = [begin for _, begin in stretch.clauses]
    ends = [*starts[1:], stretch.end]
    found = [word for word in words(piece.spans) if stretch.begin <= word.start < stretch.end]
    total = max(1, len(stretch.phonemes))
    first = 0
    for (phonemes, begin), end in zip(stretch.clauses, ends, strict=True):
        inside = [word.start for word in found if begin <= word.start < end]
        spoken = [match.start() for match in re.finditer(r"\S+", phonemes)]
        for number, character in enumerate(inside):
            share = (character - begin) / max(1, end - begin)
            place = first + (spoken[number] if len(spoken) == len(inside) else int(share * len(phonemes)))
            yield character, edges[place] if edges is not None else round(samples * place / total)
        first += len(phonemes) + 1
