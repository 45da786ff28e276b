"""Utterances in the ring: order, marks, stop in every place, credit."""

from collections import deque

import pytest

from rtp.frames import FrameShape
from rtp.messages import (
    AnyEvent,
    Begin,
    Finished,
    LowWater,
    MarkReached,
    PromptKilled,
    Started,
    Stopped,
    StreamSpec,
    Write,
)
from rtp.sending.playout import Departure, Playout, PlayoutShared
from rtp.sending.rings import RingTables
from rtp.streams import SharedRows, StreamTable

ROW = 2
NOW = 100.0
SHAPE = FrameShape.of(StreamSpec(remote=None))


class Bench:
    """One playout whose frames are taken by hand."""

    def __init__(self) -> None:
        self.lowered: list[int] = []
        self.table = StreamTable(SharedRows(bytearray(SharedRows.size_bytes(4)), 4), 4)
        self.table.open(ROW, ssrc=1, sequence_number=0, timestamp=0, wall_offset_s=0.0, is_resumed=False)
        self.shared = PlayoutShared(self.table, RingTables(4), on_lowered=self.lowered.append)
        self.playout = Playout(self.shared, 7, ROW, SHAPE)
        self.table.set_shape(ROW, SHAPE, 0, self.playout.ring_address)
        self.slot = 20_000

    def say(self, utterance: int, *frames: int, final: bool = True, marks: tuple[tuple[int, str], ...] = ()) -> None:
        """Begin an utterance whose frames are all of one byte each."""
        self.playout.begin(Begin(7, utterance))
        self.write(utterance, *frames, final=final, marks=marks)

    def write(self, utterance: int, *frames: int, final: bool = False, marks: tuple[tuple[int, str], ...] = ()) -> None:
        payload = b"".join(bytes((frame,)) * 160 for frame in frames)
        self.playout.write(Write(7, utterance, payload, marks, final), NOW)

    def take(self) -> int | None:
        """What leaves in the next turn: the frame's byte, −1 for a filler, None for nothing."""
        self.slot += 4
        read = int(self.table.read[ROW])
        if read >= self.table.low_water[ROW]:
            self.playout.announce_room()
        departure = Departure.FRAME
        if read >= self.table.limit[ROW]:
            departure = self.playout.attend(self.slot, self.slot * 0.005)
        if departure is not Departure.FRAME:
            return -1 if departure is Departure.FILLER else None
        self.table.read[ROW] += 1
        self.table.last_slot[ROW] = self.slot
        start = read % SHAPE.ring_frames * 160
        frame = set(bytes(self.playout._ring[start : start + 160]))
        (byte,) = frame
        return byte

    def take_all(self) -> list[int]:
        taken = []
        while (frame := self.take()) not in {None, -1}:
            taken.append(frame or 0)
        return taken

    def events(self, *kinds: type[AnyEvent]) -> deque[AnyEvent]:
        found = deque(event for event in self.shared.events if isinstance(event, kinds))
        self.shared.events.clear()
        return found


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_an_utterance_is_ready_as_soon_as_it_has_a_frame(bench: Bench) -> None:
    bench.playout.begin(Begin(7, 1))
    assert not bench.playout.is_ready
    bench.playout.write(Write(7, 1, bytes(159)), NOW)
    assert not bench.playout.is_ready
    bench.playout.write(Write(7, 1, bytes(1)), NOW)
    assert bench.playout.is_ready
    bench.playout.may_send = False
    assert not bench.playout.is_ready
    assert bench.playout.utterances == [1]


def test_an_utterance_too_short_for_a_frame_is_filled_up(bench: Bench) -> None:
    bench.playout.begin(Begin(7, 1))
    bench.playout.write(Write(7, 1, b"\xff" * 3, (), True), NOW)
    assert bench.playout.is_ready
    assert bench.take_all() == [0xFF]


