"""A streaming model of three tiny files that says "yes" to whatever is loud."""

import numpy as np
import pytest

from engine.errors import LanguageUnsupportedError
from engine.recognition import Listener, RecognitionSpec
from engine.recognizers.sherpa.recognizer import SherpaRecognizer
from engine.recognizers.sherpa.streaming import StreamingListener
from rtp.audio.resample import resample
from tests.fakes import telephone_audio as audio
from tests.fakes.telephone_audio import Pcm
from tests.fakes.transducer import write_transducer

pytest.importorskip("sherpa_onnx", reason="the optional engine is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_transducer(tmp_path_factory.mktemp("model")))


@pytest.fixture(scope="module")
def recognizer(folder: str) -> SherpaRecognizer:
    return SherpaRecognizer(folder, ("en-US", "de"))


def spoken(rate_hz: int = 8000) -> Pcm:
    line = np.concatenate((audio.silence(0.5), audio.speech("yes"), audio.silence(0.05)))
    return line if rate_hz == 8000 else resample(line, 8000, rate_hz)


def text(listener: Listener, *, final: bool) -> str:
    best = listener.ask(final=final).best
    return best.text if best else ""


def open_stream(recognizer: SherpaRecognizer) -> StreamingListener:
    listener = recognizer.open(RecognitionSpec())
    assert isinstance(listener, StreamingListener)
    return listener


def test_it_transcribes_in_the_languages_it_was_told(recognizer: SherpaRecognizer) -> None:
    assert recognizer.abilities().transcription == ("en-US", "de")
    assert recognizer.abilities().grammars == ()
    with pytest.raises(LanguageUnsupportedError):
        recognizer.open(RecognitionSpec("fr", transcribe=True))


@pytest.mark.parametrize("rate_hz", [8000, 16000])
def test_words_grow_as_they_are_said(recognizer: SherpaRecognizer, rate_hz: int) -> None:
    listener = recognizer.open(RecognitionSpec("en-US", rate_hz, transcribe=True))
    result = []
    pcm = spoken(rate_hz)
    for start in range(0, len(pcm), rate_hz // 50):
        listener.push(pcm[start : start + rate_hz // 50])
        while recognizer.work():
            pass
        result.append(text(listener, final=False))
    assert result[0] == ""
    assert result[-1] in ("ye", "yes")
    last = listener.ask(final=True)
    assert last.best is not None
    (word,) = last.best.words
    assert word.text == "yes"
    assert 450 <= word.start_ms < word.end_ms <= last.audio_ms
    assert 0 < word.confidence <= 1
    assert 0 < last.best.confidence <= 1
    assert last.final
    listener.close()


def test_an_interim_answer_is_not_final_and_silence_no_word(recognizer: SherpaRecognizer) -> None:
    listener = recognizer.open(RecognitionSpec())
    listener.push(audio.silence(1))
    result = listener.ask(final=False)
    assert (result.hypotheses, result.final) == ((), False)
    assert listener.ask(final=True).final
    listener.close()


def test_listening_goes_on_after_a_final_answer_with_true_times(recognizer: SherpaRecognizer) -> None:
    listener = recognizer.open(RecognitionSpec())
    listener.push(audio.silence(1))
    assert text(listener, final=True) == ""
    listener.push(spoken())
    result = listener.ask(final=True)
    assert result.best is not None
    assert 1400 <= result.best.words[0].start_ms <= result.audio_ms
    listener.reset()
    assert text(listener, final=True) == ""
    listener.close()


def test_many_are_decoded_together(recognizer: SherpaRecognizer) -> None:
    listeners = [open_stream(recognizer) for _ in range(20)]
    for listener in listeners:
        listener.push(spoken())
    while recognizer.work():
        pass
    assert not any(listener.is_behind for listener in listeners)
    assert {text(listener, final=True) for listener in listeners} == {"yes"}
    for listener in listeners:
        listener.close()
    assert not recognizer.work()
