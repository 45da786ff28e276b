"""RFC 4733 §2.5: keys by timestamp, whatever happens to their packets."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtp.wire.telephone_event import (
    END_BIT,
    KEY_TIMEOUT_S,
    KEYS,
    MAX_DURATION,
    PAYLOAD,
    REMEMBERED_S,
    EventPacket,
    KeyDown,
    KeyEvent,
    KeyUp,
    TelephoneEventDecoder,
    encode_key,
    event_of,
    key_of,
)


def _play(decoder: TelephoneEventDecoder, packets: list[EventPacket], start: float = 0.0) -> list[KeyEvent]:
    events: list[KeyEvent] = []
    for packet in packets:
        events += decoder.push(packet.timestamp, packet.payload, start + packet.offset / 8000)
    return events


def _payload(event: int, duration: int, *, end: bool = False) -> bytes:
    return PAYLOAD.pack(event, END_BIT if end else 10, duration)


def test_keys_and_codes() -> None:
    assert [key_of(code) for code in (0, 9, 10, 11, 12, 15, 16, 255)] == ["0", "9", "*", "#", "A", "D", None, None]
    assert [event_of(key) for key in "0#*dD"] == [0, 11, 10, 15, 15]
    for wrong in ("", "12", "x"):
        with pytest.raises(ValueError, match=r"one key|substring"):
            event_of(wrong)


def test_one_key_is_down_with_its_first_packet_and_up_with_its_first_end_packet() -> None:
    packets = list(encode_key(5, 1000, 800))
    assert _play(TelephoneEventDecoder(), packets) == [KeyDown(5, 1000, 0.05), KeyUp(5, 1000, 800, 0.1)]


def test_encoder_marks_the_first_packet_and_repeats_the_last_three_times() -> None:
    """§2.5.1.2, §2.5.1.4."""
    packets = list(encode_key(1, 0xFFFF_FF00, 960, interval=160))
    assert [packet.marker for packet in packets] == [True] + [False] * 7
    assert {packet.timestamp for packet in packets} == {0xFFFF_FF00}
    assert [PAYLOAD.unpack(packet.payload)[2] for packet in packets] == [160, 320, 480, 640, 800, 960, 960, 960]
    assert [bool(packet.payload[1] & END_BIT) for packet in packets] == [False] * 5 + [True] * 3
    assert [packet.offset for packet in packets] == [160, 320, 480, 640, 800, 960, 960, 960]


def test_a_key_shorter_than_the_interval_is_three_end_packets() -> None:
    packets = list(encode_key(1, 0, 300))
    assert [(packet.offset, packet.marker) for packet in packets] == [(300, True), (300, False), (300, False)]
    assert _play(TelephoneEventDecoder(), packets)[-1] == KeyUp(1, 0, 300, 300 / 8000)


@pytest.mark.parametrize("arguments", [(0, 400), (800, 0)])
def test_encoder_refuses_keys_without_duration(arguments: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="ticks"):
        list(encode_key(1, 0, arguments[0], interval=arguments[1]))


@pytest.mark.parametrize("duration", [MAX_DURATION, MAX_DURATION + 1, 200_000])
def test_long_key_is_split_at_0xffff_without_marker_and_is_one_key(duration: int) -> None:
    """§2.5.1.3."""
    packets = list(encode_key(7, 500, duration, interval=1600))
    assert all(PAYLOAD.unpack(packet.payload)[2] <= MAX_DURATION for packet in packets)
    assert sum(packet.marker for packet in packets) == 1
    events = _play(TelephoneEventDecoder(), packets)
    assert [type(event) for event in events] == [KeyDown, KeyUp]
    assert isinstance(events[1], KeyUp)
    assert events[1].duration == duration


def test_long_key_whose_segment_border_was_lost_is_one_key() -> None:
    packets = list(encode_key(7, 500, 80_000, interval=1600))
    kept = [packet for packet in packets if not 64_000 <= packet.offset <= 66_000]
    events = _play(TelephoneEventDecoder(), kept)
    assert [type(event) for event in events] == [KeyDown, KeyUp]


def test_long_key_whose_first_segment_ends_a_short_rest_later() -> None:
    """The border may fall between the last update and the end of the key."""
    packets = list(encode_key(7, 0, 65_536, interval=65_535))
    assert [(packet.timestamp, PAYLOAD.unpack(packet.payload)[2]) for packet in packets] == [
        (0, 65_535),
        (0, 65_535),
        *[(65_535, 1)] * 3,
    ]
    assert len(list(encode_key(7, 0, 140_000, interval=139_999))) == 3 + 3


def test_gap_in_the_updates_is_the_same_key() -> None:
    """asterisk-unimrcp #44: one long key press was counted twice."""
    packets = [packet for packet in encode_key(5, 0, 8000) if not 1000 < packet.offset < 3000]
    assert len(_play(TelephoneEventDecoder(), packets)) == 2