def test_finished_comes_with_the_last_frame_and_before_the_next_start(bench: Bench) -> None:
    bench.say(1, 1, 2)
    bench.say(2, 3)
    assert bench.take_all() == [1, 2, 3]
    kinds = [type(event) for event in bench.events(Started, Finished)]
    assert kinds == [Started, Finished, Started, Finished]


@pytest.mark.parametrize(
    ("stopped", "left"),
    [((1,), [4, 5, 6]), ((2,), [2, 6]), ((3,), [2, 4, 5]), ((1, 2), [6]), ((2, 3), [2]), ((1, 2, 3), []), (None, [])],
)
def test_stop_takes_any_utterance_and_the_others_close_up(
    bench: Bench, stopped: tuple[int, ...] | None, left: list[int]
) -> None:
    bench.say(1, 1, 2)
    bench.say(2, 4, 5, marks=((160, "five"),))
    bench.say(3, 6, marks=((0, "six"),))
    assert bench.take() == 1
    bench.playout.stop(stopped, NOW)
    assert bench.take_all() == left
    marks = [event.name for event in bench.events(MarkReached) if isinstance(event, MarkReached)]
    assert marks == [name for byte, name in ((5, "five"), (6, "six")) if byte in left]


def test_stop_closes_up_around_the_end_of_the_ring(bench: Bench) -> None:
    bench.say(1, *[9] * 98)
    assert len(bench.take_all()) == 98
    bench.say(2, 1)
    bench.say(3, 2)
    bench.say(4, 3, 4, final=False)
    assert bench.take() == 1
    bench.say(5)
    bench.playout.stop((3,), NOW)
    bench.write(4, 5, final=True)
    bench.write(5, 6, final=True)
    assert bench.take_all() == [3, 4, 5, 6]


def test_stop_of_an_open_utterance_lets_the_next_take_audio(bench: Bench) -> None:
    bench.say(1, 1, 2, final=False)
    bench.playout.begin(Begin(7, 2))
    assert bench.take() == 1
    bench.playout.stop((1,), NOW)
    (event,) = [event for event in bench.events(LowWater) if isinstance(event, LowWater) and event.utterance == 2]
    assert isinstance(event, LowWater)
    assert event.wanted_bytes == SHAPE.ring_bytes
    bench.write(1, 9)
    assert bench.playout.stale_writes == 1
    bench.write(2, 3, final=True)
    assert bench.take_all() == [3]


def test_stop_during_an_underrun_ends_it(bench: Bench) -> None:
    bench.say(1, 1, final=False)
    assert [bench.take() for _ in range(3)] == [1, -1, -1]
    bench.playout.begin(Begin(7, 2))
    bench.playout.stop((1,), NOW)
    bench.write(2, 5, final=True)
    assert bench.take_all() == [5]
    (stopped,) = bench.events(Stopped)
    assert isinstance(stopped, Stopped)
    assert stopped.utterances[0].underruns == 1


def test_a_final_write_ends_an_underrun(bench: Bench) -> None:
    bench.say(1, 1, final=False)
    assert [bench.take(), bench.take()] == [1, -1]
    bench.write(1, final=True)
    assert bench.take() is None
    (finished,) = bench.events(Finished)
    assert isinstance(finished, Finished)
    assert (finished.frames, finished.underruns) == (1, 1)


def test_an_utterance_that_waits_for_its_first_audio_sends_nothing(bench: Bench) -> None:
    bench.say(1, 1)
    bench.playout.begin(Begin(7, 2))
    assert bench.take_all() == [1]
    bench.write(2, 2)
    assert bench.take() == 2


def test_empty_utterances_end_in_their_turn(bench: Bench) -> None:
    bench.say(1, 1)
    bench.say(2)
    bench.say(3, 3)
    assert not bench.events(Finished)
    assert bench.take() == 1
    assert [event.utterance for event in bench.events(Finished) if isinstance(event, Finished)] == [1, 2]
    assert bench.take_all() == [3]


