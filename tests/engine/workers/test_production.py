import numpy as np
import pytest

from engine.audio.edges import FADE_MS
from engine.errors import EngineError
from engine.interface import AudioFormat, Finisher, Piece, Prosody, Samples, Span
from engine.workers.production import GATHER_AUDIO_S, GATHER_S, MAX_PIECE_S, Production, pass_through, play
from engine.workers.worker_messages import Audio
from tests.fakes.engine import SoxrFinisher

PCM = AudioFormat("PCM", 8000)
PIECE = Piece((Span("one two"),), "v")


class ProductionRig:
    """A production with a clock that the test moves."""

    def __init__(self, fmt: AudioFormat = PCM, rate_hz: int = 8000, gather_s: float = GATHER_S) -> None:
        self.now = 100.0
        self.sent: list[Audio] = []
        self.production = Production(7, fmt, rate_hz, send=self.sent.append, gather_s=gather_s, clock=lambda: self.now)

    @property
    def audio(self) -> Samples:
        return np.frombuffer(b"".join(sent.payload for sent in self.sent), np.int16)

    @property
    def words(self) -> list[tuple[int, int]]:
        return [word for sent in self.sent for word in sent.words]


def sine(count: int, rate_hz: int = 8000, hz: float = 440) -> Samples:
    wave: Samples = np.rint(8000 * np.sin(2 * np.pi * hz / rate_hz * np.arange(count))).astype(np.int16)
    return wave


def steepest(samples: Samples) -> int:
    return int(np.abs(np.diff(samples.astype(int))).max())


def test_the_first_audio_leaves_at_once_and_the_rest_is_gathered() -> None:
    rig = ProductionRig()
    rig.production.begin(PIECE, pass_through, 1.0, trim=False)
    for _ in range(10):
        rig.production.write(sine(480))
    assert len(rig.sent) == 1
    rig.now += GATHER_S
    rig.production.write(sine(480))
    assert len(rig.sent) == 2
    rig.production.close()
    assert [sent.last for sent in rig.sent] == [False, False, True]
    assert {sent.job for sent in rig.sent} == {7}
    assert len(rig.audio) == 11 * 480


def test_much_audio_leaves_without_waiting() -> None:
    rig = ProductionRig()
    rig.production.begin(PIECE, pass_through, 1.0, trim=False)
    rig.production.write(sine(480))
    rig.production.write(sine(GATHER_AUDIO_S * 8000))
    assert len(rig.sent) == 2


def test_the_array_may_be_reused_by_the_engine() -> None:
    rig = ProductionRig()
    rig.production.begin(PIECE, pass_through, 1.0, trim=False)
    rig.production.write(sine(480))
    buffer = sine(800)
    rig.production.write(buffer)
    buffer[:] = 0
    rig.production.close()
    assert rig.audio[480 + 100 : 480 + 700].any()


def test_words_are_told_once_at_their_place_in_the_finished_audio() -> None:
    rig = ProductionRig(PCM, 16000)
    rig.production.begin(PIECE, SoxrFinisher, 1.0, trim=True)
    rig.production.word(0, 3200)
    rig.production.write(np.concatenate((np.zeros(3200, np.int16), sine(3200, 16000)[1:])))
    rig.production.word(4, 4800)
    rig.production.close()
    assert rig.words == [(0, 80), (4, 880)]


def test_a_piece_of_a_sine_is_seamless_at_chunk_borders_and_at_both_ends() -> None:
    tone = sine(22050, 22050)
    rig = ProductionRig(PCM, 22050)
    rig.production.begin(PIECE, SoxrFinisher, 1.0, trim=True)
    for begin in range(0, len(tone), 1323):
        rig.production.write(tone[begin : begin + 1323])
        rig.now += GATHER_S
    rig.production.close()
    joined = np.concatenate((rig.audio, rig.audio))
    inside = steepest(sine(8000))
    assert steepest(joined) <= inside + 20
    # No sample is lost or doubled: the middle is the sine itself.
    assert len(rig.audio) == pytest.approx(8000 + 2 * 10, abs=200)


def test_volume_goes_to_the_finisher_and_differing_spans_are_shaped() -> None:
    gains: list[float] = []

    def make(source_rate_hz: int, fmt: AudioFormat, voice_gain: float) -> Finisher:
        gains.append(voice_gain)
        return pass_through(source_rate_hz, fmt, voice_gain)

    rig = ProductionRig()
    piece = Piece((Span("one "), Span("two", Prosody(volume_db=-20))), "v")
    rig.production.begin(piece, make, 0.5, trim=False)
    rig.production.word(0, 0)
    rig.production.word(4, 400)
    rig.production.write(np.full(800, 10_000, np.int16))
    rig.production.close()
    fade = 8 * FADE_MS
    assert gains == [0.5]
    assert rig.audio[200] == 10_000
    assert set(rig.audio[400 : 800 - fade]) == {1000}


def test_cancel_ends_writing_and_calls_the_engine_once() -> None:
    rig = ProductionRig()
    rig.production.begin(PIECE, pass_through, 1.0, trim=False)
    calls: list[str] = []
    rig.production.on_cancel(lambda: calls.append("early"))
    rig.production.cancel()
    rig.production.cancel()
    rig.production.on_cancel(lambda: calls.append("late"))
    assert calls == ["early", "late"]
    assert rig.production.write(sine(80)) is False
    assert rig.sent == []


def test_an_engine_that_never_ends_is_ended() -> None:
    rig = ProductionRig()
    rig.production.begin(PIECE, pass_through, 1.0, trim=False)
    for _ in range(MAX_PIECE_S):
        rig.production.write(np.zeros(8000, np.int16))
    with pytest.raises(EngineError):
        rig.production.write(np.zeros(8000, np.int16))


def test_a_recording_may_be_long_and_is_given_in_blocks_until_cancelled() -> None:
    rig = ProductionRig()
    rig.production.begin(None, pass_through, 1.0, trim=False)
    play(np.zeros(8000 * (MAX_PIECE_S + 1), np.int16), 8000, rig.production)
    rig.production.close()
    assert len(rig.audio) == 8000 * (MAX_PIECE_S + 1)
    rig = ProductionRig()
    rig.production.begin(None, pass_through, 1.0, trim=False)
    rig.production.cancel()
    play(np.zeros(80_000, np.int16), 8000, rig.production)
    assert rig.sent == []


def test_pass_through_gives_samples_in_either_order_and_nothing_else() -> None:
    assert pass_through(8000, AudioFormat("L16", 8000), 1.0).push(np.array([1], np.int16), False) == b"\x00\x01"
    assert pass_through(8000, PCM, 1.0).push(np.array([1], np.int16), False) == b"\x01\x00"
    with pytest.raises(EngineError):
        pass_through(16000, PCM, 1.0)
    with pytest.raises(EngineError):
        pass_through(8000, AudioFormat("PCMU", 8000), 1.0)


def test_silence_before_the_first_sound_is_not_sent() -> None:
    rig = ProductionRig()
    rig.production.begin(PIECE, pass_through, 1.0, trim=True)
    rig.production.write(np.zeros(800, np.int16))
    assert rig.sent == []
    rig.production.write(sine(800))
    assert len(rig.sent) == 1


def test_without_gathering_everything_leaves_at_once() -> None:
    rig = ProductionRig(gather_s=0.0)
    rig.production.passing = True
    rig.production.begin(PIECE, pass_through, 1.0, trim=False)
    for _ in range(4):
        rig.production.write(sine(480))
    assert len(rig.sent) == 4
    assert all(sent.passing for sent in rig.sent)
