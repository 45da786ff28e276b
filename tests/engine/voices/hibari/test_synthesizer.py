"""The voice of the package as it is heard. What it should say is checked by a recogniser where that can be: the words'
times are compared with a forced alignment."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import soxr
from pocketsphinx import Decoder

from engine.audio.loudness import measured_text
from engine.errors import EngineError
from engine.interface import Piece, Pitch, Prosody, Samples, Span
from engine.voices.espeak.pitch import median_pitch_hz
from engine.voices.hibari.files import assets
from engine.voices.hibari.synthesizer import HibariSynthesizer
from tests.engine.voices.hibari.conftest import Say
from tests.fakes.engine import CollectingSink

RATE = 24000
TEXT = "Thank you for calling, please hold now."
SILENCE = 48


def seconds(sink: CollectingSink) -> float:
    """From the first sound to the last."""
    loud = np.flatnonzero(np.abs(sink.audio) > SILENCE)
    return float(loud[-1] - loud[0]) / RATE


def pitch(samples: Samples) -> float:
    return median_pitch_hz(samples, RATE)


def test_the_voice_is_listed_by_all_its_names(hibari: HibariSynthesizer) -> None:
    (heart,) = hibari.voices()
    assert (heart.name, heart.engine, heart.gender, heart.rate_hz) == ("heart", "hibari", "female", RATE)
    assert heart.languages == ("en-US", "en")
    assert heart.aliases == ("hibari", "af_heart")


def test_a_sentence_is_heard(say: Say) -> None:
    sink = say(TEXT)
    assert 1.7 < seconds(sink) < 2.5
    assert [character for character, _ in sink.words] == [0, 6, 10, 14, 23, 30, 35]
    assert [offset for _, offset in sink.words] == sorted(offset for _, offset in sink.words)
    assert np.sqrt(np.mean(np.square(sink.audio.astype(float)))) > 1000


def test_the_same_piece_sounds_the_same_and_others_leave_no_trace(say: Say) -> None:
    first = say(TEXT).audio
    say(Span("Something else.", Prosody(rate=2, pitch=Pitch(factor=1.5))))
    assert (say(TEXT).audio == first).all()


def test_its_pitch_is_what_it_says(hibari: HibariSynthesizer, say: Say) -> None:
    assert pitch(say(measured_text("en")).audio) == pytest.approx(hibari.voices()[0].pitch_hz, rel=0.08)


def test_there_is_no_direct_current_and_no_silence_at_the_edges(say: Say) -> None:
    audio = say(TEXT).audio
    assert abs(float(audio.mean())) < 1
    loud = np.flatnonzero(np.abs(audio) > SILENCE)
    assert loud[0] < 0.15 * RATE
    assert len(audio) - loud[-1] < 0.2 * RATE


@pytest.mark.parametrize("rate", [0.5, 0.8, 1.25, 1.5, 2.0])
def test_rate(say: Say, rate: float) -> None:
    assert seconds(say(TEXT)) / seconds(say(Span(TEXT, Prosody(rate=rate)))) == pytest.approx(rate, rel=0.08)


def test_a_rate_holds_for_its_span(say: Say) -> None:
    plain = say("Thank you for calling, ", "please hold now.")
    slow = say("Thank you for calling, ", Span("please hold now.", Prosody(rate=0.5)))
    (before, after) = (dict(sink.words) for sink in (plain, slow))
    assert after[14] == pytest.approx(before[14], abs=0.06 * RATE)
    assert after[35] - after[23] == pytest.approx(2 * (before[35] - before[23]), rel=0.1)


@pytest.mark.parametrize("duration_ms", [1200, 2000, 4000])
def test_duration(say: Say, duration_ms: int) -> None:
    sink = say(Span(TEXT, Prosody(duration_ms=duration_ms)))
    assert seconds(sink) == pytest.approx(duration_ms / 1000, rel=0.05)


@pytest.mark.parametrize("factor", [0.7, 0.85, 1.2, 1.5])
def test_pitch(say: Say, factor: float) -> None:
    higher = say(Span(TEXT, Prosody(pitch=Pitch(factor=factor))))
    assert pitch(higher.audio) / pitch(say(TEXT).audio) == pytest.approx(factor, rel=0.06)


def test_pitch_holds_for_its_span(say: Say) -> None:
    sink = say("Thank you for calling, ", Span("please hold now.", Prosody(pitch=Pitch(factor=1.4))))
    plain = say("Thank you for calling, ", "please hold now.")
    border = dict(sink.words)[23]
    assert pitch(sink.audio[:border]) == pytest.approx(pitch(plain.audio[:border]), rel=0.05)
    assert pitch(sink.audio[border:]) == pytest.approx(1.4 * pitch(plain.audio[border:]), rel=0.06)


def test_range_and_contour(say: Say) -> None:
    def spread(prosody: Prosody) -> float:
        audio = say(Span(TEXT, prosody)).audio
        bits = [pitch(audio[begin : begin + RATE // 5]) for begin in range(0, len(audio) - RATE // 5, RATE // 10)]
        return float(np.std(np.log([bit for bit in bits if bit])))

    assert spread(Prosody(range=Pitch(factor=0))) < 0.4 * spread(Prosody())
    assert spread(Prosody(range=Pitch(factor=1.8))) > 1.2 * spread(Prosody())
    rising = say(Span(TEXT, Prosody(contour=((0.0, Pitch(factor=0.7)), (100.0, Pitch(factor=1.4)))))).audio
    half = len(rising) // 2
    plain = say(TEXT).audio
    assert pitch(rising[half:]) / pitch(rising[:half]) > 1.15 * pitch(plain[half:]) / pitch(plain[:half])


def test_ipa_is_heard(say: Say) -> None:
    long, short = (say(Span("x", ipa=ipa)) for ipa in ("bəˈnænə bəˈnænə", "noʊ"))
    assert seconds(long) > 2 * seconds(short)
    assert (say(Span("tomato", ipa="təˈmeɪɾoʊ")).audio == say(Span("potato", ipa="təˈmeɪɾoʊ")).audio).all()


def test_a_sentence_that_goes_on_does_not_fall(say: Say) -> None:
    def end(sink: CollectingSink) -> float:
        loud = np.flatnonzero(np.abs(sink.audio) > 1000)
        return pitch(sink.audio[loud[-1] - RATE // 4 : loud[-1]])

    assert end(say("You have one new message", closes=False)) > 1.1 * end(say("You have one new message."))


def test_a_long_sentence_begins_with_its_first_sounds(say: Say) -> None:
    sink = say("All of our agents are busy, but your call is important to us, so please stay on the line.")
    assert len(sink.chunks) > 2
    assert len(sink.chunks[0]) < RATE


def test_a_listener_who_wants_no_more_gets_no_more(hibari: HibariSynthesizer) -> None:
    sink = CollectingSink(stop_after=1)
    hibari.synthesize(Piece((Span(TEXT),), "heart"), sink)
    assert len(sink.chunks) == 1


class _HangingUp(CollectingSink):
    """Cancels while the first audio is taken."""

    def write(self, samples: Samples) -> bool:
        super().write(samples)
        for stop in self.stops:
            stop()
        return True


class _Gone(CollectingSink):
    """Was cancelled before."""

    def on_cancel(self, stop: object) -> None:
        assert callable(stop)
        stop()


def test_a_cancel_ends_it(hibari: HibariSynthesizer) -> None:
    sink = _HangingUp()
    hibari.synthesize(Piece((Span(TEXT),), "heart"), sink)
    assert len(sink.chunks) == 1
    late = _Gone()
    hibari.synthesize(Piece((Span(TEXT),), "heart"), late)
    assert not late.chunks


def test_words_are_told_where_they_are_heard(say: Say) -> None:
    """The mean error against PocketSphinx' forced alignment; what is allowed is 80 ms."""
    decoder = Decoder(lm=None, samprate=16000, loglevel="FATAL")
    errors = []
    for text in (
        "your balance is forty two dollars and ten cents and your account is in good standing",
        "please say the name of the department you would like to reach",
        "for sales press one for support press two",
    ):
        sink = say(f"{text.capitalize()}.")
        audio = soxr.resample(sink.audio, RATE, 16000)
        decoder.set_align_text(text)
        decoder.start_utt()
        decoder.process_raw(audio.tobytes(), full_utt=True)
        decoder.end_utt()
        starts = [part.start_frame / 100 for part in decoder.seg() if part.word[0].isalpha()]
        errors += [abs(offset / RATE - start) for (_, offset), start in zip(sink.words, starts, strict=True)]
    assert np.mean(errors) < 0.03


