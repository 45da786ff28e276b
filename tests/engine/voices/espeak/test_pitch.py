import numpy as np
import pytest

from engine.voices.espeak.pitch import median_pitch_hz


@pytest.mark.parametrize("hz", [80, 120, 210, 350])
def test_the_pitch_of_a_harmonic_sound(hz: float) -> None:
    time = np.arange(22050) / 22050
    wave = np.zeros(22050)
    for harmonic in range(1, 8):
        wave += np.sin(2 * np.pi * hz * harmonic * time) / harmonic
    assert median_pitch_hz((5000 * wave).astype(np.int16), 22050) == pytest.approx(hz, rel=0.02)


def test_noise_and_silence_have_none() -> None:
    noise = np.random.default_rng(1).normal(0, 3000, 22050).astype(np.int16)
    assert median_pitch_hz(noise, 22050) == 0
    assert median_pitch_hz(np.zeros(22050, np.int16), 22050) == 0
    assert median_pitch_hz(np.zeros(0, np.int16), 22050) == 0
