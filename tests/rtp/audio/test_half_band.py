"""Half the rate without aliases, twice the rate without steps."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import firwin, lfilter

from rtp.audio.half_band import TAPS, Halver, doubled


def wave(hz: float, count: int = 3200) -> NDArray[np.int16]:
    return (8000 * np.sin(2 * np.pi * hz * np.arange(count) / 16000)).astype(np.int16)


def halved(pcm: NDArray[np.int16], frame: int = 320) -> NDArray[np.int16]:
    halver = Halver(4)
    row = np.array([2])
    return np.concatenate([halver.push(row, part[np.newaxis])[0] for part in pcm.reshape(-1, frame)])


def test_the_taps_are_those_of_a_half_band_filter() -> None:
    assert np.allclose(TAPS, firwin(31, 0.5, window="hamming"), rtol=0, atol=1e-15)


@pytest.mark.parametrize("hz", [200, 1000, 3000])
def test_the_telephone_band_stays(hz: float) -> None:
    assert halved(wave(hz))[40:].astype(float).std() == pytest.approx(8000 / np.sqrt(2), rel=0.03)


@pytest.mark.parametrize("hz", [5000, 6000, 7500])
def test_what_lies_above_goes(hz: float) -> None:
    assert halved(wave(hz))[40:].astype(float).std() < 8000 / np.sqrt(2) * 10 ** (-40 / 20)


def test_what_is_left_is_what_one_long_filter_leaves() -> None:
    noise = np.random.default_rng(1).integers(-8000, 8000, 3200).astype(np.int16)
    assert np.abs(halved(noise) - lfilter(TAPS, 1.0, noise)[::2]).max() <= 0.5 + 1e-9


def test_frames_make_no_seam_and_rows_do_not_mix() -> None:
    assert np.array_equal(halved(wave(700)), halved(wave(700), 3200))
    halver = Halver(2)
    both = np.array([0, 1])
    halver.push(both, np.stack((wave(700, 320), wave(900, 320))))
    halver.open(0)
    after = halver.push(both, np.zeros((2, 320), np.int16))
    assert not after[0].any()
    assert after[1].any()


def test_doubling_draws_a_line_between_neighbours() -> None:
    packets = np.array([[0, 100, -32768, 32767]], np.int16)
    assert doubled(packets).tolist() == [[0, 50, 100, -16334, -32768, -1, 32767, 32767]]
