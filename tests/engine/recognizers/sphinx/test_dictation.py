"""Open speech with the language model of PocketSphinx' wheel."""

import numpy as np
import pytest

from engine.errors import EngineError, LanguageUnsupportedError
from engine.recognition import RecognitionSpec
from engine.recognizers.sphinx.dictation import DictationModel, SphinxDictation
from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm

SPEC = RecognitionSpec("en-US", 8000, transcribe=True)


@pytest.fixture(scope="module", name="dictation")
def _dictation() -> SphinxDictation:
    return SphinxDictation()


def said(text: str) -> Pcm:
    return np.concatenate((audio.silence(0.4), audio.speech(text), audio.silence(0.6)))


def test_it_takes_nothing_but_english_open_speech(dictation: SphinxDictation) -> None:
    abilities = dictation.abilities()
    assert (abilities.grammars, abilities.transcription) == ((), ("en-US",))
    assert not dictation.work()
    for spec in (RecognitionSpec("de-DE", transcribe=True), RecognitionSpec("en-US", grammar="g")):
        with pytest.raises(LanguageUnsupportedError):
            dictation.open(spec)


def test_it_hears_some_of_what_is_said_with_times(dictation: SphinxDictation) -> None:
    listener = dictation.open(SPEC)
    listener.push(said("one two three four five"))
    best = listener.ask(final=True).best
    assert best is not None
    assert {"two", "three", "four", "five"} & set(best.text.split())
    assert all(0 <= word.start_ms < word.end_ms <= 4000 for word in best.words)
    assert 0 < best.confidence <= 1
    listener.close()


def test_silence_has_no_words(dictation: SphinxDictation) -> None:
    listener = dictation.open(SPEC)
    listener.push(audio.silence(1.0))
    assert listener.ask(final=True).best is None


def test_audio_too_short_for_a_word() -> None:
    assert DictationModel().decode("", np.zeros(100, np.int16), 1).segments == ()


def test_a_wheel_without_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_options: object) -> None:
        raise RuntimeError("no such file")

    monkeypatch.setattr("pocketsphinx.Decoder", refuse)
    with pytest.raises(EngineError, match="language model"):
        DictationModel()


def test_a_decoder_that_fails_is_an_error_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __init__(self, **_options: object) -> None: ...
        def reinit_feat(self) -> None:
            raise RuntimeError("broken")

        def start_utt(self) -> None: ...

    monkeypatch.setattr("pocketsphinx.Decoder", Broken)
    with pytest.raises(EngineError, match="broken"):
        DictationModel().decode("", np.zeros(16_000, np.int16), 1)


def test_what_has_no_words_in_it_has_none(dictation: SphinxDictation) -> None:
    listener = dictation.open(SPEC)
    listener.push(audio.noise(1.0, 40))
    result = listener.ask(final=True)
    assert result.audio_ms == 1000
    dictation.close()
