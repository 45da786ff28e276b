"""What a stretch of text is divided into: a large model is slow, and takes 510 symbols at most.

The first run is the first clause, so that it is heard while the others are made; each later one may be a few times as
long as the one before it, since the melody is better the more of a sentence the model sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.voices.kokoro.files import MAX_SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.voices.stretches import Stretch

_FIRST_SYMBOLS = 24
"""Shorter runs sound unsure: the voices were trained on sentences."""
_GROWTH = 3
_WHOLE_SYMBOLS = 60
"""What is no longer is not divided."""

PAUSES_MS = {",": 100, ";": 180, ":": 180, ".": 250, "!": 250, "?": 250, "…": 250}
"""Between two runs, behind the punctuation that ends the first one: about what the voices make of it inside a run."""

Clause = tuple[str, int]
"""Phonemes and first character, as in `Stretch.clauses`."""


def divide(stretch: Stretch) -> list[Stretch]:
    """The runs of `stretch`, in order. One that is to last a certain time is divided only where it must be."""
    clauses = [part for clause in stretch.clauses for part in _cut(clause, _end(stretch, clause))]
    is_whole = stretch.duration_ms is not None or len(stretch.phonemes) <= _WHOLE_SYMBOLS
    limit = MAX_SYMBOLS if is_whole else _FIRST_SYMBOLS
    groups: list[list[Clause]] = []
    length = 0
    for clause in clauses:
        longer = length + 1 + len(clause[0])
        goes_on = bool(groups) and (length < _FIRST_SYMBOLS or longer <= limit or not _is_closed(groups[-1][-1]))
        if goes_on and longer <= MAX_SYMBOLS:
            groups[-1].append(clause)
            length = longer
        else:
            limit = min(MAX_SYMBOLS, max(limit, _GROWTH * length))
            groups.append([clause])
            length = len(clause[0])
    return list(_as_stretches(stretch, groups))


def _is_closed(clause: Clause) -> bool:
    """Whether a pause may follow; a pronunciation of the document is a clause without punctuation."""
    return clause[0][-1:] in PAUSES_MS


def _as_stretches(stretch: Stretch, groups: list[list[Clause]]) -> Iterator[Stretch]:
    total = sum(len(phonemes) for group in groups for phonemes, _ in group)
    ends = [group[0][1] for group in groups[1:]] + [stretch.end]
    begins = [stretch.begin, *ends[:-1]]
    for group, begin, end in zip(groups, begins, ends, strict=True):
        share = sum(len(phonemes) for phonemes, _ in group) / max(1, total)
        duration_ms = None if stretch.duration_ms is None else round(stretch.duration_ms * share)
        yield stretch._replace(begin=begin, end=end, duration_ms=duration_ms, clauses=tuple(group))


def _end(stretch: Stretch, clause: Clause) -> int:
    return min((begin for _, begin in stretch.clauses if begin > clause[1]), default=stretch.end)


def _cut(clause: Clause, end: int) -> Iterator[Clause]:
    """A clause in parts that fit into a run, at blanks where there are any."""
    phonemes, begin = clause
    total, rest, done = len(phonemes), phonemes, 0
    while len(rest) > MAX_SYMBOLS:
        blank = rest.rfind(" ", 1, MAX_SYMBOLS)
        at = blank if blank > 0 else MAX_SYMBOLS
        yield rest[:at], begin + (end - begin) * done // total
        done += at
        rest = rest[at:].lstrip()
        done = total - len(rest)
    if rest.strip():
        yield rest, begin + (end - begin) * done // total
