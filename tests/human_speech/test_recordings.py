import re
from pathlib import Path

import numpy as np
import pytest

from tests.human_speech import recordings
from tests.human_speech.recordings import ACTIVE_RMS, SPEAKERS, beginning, missing, recording, texts

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


def test_a_recording_begins_and_ends_with_speech_at_the_level_of_the_line() -> None:
    pcm = recording("digits/7")
    assert pcm.dtype == np.int16
    assert 0.4 * 8000 < len(pcm) < 1.2 * 8000
    energy = np.sort((pcm[: len(pcm) // 160 * 160].astype(np.float64).reshape(-1, 160) ** 2).mean(axis=1))
    assert np.sqrt(energy[len(energy) // 3 :].mean()) == pytest.approx(ACTIVE_RMS, rel=0.1)


def test_yes_is_cut_out_of_yesterday_before_its_second_syllable() -> None:
    whole = recording("digits/yesterday")
    yes = beginning(whole, 0.3, 0.5)
    assert 0.3 < len(yes) / 8000 < 0.5
    assert np.abs(yes[-80:]).mean() < 0.05 * np.abs(whole[len(yes) : len(yes) + 2400]).mean()


def test_texts_are_those_of_recordings_in_which_somebody_speaks() -> None:
    assert texts()["call-forwarding"] == "Call forwarding."
    assert texts()["digits/7"] == "seven"
    assert "beep" not in texts()
    assert "vm-duration" not in texts()


def test_symbols_and_mistakes_are_written_as_they_are_spoken() -> None:
    assert texts()["dictate/both_help"] == "press star to toggle pause, press pound to enter a new dictation filename"
    assert "represenatives" not in " ".join(texts().values())
    assert not [text for text in texts().values() if re.search(r"[*#\[\]<>]", text)]


def test_what_is_missing_is_named_as_the_package_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(recordings, "SOUNDS", tmp_path)
    monkeypatch.delenv("CI", raising=False)
    assert missing("it-IT") == "needs people's voices: apt-get install asterisk-core-sounds-it-wav"
    assert "asterisk-core-sounds-en-wav asterisk-core-sounds-fr-wav" in missing("en-US", "fr-CA")
    assert set(SPEAKERS) == {"en-US", "es-MX", "fr-CA", "it-IT", "ru-RU"}


def test_continuous_integration_does_not_skip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(recordings, "SOUNDS", tmp_path)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(AssertionError, match="asterisk-core-sounds-en-wav"):
        missing()
