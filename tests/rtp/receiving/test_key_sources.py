"""Keys of a line that is listened to for tones, and whose peer sends packets of them without having said so."""

import pytest

from rtp.receiving.key_sources import TONE_LEAD_S, KeySources, is_key
from rtp.wire.telephone_event import END_BIT, PAYLOAD, KeyDown, KeyEvent, KeyUp

FIVE, SIX = 5, 6


def test_tones_alone_are_told() -> None:
    keys: list[KeyEvent] = [
        KeyDown(FIVE, 0, 1.0),
        KeyUp(FIVE, 0, 800, 1.1),
        KeyDown(FIVE, 1600, 1.2),
        KeyUp(FIVE, 1600, 800, 1.3),
    ]
    assert KeySources().from_tones(keys) == keys


def test_packets_alone_are_told() -> None:
    keys: list[KeyEvent] = [KeyDown(FIVE, 0, 1.0), KeyUp(FIVE, 0, 800, 1.1), KeyDown(FIVE, 1600, 1.2)]
    sources = KeySources()
    assert sources.from_packets(keys) == keys
    assert sources.has_packets


def test_behind_packets_no_tone_is_a_key() -> None:
    sources = KeySources()
    sources.from_packets([KeyDown(FIVE, 0, 1.0)])
    assert sources.from_tones([KeyDown(FIVE, 90, 1.05), KeyUp(FIVE, 90, 300, 1.1)]) == []


@pytest.mark.parametrize(
    ("key", "lag_s", "told"), [(FIVE, TONE_LEAD_S / 2, 0), (FIVE, TONE_LEAD_S * 1.1, 1), (SIX, TONE_LEAD_S / 2, 1)]
)
def test_a_key_known_by_its_tone_is_not_told_again_by_its_packets(key: int, lag_s: float, told: int) -> None:
    sources = KeySources()
    tone: list[KeyEvent] = [KeyDown(FIVE, 0, 1.0)]
    assert sources.from_tones(tone) == tone
    packets: list[KeyEvent] = [KeyDown(key, 70, 1.0 + lag_s), KeyUp(key, 70, 800, 1.2)]
    assert len(sources.from_packets(packets)) == 2 * told
    assert sources.from_tones([KeyUp(FIVE, 0, 300, 1.2)]) == [KeyUp(FIVE, 0, 300, 1.2)]
    again: list[KeyEvent] = [KeyDown(FIVE, 2000, 1.25), KeyUp(FIVE, 2000, 800, 1.3)]
    assert sources.from_packets(again) == again


def test_nothing_is_learnt_from_nothing() -> None:
    sources = KeySources()
    assert sources.from_packets([]) == []
    assert not sources.has_packets


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (PAYLOAD.pack(0, 10, 160), True),
        (PAYLOAD.pack(15, END_BIT | 10, 160), True),
        (PAYLOAD.pack(16, 10, 160), False),
        (PAYLOAD.pack(5, 0x40, 160), False),
        (PAYLOAD.pack(5, 10, 160) * 2, False),
        (b"\x05\x0a\x03", False),
    ],
)
def test_four_octets_are_a_key_of_a_telephone_or_not(payload: bytes, *, expected: bool) -> None:
    assert is_key(payload) is expected
