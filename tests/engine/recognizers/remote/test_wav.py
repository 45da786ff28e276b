"""A WAVE file around samples."""

import io
import wave

import numpy as np

from engine.recognizers.remote.wav import wav


def test_it_is_read_back() -> None:
    samples = np.array([0, 1, -1, 32767, -32768], np.int16)
    with wave.open(io.BytesIO(wav(samples, 8000))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate(), file.getnframes()) == (1, 2, 8000, 5)
        assert np.frombuffer(file.readframes(5), "<i2").tolist() == samples.tolist()


def test_of_nothing_it_is_a_header() -> None:
    assert len(wav(np.zeros(0, np.int16), 16000)) == 44
