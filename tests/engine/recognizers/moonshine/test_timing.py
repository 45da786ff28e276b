import numpy as np
import pytest

from engine.recognizers.moonshine.preparation import Window
from engine.recognizers.moonshine.timing import word_times


def window_of(*parts_ms: tuple[bool, int], begins_ms: int = 0) -> Window:
    """Loud and silent stretches; all of it counts as speech."""
    rng = np.random.default_rng(1)
    parts = [rng.normal(0, 0.1 if loud else 0.001, ms * 16) for loud, ms in parts_ms]
    samples = np.concatenate(parts).astype(np.float32)
    return Window(samples, np.ones(len(samples) // 320, bool), begins_ms)


def test_borders_are_where_it_is_quiet() -> None:
    window = window_of((True, 400), (False, 60), (True, 400), (False, 60), (True, 400))
    (first, second, third) = word_times(["four", "five", "nine"], window)
    assert first[0] == 0
    assert first[1] == second[0] == pytest.approx(430, abs=40)
    assert second[1] == third[0] == pytest.approx(890, abs=40)
    assert third[1] == 1320


def test_long_words_get_more_time() -> None:
    (short, long) = word_times(["a", "international"], window_of((True, 1400)))
    assert short[1] - short[0] < (long[1] - long[0]) / 2


def test_times_count_from_what_was_pushed_and_are_never_negative() -> None:
    assert word_times(["yes"], window_of((True, 600), begins_ms=1000)) == [(1000, 1600)]
    assert word_times(["yes"], window_of((True, 600), begins_ms=-200)) == [(0, 400)]


def test_more_words_than_there_is_time_for() -> None:
    times = word_times(["a"] * 50, window_of((True, 100)))
    assert times == sorted(times)
    assert all(start < end for start, end in times)
    assert word_times([], window_of((True, 100))) == []


def test_a_window_without_speech_is_all_taken() -> None:
    window = Window(np.zeros(16_000, np.float32), np.zeros(50, bool), 0)
    assert word_times(["yes"], window) == [(0, 1000)]
