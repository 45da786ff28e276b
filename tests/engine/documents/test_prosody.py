"""Prosody values (SSML 1.1 §3.2.4)."""

import math

import pytest

from engine.documents.errors import DocumentError
from engine.documents.prosody import combine, cut_contour, parse_time_ms
from engine.interface import PLAIN, SILENT_DB, Pitch, Prosody


@pytest.mark.parametrize(("text", "ms"), [("250ms", 250), ("3s", 3000), (" 1.5s ", 1500), (".5s", 500), ("+2s", 2000)])
def test_time(text: str, ms: int) -> None:
    assert parse_time_ms(text) == ms


@pytest.mark.parametrize("text", ["", "3", "3 s", "-1s", "1m", "s", "1e3s"])
def test_no_time(text: str) -> None:
    with pytest.raises(DocumentError):
        parse_time_ms(text)


@pytest.mark.parametrize(
    ("value", "rate"),
    [
        ("slow", 0.75),
        ("default", 1.0),
        ("50%", 0.5),
        ("1.5", 1.5),
        ("+10%", 2.2),
        ("-10%", 1.8),
        ("+0.5", 3.0),
        ("0%", 0.1),
        ("99999%", 10.0),
    ],
)
def test_rate_on_a_rate_of_two(value: str, rate: float) -> None:
    assert combine(Prosody(rate=2.0), {"rate": value}).rate == pytest.approx(rate)


@pytest.mark.parametrize(
    ("value", "db"),
    [
        ("soft", -6.0),
        ("silent", SILENT_DB),
        ("+6dB", 0.0),
        ("-3dB", -9.0),
        ("50", 20 * math.log10(0.5)),
        ("100", 0.0),
        ("0", SILENT_DB),
        ("+10", 20 * math.log10(10 ** (-6 / 20) + 0.1)),
        ("+100%", -6 + 20 * math.log10(2)),
        ("-100%", SILENT_DB),
        ("+99dB", 20.0),
    ],
)
def test_volume_on_minus_six(value: str, db: float) -> None:
    assert combine(Prosody(volume_db=-6.0), {"volume": value}).volume_db == pytest.approx(db)


@pytest.mark.parametrize(
    ("value", "pitch"),
    [
        ("high", Pitch(factor=1.189)),
        ("120Hz", Pitch(hz=120)),
        ("+10Hz", Pitch(100, 2, 15)),
        ("-10Hz", Pitch(100, 2, -5)),
        ("+50%", Pitch(100, 3, 7.5)),
        ("50%", Pitch(100, 1, 2.5)),
        ("+12st", Pitch(100, 4, 10)),
        ("-12ST", Pitch(100, 1, 2.5)),
    ],
)
def test_pitch_and_range(value: str, pitch: Pitch) -> None:
    outer = Prosody(pitch=Pitch(100, 2, 5), range=Pitch(100, 2, 5))
    assert combine(outer, {"pitch": value}).pitch == pitch
    if value != "high":
        assert combine(outer, {"range": value}).range == pitch


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rate", "quick"),
        ("rate", "5Hz"),
        ("volume", "loudest"),
        ("volume", "5st"),
        ("pitch", "100"),
        ("pitch", "+6dB"),
        ("pitch", ""),
        ("contour", ""),
        ("contour", "(0,+1st)"),
        ("contour", "(0%,+1st) x"),
        ("contour", "(0%,+1st)" * 65),
        ("duration", "long"),
    ],
)
def test_illegal_values(name: str, value: str) -> None:
    with pytest.raises(DocumentError):
        combine(PLAIN, {name: value})


def test_contour_is_sorted_and_clipped() -> None:
    contour = combine(PLAIN, {"contour": "(50%,+10Hz)(0%,100Hz) (-5%,x-high) (120%,x-low)"}).contour
    assert contour == ((0.0, Pitch(hz=100)), (50.0, Pitch(offset_hz=10)))


def test_duration_is_bounded() -> None:
    assert combine(PLAIN, {"duration": "99999s"}).duration_ms == 600_000


def test_unknown_attributes_are_ignored() -> None:
    assert combine(PLAIN, {"onset": "x"}) == PLAIN


def test_contour_cut() -> None:
    rising = ((0.0, Pitch(hz=100)), (100.0, Pitch(hz=200)))
    assert cut_contour((), 0, 50) == ()
    assert cut_contour(rising, 0, 100) == rising
    assert cut_contour(rising, 25, 50) == ((0.0, Pitch(hz=125)), (100.0, Pitch(hz=150)))
    assert cut_contour(rising, 50, 50) == rising
    peak = ((20.0, Pitch(hz=100)), (50.0, Pitch(offset_hz=5)))
    assert cut_contour(peak, 0, 40) == ((0.0, Pitch(hz=100)), (50.0, Pitch(hz=100)), (100.0, Pitch(hz=100)))
    assert cut_contour(peak, 50, 60) == ((0.0, Pitch(offset_hz=5)), (100.0, Pitch(offset_hz=5)))


@pytest.mark.parametrize("names", [("pitch", "contour"), ("contour", "pitch")])
def test_a_contour_is_relative_to_the_pitch_before_the_element(names: tuple[str, str]) -> None:
    """§3.2.4: "relative to the pitch value just before the contained text", in whatever order attributes come."""
    values = {"pitch": "300Hz", "contour": "(0%,+10Hz)"}
    outer = Prosody(pitch=Pitch(hz=100))
    changed = combine(outer, {name: values[name] for name in names})
    assert changed.contour == ((0.0, Pitch(hz=100, offset_hz=10)),)


@pytest.mark.parametrize(
    ("volume", "db"), [("+20dB", SILENT_DB), ("+50", SILENT_DB), ("+50%", SILENT_DB), ("50", -6.0)]
)
def test_what_is_relative_to_silence_is_silent(volume: str, db: float) -> None:
    """SSML 1.1 §3.2.4; 1.0 has relative numbers."""
    assert combine(Prosody(volume_db=SILENT_DB), {"volume": volume}).volume_db == pytest.approx(db, abs=0.1)


def test_default_is_heard_again_in_silence() -> None:
    assert combine(Prosody(volume_db=SILENT_DB), {"volume": "default"}).volume_db == 0.0
