"""RFC 3550 A.1, RFC 1982: numbers that wrap; §4: NTP time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtp.wire import sequence as s

uint16 = st.integers(0, 0xFFFF)
uint32 = st.integers(0, 0xFFFF_FFFF)


def test_addition_wraps() -> None:
    assert s.uint16_add(0xFFFF, 1) == 0
    assert s.uint16_add(0, -1) == 0xFFFF
    assert s.uint32_add(0xFFFF_FFFF, 161) == 160
    assert s.uint32_add(0, -160) == 0xFFFF_FF60


def test_distance_is_the_short_way_round() -> None:
    assert s.uint16_distance(2, 0xFFFE) == 4
    assert s.uint16_distance(0xFFFE, 2) == -4
    assert s.uint32_distance(80, 0xFFFF_FFB0) == 160
    assert s.uint16_distance(0x8000, 0) == -0x8000


def test_newer_is_strict_and_half_the_circle_is_not_newer() -> None:
    assert s.uint16_is_newer(0, 0xFFFF)
    assert not s.uint16_is_newer(7, 7)
    assert not s.uint16_is_newer(0x8000, 0)
    assert s.uint32_is_newer(0, 0xFFFF_FFFF)
    assert not s.uint32_is_newer(5, 6)


@given(uint16, st.integers(-0x8000, 0x7FFF))
def test_distance_undoes_addition_16(value: int, step: int) -> None:
    assert s.uint16_distance(s.uint16_add(value, step), value) == step


@given(uint32, st.integers(-(2**31), 2**31 - 1))
def test_distance_undoes_addition_32(value: int, step: int) -> None:
    assert s.uint32_distance(s.uint32_add(value, step), value) == step


@given(st.lists(st.tuples(uint16, uint16), min_size=1), st.lists(st.tuples(uint32, uint32), min_size=1))
def test_columns_give_what_single_values_give(short: list[tuple[int, int]], long: list[tuple[int, int]]) -> None:
    newer, older = np.array(short, np.uint16).T
    assert s.uint16_distances(newer, older).tolist() == [s.uint16_distance(a, b) for a, b in short]
    newer, older = np.array(long, np.uint32).T
    assert s.uint32_distances(newer, older).tolist() == [s.uint32_distance(a, b) for a, b in long]


def test_ntp_of_known_instants() -> None:
    assert s.ntp_from_unix(0.0) == 2_208_988_800 << 32
    assert s.ntp_from_unix(0.5) & 0xFFFF_FFFF == 1 << 31
    # 7 February 2036, 06:28:16 UTC: the seconds wrap.
    assert s.ntp_from_unix(2_085_978_496.0) == 0
    assert s.unix_from_ntp(0) == 2_085_978_496.0


@given(st.floats(0, 4e9, allow_nan=False))
def test_ntp_round_trip(unix_s: float) -> None:
    assert s.unix_from_ntp(s.ntp_from_unix(unix_s)) == pytest.approx(unix_s, abs=1e-6)


def test_round_trip_time_of_the_rfc_example() -> None:
    # §6.4.1, Figure 2: A = b710:8000, LSR = b705:2000, DLSR = 0005:4000 give 6.125 s.
    assert s.round_trip_s(0xB710_8000 << 16, 0xB705_2000, 0x0005_4000) == 6.125
    assert s.round_trip_s(0xB710_8000 << 16, 0, 0) is None
    assert s.round_trip_s(0, 0x10, 0x10) == 0.0


def test_short_ntp_stays_inside_its_field() -> None:
    assert s.ntp_middle(0x1234_5678_9ABC_DEF0) == 0x5678_9ABC
    assert s.short_ntp_from_seconds(5.25) == 0x0005_4000
    assert s.short_ntp_from_seconds(-1) == 0
    assert s.short_ntp_from_seconds(1e9) == 0xFFFF_FFFF
