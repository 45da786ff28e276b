import numpy as np
import pytest

from engine.audio.speech_activity import speech_frames
from engine.recognizers.moonshine.model import LEAST_SAMPLES
from engine.recognizers.moonshine.preparation import Window, windows
from rtp.audio.resample import resample
from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm


def cut(pcm: Pcm, longest_s: float = 30, rate_hz: int = 8000) -> list[Window]:
    return windows(pcm, rate_hz, speech_frames(pcm, rate_hz), longest_s)


@pytest.mark.parametrize(("before_s", "after_s"), [(0.0, 0.0), (0.2, 0.1), (2.0, 3.0)])
def test_half_a_second_is_left_around_the_speech_or_put_there(before_s: float, after_s: float) -> None:
    spoken = audio.speech("call the sales department")
    (window,) = cut(np.concatenate((audio.silence(before_s), spoken, audio.silence(after_s))))
    first, last = np.flatnonzero(window.speech)[[0, -1]]
    assert first == len(window.speech) - 1 - last == 25
    assert window.seconds == pytest.approx(len(window.speech) * 0.02)
    assert window.seconds < len(spoken) / 8000 + 1.1
    assert window.begins_ms == pytest.approx(before_s * 1000 - 500, abs=80)


@pytest.mark.parametrize("share", [0.1, 1.0, 3.0])
def test_speech_comes_to_one_level(share: float) -> None:
    pcm = (audio.speech("call the sales department").astype(np.float64) * share).clip(-32768, 32767).astype(np.int16)
    (window,) = cut(np.concatenate((audio.silence(0.6), pcm, audio.silence(0.6))))
    spoken = window.audio[: len(window.speech) * 320].reshape(-1, 320)[window.speech]
    level = float(np.sqrt((spoken**2).mean()))
    assert level == pytest.approx(1810 / 32768, rel=0.45 if share > 1 else 0.25)
    assert np.abs(window.audio).max() <= 1.0


def test_wide_band_audio_stays_wide() -> None:
    pcm = resample(audio.speech("yes"), 8000, 16000)
    (window,) = cut(pcm, rate_hz=16000)
    assert len(window.audio) == pytest.approx(len(window.speech) * 320, abs=1)


def test_a_click_is_long_enough_to_be_heard() -> None:
    speech = np.zeros(10, bool)
    speech[5] = True
    (window,) = windows(np.full(1600, 500, np.int16), 8000, speech, 30)
    assert len(window.audio) >= LEAST_SAMPLES


def test_long_speech_is_cut_in_its_pauses() -> None:
    sentence = audio.speech("I would like to speak to somebody about my last invoice")
    pcm = np.concatenate([part for _ in range(5) for part in (sentence, audio.silence(0.5))])
    found = cut(pcm, longest_s=8)
    assert len(found) >= 2
    assert all(window.seconds <= 8 + 1.1 for window in found)
    starts = [window.begins_ms for window in found]
    assert starts == sorted(starts)
    # Half a second around what was cut in the pause: no word is in two windows.
    spoken = sum(int(window.speech.sum()) for window in found)
    assert spoken == int(speech_frames(pcm, 8000).sum())


def test_speech_without_a_pause_is_cut_all_the_same() -> None:
    speech = np.ones(2000, bool)
    found = windows(audio.noise(40, 2000), 8000, speech, 15)
    assert [int(window.speech.sum()) for window in found] == [750, 750, 500]
