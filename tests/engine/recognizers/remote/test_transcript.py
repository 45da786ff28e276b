"""From what a service wrote to what a recognizer answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.recognizers.remote.transcript import (
    HeardWord,
    Transcript,
    mapped,
    milliseconds,
    number,
    probability,
    result_of,
    sound_of,
)
from tests.fakes.transcribing import loud, quiet, times, words

EVEN = 0.5


def test_words_come_as_they_are_written_with_the_times_of_the_service() -> None:
    said = (HeardWord("Call", 100.4, 300, 0.9), HeardWord("Dr.", 300, 500, 0.8), HeardWord("Smith.", 500, 900, 0.4))
    heard = result_of([Transcript("Call Dr. Smith.", said)], EVEN, spoken_ms=(0, 1000), audio_ms=1000)
    assert words(heard) == "Call Dr. Smith."
    assert times(heard) == [("Call", 100, 300), ("Dr.", 300, 500), ("Smith.", 500, 900)]
    assert heard.best is not None
    assert [word.confidence for word in heard.best.words] == [0.9, 0.8, 0.4]
    assert heard.best.confidence == pytest.approx((0.9 * 0.8 * 0.4) ** (1 / 3), abs=0.001)
    assert heard.final
    assert heard.audio_ms == 1000


def test_the_text_says_how_words_are_written() -> None:
    """Deepgram's and OpenAI's words come without the points and capitals of the text."""
    said = (HeardWord("yes", 0, 400), HeardWord("please", 400, 900))
    heard = result_of([Transcript("Yes, please.", said)], EVEN, spoken_ms=(0, 1), audio_ms=1200)
    assert times(heard) == [("Yes,", 0, 400), ("please.", 400, 900)]


def test_without_times_words_share_the_sound() -> None:
    heard = result_of([Transcript("Yes please")], EVEN, spoken_ms=(200, 1100), audio_ms=1500)
    assert times(heard) == [("Yes", 200, 500), ("please", 500, 1100)]
    assert heard.best is not None
    assert heard.best.confidence == 0.75


def test_words_that_are_not_as_many_keep_the_times_of_the_whole() -> None:
    said = (HeardWord("$", 100, 200), HeardWord("5", 200, 700))
    heard = result_of([Transcript("$5", said)], EVEN, spoken_ms=(0, 1000), audio_ms=1000)
    assert times(heard) == [("$5", 100, 700)]


def test_times_lie_in_the_audio() -> None:
    said = (HeardWord("yes", -50, 200), HeardWord("no", 900, 5000))
    heard = result_of([Transcript("yes no", said)], EVEN, spoken_ms=(0, 1000), audio_ms=1000)
    assert times(heard) == [("yes", 0, 200), ("no", 900, 1000)]


def test_readings_stay_in_order_and_the_same_words_come_once() -> None:
    readings = [
        Transcript("Yes", confidence=0.9),
        Transcript("Yes ", confidence=0.8),
        Transcript("Yeah", confidence=0.3),
    ]
    heard = result_of(readings, EVEN, spoken_ms=(0, 500), audio_ms=500)
    assert [(one.text, one.confidence) for one in heard.hypotheses] == [("Yes", 0.9), ("Yeah", 0.3)]


@pytest.mark.parametrize("text", ["", " ", "...", "?!"])
def test_what_has_no_words_is_nothing(text: str) -> None:
    assert result_of([Transcript(text)], EVEN, spoken_ms=(0, 1), audio_ms=1).hypotheses == ()


def test_even_means_a_half_here() -> None:
    assert mapped(0.37, 0.37) == 0.5
    assert (mapped(0.0, 0.37), mapped(1.0, 0.37)) == (0.0, 1.0)
    assert mapped(0.8, 0.5) == pytest.approx(0.8)
    assert (mapped(-3, 0.5), mapped(7, 0.5)) == (0.0, 1.0)
    ascending = [mapped(value / 100, 0.37) for value in range(101)]
    assert ascending == sorted(ascending)
    reading = [Transcript("yes", confidence=0.37)]
    heard = result_of(reading, 0.37, spoken_ms=(0, 1), audio_ms=1)
    assert heard.best is not None
    assert heard.best.confidence == 0.5


def test_sound_is_found() -> None:
    assert sound_of(np.concatenate([quiet(0.2), loud(0.5), quiet(0.3)]), 8000) == (200, 700)
    assert sound_of(quiet(1.0), 8000) == (0, 0)
    assert sound_of(quiet(0.0), 8000) == (0, 0)
    hiss = np.random.default_rng(1).integers(-10, 11, 8000).astype(np.int16)
    assert sound_of(hiss, 8000) == (0, 0)


@pytest.mark.parametrize("value", ["0.5", None, [], {}, True, math.nan, math.inf, 10**400])
def test_what_is_no_number_is_none(value: object) -> None:
    assert number(value) is None
    assert milliseconds(value) is None
    assert probability(value) is None


def test_numbers() -> None:
    assert number(3) == 3.0
    assert milliseconds(1.5) == 1500
    assert probability(-1) == pytest.approx(0.3679, abs=0.001)
    assert probability(2.0) == 1.0
