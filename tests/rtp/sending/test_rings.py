"""Rings are apart from each other; depth is learnt from underruns and forgotten slowly."""

from rtp.frames import FrameShape
from rtp.messages import StreamSpec
from rtp.sending.rings import MAX_DEPTH_MS, MAX_SOURCES, RingTables, StartDepths

SHAPE = FrameShape.of(StreamSpec(remote=None))
LONG = FrameShape.of(StreamSpec(remote=None, ptime_ms=60))


def test_rings_of_one_size_share_a_table_and_do_not_overlap() -> None:
    rings = RingTables(4)
    first, first_address = rings.ring(SHAPE, 0)
    second, second_address = rings.ring(SHAPE, 1)
    assert second_address - first_address == SHAPE.ring_bytes == len(first)
    second[0] = 7
    assert bytes(first) == bytes(SHAPE.ring_bytes)
    assert rings.ring(SHAPE, 1)[0][0] == 7
    assert len(rings.ring(LONG, 0)[0]) == LONG.ring_bytes


def test_depth_doubles_with_underruns_up_to_half_a_second() -> None:
    depths = StartDepths()
    assert depths.frames("engine", SHAPE) == 1
    seen = []
    for _ in range(6):
        depths.deepen("engine", SHAPE)
        seen.append(depths.frames("engine", SHAPE))
    assert seen == [2, 4, 8, 16, 25, 25]
    assert depths.frames("engine", LONG) == round(MAX_DEPTH_MS / 60)
    assert depths.frames("other", SHAPE) == 1


def test_depth_is_forgotten_by_utterances_without_underrun() -> None:
    depths = StartDepths()
    depths.relax("engine", SHAPE, 500)
    depths.deepen("engine", SHAPE)
    depths.relax("engine", SHAPE, 10)
    assert depths.frames("engine", SHAPE) == 2
    for _ in range(10):
        depths.relax("engine", SHAPE, 100)
    assert depths.frames("engine", SHAPE) == 1
    assert depths._depth_ms == {}


def test_sources_are_bounded() -> None:
    depths = StartDepths()
    for number in range(MAX_SOURCES + 10):
        depths.deepen(str(number), SHAPE)
    assert len(depths._depth_ms) == MAX_SOURCES


def test_what_is_asked_for_is_waited_for_whatever_was_learnt() -> None:
    depths = StartDepths()
    assert depths.frames("engine", SHAPE, 300) == 15
    assert depths.frames("engine", SHAPE, 9000) == MAX_DEPTH_MS // 20
    depths.deepen("engine", SHAPE, 200)
    assert depths.frames("engine", SHAPE, 200) == 20
    for _ in range(40):
        depths.relax("engine", SHAPE, 100)
    assert depths.frames("engine", SHAPE, 200) == 10
