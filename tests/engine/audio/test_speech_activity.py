import numpy as np

from engine.audio.speech_activity import goes_on, last_seconds, speech_frames, speech_rms
from tests.fakes import telephone_audio as audio


def test_speech_is_found_in_the_noise_of_a_line() -> None:
    line = np.concatenate((audio.silence(0.5), audio.speech("call the sales department"), audio.silence(0.5)))
    line = audio.mix(line, audio.noise(len(line) / 8000, 20)[: len(line)])
    flags = speech_frames(line, 8000)
    assert len(flags) == len(line) // 160
    assert not flags[:24].any()
    assert not flags[-24:].any()
    assert flags[25:-25].mean() > 0.8
    assert 1200 < speech_rms(line, 8000, flags) < 2600


def test_speech_is_found_in_as_much_noise() -> None:
    line = np.concatenate((audio.silence(0.5), audio.speech("call the sales department"), audio.silence(0.5)))
    line = audio.mix(line, audio.noise(len(line) / 8000, 1800)[: len(line)])
    assert speech_frames(line, 8000).any()


def test_wide_band_too() -> None:
    from rtp.audio.resample import resample

    line = np.concatenate((audio.silence(0.5), audio.speech("yes")))
    assert speech_frames(resample(line, 8000, 16000), 16000)[25:].any()


def test_there_is_no_speech_in_silence_noise_or_nothing() -> None:
    steady = [audio.noise(3, rms, seed) for rms in (40, 300, 1000, 6000) for seed in range(3)]
    for samples in (audio.silence(1), audio.noise(1, 5), np.zeros(10, np.int16), *steady):
        flags = speech_frames(samples, 8000)
        assert not flags.any()
        assert speech_rms(samples, 8000, flags) == 0.0


def test_somebody_goes_on_until_he_has_been_silent_for_a_while() -> None:
    flags = np.array([True] * 20 + [False] * 7)
    assert goes_on(flags)
    assert not goes_on(np.append(flags, False))
    assert not goes_on(np.zeros(0, bool))


def test_the_last_seconds_of_a_recording_begin_with_a_frame() -> None:
    samples, flags = np.arange(1650, dtype=np.int16), np.arange(10) > 7
    end, its_flags, begins_ms = last_seconds(samples, 8000, flags, 0.06)
    assert (end[0], len(end), its_flags.tolist(), begins_ms) == (1120, 530, [False, True, True], 140)
    end, its_flags, begins_ms = last_seconds(samples, 8000, flags, 1.0)
    assert (len(end), len(its_flags), begins_ms) == (1650, 10, 0)
