import numpy as np
import pytest

from engine.audio.volume import RAMP_MS, VolumeEnvelope
from engine.interface import SILENT_DB, Piece, Prosody, Span

RATE = 8000
RAMP = RATE * RAMP_MS // 1000
LOUD = np.full(1000, 10_000, np.int16)


def piece(*levels: float) -> Piece:
    return Piece(tuple(Span("ab ", Prosody(volume_db=level)) for level in levels), "v")


def test_one_level_is_left_to_the_finisher() -> None:
    envelope = VolumeEnvelope(piece(-6.0, -6.0), RATE)
    assert envelope.flat
    assert envelope.overall == pytest.approx(0.5, abs=0.01)
    assert envelope.push(LOUD) is LOUD


def test_a_quiet_span_is_lowered_from_its_first_word_on() -> None:
    envelope = VolumeEnvelope(piece(0.0, -20.0, 0.0), RATE)
    envelope.word(0, 0)
    envelope.word(3, 300)
    first = envelope.push(LOUD[:500])
    envelope.word(6, 700)
    second = envelope.push(LOUD[500:])
    audio = np.concatenate((first, second))
    assert set(audio[: 300 - RAMP]) == {10_000}
    assert set(audio[300 : 700 - RAMP]) == {1000}
    assert set(audio[700:]) == {10_000}
    assert np.abs(np.diff(audio.astype(int))).max() <= 9000 / RAMP + 1


def test_the_loudest_span_is_the_finishers_so_that_the_curve_never_raises() -> None:
    envelope = VolumeEnvelope(piece(0.0, 6.0), RATE)
    assert envelope.overall == pytest.approx(2.0, abs=0.01)
    assert envelope.push(LOUD)[0] == pytest.approx(5000, abs=20)


def test_silence_and_too_much() -> None:
    silent = VolumeEnvelope(piece(SILENT_DB), RATE)
    assert silent.push(LOUD).max() == 0
    assert VolumeEnvelope(piece(90.0), RATE).overall == pytest.approx(10.0)


def test_words_told_late_or_outside_change_nothing_that_is_over() -> None:
    envelope = VolumeEnvelope(piece(0.0, -20.0), RATE)
    envelope.push(LOUD[:500])
    envelope.word(3, 100)
    envelope.word(99, 400)  # still the last span
    audio = envelope.push(LOUD[500:])
    assert audio[0] > 9000
    assert set(audio[RAMP:]) == {1000}
    assert VolumeEnvelope(Piece((), "v"), RATE).flat
