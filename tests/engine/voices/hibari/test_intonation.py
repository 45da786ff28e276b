import numpy as np
import pytest

from engine.interface import Pitch, Prosody, Span
from engine.voices.hibari.intonation import intoned, is_plain
from engine.voices.hibari.model import Floats

OWN = 200.0
ALIVE = np.array([150.0, 200.0, 250.0, 0.0] * 25, np.float32)


def shaped(*prosodies: Prosody, own: Floats = ALIVE) -> Floats:
    spans = [Span("x", prosody) for prosody in prosodies]
    owners = np.repeat(np.arange(len(spans)), len(own) // len(spans))
    return intoned(own, owners, spans, OWN)


def test_what_asks_for_nothing_is_plain() -> None:
    assert is_plain([Span("a", Prosody(rate=2.0, volume_db=-6))])
    assert not is_plain([Span("a"), Span("b", emphasis="strong")])
    assert not is_plain([Span("a", Prosody(contour=((0.0, Pitch()),)))])
    np.testing.assert_allclose(shaped(Prosody()), ALIVE, rtol=1e-4)


@pytest.mark.parametrize(
    ("pitch", "factor"), [(Pitch(factor=1.5), 1.5), (Pitch(hz=100.0), 0.5), (Pitch(offset_hz=50.0), 1.25)]
)
def test_pitch_moves_the_voice(pitch: Pitch, factor: float) -> None:
    found = shaped(Prosody(pitch=pitch))
    np.testing.assert_allclose(found, ALIVE * factor, rtol=1e-4)
    assert found.dtype == np.float32


def test_range_spreads_it_around_its_own_pitch() -> None:
    flat = shaped(Prosody(range=Pitch(factor=0.0)))
    np.testing.assert_allclose(flat[ALIVE > 0], OWN, rtol=1e-4)
    assert not flat[ALIVE == 0].any()
    lively = shaped(Prosody(range=Pitch(factor=2.0)))
    np.testing.assert_allclose(lively[:3], [150**2 / 200, 200, 250**2 / 200], rtol=1e-4)
    in_hz = shaped(Prosody(range=Pitch(hz=2 * OWN * 0.36)))
    np.testing.assert_allclose(in_hz, lively, rtol=1e-4)


def test_a_contour_goes_from_point_to_point() -> None:
    steady = np.full(100, OWN, np.float32)
    found = shaped(Prosody(contour=((100.0, Pitch(factor=2.0)), (0.0, Pitch(factor=0.5)))), own=steady)
    assert found[0] == pytest.approx(100, rel=0.03)
    assert found[50] == pytest.approx(200, rel=0.03)
    assert found[-1] == pytest.approx(400, rel=0.03)


def test_a_border_between_spans_is_no_step() -> None:
    steady = np.full(100, OWN, np.float32)
    found = shaped(Prosody(), Prosody(pitch=Pitch(factor=2.0)), own=steady)
    assert found[45] == pytest.approx(200)
    assert found[55] == pytest.approx(400)
    assert np.abs(np.diff(np.log2(found))).max() < 0.21


def test_no_wish_leaves_the_voice_without_bounds() -> None:
    wild = shaped(Prosody(pitch=Pitch(hz=9000.0), range=Pitch(factor=1e9)))
    assert wild.max() <= 500
    low = shaped(Prosody(pitch=Pitch(factor=0.0)))
    assert low[ALIVE > 0].min() >= 60
