import math

import msgspec
import pytest

from engine.interface import (
    SILENT_DB,
    AudioFormat,
    Break,
    Clip,
    Mark,
    Piece,
    Pitch,
    Prosody,
    Sentence,
    Span,
    Utterance,
    VoiceSelection,
    walk,
)

EVERYTHING = Utterance(
    (
        Mark("a"),
        Sentence(
            (
                Span("Hello ", Prosody(rate=1.5, pitch=Pitch(120), contour=((0, Pitch()), (50.0, Pitch(factor=2))))),
                Mark("b"),
                Break(300),
                Span("you", emphasis="strong", ipa="juː", language="fr", source="U", token=True),
            ),
            VoiceSelection("en-US", names=("x",), existing=VoiceSelection("de")),
            1,
            2,
            250,
        ),
        Clip("http://a/b.wav", fallback=(Sentence((Span("instead"),)),), end_ms=5),
    ),
    "a",
    "b",
)


def test_an_utterance_crosses_processes_whole() -> None:
    packed = msgspec.msgpack.encode(EVERYTHING)
    assert msgspec.msgpack.decode(packed, type=Utterance) == EVERYTHING


def test_silence_crosses_processes_as_minus_infinity() -> None:
    packed = msgspec.msgpack.encode(Prosody(volume_db=SILENT_DB))
    assert msgspec.msgpack.decode(packed, type=Prosody).volume_db == -math.inf


def test_an_utterance_can_be_a_key() -> None:
    copy = msgspec.msgpack.decode(msgspec.msgpack.encode(EVERYTHING), type=Utterance)
    assert {EVERYTHING: 1}[copy] == 1


@pytest.mark.parametrize(
    ("fmt", "octets"),
    [
        (AudioFormat("PCMU"), b"\xff\xff\xff"),
        (AudioFormat("PCMA"), b"\xd5\xd5\xd5"),
        (AudioFormat("L16", 16000), bytes(6)),
        (AudioFormat("PCM", 16000), bytes(6)),
    ],
)
def test_silence_of_each_encoding(fmt: AudioFormat, octets: bytes) -> None:
    assert fmt.silence(3) == octets
    assert len(octets) == 3 * fmt.sample_bytes


def test_milliseconds_and_samples() -> None:
    assert AudioFormat("PCMU", 8000).samples(25) == 200
    assert AudioFormat("PCM", 22050).samples(1) == 22
    assert AudioFormat("PCMU", 8000).ms(200) == 25


@pytest.mark.parametrize(
    ("pitch", "hz"),
    [(Pitch(), 100), (Pitch(hz=150), 150), (Pitch(factor=1.2), 120), (Pitch(offset_hz=-10), 90), (Pitch(1, 1, -9), 0)],
)
def test_pitch_resolves_against_the_voice(pitch: Pitch, hz: float) -> None:
    assert pitch.resolve(100) == pytest.approx(hz)


def test_text_leaves_out_marks_and_breaks() -> None:
    sentence = EVERYTHING.elements[1]
    assert isinstance(sentence, Sentence)
    assert sentence.text == "Hello you"
    assert Piece((Span("a "), Span("b")), "v").text == "a b"


def test_walk_visits_fallbacks() -> None:
    assert [type(element).__name__ for element in walk(EVERYTHING.elements)] == ["Mark", "Sentence", "Clip", "Sentence"]


def test_wishes_are_told_by_the_names_that_a_choice_has_for_them() -> None:
    wishes = VoiceSelection("de", ("ann", "eve"), ("de:de-CH", "fr"), "female", 30, 2).wishes()
    assert dict(wishes) == {
        "language": "de",
        "name": "ann eve",
        "languages": "de:de-CH fr",
        "gender": "female",
        "age": "30",
        "variant": "2",
    }
    assert dict(VoiceSelection().wishes()) == {}
