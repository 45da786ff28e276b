import numpy as np
import pytest

from engine.audio.noise_reduction import reduce_noise
from engine.audio.speech_activity import FRAME_MS


def tone_in_noise(rate_hz: int, noise: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A second of noise, a second with a tone in it, a second of noise; the tone alone; where it is."""
    time_s = np.arange(3 * rate_hz) / rate_hz
    tone = np.where((time_s >= 1) & (time_s < 2), np.sin(2 * np.pi * 700 * time_s), 0).astype(np.float32)
    speech = np.zeros(3000 // FRAME_MS, bool)
    speech[1000 // FRAME_MS : 2000 // FRAME_MS] = True
    return tone + np.random.default_rng(1).normal(0, noise, len(tone)).astype(np.float32), tone, speech


@pytest.mark.parametrize("rate_hz", [8000, 16000])
def test_noise_goes_down_and_speech_stays(rate_hz: int) -> None:
    noisy, tone, speech = tone_in_noise(rate_hz, 0.1)
    reduced = reduce_noise(noisy, rate_hz, speech)
    assert len(reduced) == len(noisy)
    assert reduced[: rate_hz // 2].std() < 0.15 * noisy[: rate_hz // 2].std()
    middle = slice(5 * rate_hz // 4, 7 * rate_hz // 4)
    assert reduced[middle].std() == pytest.approx(tone[middle].std(), rel=0.05)
    assert np.abs(reduced[middle] - tone[middle]).std() < 0.5 * np.abs(noisy[middle] - tone[middle]).std()


def test_what_is_clean_stays_as_it_is() -> None:
    clean, tone, speech = tone_in_noise(8000, 0.0)
    assert np.abs(reduce_noise(clean, 8000, speech) - tone).max() < 0.02


def test_speech_without_a_pause_is_measured_at_its_quietest() -> None:
    noisy, tone, speech = tone_in_noise(8000, 0.1)
    reduced = reduce_noise(noisy, 8000, np.ones_like(speech))
    assert reduced[:4000].std() < 0.5 * noisy[:4000].std()
    assert reduced[10_000:14_000].std() == pytest.approx(tone[10_000:14_000].std(), rel=0.1)


@pytest.mark.parametrize("samples", [0, 1, 160, 161])
def test_audio_of_any_length_and_silence(samples: int) -> None:
    silent = reduce_noise(np.zeros(samples, np.float32), 8000, np.zeros(samples // 160, bool))
    assert silent.tolist() == [0.0] * samples
