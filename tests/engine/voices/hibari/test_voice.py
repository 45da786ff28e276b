import numpy as np
import pytest

from engine.errors import EngineError
from engine.interface import Piece, Prosody, Span
from engine.voices.hibari.model import Floats, HibariModel
from engine.voices.hibari.phonemes import Run, runs
from engine.voices.hibari.pronunciation import Pronunciation
from engine.voices.hibari.voice import HibariVoice, Prepared
from engine.voices.hibari.waveform import RATE_HZ
from engine.voices.stopper import Stopper

SPANS = (Span("Please hold the line while we are looking for somebody to help you."),)


@pytest.fixture(scope="module")
def voice(model: HibariModel, vocabulary: dict[str, int]) -> HibariVoice:
    return HibariVoice(model, vocabulary)


@pytest.fixture(scope="module")
def run(american: Pronunciation, vocabulary: dict[str, int]) -> Run:
    (found,) = runs(Piece(SPANS, "heart"), american, vocabulary)
    return found


def prepared(voice: HibariVoice, run: Run, *, first: bool = True, last: bool = True) -> Prepared:
    found = voice.prepare(run, SPANS, 197.0, Stopper(), first=first, last=last)
    assert found is not None
    return found


def test_the_first_sound_does_not_wait_for_the_rest(voice: HibariVoice, run: Run) -> None:
    bits = list(voice.sounded(prepared(voice, run), Stopper()))
    assert len(bits) > 1
    assert len(bits[0]) < 0.8 * RATE_HZ
    assert sum(map(len, bits)) > 3 * RATE_HZ


def test_silence_is_kept_only_inside_a_piece(voice: HibariVoice, run: Run) -> None:
    edge, inner = prepared(voice, run), prepared(voice, run, first=False, last=False)
    assert inner.sound.shape[2] > edge.sound.shape[2] + 10
    (_, edge_start), (_, inner_start) = edge.words[0], inner.words[0]
    samples = np.concatenate(list(voice.sounded(edge, Stopper())))
    loud = np.flatnonzero(np.abs(samples) > 48)
    assert edge_start == pytest.approx(loud[0], abs=0.07 * RATE_HZ)
    assert inner_start > edge_start


def test_a_stopped_run_says_no_more(voice: HibariVoice, run: Run) -> None:
    stopper = Stopper()
    bits = voice.sounded(prepared(voice, run), stopper)
    assert len(next(bits))
    stopper.stop()
    assert list(bits) == []
    assert voice.prepare(run, SPANS, 197.0, stopper, first=True, last=True) is None
    timed = (Span(SPANS[0].text, Prosody(duration_ms=900)),)
    assert voice.prepare(run, timed, 197.0, stopper, first=True, last=True) is None
    assert voice.pitch_hz(run, SPANS, stopper) == 0


def test_the_pitch_of_a_run(voice: HibariVoice, run: Run) -> None:
    assert voice.pitch_hz(run, SPANS, Stopper()) == pytest.approx(197, rel=0.05)


def test_a_network_that_tells_no_numbers_is_an_error(
    voice: HibariVoice, run: Run, model: HibariModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = model.sound

    def broken(*given: object) -> Floats | None:
        found = sound(*given)  # type: ignore[arg-type]  # passed on as they are
        return None if found is None else np.full_like(found, np.nan)

    monkeypatch.setattr(model, "sound", broken)
    with pytest.raises(EngineError, match="lost its way"):
        list(voice.sounded(prepared(voice, run), Stopper()))
