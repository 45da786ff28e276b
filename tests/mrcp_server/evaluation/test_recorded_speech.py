import asyncio
from pathlib import Path

import numpy as np
import pytest

from engine.errors import EngineError
from engine.grammars.interpretation import InputInterpreter
from engine.grammars.store import GrammarStore
from mrcp_server.evaluation.recorded_speech import Expectation, expect, find_speech, read_sound
from tests.fakes import telephone_audio as audio
from tests.fakes.recordings import wav, wide

_SPEECH = audio.speech("call the sales department")
_PAUSED = np.concatenate([audio.silence(0.5), _SPEECH, audio.silence(1.0)])
_NOISY = audio.mix(_PAUSED, audio.noise(len(_PAUSED) / 8000, 10.0))


def test_speech_is_found_where_it_is() -> None:
    sound = find_speech(_NOISY, 8000)
    assert 0.3 < sound.begins / 8000 < 0.6
    assert 0.5 + len(_SPEECH) / 8000 < sound.ends / 8000 < 0.5 + len(_SPEECH) / 8000 + 0.6
    assert sound.seconds == pytest.approx(len(_NOISY) / 8000)


def test_speech_may_fill_a_recording_from_its_first_sample_to_its_last() -> None:
    sound = find_speech(_SPEECH, 8000)
    assert 0 < sound.begins < 0.3 * 8000
    assert sound.ends == len(_SPEECH)


def test_nobody_speaks_in_silence_and_in_tones() -> None:
    assert find_speech(audio.silence(2.0), 8000).ends == 0
    assert find_speech(audio.ringback(4.0), 8000).ends == 0
    assert find_speech(np.zeros(0, np.int16), 8000).ends == 0


def test_a_wide_recording_stays_wide_unless_it_is_to_sound_like_a_telephone() -> None:
    broad = wide(_NOISY)
    sound = find_speech(broad, 16000)
    assert (sound.rate_hz, len(sound.samples)) == (16000, len(broad))
    assert sound.begins == pytest.approx(2 * find_speech(_NOISY, 8000).begins, abs=640)
    narrow = find_speech(broad, 16000, telephone=True)
    assert narrow.rate_hz == 8000
    assert len(set(np.abs(narrow.samples).tolist())) <= 128


def test_a_file_is_read_by_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wav(_NOISY))
    assert (read_sound(tmp_path / "a.wav").samples == _NOISY).all()
    (tmp_path / "b.wav").write_bytes(b"RIFF" + bytes(100))
    with pytest.raises(EngineError):
        read_sound(tmp_path / "b.wav")
    (tmp_path / "c.wav").write_bytes(wav(audio.silence(121)))
    with pytest.raises(EngineError, match="120"):
        read_sound(tmp_path / "c.wav")
    with pytest.raises(OSError, match=r"d\.wav"):
        read_sound(tmp_path / "d.wav")


def _expect(said: str, grammar: str = "") -> Expectation:
    async def find() -> Expectation:
        store, interpreter = GrammarStore(), InputInterpreter()
        try:
            if not grammar:
                return await expect(said, await store.activate([], transcribe="builtin:speech/transcribe"), interpreter)
            if grammar.startswith("builtin:"):
                loaded = list(await store.builtin(grammar))
            else:
                loaded = [await store.load(grammar.encode())]
            return await expect(said, await store.activate(loaded), interpreter)
        finally:
            store.close()
            interpreter.close()

    return asyncio.run(find())


def test_numbers_are_in_the_grammar_however_they_are_written() -> None:
    for said in ("4 1 5", "four one five", "415", "Four, one, five."):
        assert _expect(said, "builtin:speech/digits") == Expectation(frozenset({"four one five"}), ("415",))


def test_what_is_no_sentence_of_the_grammar_is_out_of_grammar() -> None:
    assert _expect("hello there", "builtin:speech/digits") == Expectation()
    assert _expect("", "builtin:speech/digits") == Expectation()


def test_keys_are_not_what_was_said() -> None:
    grammar = "builtin:grammar/boolean"
    assert _expect("1", grammar) == Expectation()
    assert _expect("yes", grammar) == Expectation(frozenset({"yes"}), (True,))


def test_a_grammar_without_tags_gives_no_meaning() -> None:
    plain = "#ABNF 1.0;\nlanguage en-US;\nroot $a;\n$a = sales | support;\n"
    assert _expect("Sales", plain) == Expectation(frozenset({"sales"}))


def test_open_speech_expects_the_words_unless_nobody_speaks() -> None:
    assert _expect("Hello there!") == Expectation(frozenset({"hello there"}))
    assert _expect("") == Expectation()
