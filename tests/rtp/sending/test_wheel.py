"""Rows meet in their slots, whatever their packet interval."""

import pytest

from rtp.clock import PERIODS
from rtp.frames import FrameShape
from rtp.messages import StreamSpec
from rtp.sending.wheel import MAX_UNSYNCED, Wheel
from rtp.streams import SEQUENCE_SKIP, SharedRows, StreamTable
from rtp.wire.addresses import pack_sockaddr

ROWS = 8


@pytest.fixture
def table() -> StreamTable:
    table = StreamTable(SharedRows(bytearray(SharedRows.size_bytes(ROWS)), ROWS), ROWS)
    shape = FrameShape.of(StreamSpec(remote=None))
    for row in range(ROWS):
        table.open(row, ssrc=row, sequence_number=row, timestamp=0, wall_offset_s=0.0, is_resumed=False)
        table.set_shape(row, shape, 0, 1 << 20)
        table.set_remote(row, pack_sockaddr(("192.0.2.1", 4000 + row)))
        table.port[row] = 5000 + row % 2
    return table


@pytest.mark.parametrize("period", PERIODS)
def test_a_row_is_due_every_interval_from_its_first_slot(table: StreamTable, period: int) -> None:
    wheel = Wheel(table)
    wheel.add(3, period, 101)
    due = [slot for slot in range(101, 149) if wheel.due(slot)]
    assert due == list(range(101, 149, period))
    wheel.remove(3)
    wheel.remove(3)
    assert not any(wheel.due(slot) for slot in range(24))


def test_rows_of_one_port_lie_beside_each_other(table: StreamTable) -> None:
    wheel = Wheel(table)
    for row in range(5):
        wheel.add(row, 4, 8)
    (batch,) = wheel.due(12)
    assert batch.rows.tolist() == [0, 2, 4, 1, 3]
    assert [(segment.port, segment.start, segment.count) for segment in batch.segments] == [(5000, 0, 3), (5001, 3, 2)]
    assert all(segment.address == segment.messages.ctypes.data for segment in batch.segments)
    assert len(wheel) == 5
    assert 4 in wheel


def test_a_batch_is_kept_until_a_row_comes_goes_or_changes(table: StreamTable) -> None:
    wheel = Wheel(table)
    wheel.add(0, 4, 0)
    (batch,) = wheel.due(0)
    assert wheel.due(4) == [batch]
    wheel.refresh(5)
    assert wheel.due(4) == [batch]
    wheel.refresh(0)
    assert wheel.due(4) != [batch]


def test_two_intervals_in_one_slot_are_two_batches(table: StreamTable) -> None:
    wheel = Wheel(table)
    wheel.add(0, 4, 8)
    wheel.add(1, 6, 8)
    assert [batch.period_slots for batch in wheel.due(8)] == [4, 6]


def test_preparing_steps_numbers_and_frames(table: StreamTable) -> None:
    wheel = Wheel(table)
    wheel.add(1, 4, 8)
    wheel.add(2, 4, 8)
    table.limit[1] = 5
    (batch,) = wheel.due(8)
    assert batch.at_limit() == [2]
    batch.prepare(8)
    batch.prepare(12)
    assert table.read[1] == 0, "the table learns of it when it asks"
    batch.sync()
    assert table.read[[1, 2]].tolist() == [2, 2]
    assert table.shared.sequence_number[[1, 2]].tolist() == [3, 4]
    assert table.last_slot[1] == 12
    batch.prepare(16)
    batch.fill(1, 77)
    wheel.sync(1)
    wheel.sync(7)
    assert table.read[[1, 2]].tolist() == [2, 3]
    batch.mark([2], is_marked=True)
    batch.mark([2], is_marked=False)
    table.limit[[1, 2]] = (9, 6)
    # Row 2 stands at frame 3: three more packets, then it is at its limit.
    turns = []
    for slot in (16, 20, 24):
        turns.append(batch.at_limit())
        batch.prepare(slot)
    assert turns == [[], [], []]
    assert batch.at_limit() == [2]


def test_a_lowered_limit_ends_the_free_turns(table: StreamTable) -> None:
    wheel = Wheel(table)
    wheel.add(1, 4, 8)
    table.limit[1] = 50
    (batch,) = wheel.due(8)
    assert batch.at_limit() == []
    assert batch.free_turns == 49
    assert batch.at_limit() == []
    assert batch.free_turns == 48
    wheel.hurry(1)
    wheel.hurry(7)
    assert batch.free_turns == 0


def test_the_table_is_never_far_behind(table: StreamTable) -> None:
    wheel = Wheel(table)
    wheel.add(1, 4, 8)
    table.limit[1] = 500
    (batch,) = wheel.due(8)
    for turn in range(100):
        batch.at_limit()
        batch.prepare(8 + 4 * turn)
        assert turn + 1 - int(table.read[1]) <= MAX_UNSYNCED
    assert MAX_UNSYNCED < SEQUENCE_SKIP
    wheel.remove(1)
    assert (table.read[1], table.last_slot[1]) == (100, 8 + 4 * 99)
    assert table.shared.sequence_number[1] == 101
