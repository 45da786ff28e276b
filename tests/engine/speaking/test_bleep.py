"""The tone in place of a word."""

import numpy as np

from engine.speaking.bleep import BLEEP_RATE_HZ, FREQUENCY_HZ, bleep


def test_it_is_a_second_of_one_tone_as_loud_as_speech() -> None:
    samples = np.frombuffer(bleep(), "<i2")
    assert len(samples) == BLEEP_RATE_HZ
    spectrum = np.abs(np.fft.rfft(samples.astype(float)))
    assert int(spectrum.argmax()) == FREQUENCY_HZ
    assert 1800 < np.sqrt((samples.astype(float) ** 2).mean()) < 3200


def test_it_is_cut_and_repeated_without_a_click() -> None:
    samples = np.frombuffer(bleep(), "<i2")
    assert BLEEP_RATE_HZ % FREQUENCY_HZ == 0
    assert abs(int(samples[0])) <= 1