def test_a_held_utterance_stops_the_line_until_resume(bench: Bench) -> None:
    bench.say(1, 1)
    bench.playout.begin(Begin(7, 2, paused=True))
    bench.write(2, 2, final=True)
    assert bench.take_all() == [1]
    assert not bench.playout.is_ready
    bench.playout.resume(NOW)
    assert bench.playout.is_ready
    assert bench.take_all() == [2]
    bench.playout.resume(NOW)


def test_room_is_announced_when_an_utterance_opens_and_when_half_a_second_is_left(bench: Bench) -> None:
    bench.say(1, *[1] * 100, final=False)
    (opening,) = bench.events(LowWater)
    assert opening == LowWater(7, 1, 16000, 0)
    for _ in range(75):
        bench.take()
    assert not bench.events(LowWater)
    bench.take()
    assert list(bench.events(LowWater)) == [LowWater(7, 1, 12000, 16000)]
    bench.write(1, *[2] * 75, final=True)
    assert len(bench.take_all()) == 99
    assert not bench.events(LowWater)


def test_room_for_the_next_utterance_is_announced_while_the_first_plays(bench: Bench) -> None:
    bench.say(1, *[1] * 100)
    bench.playout.begin(Begin(7, 2))
    assert list(bench.events(LowWater))[-1] == LowWater(7, 2, 0, 0)
    for _ in range(76):
        bench.take()
    assert list(bench.events(LowWater)) == [LowWater(7, 2, 12000, 0)]


def test_audio_beyond_the_ring_is_cut_off_and_counted(bench: Bench) -> None:
    bench.say(1, *[1] * 101, final=True)
    assert bench.playout.stale_writes == 1
    assert len(bench.take_all()) == 100


def test_audio_after_the_end_is_stale(bench: Bench) -> None:
    bench.say(1, 1)
    bench.write(1, 2)
    assert bench.playout.stale_writes == 1


def test_a_limit_that_comes_nearer_is_told(bench: Bench) -> None:
    bench.say(1, *[1] * 10, final=False)
    assert bench.take() == 1
    bench.lowered.clear()
    bench.write(1, 2)
    assert bench.lowered == []
    bench.write(1, final=True)
    assert bench.lowered == [ROW]


def test_nobody_is_asked_when_no_utterance_takes_audio(bench: Bench) -> None:
    bench.playout.announce_room()
    assert not bench.events(LowWater)
    bench.say(1, 1)
    bench.events(LowWater)
    assert bench.take() == 1
    assert bench.take() is None
    assert not bench.events(LowWater)


def test_the_reflex_takes_all_and_says_so_once() -> None:
    bench = Bench()
    bench.say(1, 1, 2, 3)
    bench.say(2, 4)
    assert bench.take() == 1
    bench.shared.events.clear()
    bench.playout.kill(NOW)
    bench.playout.kill(NOW)
    (killed,) = bench.shared.events
    assert isinstance(killed, PromptKilled)
    assert [(one.utterance, one.frames) for one in killed.utterances] == [(1, 1), (2, 0)]
    assert bench.take() is None
    # What is said next is another prompt.
    bench.say(3, 9)
    assert bench.take() == 9


def test_an_utterance_waits_for_the_depth_it_asks_for_unless_it_is_whole(bench: Bench) -> None:
    bench.playout.begin(Begin(7, 1, depth_ms=60))
    bench.write(1, 1, 2)
    assert not bench.playout.is_ready
    bench.write(1, 3)
    assert bench.playout.is_ready
    assert bench.take_all() == [1, 2, 3]
    bench.write(1, 4, final=True)
    assert bench.take_all() == [4]
    bench.playout.begin(Begin(7, 2, depth_ms=60))
    bench.write(2, 5, final=True)
    assert bench.playout.is_ready
    assert bench.take_all() == [5]
