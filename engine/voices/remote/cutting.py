"""A piece as requests of no more characters than a service takes, cut where it is heard least."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from engine.interface import Piece, Span

_CLAUSE_ENDS = ",;:.!?…"


class Part(NamedTuple):
    """A part of a piece, and the character of it that the part begins at."""

    piece: Piece
    begin: int


def cut_piece(piece: Piece, limit: int) -> list[Part]:
    """`piece` in parts of at most `limit` characters: behind a clause, else behind a word, else in the middle of one.

    Parts that are nothing but blanks are left out.
    """
    text = piece.text
    parts: list[Part] = []
    begin = 0
    while begin < len(text):
        end = len(text) if len(text) - begin <= limit else begin + _place(text[begin : begin + limit + 1], limit)
        if text[begin:end].strip():
            closes = piece.closes and not text[end:].strip()
            cut = msgspec.structs.replace(piece, spans=_between(piece.spans, begin, end), closes=closes)
            parts.append(Part(cut, begin))
        begin = end
    return parts


def _place(head: str, limit: int) -> int:
    """Where to cut, given what fits and one character more."""
    half = limit // 2
    for end in range(limit, half, -1):
        if head[end].isspace() and head[end - 1] in _CLAUSE_ENDS:
            return end
    for end in range(limit, 0, -1):
        if head[end].isspace():
            return end
    return limit


def _between(spans: tuple[Span, ...], begin: int, end: int) -> tuple[Span, ...]:
    found = []
    position = 0
    for span in spans:
        size = len(span.text)
        first, last = max(begin - position, 0), min(end - position, size)
        position += size
        if first >= last:
            continue
        # A part of it has not the pronunciation of the whole.
        is_whole = (first, last) == (0, size)
        found.append(span if is_whole else msgspec.structs.replace(span, text=span.text[first:last], ipa=""))
    return tuple(found)