def test_key_without_end_packet_ends_by_time_out_and_never_comes_back() -> None:
    decoder = TelephoneEventDecoder()
    assert decoder.next_timer() is None
    assert decoder.push(0, _payload(3, 400), 1.0) == [KeyDown(3, 0, 1.0)]
    assert decoder.next_timer() == 1.0 + KEY_TIMEOUT_S
    assert decoder.handle_timer(1.2) == []
    assert decoder.handle_timer(1.3) == [KeyUp(3, 0, 400, 1.3, is_timed_out=True)]
    assert decoder.push(0, _payload(3, 2800), 1.4) == []
    assert decoder.push(0, _payload(3, 2800, end=True), 1.5) == []


def test_time_out_is_noticed_by_the_next_packet_too() -> None:
    decoder = TelephoneEventDecoder()
    decoder.push(0, _payload(3, 400), 1.0)
    assert decoder.push(8000, _payload(3, 400), 2.0) == [
        KeyUp(3, 0, 400, 2.0, is_timed_out=True),
        KeyDown(3, 8000, 2.0),
    ]


def test_next_key_ends_one_whose_end_packets_are_lost() -> None:
    decoder = TelephoneEventDecoder()
    decoder.push(0, _payload(3, 400), 1.0)
    assert decoder.push(1600, _payload(4, 400), 1.1) == [KeyUp(3, 0, 400, 1.1, True), KeyDown(4, 1600, 1.1)]


def test_same_digit_twice_is_two_keys() -> None:
    decoder = TelephoneEventDecoder()
    events = _play(decoder, list(encode_key(9, 0, 800))) + _play(decoder, list(encode_key(9, 1600, 800)), 0.2)
    assert [type(event) for event in events] == [KeyDown, KeyUp] * 2


def test_sender_that_advances_the_timestamp_is_one_key() -> None:
    decoder = TelephoneEventDecoder()
    events: list[KeyEvent] = []
    for step in range(6):
        events += decoder.push(160 * step, _payload(2, 160 * (step + 1), end=step == 5), step / 50)
    events += decoder.push(160 * 6, _payload(2, 960, end=True), 0.12)
    assert [type(event) for event in events] == [KeyDown, KeyUp]


def test_key_that_was_overtaken_whole_is_told_and_the_later_one_stays_down() -> None:
    decoder = TelephoneEventDecoder()
    decoder.push(8000, _payload(2, 400), 1.0)
    assert decoder.push(6000, _payload(1, 800, end=True), 1.01) == [
        KeyDown(1, 6000, 1.01),
        KeyUp(1, 6000, 800, 1.01, is_timed_out=True),
    ]
    assert decoder.push(6000, _payload(1, 800, end=True), 1.02) == []
    assert decoder.push(8000, _payload(2, 800, end=True), 1.05) == [KeyUp(2, 8000, 800, 1.05)]


@pytest.mark.parametrize(("timestamp", "again"), [(960, True), (800, True), (0, True)])
@pytest.mark.parametrize("marker", [True, False])
def test_a_marker_behind_the_end_is_another_press(timestamp: int, again: bool, marker: bool) -> None:
    """One packet a press, 20 ms after the last, at once, or with the timestamp that all keys of its sender have."""
    decoder = TelephoneEventDecoder()
    decoder.push(0, _payload(5, 160), 0.0, sequence_number=0xFFFE, marker=True)
    decoder.push(0, _payload(5, 800, end=True), 0.1, sequence_number=0xFFFF)
    events = decoder.push(timestamp, _payload(5, 400, end=True), 0.16, sequence_number=0, marker=marker)
    assert [type(event) for event in events] == ([KeyDown, KeyUp] if again and marker else [])


@pytest.mark.parametrize(
    ("sequence_number", "after_s", "presses"),
    [(1, 0.02, 0), (3, 0.02, 0), (3, 0.09, 0), (3, 0.11, 1), (1, 0.11, 0)],
    ids=["an old one", "a repeated end", "a late repetition", "the next press", "an old one, late"],
)
def test_an_end_that_is_marked_whenever_it_is_sent_is_a_press_when_it_comes_later(
    sequence_number: int, after_s: float, presses: int
) -> None:
    """One timestamp, one packet a press, repeated with its marker."""
    decoder = TelephoneEventDecoder()
    assert len(decoder.push(0, _payload(5, 800, end=True), 1.0, sequence_number=2, marker=True)) == 2
    found = decoder.push(0, _payload(5, 800, end=True), 1.0 + after_s, sequence_number=sequence_number, marker=True)
    assert len(found) == 2 * presses


def test_late_packets_of_the_press_before_do_not_end_the_one_with_the_same_timestamp() -> None:
    decoder = TelephoneEventDecoder()
    decoder.push(0, _payload(5, 160), 0.0, sequence_number=1, marker=True)
    decoder.push(0, _payload(5, 800, end=True), 0.1, sequence_number=2)
    assert decoder.push(0, _payload(5, 160), 0.2, sequence_number=4, marker=True) == [KeyDown(5, 0, 0.2)]
    assert decoder.push(0, _payload(5, 800, end=True), 0.22, sequence_number=2) == []
    assert decoder.push(0, _payload(5, 800, end=True), 0.22, sequence_number=3) != []


