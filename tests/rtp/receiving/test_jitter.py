"""The jitter buffer: what was sent comes out, as early as it can."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rtp.receiving.jitter import MAX_DELAY_S, MIN_DELAY_S, START_DELAY_S, Frames, JitterBuffer

PCM = np.arange(1, 160 * 200 + 1).astype(np.int16)


def _push(
    buffer: JitterBuffer, number: int, now: float, *, row: int = 0, length: int = 160, timestamp: int | None = None
) -> None:
    """Packet `number` of PCM, sent with a timestamp that wraps within the first packets."""
    start = number * length
    stamp = (0xFFFF_FF00 + start if timestamp is None else timestamp) & 0xFFFF_FFFF
    buffer.push(
        np.array([row]),
        np.array([(65530 + number) & 0xFFFF]),
        np.array([stamp]),
        PCM[np.newaxis, start : start + length],
        np.array([now]),
    )


def _pull(buffer: JitterBuffer, now: float) -> list[Frames]:
    pulled = []
    while len((frames := buffer.pull(now)).rows):
        pulled.append(frames)
        assert len(pulled) < 100
    return pulled


def _opened(rows: int = 1, **options: int) -> JitterBuffer:
    buffer = JitterBuffer(rows, **options)
    buffer.open(np.arange(rows))
    return buffer


def _samples(pulled: list[Frames]) -> NDArray[np.int16]:
    return np.concatenate([frames.samples[0] for frames in pulled]) if pulled else np.zeros(0, np.int16)


def test_packets_in_order_leave_at_once() -> None:
    buffer = _opened()
    for number in range(20):
        _push(buffer, number, number * 0.02)
        (frames,) = _pull(buffer, number * 0.02)
        assert np.array_equal(frames.samples[0], PCM[number * 160 : number * 160 + 160])
        assert frames.timestamp.tolist() == [(0xFFFF_FF00 + number * 160) & 0xFFFF_FFFF]
        assert not frames.is_gap.any()


@pytest.mark.parametrize("length", [40, 80, 240, 480, 800])
def test_any_packet_length_gives_frames_of_20_ms(length: int) -> None:
    buffer = _opened()
    out = []
    for number in range(4800 // length):
        _push(buffer, number, (number + 1) * length / 8000, length=length)
        out += _pull(buffer, (number + 1) * length / 8000)
    assert np.array_equal(_samples(out), PCM[:4800])


def test_swapped_packets_come_out_in_order_and_duplicates_once() -> None:
    buffer = _opened()
    for number in (0, 2, 1, 1, 3, 3):
        _push(buffer, number, 0.0)
    assert np.array_equal(_samples(_pull(buffer, 0.0)), PCM[:640])


def test_a_hole_waits_and_is_filled_by_the_late_packet() -> None:
    buffer = _opened()
    _push(buffer, 0, 0.0)
    _push(buffer, 2, 0.04)
    assert len(_pull(buffer, 0.04)) == 1
    assert buffer.next_timer() == pytest.approx(0.04 + buffer.delay_s(0))
    _push(buffer, 1, 0.05)
    assert np.array_equal(_samples(_pull(buffer, 0.05)), PCM[160:480])
    assert buffer.late_packets[0] == 0


def test_a_lost_packet_is_given_up_after_the_delay_and_is_a_gap() -> None:
    buffer = _opened()
    _push(buffer, 0, 0.0)
    _push(buffer, 2, 0.04)
    _push(buffer, 3, 0.06)
    _pull(buffer, 0.04)
    assert _pull(buffer, 0.04 + MIN_DELAY_S - 0.001) == []
    pulled = _pull(buffer, 0.04 + START_DELAY_S)
    assert [bool(frames.is_gap[0]) for frames in pulled] == [True, False, False]
    assert not pulled[0].samples.any()
    assert np.array_equal(_samples(pulled[1:]), PCM[320:640])
    assert buffer.missing_samples[0] == 160


def test_several_lost_packets_are_given_up_together() -> None:
    buffer = _opened()
    _push(buffer, 0, 0.0)
    _push(buffer, 5, 0.1)
    _pull(buffer, 0.1)
    assert len(_pull(buffer, 0.1 + START_DELAY_S)) == 5


def test_late_packets_make_the_buffer_wait_longer_and_steady_ones_shorter() -> None:
    buffer = _opened()
    _push(buffer, 0, 0.0)
    _push(buffer, 2, 0.04)
    _pull(buffer, 0.04)
    _pull(buffer, 0.085)
    _push(buffer, 1, 0.1)
    assert buffer.late_packets[0] == 1
    assert buffer.delay_s(0) == pytest.approx(0.06 * 1.25)
    _push(buffer, 1, 5.0)
    assert buffer.delay_s(0) == MAX_DELAY_S
    for number in range(3, 190):
        _push(buffer, number, number * 0.02)
        _pull(buffer, number * 0.02)
    assert MIN_DELAY_S <= buffer.delay_s(0) < 0.06


def test_silence_takes_the_place_of_a_stream_that_stops_in_real_time() -> None:
    buffer = _opened()
    _push(buffer, 0, 0.0)
    assert len(_pull(buffer, 0.0)) == 1
    first = buffer.next_timer() or 0.0
    assert first == pytest.approx(0.02 + buffer.delay_s(0))
    assert _pull(buffer, first - 0.001) == []
    assert len(_pull(buffer, first + 0.0001)) == 1
    assert _pull(buffer, first + 0.0001) == []
    pulled = _pull(buffer, first + 0.2001)
    assert len(pulled) == 10
    assert all(frames.is_gap.all() for frames in pulled)


def test_talk_after_a_pause_of_the_sender_leaves_without_delay() -> None:
    """Silence suppression: the timestamp leaps, the sequence number does not; nothing is missing."""
    buffer = _opened()
    _push(buffer, 0, 0.0)
    _pull(buffer, 0.0)
    _pull(buffer, 0.5)
    _push(buffer, 1, 0.52, timestamp=0xFFFF_FF00 + 26 * 160)
    pulled = _pull(buffer, 0.52)
    assert np.array_equal(pulled[-1].samples[0], PCM[160:320])
    assert not _samples(pulled[:-1]).any()
    assert pulled[-1].timestamp[0] == (0xFFFF_FF00 + 26 * 160) & 0xFFFF_FFFF


def test_short_pause_of_the_sender_is_silence_of_its_length() -> None:
    buffer = _opened()
    _push(buffer, 0, 0.0)
    _push(buffer, 1, 0.08, timestamp=0xFFFF_FF00 + 4 * 160)
    pulled = _pull(buffer, 0.08)
    assert len(pulled) == 5
    assert np.array_equal(pulled[4].samples[0], PCM[160:320])


def test_timestamp_that_stands_still_in_pauses_loses_no_audio() -> None:
    buffer = _opened()
    _push(buffer, 0, 0.0)
    _pull(buffer, 0.0)
    silent = len(_pull(buffer, 1.0))
    assert silent > 40
    _push(buffer, 1, 1.0)  # its timestamp follows directly on packet 0
    _push(buffer, 2, 1.02)
    assert np.array_equal(_samples(_pull(buffer, 1.02)), PCM[160:480])
    assert buffer.late_packets[0] == 0


@pytest.mark.parametrize("leap", [10_000_000, -10_000_000, 1 << 31])
def test_a_sender_that_changes_its_clock_goes_on_at_once(leap: int) -> None:
    buffer = _opened()
    _push(buffer, 0, 0.0)
    _pull(buffer, 0.0)
    _push(buffer, 2, 0.02, timestamp=leap)
    (frames,) = _pull(buffer, 0.02)
    assert np.array_equal(frames.samples[0], PCM[320:480])
    assert frames.timestamp[0] == leap & 0xFFFF_FFFF


def test_a_burst_beyond_the_ring_drops_the_oldest_and_stays_bounded() -> None:
    buffer = _opened(span_samples=1024)
    for number in range(20):
        _push(buffer, number, 0.0)
    out = _samples(_pull(buffer, 0.0))
    assert len(out) <= 960
    assert np.array_equal(out[-160:], PCM[19 * 160 : 20 * 160])
    assert buffer.missing_samples[0] > 0


def test_packets_that_arrive_at_ten_times_the_speed_all_come_out() -> None:
    buffer = _opened()
    out = []
    for number in range(100):
        _push(buffer, number, number * 0.002)
        out += _pull(buffer, number * 0.002)
    assert np.array_equal(_samples(out), PCM[:16000])


def test_most_negative_sample_is_audio_not_a_hole() -> None:
    buffer = _opened()
    buffer.push(np.array([0]), np.array([1]), np.array([0]), np.full((1, 160), -32768, np.int16), np.array([0.0]))
    (frames,) = _pull(buffer, 0.0)
    assert (frames.samples == -32767).all()
    assert not frames.is_gap.any()


def test_rows_do_not_touch_each_other_and_closed_rows_take_nothing() -> None:
    buffer = JitterBuffer(3)
    assert buffer.next_timer() is None
    buffer.open(np.array([0, 2]))
    rows = np.array([0, 1, 2, 2])
    samples = np.stack([PCM[start : start + 160] for start in (0, 160, 320, 480)])
    buffer.push(rows, np.array([1, 1, 1, 2]), np.array([0, 0, 0, 160]), samples, np.zeros(4))
    first, second = _pull(buffer, 0.0)
    assert first.rows.tolist() == [0, 2]
    assert np.array_equal(first.samples, samples[[0, 2]])
    assert second.rows.tolist() == [2]
    buffer.close(2)
    assert all(2 not in frames.rows for frames in _pull(buffer, 1.0))
    buffer.push(np.array([1]), np.array([1]), np.array([0]), samples[:1], np.zeros(1))
    assert _pull(buffer, 0.0) == []


def test_opening_again_forgets_the_old_stream() -> None:
    buffer = _opened()
    for number in range(5):
        _push(buffer, number, 0.0)
    buffer.open(0)
    assert _pull(buffer, 1.0) == []
    _push(buffer, 9, 2.0, timestamp=77)
    (frames,) = _pull(buffer, 2.0)
    assert frames.timestamp[0] == 77


def test_g722_clock_runs_at_half_the_sampling_rate() -> None:
    buffer = _opened(sample_rate_hz=16000, clock_rate=8000)
    assert buffer.frame_samples == 320
    for number, stamp in ((0, 1000), (1, 1160), (2, 1320)):
        _push(buffer, number, 0.0, length=320, timestamp=stamp)
    pulled = _pull(buffer, 0.0)
    assert [int(frames.timestamp[0]) for frames in pulled] == [1000, 1160, 1320]
    assert np.array_equal(_samples(pulled), PCM[:960])


@pytest.mark.parametrize("length", [0, 5000])
def test_packets_that_cannot_fit_are_refused(length: int) -> None:
    buffer = _opened()
    with pytest.raises(ValueError, match="samples in a ring"):
        buffer.push(np.array([0]), np.array([0]), np.array([0]), np.zeros((1, length), np.int16), np.zeros(1))


@settings(max_examples=60)
@given(st.integers(0, 1 << 30), st.integers(0, 30), st.floats(0, 0.019))
def test_loss_and_reordering_give_every_received_sample_at_its_place(
    seed: int, lost_percent: int, shake_s: float
) -> None:
    """Network that loses and delays by less than a packet and a half: what arrives in time is at its place."""
    rng = random.Random(seed)
    buffer = _opened()
    arrivals = sorted(
        (number * 0.02 + (rng.random() * shake_s * 1.5 if number else 0), number)
        for number in range(60)
        if number == 0 or rng.random() * 100 >= lost_percent
    )
    out: list[Frames] = []
    for now, number in arrivals:
        _push(buffer, number, now)
        out += _pull(buffer, now)
    out += _pull(buffer, arrivals[-1][0] + MAX_DELAY_S)
    received = {number for _, number in arrivals}
    assert buffer.late_packets[0] == 0
    pulled = [int(frames.samples[0][0]) for frames in out if not frames.is_gap[0]]
    assert pulled == [number * 160 + 1 for number in sorted(received)]


def test_frames_say_when_their_last_sample_came_or_should_have_come() -> None:
    buffer = _opened()
    _push(buffer, 0, 5.0, length=320)
    first, second = _pull(buffer, 5.0)
    assert (first.ends_at[0], second.ends_at[0]) == (4.98, 5.0)
    silence = _pull(buffer, 5.2)
    assert [frames.ends_at[0] for frames in silence][:2] == pytest.approx([5.02, 5.04])


def test_packets_without_audio_in_a_pause_make_no_hole() -> None:
    buffer = _opened(2)
    _push(buffer, 0, 0.0)
    _pull(buffer, 0.0)
    # Two packets of comfort noise, one of them twice, and one for a row that has not begun.
    sequence = np.array([65531, 65531, 65532, 9])
    buffer.pass_by(np.array([0, 0, 0, 1]), sequence)
    _push(buffer, 3, 0.06)
    assert len(_pull(buffer, 0.06)) == 3
    # Behind a loss they tell nothing.
    buffer.pass_by(np.array([0]), np.array([65535]))
    _push(buffer, 6, 0.12)
    assert _pull(buffer, 0.12) == []


def test_a_second_pull_may_look_at_the_rows_of_the_first_only() -> None:
    buffer = _opened(3)
    for row in (0, 2):
        _push(buffer, 0, 0.0, row=row, length=160 * (row + 1) // 2 * 2)
    first = buffer.pull(0.0)
    assert first.rows.tolist() == [0, 2]
    second = buffer.pull(0.0, first.rows)
    assert second.rows.tolist() == [2]
