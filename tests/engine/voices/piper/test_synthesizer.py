import threading
import time
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.interface import Piece, Prosody, Span
from engine.voices.espeak.pitch import median_pitch_hz
from engine.voices.piper.synthesizer import PiperSynthesizer
from tests.fakes.engine import CollectingSink
from tests.fakes.piper import RATE_HZ, write_voice

NAME = "en_US-test-low"


def said(
    piper: PiperSynthesizer, *spans: Span | str, voice: str = NAME, listener: CollectingSink | None = None
) -> CollectingSink:
    sink = listener or CollectingSink()
    piper.synthesize(Piece(tuple(Span(span) if isinstance(span, str) else span for span in spans), voice), sink)
    return sink


@pytest.fixture
def piper(tmp_path: Path) -> PiperSynthesizer:
    write_voice(tmp_path)
    return PiperSynthesizer(str(tmp_path), genders={NAME: "female"})


def test_the_voices_of_a_folder_are_listed(tmp_path: Path) -> None:
    write_voice(tmp_path, "de_DE-two-low", speakers=("anna", "bert"), language="de_DE")
    write_voice(tmp_path)
    piper = PiperSynthesizer(str(tmp_path), genders={"de_DE-two-low#bert": "male", NAME: "female"})
    assert [(voice.name, voice.languages, voice.gender) for voice in piper.voices()] == [
        ("de_DE-two-low#anna", ("de-DE",), ""),
        ("de_DE-two-low#bert", ("de-DE",), "male"),
        (NAME, ("en-US",), "female"),
    ]
    assert {voice.rate_hz for voice in piper.voices()} == {RATE_HZ}
    assert piper.voices()[0].revision


def test_a_sentence_is_heard_with_its_words(piper: PiperSynthesizer) -> None:
    piper.warm_up(NAME)
    sink = said(piper, "Hello there, my friend.")
    assert len(sink.audio) > RATE_HZ / 4
    assert [character for character, _ in sink.words] == [0, 6, 13, 16]
    offsets = [offset for _, offset in sink.words]
    assert offsets == sorted(offsets)
    assert offsets[-1] < len(sink.audio)


def test_speakers_of_one_file_are_voices(tmp_path: Path) -> None:
    write_voice(tmp_path, "two", speakers=("low", "high"))
    piper = PiperSynthesizer(str(tmp_path))
    low, high = (said(piper, "Hello there.", voice=f"two#{speaker}") for speaker in ("low", "high"))
    assert median_pitch_hz(low.audio, RATE_HZ) == pytest.approx(200, rel=0.05)
    assert median_pitch_hz(high.audio, RATE_HZ) == pytest.approx(300, rel=0.05)
    piper.close()


def test_rate_and_duration_are_met(piper: PiperSynthesizer) -> None:
    usual = len(said(piper, "Hello there.").audio)
    assert len(said(piper, Span("Hello there.", Prosody(rate=2))).audio) == pytest.approx(usual / 2, rel=0.02)
    assert len(said(piper, Span("Hello there.", Prosody(rate=100))).audio) == pytest.approx(usual / 4, rel=0.02)
    timed = said(piper, Span("Hello there.", Prosody(duration_ms=900)))
    assert len(timed.audio) == pytest.approx(0.9 * RATE_HZ, rel=0.02)


def test_a_change_of_rate_inside_is_a_run_of_its_own(piper: PiperSynthesizer) -> None:
    sink = said(piper, "Hello ", Span("there ", Prosody(rate=0.5)), "friend.")
    assert len(sink.chunks) == 3
    assert sink.words[1] == (6, len(sink.chunks[0]))
    assert len(said(piper, "a", Span("b", Prosody(rate=2)), listener=CollectingSink(stop_after=1)).chunks) == 1


def test_cancel_ends_a_run_within_milliseconds(tmp_path: Path) -> None:
    write_voice(tmp_path, "slow", loops=20_000)  # tens of seconds
    piper = PiperSynthesizer(str(tmp_path))
    sink = CollectingSink()
    engine = threading.Thread(target=said, args=(piper, "Hello."), kwargs={"voice": "slow", "listener": sink})
    engine.start()
    deadline = time.monotonic() + 5
    while not sink.stops and time.monotonic() < deadline:
        pass
    time.sleep(0.05)  # inside the run
    sink.stops[0]()
    engine.join(2)
    assert not engine.is_alive()
    assert sink.chunks == []


def test_cancelled_before_it_began_nothing_is_run(piper: PiperSynthesizer) -> None:
    class Gone(CollectingSink):
        def on_cancel(self, stop: object) -> None:
            assert callable(stop)
            stop()

    assert said(piper, "Hello.", listener=Gone()).chunks == []


def test_the_least_recently_used_model_is_unloaded(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_voice(tmp_path, name)
    piper = PiperSynthesizer(str(tmp_path), max_loaded=1)
    said(piper, "One.", voice="a")
    said(piper, "One.", voice="b")
    said(piper, "One.", voice="b")
    assert [path.stem for path in piper._loaded] == ["b"]


def test_what_cannot_be_spoken_with_says_so(tmp_path: Path, piper: PiperSynthesizer) -> None:
    with pytest.raises(EngineError, match="nobody"):
        said(piper, "Hello.", voice="nobody")
    with pytest.raises(EngineError, match="no Piper voice"):
        PiperSynthesizer("")
    (tmp_path / "bare.onnx").write_bytes(b"x")
    with pytest.raises(EngineError, match="bare"):
        PiperSynthesizer(str(tmp_path))


def test_letters_are_for_voices_that_read_them(tmp_path: Path) -> None:
    path = write_voice(tmp_path, "letters")
    config = path.with_name("letters.onnx.json")
    config.write_text(config.read_text().replace('"phoneme_type": "espeak"', '"phoneme_type": "text"'))
    piper = PiperSynthesizer(str(tmp_path))
    assert len(said(piper, "ABC", voice="letters").audio) == 400 * (3 * 2 + 3)


def test_an_espeak_voice_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    path = write_voice(tmp_path, "odd")
    config = path.with_name("odd.onnx.json")
    config.write_text(config.read_text().replace('"voice": "en-us"', '"voice": "no such"'))
    with pytest.raises(EngineError, match="no such"):
        said(PiperSynthesizer(str(tmp_path)), "Hello.", voice="odd")
