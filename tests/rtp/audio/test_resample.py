"""Sampling-rate conversion: flat, clean, without a seam."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rtp.audio.resample import Resampler, resample


def _sine(frequency_hz: float, rate_hz: int, seconds: float, peak: float = 10000) -> NDArray[np.int16]:
    phase = 2 * np.pi * frequency_hz * np.arange(int(seconds * rate_hz)) / rate_hz
    return np.rint(peak * np.sin(phase)).astype(np.int16)


def _level_db(pcm: NDArray[np.int16], reference: float) -> float:
    middle = pcm[len(pcm) // 4 : -len(pcm) // 4].astype(float)
    return float(20 * np.log10(np.sqrt((middle**2).mean()) / reference + 1e-9))


@pytest.mark.parametrize("from_hz", [11025, 16000, 22050, 24000, 44100, 48000])
def test_telephone_band_is_flat_and_nothing_folds_into_it(from_hz: int) -> None:
    reference = 10000 / np.sqrt(2)
    for frequency_hz in (100, 300, 1000, 2000, 3000, 3400):
        assert abs(_level_db(resample(_sine(frequency_hz, from_hz, 0.5), from_hz, 8000), reference)) < 0.05
    for frequency_hz in (4450, 5000):
        assert _level_db(resample(_sine(frequency_hz, from_hz, 0.5), from_hz, 8000), reference) < -75


@pytest.mark.parametrize(("from_hz", "to_hz"), [(22050, 8000), (16000, 8000), (8000, 16000), (24000, 16000)])
def test_sine_keeps_its_purity(from_hz: int, to_hz: int) -> None:
    """Total harmonic distortion and noise: what is left without the 1 kHz line is 16-bit rounding."""
    out = resample(_sine(1000, from_hz, 1.0, 20000), from_hz, to_hz)[to_hz // 4 : to_hz // 4 + to_hz // 2].astype(float)
    spectrum = np.abs(np.fft.rfft(out * np.blackman(len(out)))) ** 2
    line = round(1000 * len(out) / to_hz)
    signal = spectrum[line - 4 : line + 5].sum()
    assert 10 * np.log10((spectrum.sum() - signal) / signal) < -80


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([(22050, 8000), (8000, 16000), (16000, 8000), (44100, 16000)]),
    st.lists(st.integers(0, 3000), min_size=1, max_size=8),
)
def test_chunks_give_what_one_call_gives(rates: tuple[int, int], cuts: list[int]) -> None:
    pcm = np.random.default_rng(1).integers(-20000, 20000, 3000).astype(np.int16)
    resampler = Resampler(*rates)
    parts = [resampler.push(part) for part in np.split(pcm, sorted(cuts))]
    parts.append(resampler.push(np.zeros(0, np.int16), last=True))
    assert np.array_equal(np.concatenate(parts), resample(pcm, *rates))


def test_length_is_that_of_the_input_at_the_new_rate() -> None:
    assert len(resample(np.zeros(22050, np.int16), 22050, 8000)) == 8000
    assert len(resample(np.zeros(100, np.int16), 8000, 16000)) == 200


def test_equal_rates_copy() -> None:
    pcm = np.arange(10, dtype=np.int16)
    out = Resampler(8000, 8000).push(pcm, last=True)
    assert np.array_equal(out, pcm)
    assert not np.shares_memory(out, pcm)


def test_a_new_stream_begins_after_the_last_push_and_after_reset() -> None:
    pcm = _sine(440, 22050, 0.2)
    for rate_hz in (8000, 22050):
        resampler = Resampler(22050, rate_hz)
        first = resampler.push(pcm, last=True)
        resampler.push(pcm[:1000])
        resampler.reset()
        assert np.array_equal(resampler.push(pcm, last=True), first)


def test_peaks_are_held_not_wrapped() -> None:
    square = np.where(np.arange(4410) // 50 % 2, 32767, -32768).astype(np.int16)
    out = resample(square, 22050, 8000)
    assert out.max() == 32767
    assert out.min() == -32768
    assert np.count_nonzero(np.abs(np.diff(out.astype(int))) > 40000) < 100


@pytest.mark.parametrize("rates", [(0, 8000), (8000, -1)])
def test_rates_must_be_positive(rates: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="sampling rates"):
        Resampler(*rates)
