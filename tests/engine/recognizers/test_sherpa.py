"""sherpa-onnx with a model of three tiny files that says "yes" to whatever is loud."""

import asyncio
import builtins
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError, LanguageUnsupportedError
from engine.recognition import RecognitionSpec
from engine.recognizers.sherpa import SherpaListener, SherpaRecognizer, find_model
from engine.registry import EngineSpec
from engine.workers.listener_pool import ListenerEngine, ListenerOptions, ListenerPool
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


def text(listener: SherpaListener, *, final: bool) -> str:
    best = listener.ask(final=final).best
    return best.text if best else ""


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
    listeners = [recognizer.open(RecognitionSpec()) for _ in range(20)]
    for listener in listeners:
        listener.push(spoken())
    while recognizer.work():
        pass
    assert all(not recognizer.recognizer.is_ready(listener.stream) for listener in listeners)
    assert {text(listener, final=True) for listener in listeners} == {"yes"}
    for listener in listeners:
        listener.close()
    assert not recognizer.work()


def test_the_files_of_a_model_are_found(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no tokens\.txt"):
        find_model(str(tmp_path))
    names = [
        "tokens.txt",
        "encoder-epoch-9.onnx",
        "encoder-epoch-9.int8.onnx",
        "decoder-epoch-9.onnx",
        "joiner.int8.onnx",
    ]
    for name in names:
        (tmp_path / name).touch()
    files = find_model(str(tmp_path))
    assert Path(files.encoder).name == "encoder-epoch-9.onnx"
    assert Path(files.joiner).name == "joiner.int8.onnx"
    assert Path(find_model(str(tmp_path), int8=True).encoder).name == "encoder-epoch-9.int8.onnx"
    (tmp_path / "decoder-epoch-9.onnx").unlink()
    with pytest.raises(EngineError, match="no decoder"):
        find_model(str(tmp_path))


def test_without_the_package_it_says_what_to_install(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "sherpa_onnx":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EngineError, match="pip install"):
        SherpaRecognizer(folder)


def test_a_worker_transcribes_and_a_wrong_model_ends_the_start(folder: str, tmp_path: Path) -> None:
    def options(path: str) -> ListenerOptions:
        engine = ListenerEngine(EngineSpec("sherpa", {"folder": path, "language": "en-US"}), 1)
        return ListenerOptions(engines=(engine,), first_restart_s=0.01, niceness=0)

    async def work() -> None:
        pool = ListenerPool(options(folder))
        await pool.start()
        try:
            session = pool.open(RecognitionSpec(transcribe=True))
            session.push(spoken().tobytes())
            result = await session.ask()
            assert result.best is not None
            assert result.best.text == "yes"
        finally:
            await pool.close()
        wrong = write_transducer(tmp_path)
        (wrong / "encoder.onnx").write_bytes((wrong / "joiner.onnx").read_bytes())
        with pytest.raises(EngineError, match="'sherpa'"):
            await ListenerPool(options(str(wrong))).start()

    asyncio.run(asyncio.wait_for(work(), 60))
