"""What one stream has to say: a ring of frames, the utterances in it, their marks, pause, stop, underrun.

Positions count frames since the stream was opened. Between events (a mark, the end, low water, no audio) frames leave
by array arithmetic alone, up to `limit` in the stream table; at the limit `attend` looks at what happens there.
"""

from collections import deque
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np

from rtp.clock import SLOT_S
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
    StoppedUtterance,
    Write,
)
from rtp.sending.rings import RingTables, StartDepths
from rtp.streams import NO_FRAME, NO_LOW_WATER, StreamTable
from rtp.wire.sequence import ntp_from_unix


class Departure(Enum):
    """What leaves for a stream in a slot that is its turn."""

    FRAME = auto()
    """The next frame of the ring."""
    FILLER = auto()
    """`filler_address`: the ring has run dry in the middle of an utterance."""
    NOTHING = auto()
    """The talkspurt is over."""


@dataclass(slots=True)
class PlayoutShared:
    """What the playouts of a plane have in common."""

    table: StreamTable
    rings: RingTables
    on_lowered: Callable[[int], None]
    """Called with the row when its limit comes nearer than it was."""
    events: list[AnyEvent] = field(default_factory=list)
    depths: StartDepths = field(default_factory=StartDepths)
    underruns: int = 0


@dataclass(slots=True)
class _Utterance:
    number: int
    source: str
    depth_ms: int
    is_held: bool
    """Begun paused, and not yet resumed."""
    first_frame: int | None = None
    """None while the one before it is open: nobody knows yet where this one begins."""
    end_frame: int | None = None
    """Behind its last frame; None until the final write."""
    received_bytes: int = 0
    marks: deque[tuple[int, int, str]] = field(default_factory=deque)
    """(frame, ticks into it, name)"""
    last_mark: str | None = None
    is_started: bool = False
    underruns: int = 0


