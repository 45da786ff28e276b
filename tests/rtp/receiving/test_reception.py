"""RFC 3550 A.1, A.3, A.8: what receiver reports are made of."""

import numpy as np
import pytest

from rtp.receiving.reception import MAX_DROPOUT, ReceptionTable, Verdict


def _feed(table: ReceptionTable, row: int, sequence: list[int], start: float = 0.0) -> list[Verdict]:
    verdicts: list[Verdict] = []
    for index, number in enumerate(sequence):
        one = np.array([row])
        ticks = np.array([start + 160.0 * index])
        verdicts.append(Verdict(table.update(one, np.array([number]), np.array([160 * number]), ticks)[0]))
    return verdicts


def test_packets_in_order_are_new_and_nothing_is_lost() -> None:
    table = ReceptionTable(2)
    assert set(_feed(table, 1, list(range(65530, 65536)) + list(range(10)))) == {Verdict.NEW}
    block = table.report_block(1, 99)
    assert block is not None
    assert (block.ssrc, block.fraction_lost, block.packets_lost) == (99, 0, 0)
    assert block.highest_sequence == 0x10009
    assert table.report_block(0, 1) is None
    assert table.snapshot(0).packets_lost == 0


def test_fraction_lost_is_of_the_interval_and_cumulative_of_all() -> None:
    table = ReceptionTable(1)
    _feed(table, 0, [0, 1, 2, 3])
    table.report_block(0, 1)
    _feed(table, 0, [4, 8])  # 3 of 5 missing
    block = table.report_block(0, 1, last_sr=5, delay_since_last_sr=6)
    assert block is not None
    assert block.fraction_lost == (3 << 8) // 5
    assert (block.packets_lost, block.last_sr, block.delay_since_last_sr) == (3, 5, 6)
    again = table.report_block(0, 1)
    assert again is not None
    assert (again.fraction_lost, again.packets_lost) == (0, 3)


def test_everything_lost_but_one_packet_is_at_most_255_of_256() -> None:
    table = ReceptionTable(1)
    _feed(table, 0, [0])
    table.report_block(0, 1)
    _feed(table, 0, [2999])
    block = table.report_block(0, 1)
    assert block is not None
    assert block.fraction_lost == 255


def test_duplicates_make_the_loss_negative_and_the_fraction_zero() -> None:
    """A.3: "the number of packets lost may be negative if there are duplicates"."""
    table = ReceptionTable(1)
    assert _feed(table, 0, [5, 6, 6, 6])[2:] == [Verdict.DUPLICATE] * 2
    block = table.report_block(0, 1)
    assert block is not None
    assert (block.packets_lost, block.fraction_lost) == (-2, 0)
    assert table.snapshot(0).duplicates == 2


def test_late_packets_are_told_from_duplicates() -> None:
    table = ReceptionTable(1)
    assert _feed(table, 0, [10, 13, 12, 12, 11, 10]) == [
        Verdict.NEW,
        Verdict.NEW,
        Verdict.LATE,
        Verdict.DUPLICATE,
        Verdict.LATE,
        Verdict.DUPLICATE,
    ]
    snapshot = table.snapshot(0)
    assert (snapshot.late, snapshot.duplicates, snapshot.packets_received, snapshot.packets_lost) == (2, 2, 6, -2)


def test_packets_older_than_the_window_count_as_late() -> None:
    table = ReceptionTable(1)
    assert _feed(table, 0, [0, 80, 10, 10])[2:] == [Verdict.LATE, Verdict.LATE]
    # A gap of 64 or more empties the window.
    assert _feed(table, 0, [200, 200, 137])[1:] == [Verdict.DUPLICATE, Verdict.LATE]


def test_stray_packet_is_not_believed_but_its_successor_restarts_the_sequence() -> None:
    """A.1: two sequential packets after a jump are a sender that restarted."""
    table = ReceptionTable(1)
    verdicts = _feed(table, 0, [100, 101, 30000, 102, 40000, 40001, 40002])
    assert verdicts == [
        Verdict.NEW,
        Verdict.NEW,
        Verdict.JUMPED,
        Verdict.NEW,
        Verdict.JUMPED,
        Verdict.NEW,
        Verdict.NEW,
    ]
    snapshot = table.snapshot(0)
    assert (snapshot.jumps, snapshot.packets_lost, snapshot.packets_received) == (2, 0, 2)


def test_dropout_of_almost_3000_is_loss() -> None:
    table = ReceptionTable(1)
    assert _feed(table, 0, [0, MAX_DROPOUT - 1, 2 * MAX_DROPOUT]) == [Verdict.NEW, Verdict.NEW, Verdict.JUMPED]


def test_jitter_of_a_steady_stream_is_zero_and_of_a_shaken_one_converges() -> None:
    """A.8: J += (|D| − J) / 16, here with |D| = 80 for every packet, over the wrap of the timestamp."""
    table = ReceptionTable(2)
    for index in range(400):
        shake = 40.0 if index % 2 else -40.0
        table.update(
            np.array([0, 1]),
            np.array([index, index]),
            np.array([(0xFFFF_F000 + 160 * index) & 0xFFFF_FFFF] * 2),
            np.array([160.0 * index, 160.0 * index + shake]),
        )
    assert table.snapshot(0).jitter_ticks == 0
    assert table.snapshot(1).jitter_ticks == pytest.approx(80, abs=0.1)
    block = table.report_block(1, 1)
    assert block is not None
    assert block.jitter == 79


def test_packets_whose_timestamp_is_no_clock_do_not_count_for_jitter() -> None:
    table = ReceptionTable(1)
    rows, timestamp = np.array([0, 0, 0]), np.array([0, 0, 0])
    ticks = np.array([0.0, 400.0, 800.0])
    table.update(rows, np.array([1, 2, 3]), timestamp, ticks, np.array([True, False, False]))
    assert table.snapshot(0).jitter_ticks == 0
    assert table.snapshot(0).packets_received == 3


def test_a_batch_with_several_packets_of_a_row_counts_as_one_by_one() -> None:
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 3, 200)
    sequence = np.arange(200) + rng.integers(0, 3, 200)
    ticks = np.arange(200) * 160.0 + rng.random(200) * 50
    whole, single = ReceptionTable(3), ReceptionTable(3)
    verdicts = whole.update(rows, sequence, sequence * 160, ticks)
    for index in range(200):
        at = slice(index, index + 1)
        assert single.update(rows[at], sequence[at], sequence[at] * 160, ticks[at])[0] == verdicts[index]
    assert [whole.snapshot(row) for row in range(3)] == [single.snapshot(row) for row in range(3)]


def test_reset_forgets_a_row_only() -> None:
    table = ReceptionTable(2)
    _feed(table, 0, [5, 5])
    _feed(table, 1, [7])
    table.reset(0)
    assert table.report_block(0, 1) is None
    assert table.snapshot(0).duplicates == 0
    assert table.snapshot(1).packets_received == 1
    assert _feed(table, 0, [60000]) == [Verdict.NEW]
