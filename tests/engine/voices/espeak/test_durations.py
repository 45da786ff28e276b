import pytest

from engine.interface import Piece, Prosody, Span
from engine.voices.espeak.durations import duration_rates


def test_spans_with_a_duration_get_the_factor_that_makes_them_last_so_long() -> None:
    piece = Piece((Span("ab "), Span("cd ", Prosody(duration_ms=250)), Span("ef", Prosody(duration_ms=100))), "v")
    factors = duration_rates(piece, [(0, 0), (3, 1000), (6, 5000)], 6000, 8000)
    assert factors == {1: pytest.approx(2.0), 2: pytest.approx(1000 / 800)}


def test_a_span_that_made_no_sound_is_left_alone() -> None:
    piece = Piece((Span("ab", Prosody(duration_ms=250)),), "v")
    assert duration_rates(piece, [], 0, 8000) == {}