class Playout:
    """The sending side of one stream."""

    def __init__(self, shared: PlayoutShared, number: int, row: int, shape: FrameShape) -> None:
        self._shared = shared
        self._table = shared.table
        self._number = number
        self.row = row
        self.shape = shape
        self._ring, self.ring_address = shared.rings.ring(shape, row)
        self._utterances: deque[_Utterance] = deque()
        self._open: _Utterance | None = None
        """The one that takes audio: the first whose end is not known."""
        self._written_bytes = int(self._table.read[row]) * shape.frame_bytes
        self._is_refilling = False
        self._filler = np.empty(0, np.uint8)
        self._wall_offset_s = float(shared.table.wall_offset_s[row])
        self.is_paused = False
        self.may_send = True
        """False while the peer is on hold or its address unknown."""
        self.stale_writes = 0
        self.underruns = 0

    @property
    def filler_address(self) -> int:
        """The frame to send for Departure.FILLER."""
        return self._filler.ctypes.data

    @property
    def is_ready(self) -> bool:
        """A talkspurt can begin: there is audio, as deep as its source needs, and nothing forbids it."""
        if not self._utterances or self.is_paused or not self.may_send:
            return False
        head = self._utterances[0]
        return not head.is_held and self._buffered(head) > 0 and self._is_deep(head)

    @property
    def utterances(self) -> list[int]:
        """Utterances in the queue."""
        return [utterance.number for utterance in self._utterances]

    def begin(self, command: Begin) -> None:
        """Queue an utterance."""
        utterance = _Utterance(command.utterance, command.source, command.depth_ms, command.paused)
        self._utterances.append(utterance)
        if self._open is None:
            self._find_open()

    def write(self, write: Write, now: float) -> None:
        """Take audio. What belongs to no open utterance is stale: counted and dropped."""
        utterance = self._open
        if utterance is None or utterance.number != write.utterance:
            self.stale_writes += 1
            return
        frame_bytes = self.shape.frame_bytes
        start = self._written_bytes
        self._put(write.payload)
        utterance.received_bytes += len(write.payload)
        for ticks, name in write.marks:
            frame, offset = divmod(start + ticks * self.shape.bytes_per_tick, frame_bytes)
            utterance.marks.append((frame, offset // self.shape.bytes_per_tick, name))
        if write.final:
            self._put(bytes((self.shape.silence_byte,)) * (-self._written_bytes % frame_bytes))
            utterance.end_frame = self._written_bytes // frame_bytes
            self._find_open()
            self._settle(now)
        self._set_limit()

    def stop(self, numbers: Container[int] | None, now: float) -> None:
        """Take utterances away, None all; frames of the others close up. Reports Stopped in any case."""
        stopped = self._take_away(numbers, now)
        self._shared.events.append(Stopped(self._number, stopped, *self._instant(now)))

    def kill(self, now: float) -> None:
        """The reflex: take all utterances away, and report it as PromptKilled if there was one."""
        if self._utterances:
            stopped = self._take_away(None, now)
            self._shared.events.append(PromptKilled(self._number, stopped, *self._instant(now)))

    def _take_away(self, numbers: Container[int] | None, now: float) -> tuple[StoppedUtterance, ...]:
        read = int(self._table.read[self.row])
        stopped: list[StoppedUtterance] = []
        kept: deque[_Utterance] = deque()
        for utterance in self._utterances:
            if numbers is None or utterance.number in numbers:
                stopped.append(self._epitaph(utterance, read))
            else:
                kept.append(utterance)
        if stopped:
            self._close_up(kept, read)
            self._find_open()
            self._settle(now)
            self._set_limit()
        return tuple(stopped)

    def resume(self, now: float) -> None:
        """Go on after a pause, or let an utterance that was begun paused go."""
        self.is_paused = False
        if self._utterances:
            self._utterances[0].is_held = False
        self._settle(now)

    def attend(self, slot: int, now: float) -> Departure:
        """It is this stream's turn and its next frame is at the limit: decide what leaves, report what happens."""
        read = int(self._table.read[self.row])
        if not self._utterances or self._utterances[0].is_held:
            return Departure.NOTHING
        head = self._utterances[0]
        is_smooth = head.is_started and not self._is_refilling
        if self._buffered(head) <= 0 or not (is_smooth or self._is_deep(head)):
            # An utterance that has not begun is awaited in silence; one that runs dry is kept alive.
            return self._fill(head, read) if head.is_started else Departure.NOTHING
        self._is_refilling = False
        if not head.is_started:
            head.is_started = True
            self._shared.events.append(Started(self._number, head.number, now, *self._time_of(slot)))
        if head.marks:
            self._report_marks(head, read, slot, now)
        if head.end_frame == read + 1:
            self._finish(head, slot, now)
            self._table.read[self.row] += 1
            self._settle(now)
            self._table.read[self.row] -= 1
        self._set_limit()
        return Departure.FRAME

    def announce_room(self) -> None:
        """Tell control how much the open utterance may send: when it opens, and at low water."""
        utterance = self._open
        if utterance is None:
            return
        granted = int(self._table.read[self.row]) + self.shape.ring_frames
        self._table.low_water[self.row] = granted - self.shape.low_water_frames
        wanted = granted * self.shape.frame_bytes - self._written_bytes
        self._shared.events.append(LowWater(self._number, utterance.number, wanted, utterance.received_bytes))

    def _buffered(self, head: _Utterance) -> int:
        """Whole frames of `head` that have not left."""
        end = head.end_frame
        if end is None:
            # Nothing behind the open utterance has audio, so all that is written belongs to it.
            end = self._written_bytes // self.shape.frame_bytes
        return end - int(self._table.read[self.row])

    def _is_deep(self, head: _Utterance) -> bool:
        if head.end_frame is not None:
            return True
        return self._buffered(head) >= self._shared.depths.frames(head.source, self.shape, head.depth_ms)

    def _find_open(self) -> None:
        """Let the next utterance without an end take audio, from where the one before it ends."""
        end = int(self._table.read[self.row])
        self._open = None
        self._table.low_water[self.row] = NO_LOW_WATER
        for utterance in self._utterances:
            if utterance.end_frame is None:
                self._open = utterance
                if utterance.first_frame is None:
                    utterance.first_frame = end
                self.announce_room()
                return
            end = utterance.end_frame

    def _put(self, payload: bytes) -> None:
        """Copy into the ring, around its end. What exceeds the room control was told of is cut off: a fault there."""
        size = len(self._ring)
        room = int(self._table.read[self.row]) * self.shape.frame_bytes + size - self._written_bytes
        if len(payload) > room:
            payload = payload[:room]
            self.stale_writes += 1
        place = self._written_bytes % size
        first = min(len(payload), size - place)
        if first == len(payload):
            self._ring[place : place + first] = payload
        else:
            self._ring[place:] = payload[:first]
            self._ring[: len(payload) - first] = payload[first:]
        self._written_bytes += len(payload)

    def _set_limit(self) -> None:
        limit = NO_FRAME
        if self._utterances and not self._is_refilling:
            head = self._utterances[0]
            if head.is_started and not head.is_held:
                limit = self._written_bytes // self.shape.frame_bytes
                if head.end_frame is not None:
                    limit = head.end_frame - 1
                if head.marks:
                    limit = min(limit, head.marks[0][0])
        if limit < self._table.limit[self.row]:
            self._shared.on_lowered(self.row)
        self._table.limit[self.row] = limit

    def _report_marks(self, head: _Utterance, frame: int, slot: int, now: float, *, is_end: bool = False) -> None:
        """Marks on `frame`; at the end of an utterance also those behind its last sample."""
        while head.marks and (is_end or head.marks[0][0] <= frame):
            mark_frame, ticks, name = head.marks.popleft()
            ticks += (mark_frame - frame) * self.shape.frame_ticks
            head.last_mark = name
            timestamp = (self._table.timestamp_at(self.row, slot) + ticks) & 0xFFFF_FFFF
            moment_s = slot * SLOT_S + ticks / self.shape.clock_rate
            ntp = ntp_from_unix(moment_s + self._wall_offset_s)
            self._shared.events.append(MarkReached(self._number, head.number, name, now, timestamp, ntp))

    def _finish(self, head: _Utterance, slot: int, now: float) -> None:
        """The last frame of `head` leaves in `slot`, or has left."""
        frames = (head.end_frame or 0) - (head.first_frame or 0)
        self._report_marks(head, (head.end_frame or 0) - 1, slot, now, is_end=True)
        timestamp, ntp = self._time_of(slot)
        self._shared.events.append(Finished(self._number, head.number, now, timestamp, ntp, frames, head.underruns))
        if not head.underruns:
            self._shared.depths.relax(head.source, self.shape, frames)
        self._is_refilling = False
        self._utterances.popleft()

    def _settle(self, now: float) -> None:
        """End what has nothing left to send: an empty utterance, or one whose final write brought no audio."""
        while self._utterances and not self.is_paused:
            head = self._utterances[0]
            if head.is_held or head.end_frame is None or self._buffered(head) > 0:
                break
            if head.is_started:
                slot = int(self._table.last_slot[self.row])
                self._finish(head, slot, slot * SLOT_S)
            else:
                self._finish(head, int(now / SLOT_S), now)

    def _fill(self, head: _Utterance, read: int) -> Departure:
        """Underrun: the last frame dies away, then silence, until audio is there as deep as it now must be."""
        frame_bytes = self.shape.frame_bytes
        if self._is_refilling:
            self._filler = np.full(frame_bytes, self.shape.silence_byte, np.uint8)
        else:
            self._is_refilling = True
            head.underruns += 1
            self.underruns += 1
            self._shared.underruns += 1
            self._shared.depths.deepen(head.source, self.shape, head.depth_ms)
            start = (read - 1) % self.shape.ring_frames * frame_bytes
            fade = self.shape.fade(bytes(self._ring[start : start + frame_bytes]))
            self._filler = np.frombuffer(fade, np.uint8)
        self._set_limit()
        return Departure.FILLER

    def _epitaph(self, utterance: _Utterance, read: int) -> StoppedUtterance:
        frames = read - (utterance.first_frame or 0) if utterance.is_started else 0
        return StoppedUtterance(
            utterance.number, frames, frames * self.shape.ptime_ms, utterance.last_mark, utterance.underruns
        )

    def _close_up(self, kept: deque[_Utterance], read: int) -> None:
        """Only `kept` stays: step over what was cut off in front, move up what stood behind a gap."""
        frame_bytes = self.shape.frame_bytes
        if not kept or kept[0] is not self._utterances[0]:
            self._is_refilling = False
        self._utterances = kept
        if kept and kept[0].first_frame is not None:
            read = max(read, kept[0].first_frame)
        self._table.read[self.row] = read
        cursor = read * frame_bytes
        for utterance in kept:
            if utterance.first_frame is None:
                break
            start = max(utterance.first_frame, read) * frame_bytes
            stop = self._written_bytes if utterance.end_frame is None else utterance.end_frame * frame_bytes
            self._move(utterance, start, stop, cursor)
            cursor += stop - start
            if utterance.end_frame is None:
                break
        self._written_bytes = cursor

    def _move(self, utterance: _Utterance, start: int, stop: int, target: int) -> None:
        """Bring the audio at `start`…`stop` to `target`, in front of it, with the positions that belong to it."""
        if start == target:
            return
        size = len(self._ring)
        self._written_bytes = target
        self._put(b"".join(self._span(start % size, stop - start)))
        frames = (start - target) // self.shape.frame_bytes
        utterance.first_frame = (utterance.first_frame or 0) - frames
        if utterance.end_frame is not None:
            utterance.end_frame -= frames
        utterance.marks = deque((frame - frames, ticks, name) for frame, ticks, name in utterance.marks)

    def _span(self, place: int, length: int) -> Sequence[bytes]:
        return bytes(self._ring[place : place + length]), bytes(self._ring[: max(place + length - len(self._ring), 0)])

    def _time_of(self, slot: int) -> tuple[int, int]:
        """(rtp_timestamp, ntp) of the packet of a slot."""
        timestamp = self._table.timestamp_at(self.row, slot)
        return timestamp, ntp_from_unix(slot * SLOT_S + self._wall_offset_s)

    def _instant(self, now: float) -> tuple[float, int, int]:
        """(at, rtp_timestamp, ntp) of `now`."""
        base = int(self._table.timestamp_base[self.row])
        timestamp = (base + int(now * self.shape.clock_rate)) & 0xFFFF_FFFF
        return now, timestamp, ntp_from_unix(now + self._wall_offset_s)
