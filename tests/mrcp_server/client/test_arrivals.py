"""Loss, order, cadence and loudness from columns of packets whose faults are known."""

import numpy as np
import pytest

from mrcp_server.client import arrivals
from mrcp_server.client.arrivals import ARRIVAL, Arrivals

MS = 1_000_000


def packets(stream: int, numbers: list[int], *, start_ns: int = 0, first_timestamp: int = 0) -> Arrivals:
    """One packet every 20 ms in the given order of sequence numbers; timestamps follow the numbers."""
    rows = np.zeros(len(numbers), ARRIVAL)
    rows["stream"] = stream
    rows["ssrc"] = stream + 1000
    rows["sequence_number"] = np.array(numbers) & 0xFFFF
    rows["timestamp"] = (first_timestamp + (np.array(numbers) - min(numbers)) * 160) & 0xFFFF_FFFF
    rows["arrival_ns"] = start_ns + np.arange(len(numbers)) * 20 * MS
    if len(numbers):
        rows["marker"][0] = True
    return rows


def joined(*streams: Arrivals) -> Arrivals:
    """Several streams as a capture delivers them: mixed."""
    mixed = np.concatenate(streams)
    return arrivals.sort_by_arrival(mixed[np.argsort(mixed["arrival_ns"], kind="stable")])


class TestOrder:
    """What is counted against the sender (RFC 3550 A.3)."""

    def test_clean_streams_lose_nothing(self) -> None:
        sorted_rows = joined(packets(0, list(range(100))), packets(3, list(range(500, 700)), start_ns=7))
        assert arrivals.measure_order(sorted_rows) == arrivals.PacketOrder(2, 300, 0, 0, 0)

    def test_numbers_may_wrap(self) -> None:
        sorted_rows = joined(packets(0, list(range(65530, 65546))), packets(1, list(range(65530, 65546))))
        assert arrivals.measure_order(sorted_rows) == arrivals.PacketOrder(2, 32, 0, 0, 0)

    def test_a_gap_is_a_loss_of_its_own_stream_only(self) -> None:
        sorted_rows = joined(packets(0, [1, 2, 5, 6]), packets(1, [10, 11]))
        assert arrivals.measure_order(sorted_rows) == arrivals.PacketOrder(2, 6, 2, 0, 0)

    def test_a_repeated_number_is_a_duplicate(self) -> None:
        assert arrivals.measure_order(joined(packets(0, [1, 2, 2, 3]))) == arrivals.PacketOrder(1, 4, 0, 1, 0)

    def test_a_late_packet_is_reordered_and_not_lost(self) -> None:
        assert arrivals.measure_order(joined(packets(0, [1, 3, 2, 4]))) == arrivals.PacketOrder(1, 4, 0, 0, 1)

    def test_a_late_duplicate_counts_once(self) -> None:
        assert arrivals.measure_order(joined(packets(0, [1, 2, 3, 2]))) == arrivals.PacketOrder(1, 4, 0, 1, 0)

    def test_a_packet_stamped_when_it_was_read_is_not_reordered(self) -> None:
        first, second = packets(0, [1, 2, 3, 4]), packets(1, [7, 8], start_ns=-5 * MS)
        first["arrival_ns"][:2] = 50 * MS, 50 * MS + 1
        rows = arrivals.sort_by_arrival(np.concatenate([second, first]))
        assert arrivals.measure_order(rows) == arrivals.PacketOrder(2, 6, 0, 0, 0)
        assert rows["arrival_ns"].tolist() == [40 * MS, 40 * MS, 40 * MS, 60 * MS, -5 * MS, 15 * MS]

    def test_a_first_packet_may_be_the_late_one(self) -> None:
        assert arrivals.measure_order(joined(packets(0, [5, 4, 6]))) == arrivals.PacketOrder(1, 3, 0, 0, 1)

    def test_nothing_is_nothing(self) -> None:
        assert arrivals.measure_order(np.zeros(0, ARRIVAL)) == arrivals.PacketOrder(0, 0, 0, 0, 0)


