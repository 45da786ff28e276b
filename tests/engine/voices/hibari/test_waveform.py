import numpy as np
import pytest

from engine.voices.hibari.model import BINS, Floats
from engine.voices.hibari.waveform import HOP, RATE_HZ, PulseTrain, Waveform

SILENT = -30.0
"""A logarithm of next to nothing."""


def parts(frames: int, *, harmonics: float = SILENT, noise: float = SILENT) -> Floats:
    found = np.zeros((frames, 5 * BINS), np.float32)
    for at, level in ((0, harmonics), (2, noise), (3, SILENT)):
        found[:, at * BINS : (at + 1) * BINS] = level
    return found


def spectrum(samples: Floats) -> Floats:
    found: Floats = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return found


@pytest.mark.parametrize("hz", [80.0, 200.0, 333.0])
def test_pulses_come_at_the_pitch_with_all_harmonics_below_the_band(hz: float) -> None:
    pulses = PulseTrain(np.full(80, hz, np.float32)).next(80)
    assert pulses.dtype == np.float32
    found = spectrum(pulses)
    bin_hz = RATE_HZ / len(pulses)
    for harmonic in (1, 2, 5, int(10_900 // hz)):
        around = round(harmonic * hz / bin_hz)
        assert found[around - 2 : around + 3].max() == pytest.approx(len(pulses) / 4, rel=0.2)
    assert found[int(11_500 / bin_hz) :].max() < 0.01 * len(pulses)


def test_pulses_are_the_same_however_they_are_asked_for() -> None:
    pitch = np.linspace(100, 300, 50).astype(np.float32)
    whole = PulseTrain(pitch).next(50)
    by_bits = PulseTrain(pitch)
    np.testing.assert_allclose(np.concatenate([by_bits.next(n) for n in (7, 1, 0, 30, 12)]), whole, atol=0.05)
    assert by_bits.made == 50


def test_what_is_not_voiced_has_no_pulses() -> None:
    assert not PulseTrain(np.zeros(10, np.float32)).next(10).any()


def test_bits_make_the_whole() -> None:
    frames = 60
    pitch = np.full(frames, 210, np.float32)
    given = parts(frames, harmonics=0.0, noise=-3.0)
    whole = Waveform(pitch).push(given)
    assert len(whole) == frames * HOP
    by_bits = Waveform(pitch)
    heard = np.concatenate([by_bits.push(given[begin:end]) for begin, end in ((0, 3), (3, 40), (40, 41), (41, 60))])
    np.testing.assert_allclose(heard, whole, atol=1e-3)
    assert heard.dtype == np.float32


def test_a_harmonic_is_as_strong_as_its_part_says() -> None:
    frames = 80
    given = parts(frames)
    given[:, 8:14] = np.log(np.float32(30))  # around 210 Hz, 20 Hz each; the transform of amplitude one is 300
    heard = Waveform(np.full(frames, 210, np.float32)).push(given)[4 * HOP : -4 * HOP]
    assert np.abs(heard).max() == pytest.approx(0.1, rel=0.15)


def test_there_is_no_direct_current_and_the_same_noise_each_time() -> None:
    frames = 300
    given = parts(frames, noise=-2.0)
    pitch = np.zeros(frames, np.float32)
    first, second = Waveform(pitch).push(given), Waveform(pitch).push(given)
    assert (first == second).all()
    assert abs(float(first.mean())) < 0.01 * float(first.std())
    assert not np.allclose(first[: 50 * HOP], first[50 * HOP : 100 * HOP])


def test_a_network_gone_wild_is_limited() -> None:
    assert np.isfinite(Waveform(np.full(9, 100, np.float32)).push(parts(9, harmonics=1e6, noise=1e6))).all()
