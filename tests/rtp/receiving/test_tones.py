"""Signalling tones are told from speech."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rtp.receiving.tones import are_tones, peaks
from tests.fakes import telephone_audio as audio


def _tone_share(pcm: NDArray[np.int16], min_rms: float = 60) -> float:
    """Part of the frames above `min_rms` that are taken for tones, after G.711."""
    frames = audio.frames(audio.through_g711(pcm))
    loud = np.sqrt((frames[2:].astype(float) ** 2).mean(axis=1)) > min_rms
    windows = np.concatenate((frames[:-1], frames[1:]), axis=1)
    return float(are_tones(peaks(windows[1:]), peaks(windows[:-1]))[loud].mean())


@pytest.mark.parametrize(
    "tone",
    [
        audio.tone((350, 440), 2, 1000),
        audio.tone((1100,), 2, 500),
        audio.tone((2100,), 2, 5000),
        audio.ringback(4),
        audio.ringback(6, "de"),
        audio.dtmf("5", 0.5),
    ],
)
def test_steady_tones_are_tones(tone: NDArray[np.int16]) -> None:
    assert _tone_share(tone) > 0.9


@pytest.mark.parametrize("tone", [audio.ringback(4, "gb"), audio.busy(4)])
def test_tones_with_a_fast_cadence_are_tones_but_for_their_edges(tone: NDArray[np.int16]) -> None:
    assert _tone_share(tone) > 0.85


def test_a_tone_15_db_above_the_noise_is_a_tone() -> None:
    ringback = audio.ringback(2)
    assert _tone_share(audio.mix(ringback, audio.noise(2, 380))) > 0.85


@pytest.mark.parametrize("voice", audio.VOICES)
def test_speech_is_no_tone(voice: str) -> None:
    spoken = np.concatenate([audio.speech(sentence, voice) for sentence in audio.SENTENCES])
    assert _tone_share(spoken) < 0.01


@pytest.mark.parametrize("colour", ["white", "brown"])
def test_noise_is_no_tone(colour: str) -> None:
    assert _tone_share(audio.noise(4, 1000, colour=colour)) == 0


def test_digital_silence_and_hum_are_no_tones() -> None:
    window = np.zeros((1, 320), np.int16)
    assert not are_tones(peaks(window), peaks(window)).any()
    assert _tone_share(audio.tone((50,), 1, 3000)) == 0
    assert _tone_share(audio.tone((120,), 1, 3000)) == 0


def test_rows_are_measured_each_for_itself() -> None:
    tone, noise = audio.tone((1000,), 0.04, 1000), audio.noise(0.04, 1000)
    both = peaks(np.stack((noise, tone)))
    assert both.share[1] > 0.99
    assert both.share[0] < 0.4
    assert both.centre_hz[1] == pytest.approx(1000, abs=2)
    assert both.share[1] == peaks(tone[np.newaxis]).share[0]
