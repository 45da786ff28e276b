import numpy as np
import pytest

from engine.errors import EngineError
from engine.interface import Piece, Pitch, Prosody, Span
from engine.voices.espeak.pitch import median_pitch_hz
from engine.voices.espeak.synthesizer import EspeakSynthesizer
from tests.fakes.engine import CollectingSink

RATE = 22050


@pytest.fixture(scope="module")
def espeak() -> EspeakSynthesizer:
    return EspeakSynthesizer()


def said(espeak: EspeakSynthesizer, *spans: Span | str, voice: str = "en-us", language: str = "") -> CollectingSink:
    sink = CollectingSink()
    given = tuple(Span(span) if isinstance(span, str) else span for span in spans)
    espeak.synthesize(Piece(given, voice, language), sink)
    return sink


def seconds(sink: CollectingSink) -> float:
    return len(sink.audio) / RATE


def test_voices_are_listed_by_language_with_their_timbres(espeak: EspeakSynthesizer) -> None:
    voices = {voice.name: voice for voice in espeak.voices()}
    assert espeak.voices()[0].name == "en-us"
    assert (voices["en-us"].gender, voices["en-us+f2"].gender, voices["de+m3"].gender) == ("male", "female", "male")
    assert "gmw/en-US+f2" in voices["en-us+f2"].aliases
    assert voices["de"].revision.startswith("espeak-ng 1.")
    assert len({name.partition("+")[0] for name in voices}) > 100


def test_a_sentence_is_heard_with_its_words(espeak: EspeakSynthesizer) -> None:
    espeak.warm_up("en-us")
    sink = said(espeak, "Hello there, ", "my friend.")
    assert 0.8 < seconds(sink) < 1.8
    assert [character for character, _ in sink.words] == [0, 6, 13, 16]
    assert np.sqrt(np.mean(np.square(sink.audio.astype(float)))) > 1000


def test_every_timbre_is_another_voice(espeak: EspeakSynthesizer) -> None:
    male, female = said(espeak, "Hello there."), said(espeak, "Hello there.", voice="en-us+f2")
    assert median_pitch_hz(female.audio, RATE) > 1.5 * median_pitch_hz(male.audio, RATE)


def test_prosody_inside_a_sentence_does_not_leak_out_of_it(espeak: EspeakSynthesizer) -> None:
    before = seconds(said(espeak, "Hello there, my good friend."))
    fast = said(espeak, "Hello there, ", Span("my good friend.", Prosody(rate=3, pitch=Pitch(factor=1.6))))
    assert seconds(fast) < 0.8 * before
    assert seconds(said(espeak, "Hello there, my good friend.")) == pytest.approx(before, rel=0.02)


@pytest.mark.parametrize("hz", [80, 130])
def test_an_absolute_pitch_is_met(espeak: EspeakSynthesizer, hz: float) -> None:
    sink = said(espeak, Span("Hello there, my good old friend.", Prosody(pitch=Pitch(hz=hz))))
    assert median_pitch_hz(sink.audio, RATE) == pytest.approx(hz, rel=0.12)


@pytest.mark.parametrize("ms", [1200, 3000])
def test_a_duration_is_met(espeak: EspeakSynthesizer, ms: int) -> None:
    sink = said(espeak, Span("Hello there, my good old friend.", Prosody(duration_ms=ms)))
    assert seconds(sink) == pytest.approx(ms / 1000, rel=0.1)


def test_a_pronunciation_is_spoken(espeak: EspeakSynthesizer) -> None:
    sink = said(espeak, "You say ", Span("tomato", ipa="təˈmeɪtoʊ"), ".")
    again = said(espeak, "You say ", Span("potato", ipa="təˈmeɪtoʊ"), ".")
    assert len(sink.audio) == pytest.approx(len(again.audio), rel=0.02)
    assert sink.words[2][0] == 8


@pytest.mark.parametrize(
    ("voice", "ipa", "mnemonics"),
    [
        ("en-us", "təˈmɑːtoʊ", "t@'mA:toU"),
        ("en-us", "ˈt͡ʃɜːt͡ʃ", "'tS3:tS"),
        ("de", "ˈʃøːn", "'SY:n"),
        ("fr-fr", "bɔ̃ʒuʁ", "bO~Zur"),
    ],
)
def test_ipa_is_said_with_the_phonemes_of_the_language(
    espeak: EspeakSynthesizer, voice: str, ipa: str, mnemonics: str
) -> None:
    espeak._select(voice, "")
    assert espeak._mnemonics(voice, ipa) == mnemonics


def test_cancel_ends_the_call(espeak: EspeakSynthesizer) -> None:
    sink = CollectingSink(stop_after=1)
    espeak.synthesize(Piece((Span("word " * 50),), "en-us"), sink)
    assert len(sink.chunks) == 1


def test_a_voice_of_another_version_is_replaced_by_one_of_its_language(espeak: EspeakSynthesizer) -> None:
    assert seconds(said(espeak, "Hallo.", voice="gone", language="de")) > 0.2
    with pytest.raises(EngineError):
        said(espeak, "Hello.", voice="gone")


def test_other_scripts_are_spoken_with_words_at_their_characters(espeak: EspeakSynthesizer) -> None:
    sink = said(espeak, "Größe äöü Straße.", voice="de")
    assert [character for character, _ in sink.words] == [0, 6, 10]


def test_closing_leaves_the_shared_library_alone(espeak: EspeakSynthesizer) -> None:
    EspeakSynthesizer().close()
    assert seconds(said(espeak, "Hello.")) > 0.2