class TestIntervals:
    """Distance of neighbours from 20 ms."""

    def test_even_packets_deviate_by_nothing(self) -> None:
        deviations = arrivals.interval_deviations_ms(joined(packets(0, list(range(10))), packets(1, [1, 2])))
        assert deviations == pytest.approx(np.zeros(10))

    def test_one_late_packet_shows_twice(self) -> None:
        rows = packets(0, list(range(5)))
        rows["arrival_ns"][2] += 3 * MS
        assert arrivals.interval_deviations_ms(joined(rows)) == pytest.approx([0, 3, 3, 0])

    def test_a_lost_packet_is_no_deviation(self) -> None:
        rows = packets(0, [1, 2, 4, 5])
        rows["arrival_ns"][2:] += 20 * MS
        assert arrivals.interval_deviations_ms(joined(rows)) == pytest.approx([0, 0])

    def test_silence_before_a_marker_is_no_deviation(self) -> None:
        first, second = packets(0, [1, 2]), packets(0, [3, 4], start_ns=1000 * MS, first_timestamp=8000)
        assert arrivals.interval_deviations_ms(joined(first, second)) == pytest.approx([0, 0])

    def test_other_packet_lengths_are_judged_by_their_own(self) -> None:
        rows = packets(0, [1, 2, 3])
        rows["timestamp"] = [0, 240, 480]
        rows["arrival_ns"] = np.array([0, 30, 60]) * MS
        assert arrivals.interval_deviations_ms(joined(rows)) == pytest.approx([0, 0])

    def test_one_packet_has_no_interval(self) -> None:
        assert len(arrivals.interval_deviations_ms(packets(0, [1]))) == 0


class TestDeparture:
    """A stream against its own cadence."""

    def test_streams_spread_over_the_frame_show_no_error(self) -> None:
        sorted_rows = joined(*(packets(index, list(range(20)), start_ns=index * 5 * MS) for index in range(4)))
        assert arrivals.departure_errors_ms(sorted_rows) == pytest.approx(np.zeros(80))

    def test_one_late_packet_is_late_by_itself(self) -> None:
        rows = packets(0, list(range(11)))
        rows["arrival_ns"][4] += 2 * MS
        errors = arrivals.departure_errors_ms(joined(rows))
        assert errors == pytest.approx([0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0])

    def test_the_timestamp_may_wrap(self) -> None:
        rows = packets(0, list(range(12)), first_timestamp=2**32 - 800)
        assert arrivals.departure_errors_ms(joined(rows)) == pytest.approx(np.zeros(12))

    def test_each_talkspurt_has_its_own_cadence(self) -> None:
        first = packets(0, list(range(10)))
        second = packets(0, list(range(10, 20)), start_ns=1003 * MS, first_timestamp=8000)
        assert arrivals.departure_errors_ms(joined(first, second)) == pytest.approx(np.zeros(20))

    def test_short_talkspurts_are_left_out(self) -> None:
        assert len(arrivals.departure_errors_ms(joined(packets(0, [1, 2, 3])))) == 0
        assert len(arrivals.departure_errors_ms(np.zeros(0, ARRIVAL))) == 0


def test_only_streams_with_sound_are_heard() -> None:
    silent, loud, brief, unknown = (packets(index, list(range(10))) for index in range(4))
    loud["mean_square"] = 1810.0**2
    brief["mean_square"][:2] = 1810.0**2
    unknown["mean_square"] = np.nan
    assert arrivals.audible_streams(joined(silent, loud, brief, unknown)).tolist() == [1]


def test_times_of_single_streams() -> None:
    times = arrivals.StreamTimes(joined(packets(1, [1, 2, 3], start_ns=5 * MS), packets(4, [1], start_ns=9 * MS)))
    assert times.first_after_ns(1, 6 * MS) == 25 * MS
    assert times.first_after_ns(1, 46 * MS) is None
    assert times.last_ns(1) == 45 * MS
    assert times.last_ns(4) == 9 * MS
    assert times.first_after_ns(2, 0) is None
    assert times.last_ns(9) is None
