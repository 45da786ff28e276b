from pathlib import Path

from engine.audio.loudness import MEASURED_TEXT, gain_key, load_gains, measured_text, save_gains
from engine.interface import VoiceInfo


def test_a_new_model_of_the_old_name_is_measured_anew() -> None:
    voice = VoiceInfo("amy", "piper", ("en-US",), revision="1.2")
    assert gain_key(voice) != gain_key(VoiceInfo("amy", "piper", ("en-US",), revision="1.3"))
    assert gain_key(VoiceInfo("en-us", "espeak", ("en-US",))) == "en-us"


def test_a_voice_is_measured_on_words_of_its_language() -> None:
    assert "balance" in measured_text("EN-gb")
    assert measured_text("de-DE") == measured_text("eno") == MEASURED_TEXT


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
