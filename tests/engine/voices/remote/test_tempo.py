"""How fast a voice speaks."""

import pytest

from engine.interface import Piece, Prosody, Span
from engine.voices.remote.tempo import Tempo, piece_rate


def test_it_is_learnt_from_what_was_heard_at_whatever_rate() -> None:
    tempo = Tempo()
    for _ in range(30):
        tempo.learn(100, 4000, 2.0)
    assert tempo.character_ms == pytest.approx(80, abs=0.5)


def test_what_cannot_be_speech_teaches_nothing() -> None:
    tempo = Tempo()
    before = tempo.character_ms
    tempo.learn(5, 5000, 1.0)
    tempo.learn(100, 60_000, 1.0)
    tempo.learn(100, 10, 1.0)
    assert tempo.character_ms == before


def test_one_rate_stands_for_all_spans() -> None:
    spans = (Span("twelve chars", Prosody(rate=0.5)), Span("twelve chars", Prosody(rate=1.5)))
    assert piece_rate(Piece(spans, "v"), 65) == pytest.approx(1.0)
    assert piece_rate(Piece((), "v"), 65) == 1.0
    assert piece_rate(Piece((Span("so loud", emphasis="strong"),), "v"), 65) == pytest.approx(0.85)


def test_a_wanted_duration_becomes_a_rate() -> None:
    span = Span("ten chars.", Prosody(duration_ms=1300))
    assert piece_rate(Piece((span,), "v"), 65) == pytest.approx(0.5)