def test_nothing_to_say_and_nothing_to_read(say: Say) -> None:
    assert not len(say("…").audio)
    with pytest.raises(EngineError, match="cannot read"):
        say("Добро пожаловать.")


def test_a_very_long_piece_is_spoken_whole(hibari: HibariSynthesizer) -> None:
    sink = CollectingSink()
    hibari.synthesize(Piece((Span("word", Prosody(rate=4), ipa="ˈwʌn ˈtu " * 90),), "heart"), sink)
    assert seconds(sink) > 10
    steps = np.abs(np.diff(sink.audio.astype(int)))
    assert steps.max() < 20000
    assert max(map(len, sink.chunks)) < 4 * RATE


def test_a_further_voice_has_its_own_pitch(tmp_path: Path) -> None:
    shutil.copy(assets() / "hibari.onnx", tmp_path / "bm_fable.int8.onnx")
    synthesizer = HibariSynthesizer(folder=str(tmp_path))
    heart, fable = synthesizer.voices()
    assert (fable.name, fable.languages, fable.gender, fable.aliases) == (
        "fable",
        ("en-GB", "en"),
        "male",
        ("bm_fable",),
    )
    assert fable.revision != heart.revision
    lower, plain = CollectingSink(), CollectingSink()
    synthesizer.synthesize(Piece((Span(TEXT, Prosody(pitch=Pitch(hz=130))),), "fable"), lower)
    synthesizer.synthesize(Piece((Span(TEXT),), "fable"), plain)
    assert pitch(lower.audio) == pytest.approx(130 * pitch(plain.audio) / 197, rel=0.07)
    synthesizer.close()


def test_voices_that_are_not_there(hibari: HibariSynthesizer, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no hibari voice 'amy'"):
        hibari.synthesize(Piece((Span("One."),), "amy"), CollectingSink())
    (tmp_path / "af_kore.int8.onnx").write_bytes(b"\x0a\x7f")
    broken = HibariSynthesizer(folder=str(tmp_path))
    with pytest.raises(EngineError, match=r"af_kore\.int8\.onnx: cut short"):
        broken.warm_up("kore")
