"""The noise of a line."""

import numpy as np
import pytest

from rtp.receiving.noise_floor import BIAS_DB, START_DB, START_FRAMES, WINDOW_FRAMES, WINDOWS, NoiseFloor

ROW = np.array([0])


def _feed(floor: NoiseFloor, energy_db: float, frames: int, *, gap: bool = False, speaking: bool = False) -> None:
    for _ in range(frames):
        floor.update(ROW, np.array([energy_db]), np.array([gap]), np.array([speaking]))


def _level(floor: NoiseFloor) -> float:
    return float(floor.level_db(ROW)[0])


def test_an_unknown_line_is_a_fair_one() -> None:
    floor = NoiseFloor(1)
    assert _level(floor) == START_DB
    _feed(floor, 60.0, START_FRAMES - 1)
    assert _level(floor) == START_DB
    assert not floor.is_known(ROW)[0]
    _feed(floor, 60.0, 1)
    assert _level(floor) == 60.0 + BIAS_DB
    assert floor.is_known(ROW)[0]


def test_it_falls_at_once_and_rises_within_about_a_second() -> None:
    floor = NoiseFloor(1)
    _feed(floor, 60.0, 100)
    _feed(floor, 30.0, 1)
    assert _level(floor) == 30.0 + BIAS_DB
    _feed(floor, 50.0, WINDOW_FRAMES * (WINDOWS - 1) - 20)
    assert _level(floor) == 30.0 + BIAS_DB
    _feed(floor, 50.0, WINDOW_FRAMES * 3)
    assert _level(floor) == 50.0 + BIAS_DB


def test_during_speech_it_rises_four_times_slower() -> None:
    floor = NoiseFloor(1)
    _feed(floor, 30.0, 100)
    _feed(floor, 60.0, WINDOW_FRAMES * WINDOWS * 2, speaking=True)
    assert _level(floor) == pytest.approx(30.0 + BIAS_DB)
    _feed(floor, 60.0, WINDOW_FRAMES * WINDOWS * 3, speaking=True)
    assert _level(floor) == 60.0 + BIAS_DB


def test_gaps_and_digital_silence_say_nothing_about_noise() -> None:
    floor = NoiseFloor(1)
    _feed(floor, 50.0, 20)
    _feed(floor, 0.0, 200)
    _feed(floor, 25.0, 200, gap=True)
    assert _level(floor) == 50.0 + BIAS_DB


def test_digital_silence_is_seen_and_a_gap_is_not() -> None:
    floor = NoiseFloor(1)
    _feed(floor, 0.0, 50, gap=True)
    assert not floor.is_seen(ROW)[0]
    _feed(floor, 0.0, START_FRAMES)
    assert floor.is_seen(ROW)[0]
    assert not floor.is_known(ROW)[0]


def test_reset_forgets() -> None:
    floor = NoiseFloor(2)
    _feed(floor, 60.0, 50)
    floor.reset(0)
    assert _level(floor) == START_DB
