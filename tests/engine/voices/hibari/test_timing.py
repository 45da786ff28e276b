from typing import Any

import numpy as np
import pytest

from engine.interface import Prosody, Span
from engine.voices.hibari.model import UNIT_S
from engine.voices.hibari.phonemes import Phoneme
from engine.voices.hibari.timing import Timing, loud_units, rates, rates_for_durations, stirring_units, timed

NATURAL = np.array([10.0, 2.4, 3.6, 1.2, 3.0, 4.8, 6.0])
PHONEMES = [Phoneme(sign, span, 0) for sign, span in (("n", 0), ("O", 0), (" ", 0), ("ɡ", 1), ("O", 1))]


def units(timing: Timing) -> list[int]:
    found: list[int] = timing.lasting.tolist()
    return found


def test_at_the_usual_rate_durations_are_the_networks() -> None:
    assert units(timed(NATURAL, PHONEMES, {0: 1.0, 1: 1.0})) == [10, 2, 4, 1, 3, 5, 6]


def test_a_slow_span_is_as_long_as_it_should_be() -> None:
    timing = timed(NATURAL, PHONEMES, {0: 1.0, 1: 0.5})
    assert sum(units(timing)[4:]) == pytest.approx(2 * NATURAL[4:].sum(), abs=1)
    assert sum(units(timing)[:4]) == pytest.approx(NATURAL[:4].sum(), abs=1)


def test_a_hurried_span_keeps_its_sounds() -> None:
    timing = timed(NATURAL, PHONEMES, {0: 4.0, 1: 4.0})
    assert (
        min(lasting for lasting, phoneme in zip(units(timing)[1:], PHONEMES, strict=False) if phoneme.sign != " ") == 1
    )
    assert units(timing)[3] == 0
    assert int(timing.lasting.sum()) == pytest.approx(NATURAL.sum() / 4, abs=2)


def test_rates_have_bounds_and_emphasis_counts() -> None:
    spans = [Span("a", Prosody(rate=99)), Span("b", Prosody(rate=0.01)), Span("c", emphasis="strong"), Span("d")]
    assert rates(spans) == {0: 4.0, 1: 0.25, 2: 0.85, 3: 1.0}


def test_phonemes_are_heard_before_their_time_and_in_order() -> None:
    timing = timed(NATURAL, PHONEMES, {0: 1.0, 1: 1.0})
    heard = timing.heard
    assert heard[0] == 0
    assert (np.diff(heard) >= 0).all()
    assert heard[1] == pytest.approx(10 - 2 - 1.4)
    slow = timed(NATURAL, PHONEMES, {0: 0.5, 1: 0.5})
    assert slow.heard[1] == pytest.approx(20 - 4 - 1.4)


def test_frames_belong_to_the_phoneme_that_is_heard() -> None:
    timing = timed(NATURAL, PHONEMES, {0: 1.0, 1: 1.0})
    owners = timing.owners([7, 0, 0, 0, 1, 1, 1])
    assert len(owners) == 2 * timing.lasting.sum()
    assert (np.diff(owners[20:]) >= 0).all()
    assert int(np.argmax(owners == 0)) == pytest.approx(2 * timing.heard[1], abs=1)
    assert int(np.argmax(owners == 1)) == pytest.approx(2 * timing.heard[4], abs=1)


def energy(silent: int, loud: int, after: int) -> Any:
    return np.array([-1.8] * silent + [1.0] * loud + [-1.8] * after)


def test_a_duration_is_that_of_the_sound() -> None:
    natural = timed(NATURAL, PHONEMES, {0: 1.0, 1: 1.0})
    given = energy(16, 34, 12)
    spans = [Span("no "), Span("go", Prosody(duration_ms=1000))]
    (factor,) = rates_for_durations(natural, given, PHONEMES, spans, {0: 1.0, 1: 1.0}).values()
    assert factor == pytest.approx((25 - natural.heard[4]) * UNIT_S)
    whole = [Span("no ", Prosody(duration_ms=500)), Span("go")]
    tried = rates_for_durations(natural, given, PHONEMES, whole, {0: 2.0, 1: 1.0})
    assert tried[0] == pytest.approx(2 * (natural.heard[4] - 8) * UNIT_S / 0.5)
    assert rates_for_durations(natural, energy(62, 0, 0), PHONEMES, spans, {0: 1.0, 1: 1.0}) == {}


def test_silence_at_the_edges_is_found() -> None:
    assert loud_units(energy(16, 34, 12)) == (8.0, 25.0)
    assert stirring_units(energy(16, 34, 12)) == (6, 27)
    assert stirring_units(energy(0, 10, 1)) == (0, 5)
    assert stirring_units(energy(20, 0, 0)) == (0, 0)
