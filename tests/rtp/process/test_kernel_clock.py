"""Stamps of the kernel's wall clock become monotonic instants, however the wall clock is set."""

import numpy as np
import pytest

from rtp.process.kernel_clock import KernelClock


class Clocks:
    """A wall clock that can be set, and one that cannot."""

    def __init__(self) -> None:
        self.now = 100.0
        self.offset_s = 1_000_000.0
        self.clock = KernelClock(lambda: self.now + self.offset_s, lambda: self.now)

    def stamp(self) -> tuple[int, int]:
        whole, fraction = divmod(self.now + self.offset_s, 1)
        return int(whole), round(fraction * 1e9)

    def instants(self, *stamps: tuple[int, int]) -> list[float]:
        self.clock.look()
        seconds, nanoseconds = np.array(stamps, np.int64).T
        return list(self.clock.instants(seconds, nanoseconds))


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def test_a_stamp_is_the_instant_it_was_made(clocks: Clocks) -> None:
    stamp = clocks.stamp()
    clocks.now += 0.02
    assert clocks.instants(stamp) == pytest.approx([100.0])


@pytest.mark.parametrize("step_s", [-3600.0, -1.0, -0.1, 0.1, 1.0, 3600.0])
def test_a_clock_that_was_set_moves_nothing(clocks: Clocks, step_s: float) -> None:
    clocks.instants(clocks.stamp())
    clocks.now += 0.004
    before = clocks.stamp()
    clocks.now += 0.004
    clocks.offset_s += step_s
    after = clocks.stamp()
    clocks.now += 0.002
    first, second = clocks.instants(before, after)
    assert 100.0 <= first <= 100.010
    assert second == pytest.approx(100.008)
    clocks.now += 0.020
    later = clocks.stamp()
    clocks.now += 0.001
    assert clocks.instants(later) == pytest.approx([100.030])


def test_nothing_arrives_in_the_future(clocks: Clocks) -> None:
    stamp = clocks.stamp()
    clocks.offset_s -= 0.004
    assert max(clocks.instants(stamp)) <= clocks.now


def test_a_clock_that_drifts_over_a_quiet_hour_is_followed(clocks: Clocks) -> None:
    clocks.now += 3600
    clocks.offset_s += 0.5
    stamp = clocks.stamp()
    clocks.now += 0.01
    assert clocks.instants(stamp) == pytest.approx([3700.0])
