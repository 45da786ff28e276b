"""The tone in place of a word."""

import numpy as np

from engine.audio.audio_file import decode
from engine.speaking.bleep import FREQUENCY_HZ, bleep


def test_it_is_a_second_of_one_tone_as_loud_as_speech() -> None:
    recording = bleep()
    samples, rate_hz = decode(recording.data, media_type=recording.media_type, name=recording.name)
    assert len(samples) == rate_hz
    spectrum = np.abs(np.fft.rfft(samples.astype(float)))
    assert int(spectrum.argmax()) == FREQUENCY_HZ
    assert 1800 < np.sqrt((samples.astype(float) ** 2).mean()) < 3200


def test_it_is_cut_and_repeated_without_a_click() -> None:
    samples, rate_hz = decode(bleep().data, media_type="audio/wav")
    assert rate_hz % FREQUENCY_HZ == 0
    assert abs(int(samples[0])) <= 1
