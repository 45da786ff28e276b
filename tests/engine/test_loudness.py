from pathlib import Path

import numpy as np
import pytest

from engine.interface import Samples
from engine.loudness import TELEPHONY_RMS, active_rms, gain_for, load_gains, save_gains


def speech(level: float) -> Samples:
    """A second of tone, a second of silence, a second of tone."""
    tone = level * np.sqrt(2) * np.sin(2 * np.pi * 300 / 8000 * np.arange(8000))
    samples: Samples = np.rint(np.concatenate((tone, np.zeros(8000), tone))).astype(np.int16)
    return samples


def test_pauses_do_not_count() -> None:
    assert active_rms(speech(1000), 8000) == pytest.approx(1000, rel=0.01)


def test_the_gain_brings_speech_to_the_telephony_level() -> None:
    samples = speech(3000)
    assert active_rms((samples * gain_for(samples, 8000)).astype(np.int16), 8000) == pytest.approx(
        TELEPHONY_RMS, rel=0.01
    )


def test_silence_and_nothing_are_left_as_they_are() -> None:
    assert gain_for(np.zeros(8000, np.int16), 8000) == 1.0
    assert gain_for(np.zeros(3, np.int16), 8000) == 1.0


def test_the_gain_is_bounded() -> None:
    assert gain_for(speech(5), 8000) == 20.0


def test_gains_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "state" / "gains.json"
    save_gains(str(path), {"b": 2.0, "a": 0.5})
    assert load_gains(str(path)) == {"a": 0.5, "b": 2.0}
    assert [file.name for file in path.parent.iterdir()] == ["gains.json"]


def test_what_cannot_be_kept_or_read_is_measured_again(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a list of gains")
    assert load_gains(str(blocked)) == {}
    save_gains(str(blocked / "gains.json"), {"a": 1.0})
    assert load_gains(str(blocked / "gains.json")) == {}
