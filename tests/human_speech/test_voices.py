import numpy as np

from tests.human_speech.voices import synthetic_voices


def test_no_voice_is_in_both_halves_but_the_natural_one_at_another_speed() -> None:
    tuning, held_out = synthetic_voices("tuning"), synthetic_voices("held_out")
    assert set(tuning) & set(held_out) == {"natural"}
    assert len(tuning["natural"]("do not disturb")) != len(held_out["natural"]("do not disturb"))


def test_a_voice_speaks_at_8_khz_at_the_level_of_the_recordings() -> None:
    for speak in synthetic_voices("held_out").values():
        pcm = speak("call waiting")
        assert pcm.dtype == np.int16
        assert 0.5 * 8000 < len(pcm) < 2.5 * 8000
        assert 800 < np.sqrt((pcm.astype(np.float64) ** 2).mean()) < 2500
