"""Rows keep count through changes of codec and of process."""

from rtp.frames import FrameShape
from rtp.messages import StreamSpec
from rtp.streams import SEQUENCE_SKIP, SharedRows, StreamTable

ROWS = 4
PCMU = FrameShape.of(StreamSpec(remote=None))
L16 = FrameShape.of(StreamSpec(remote=None, encoding="L16"))


def _table(memory: bytearray) -> StreamTable:
    return StreamTable(SharedRows(memory, ROWS), ROWS)


def test_counters_survive_a_change_of_codec_and_a_wrap() -> None:
    table = _table(bytearray(SharedRows.size_bytes(ROWS)))
    table.open(1, ssrc=9, sequence_number=65535, timestamp=7, wall_offset_s=0.0, is_resumed=False)
    table.set_shape(1, PCMU, 0, 4096)
    table.shared.sequence_number[1] += 10
    table.set_shape(1, L16, 97, 4096)
    table.shared.sequence_number[1] += 1
    assert table.shared.packets_sent(1) == 11
    assert table.octets_sent(1) == 1600 + 320
    assert table.headers["ssrc"][1] == 9
    assert table.timestamp_at(1, 3) == 7 + 120


def test_a_packet_of_another_size_is_counted_by_itself() -> None:
    table = _table(bytearray(SharedRows.size_bytes(ROWS)))
    table.open(1, ssrc=9, sequence_number=0xFFFF_FFFE, timestamp=7, wall_offset_s=0.0, is_resumed=False)
    table.set_shape(1, PCMU, 0, 4096)
    table.shared.sequence_number[1] += 1
    assert table.count_one(1, 1) == 0xFFFF_FFFF
    assert table.shared.sequence_number[1] == 0
    table.shared.sequence_number[1] += 2
    assert (table.shared.packets_sent(1), table.octets_sent(1)) == (4, 3 * 160 + 1)


def test_a_new_process_steps_ahead_of_what_the_old_one_left() -> None:
    memory = bytearray(SharedRows.size_bytes(ROWS))
    old = _table(memory)
    old.open(2, ssrc=9, sequence_number=100, timestamp=7, wall_offset_s=0.0, is_resumed=False)
    old.set_shape(2, PCMU, 0, 4096)
    old.shared.sequence_number[2] += 5
    new = _table(memory)
    new.open(2, ssrc=9, sequence_number=100, timestamp=7, wall_offset_s=0.0, is_resumed=True)
    new.set_shape(2, PCMU, 0, 4096)
    assert new.shared.sequence_number[2] == 105 + SEQUENCE_SKIP
    assert new.shared.packets_sent(2) == 5
    # Opened anew by another stream, the row begins at zero.
    new.open(2, ssrc=9, sequence_number=100, timestamp=7, wall_offset_s=0.0, is_resumed=False)
    assert new.shared.packets_sent(2) == 0
