"""Recordings are looked through as lines are: keys, speech, or nothing."""

import numpy as np
import pytest

from rtp.receiving.recording import RecordingInput, scan_recording
from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm


def dialled(keys: str, on_s: float = 0.1, off_s: float = 0.1, rms: float = 1000.0) -> Pcm:
    return np.concatenate([part for key in keys for part in (audio.dtmf(key, on_s, rms), audio.silence(off_s))])


@pytest.mark.parametrize(
    "keys", ["1", "0123456789*#ABCD", "111", pytest.param("55", id="two of a kind"), "1234567890" * 3]
)
def test_keys_are_read_in_order(keys: str) -> None:
    assert scan_recording(audio.through_g711(dialled(keys))) == RecordingInput(keys, has_speech=False)


def test_keys_up_to_the_last_sample_far_apart_and_in_noise() -> None:
    line = np.concatenate((audio.dtmf("4", 0.06), audio.silence(3.0), audio.dtmf("2", 0.06)))
    assert scan_recording(line).keys == "42"
    noisy = audio.mix(line, audio.noise(len(line) / 8000, 200.0)[: len(line)])
    assert scan_recording(noisy) == RecordingInput("42", has_speech=False)


def test_keys_that_nobody_wants_are_not_looked_for() -> None:
    assert scan_recording(dialled("123"), wants_keys=False) == RecordingInput("", has_speech=False)


@pytest.mark.parametrize(
    "samples",
    [np.zeros(0, np.int16), np.zeros(5, np.int16), audio.silence(3), audio.noise(3, 12.0), audio.noise(3, 300.0),
     audio.ringback(3)],
    ids=["empty", "shorter than a frame", "silence", "a quiet line", "a noisy line", "ringback"],
)  # fmt: skip
def test_nobody_speaks(samples: Pcm) -> None:
    assert scan_recording(samples) == RecordingInput("", has_speech=False)


@pytest.mark.parametrize("rms_gain", [1.0, 0.15])
@pytest.mark.parametrize("voice", ["en-us", "en-us+f3", "de"])
@pytest.mark.parametrize("text", ["yes", "no", "four", "call the sales department"])
def test_speech_is_found_where_it_fills_the_recording(text: str, voice: str, rms_gain: float) -> None:
    """Cut to its first and last sample, loud and faint, as recordings are."""
    spoken = (audio.speech(text, voice) * rms_gain).astype(np.int16)
    assert scan_recording(spoken) == RecordingInput("", has_speech=True)


def test_speech_and_keys() -> None:
    line = np.concatenate((audio.speech("please enter it"), audio.silence(0.5), dialled("98")))
    assert scan_recording(line) == RecordingInput("98", has_speech=True)