def test_several_events_in_one_packet_follow_each_other() -> None:
    """§2.5.1.5."""
    payload = _payload(1, 400, end=True) + _payload(2, 800, end=True)
    assert TelephoneEventDecoder().push(0, payload, 0.0) == [
        KeyDown(1, 0, 0.0),
        KeyUp(1, 0, 400, 0.0),
        KeyDown(2, 400, 0.0),
        KeyUp(2, 400, 800, 0.0),
    ]


def test_short_payload_is_counted_and_ignored() -> None:
    decoder = TelephoneEventDecoder()
    assert decoder.push(0, b"\x01\x02\x03", 0.0) == []
    assert decoder.malformed == 1
    assert len(decoder.push(0, _payload(1, 400) + b"\x01", 0.0)) == 1


def test_reset_ends_the_key_whose_late_packets_stay_known() -> None:
    decoder = TelephoneEventDecoder()
    decoder.push(0, _payload(1, 400), 0.0)
    assert decoder.reset(0.1) == [KeyUp(1, 0, 400, 0.1, is_timed_out=True)]
    assert decoder.reset(0.1) == []
    assert decoder.push(0, _payload(1, 400), 0.2) == []


def test_the_same_timestamp_long_after_is_a_key_of_a_recording_played_again() -> None:
    decoder = TelephoneEventDecoder()
    _play(decoder, list(encode_key(1, 0, 800)))
    assert decoder.push(0, _payload(1, 800, end=True), 1.9) == []
    later = 1.9 + REMEMBERED_S
    assert decoder.push(0, _payload(1, 160), later) == [KeyDown(1, 0, later)]


def test_a_key_that_is_told_only_at_its_two_ends_is_one_key() -> None:
    """Some gateways send no updates; the end is longer than what was known, however late it comes."""
    decoder = TelephoneEventDecoder()
    decoder.push(0, _payload(1, 160), 0.0)
    assert decoder.push(0, _payload(1, 40_000, end=True), 5.0) == [KeyUp(1, 0, 160, 5.0, is_timed_out=True)]


def test_equal_keys_of_a_sender_that_advances_the_timestamp_are_two() -> None:
    decoder = TelephoneEventDecoder()
    events: list[KeyEvent] = []
    for start in (0, 1280):
        for step in (0, 1, 4, 4):  # two in a row are lost
            events += decoder.push(start + 160 * step, _payload(2, 160 * (step + 1), end=step == 4), start / 8000)
    ups = [event for event in events if isinstance(event, KeyUp)]
    assert [(key.timestamp, key.duration) for key in ups] == [(0, 800), (1280, 800)]
    # Reordered: the first packet comes behind the second.
    late = [*decoder.push(8160, _payload(2, 320), 2.0), *decoder.push(8000, _payload(2, 160), 2.0)]
    assert late == [KeyDown(2, 8160, 2.0)]


def test_a_thousand_digits_through_loss_and_duplicates() -> None:
    """5 % loss, duplicates and neighbours swapped: every digit once, in order."""
    rng = random.Random(4)
    decoder = TelephoneEventDecoder()
    pressed: list[int] = []
    found: list[int] = []
    now, timestamp = 0.0, 0xFFFF_0000
    for _ in range(1000):
        event = rng.randrange(16)
        pressed.append(event)
        packets = list(encode_key(event, timestamp, 640, interval=160))
        arriving = [packet for packet in packets for _ in range(rng.choice((1, 1, 2))) if rng.random() > 0.05]
        for first in range(len(arriving) - 1):
            if rng.random() < 0.1:
                arriving[first], arriving[first + 1] = arriving[first + 1], arriving[first]
        for packet in arriving:
            events = decoder.push(packet.timestamp, packet.payload, now + packet.offset / 8000)
            found += [event.event for event in events if isinstance(event, KeyDown)]
        timestamp = (timestamp + 1280) & 0xFFFF_FFFF
        now += 0.16
    assert found == pressed


@given(st.lists(st.tuples(st.integers(0, 20000), st.binary(max_size=12), st.floats(0, 0.5)), max_size=30))
def test_downs_and_ups_come_in_pairs(arrivals: list[tuple[int, bytes, float]]) -> None:
    decoder = TelephoneEventDecoder()
    now = 0.0
    events: list[KeyEvent] = []
    for timestamp, payload, wait in arrivals:
        now += wait
        events += decoder.push(timestamp, payload, now)
    events += decoder.reset(now)
    downs = [(event.event, event.timestamp) for event in events if isinstance(event, KeyDown)]
    ups = [(event.event, event.timestamp) for event in events if isinstance(event, KeyUp)]
    assert sorted(downs) == sorted(ups)


@given(st.sampled_from(KEYS), st.integers(1, 200_000), st.integers(80, 2000), st.integers(0, 2**32 - 1))
def test_what_is_encoded_is_decoded(key: str, duration: int, interval: int, timestamp: int) -> None:
    packets = list(encode_key(event_of(key), timestamp, duration, interval=interval))
    events = _play(TelephoneEventDecoder(), packets)
    assert [type(event) for event in events] == [KeyDown, KeyUp]
    assert isinstance(events[1], KeyUp)
    assert (events[0].event, events[1].duration) == (event_of(key), duration)
