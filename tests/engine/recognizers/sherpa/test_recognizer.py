"""The engine as its worker has it: whatever model, good ones and those that end the process."""

import asyncio
import builtins
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError, LanguageUnsupportedError
from engine.recognition import RecognitionSpec
from engine.recognizers.sherpa.recognizer import SherpaRecognizer
from engine.recognizers.sherpa.words import UNKNOWN_CONFIDENCE
from engine.registry import EngineSpec
from engine.workers.listener_pool import ListenerEngine, ListenerOptions, ListenerPool
from tests.fakes import telephone_audio as audio
from tests.fakes.ctc_model import write_ctc, write_stub
from tests.fakes.moonshine_folder import moonshine_folder
from tests.fakes.transducer import write_transducer

pytest.importorskip("sherpa_onnx", reason="the optional engine is not installed")

PERSON = Path("/usr/share/asterisk/sounds/en_US_f_Allison/conf-onlyperson.wav")
SPOKEN = np.concatenate((audio.silence(0.5), audio.speech("yes"), audio.silence(0.3)))


@pytest.mark.parametrize("family", ["zipformer", "nemo"])
def test_models_for_whole_utterances_are_told_by_their_files(tmp_path: Path, family: str) -> None:
    recognizer = SherpaRecognizer(str(write_ctc(tmp_path, family)), ("de-DE", "fr"))
    assert recognizer.abilities().transcription == ("de-DE", "fr")
    listener = recognizer.open(RecognitionSpec("fr-CA", transcribe=True))
    listener.push(SPOKEN)
    best = listener.ask(final=True).best
    assert best is not None
    assert best.text == "yes"
    assert not recognizer.work()
    with pytest.raises(LanguageUnsupportedError):
        recognizer.open(RecognitionSpec("es", transcribe=True))
    recognizer.close()


@pytest.mark.skipif(not PERSON.is_file(), reason="asterisk-core-sounds-en-wav is not installed")
def test_a_published_model_writes_what_a_person_says(tmp_path: Path) -> None:
    recognizer = SherpaRecognizer(str(moonshine_folder(tmp_path)))
    listener = recognizer.open(RecognitionSpec(transcribe=True))
    with wave.open(str(PERSON)) as recording:
        said = np.frombuffer(recording.readframes(recording.getnframes()), "<i2")
    listener.push(np.concatenate((audio.silence(0.5), said, audio.silence(0.3))))
    best = listener.ask(final=True).best
    assert best is not None
    assert best.text == "You are currently the only person in this conference."
    times = [(word.start_ms, word.end_ms) for word in best.words]
    assert times == sorted(times)
    assert times[0][0] >= 400
    assert {word.confidence for word in best.words} == {UNKNOWN_CONFIDENCE}


def test_a_kind_that_is_named_goes_before_what_the_files_tell(tmp_path: Path) -> None:
    write_transducer(tmp_path)
    with pytest.raises(EngineError, match=r"a sense-voice model has a file model"):
        SherpaRecognizer(str(tmp_path), kind="sense-voice")
    assert SherpaRecognizer(str(tmp_path), kind="streaming-transducer").abilities().transcription == ("en-US",)


def test_an_option_that_sherpa_does_not_know_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no_such_option"):
        SherpaRecognizer(str(write_ctc(tmp_path)), no_such_option=1)


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "sherpa_onnx":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EngineError, match="pip install"):
        SherpaRecognizer(str(write_ctc(tmp_path)))


def options(path: str, language: str = "en-US") -> ListenerOptions:
    engine = ListenerEngine(
        EngineSpec("sherpa", {"folder": path, "language": language}), 1, label=f"sherpa model {path!r}"
    )
    return ListenerOptions(engines=(engine,), first_restart_s=0.01, niceness=0)


@pytest.mark.parametrize("write", [write_transducer, write_ctc])
def test_a_worker_transcribes(tmp_path: Path, write: Any) -> None:
    async def work() -> None:
        pool = ListenerPool(options(str(write(tmp_path))))
        await pool.start()
        try:
            session = pool.open(RecognitionSpec(transcribe=True))
            session.push(SPOKEN.tobytes())
            result = await session.ask()
            assert result.best is not None
            assert result.best.text == "yes"
        finally:
            await pool.close()

    asyncio.run(asyncio.wait_for(work(), 60))


def _swapped(folder: Path) -> None:
    (folder / "encoder.onnx").write_bytes((folder / "joiner.onnx").read_bytes())


def _crashing(folder: Path) -> None:
    # It says that it is what it is not, and ends the process that loads it.
    write_stub(folder / "encoder.onnx", {"model_type": "zipformer2", "decode_chunk_len": 32})


def _cut_short(folder: Path) -> None:
    (folder / "decoder.onnx").write_bytes((folder / "decoder.onnx").read_bytes()[:-20])


@pytest.mark.parametrize("harm", [_swapped, _crashing, _cut_short])
def test_a_wrong_model_ends_the_start_and_is_named(tmp_path: Path, harm: Any) -> None:
    write_transducer(tmp_path)
    harm(tmp_path)
    with pytest.raises(EngineError, match=f"sherpa model '{tmp_path}'"):
        asyncio.run(asyncio.wait_for(ListenerPool(options(str(tmp_path))).start(), 60))
