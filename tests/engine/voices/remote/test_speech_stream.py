"""From what a service sends to samples and words."""

import numpy as np
import pytest

from engine.interface import Piece, Span
from engine.remote.errors import Fault, ServiceError
from engine.voices.remote.speech_stream import SpeechStream
from engine.voices.remote.tempo import Tempo
from tests.fakes.engine import CollectingSink
from tests.fakes.remote_speech import tone

RATE_HZ = 16_000
TEXT = "one two three"


class Rig:
    """A stream with a clock that the test moves."""

    def __init__(self, text: str = TEXT, rate: float = 1.0) -> None:
        self.now = 0.0
        self.sink = CollectingSink()
        self.tempo = Tempo()
        self.stream = SpeechStream(
            self.sink, service="far", rate_hz=RATE_HZ, idle_timeout_s=2.0, tempo=self.tempo, clock=lambda: self.now
        )
        self.stream.begin_part(Piece((Span(text),), "v"), 0, rate)

    def fails(self, data: bytes, rate_hz: int = RATE_HZ) -> ServiceError:
        with pytest.raises(ServiceError) as caught:
            self.stream.pcm(data, rate_hz)
        return caught.value


def test_samples_may_be_cut_anywhere() -> None:
    rig, sound = Rig(), tone(0.5, rate_hz=RATE_HZ)
    for begin in range(0, len(sound), 333):
        rig.stream.pcm(sound[begin : begin + 333], RATE_HZ)
    rig.stream.end_part()
    assert rig.sink.audio.tobytes() == sound
    # In portions, not in drops.
    assert min(len(chunk) for chunk in rig.sink.chunks[:-1]) >= 0.02 * RATE_HZ


def test_another_rate_is_brought_to_the_voices() -> None:
    rig = Rig()
    rig.stream.pcm(tone(1.0, hz=500, rate_hz=22_050), 22_050)
    rig.stream.end_part()
    audio = rig.sink.audio
    assert len(audio) == pytest.approx(RATE_HZ, abs=2)
    assert np.abs(np.fft.rfft(audio)).argmax() == pytest.approx(500, abs=2)


def test_words_are_estimated_and_the_voice_is_learnt() -> None:
    rig = Rig()
    rig.stream.pcm(tone(2.0, rate_hz=RATE_HZ), RATE_HZ)
    rig.stream.end_part()
    assert rig.sink.words == [(0, 0), (4, 4 * 65 * 16), (8, 8 * 65 * 16)]
    assert rig.tempo.character_ms == pytest.approx(65 + 0.3 * (2000 / 13 - 65))


def test_words_lie_within_the_audio_however_short_it_is() -> None:
    rig = Rig()
    rig.stream.pcm(tone(0.1, rate_hz=RATE_HZ), RATE_HZ)
    rig.stream.end_part()
    assert rig.sink.words == [(0, 0), (4, 1600), (8, 1600)]


def test_a_slower_rate_moves_the_estimate() -> None:
    rig = Rig(rate=0.5)
    rig.stream.pcm(tone(3.0, rate_hz=RATE_HZ), RATE_HZ)
    assert rig.sink.words[1] == (4, 4 * 130 * 16)


def test_words_that_are_told_are_believed() -> None:
    rig = Rig()
    for index, character in enumerate(" one two  three "):
        rig.stream.character(character, index * 50)
    rig.stream.pcm(tone(1.0, rate_hz=RATE_HZ), RATE_HZ)
    rig.stream.end_part()
    assert rig.sink.words == [(0, 50 * 16), (4, 250 * 16), (8, 500 * 16)]


def test_told_characters_that_are_not_of_the_text_do_no_harm() -> None:
    rig = Rig()
    for index, character in enumerate("zqx" * 50 + TEXT):
        rig.stream.character(character, index)
    assert [word for word, _ in rig.sink.words] == [0, 4, 8]


def test_parts_follow_each_other() -> None:
    rig = Rig()
    rig.stream.pcm(tone(0.5, rate_hz=RATE_HZ), RATE_HZ)
    rig.stream.end_part()
    rig.stream.begin_part(Piece((Span(" four"),), "v"), 13, 1.0)
    rig.stream.pcm(tone(0.5, rate_hz=RATE_HZ), RATE_HZ)
    rig.stream.end_part()
    assert rig.sink.words[-1] == (14, 8000)
    assert rig.stream.samples == 16_000


def test_a_failed_try_leaves_nothing_behind() -> None:
    rig = Rig()
    rig.stream.pcm(b"\x01", 24_000)
    rig.stream.begin_part(Piece((Span(TEXT),), "v"), 0, 1.0)
    rig.stream.pcm(tone(0.5, rate_hz=RATE_HZ), RATE_HZ)
    rig.stream.end_part()
    assert rig.stream.samples == 8000


@pytest.mark.parametrize("rate_hz", [0, -1, 1000, 192_000])
def test_a_rate_that_is_none_is_garbage(rate_hz: int) -> None:
    assert Rig().fails(b"\x00\x00", rate_hz).fault is Fault.GARBAGE


def test_a_rate_that_changes_is_garbage() -> None:
    rig = Rig()
    rig.stream.pcm(tone(0.1, rate_hz=RATE_HZ), RATE_HZ)
    assert rig.fails(b"\x00\x00", 24_000).fault is Fault.GARBAGE


@pytest.mark.parametrize("sound", [b"", b"\x00", tone(0.1)[:-1]])
def test_no_audio_and_half_a_sample_are_garbage(sound: bytes) -> None:
    rig = Rig()
    if sound:
        rig.stream.pcm(sound, RATE_HZ)
    with pytest.raises(ServiceError) as caught:
        rig.stream.end_part()
    assert caught.value.fault is Fault.GARBAGE


def test_what_comes_more_slowly_than_it_is_spoken_is_too_late() -> None:
    rig = Rig()
    for second in range(3):
        rig.now = float(second)
        rig.stream.pcm(tone(0.4, rate_hz=RATE_HZ), RATE_HZ)
    rig.now = 4.0
    assert rig.fails(tone(0.1, rate_hz=RATE_HZ)).fault is Fault.TIMEOUT


def test_what_keeps_pace_may_take_its_time() -> None:
    rig = Rig()
    for second in range(60):
        rig.now = float(second)
        rig.stream.pcm(tone(1.0, rate_hz=RATE_HZ), RATE_HZ)
