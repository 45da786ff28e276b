"""Pieces cut to what a service takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.interface import Piece, Prosody, Span
from engine.voices.remote.cutting import cut_piece


def texts(text: str, limit: int) -> list[str]:
    return [part.piece.text for part in cut_piece(Piece((Span(text),), "v"), limit)]


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("short", 20, ["short"]),
        ("one, two three four", 14, ["one, two three", " four"]),
        ("one two three, four five", 20, ["one two three,", " four five"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("   ", 20, []),
        ("", 20, []),
    ],
)
def test_it_is_cut_behind_clauses_then_words(text: str, limit: int, parts: list[str]) -> None:
    assert texts(text, limit) == parts


@given(st.text(max_size=200), st.integers(20, 60))
def test_nothing_is_lost_and_nothing_too_long(text: str, limit: int) -> None:
    piece = Piece((Span(text),), "v")
    parts = cut_piece(piece, limit)
    assert all(len(part.piece.text) <= limit for part in parts)
    assert all(text[part.begin :].startswith(part.piece.text) for part in parts)
    assert "".join(part.piece.text for part in parts).split() == text.split() or "".join(
        part.piece.text for part in parts
    ).replace(" ", "") in text.replace(" ", "")


def test_spans_keep_what_is_said_of_them_and_halves_lose_their_pronunciation() -> None:
    slow = Prosody(rate=0.5)
    spans = (Span("one two ", slow), Span("three four", ipa="θri fɔɹ"))
    first, second = cut_piece(Piece(spans, "v", closes=True), 14)
    assert first.piece.spans == (spans[0], Span("three"))
    assert second.piece.spans == (Span(" four"),)
    assert (first.begin, second.begin) == (0, 13)
    assert (first.piece.closes, second.piece.closes) == (False, True)
