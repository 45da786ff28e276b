"""The jitter buffer: received audio of all rows put back on its time line, in frames, as early as it is whole.

A recogniser needs no constant delay, so there is no playout clock: a frame leaves as soon as all its samples are there.
Only a hole waits, for the packet that may have been overtaken, and only as long as this stream's packets are usually
overtaken (20 to 80 ms). When nothing comes at all (silence suppression, comfort noise, a lost link), silence takes the
place of audio in real time, so that the end of speech is found and time-outs run.

Samples are kept in one ring a row, at the place their RTP timestamp says: reordering, duplicates, any packet length and
overlaps need no list of packets.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rtp.receiving.batches import unique_batches
from rtp.wire.sequence import uint16_distances, uint32_distances

MIN_DELAY_S = 0.020
START_DELAY_S = 0.040
MAX_DELAY_S = 0.080

_DELAY_MARGIN = 1.25
_DELAY_DECAY = 0.998  # a packet: from 80 ms back to 40 in seven seconds

MISSING = -0x8000
"""Marks a place of the ring without a sample. G.711 cannot produce it; linear audio is held above it on the way in."""


@dataclass(frozen=True, slots=True)
class Frames:
    """One frame each of the rows that have one."""

    rows: NDArray[np.int64]
    """[n], ascending, each row once."""
    samples: NDArray[np.int16]
    """[n, frame_samples]; missing samples are zero."""
    timestamp: NDArray[np.int64]
    """[n], RTP timestamp of the first sample."""
    is_gap: NDArray[np.bool_]
    """[n], True when less than half of the frame was received: count it as silence."""
    ends_at: NDArray[np.float64]
    """[n], when the last sample came or, on the time line of the newest packet, would have come."""


class JitterBuffer:
    """Ring of received samples of `rows` streams of one sampling rate.

    Use: `open` a row when its audio is wanted; `push` what arrives; `pull` until it returns no rows, at every tick.
    """

    def __init__(
        self,
        rows: int,
        *,
        sample_rate_hz: int = 8000,
        clock_rate: int | None = None,
        frame_samples: int | None = None,
        span_samples: int | None = None,
    ) -> None:
        """Make an empty table.

        Args:
            rows: streams it can hold; memory is used for opened rows only.
            sample_rate_hz: of the samples pushed.
            clock_rate: of the RTP timestamps; differs from the sampling rate for G722. Must divide it.
            frame_samples: samples of the frames pulled; 20 ms if None.
            span_samples: audio a row can hold, rounded down to whole frames; half a second if None.
        """
        self._rate_hz = sample_rate_hz
        self._samples_per_tick = sample_rate_hz // (clock_rate or sample_rate_hz)
        self.frame_samples = frame_samples or sample_rate_hz // 50
        self._slots = max((span_samples or sample_rate_hz // 2) // self.frame_samples, 2)
        self._span = self._slots * self.frame_samples
        # Frames are whole slots: pulling one, and pushing a packet that is one, copies a block, not single samples.
        self._frames = np.zeros((rows, self._slots, self.frame_samples), np.int16)
        self._ring = self._frames.reshape(rows, self._span)
        self._is_open = np.zeros(rows, np.bool_)
        self._is_started = np.zeros(rows, np.bool_)
        # Places count samples since the row was opened; `_origin` is the RTP timestamp of place 0.
        self._origin = np.zeros(rows, np.int64)
        self._next = np.zeros(rows, np.int64)  # first sample not yet pulled
        self._head = np.zeros(rows, np.int64)  # end of the newest sample received
        self._head_arrival = np.zeros(rows)
        self._packet_s = np.zeros(rows)
        self._head_sequence = np.zeros(rows, np.int64)
        # A hole is first seen at `_hole_since`, with everything up to `_hole_head` then received or missing.
        self._hole_since = np.zeros(rows)
        self._hole_head = np.zeros(rows, np.int64)
        self._given_up_since = np.full(rows, np.nan)  # `_hole_since` of the hole given up last
        self._delay_s = np.full(rows, START_DELAY_S)
        self._no_frames = Frames(
            np.zeros(0, np.int64), np.zeros((0, self.frame_samples), np.int16), np.zeros(0, np.int64),
            np.zeros(0, np.bool_), np.zeros(0),
        )  # fmt: skip
        self.late_packets = np.zeros(rows, np.int64)
        """Packets of each row that came after their place had been given up."""
        self.missing_samples = np.zeros(rows, np.int64)
        """Samples of each row that were never received, real silence gaps included."""

    def open(self, rows: NDArray[np.integer] | int) -> None:
        """Begin these rows anew: empty, their time line starting with the next packet. Also right for a new SSRC."""
        self._ring[rows] = MISSING
        self._is_open[rows] = True
        self._is_started[rows] = False
        self._hole_head[rows] = 0
        self._given_up_since[rows] = np.nan
        self._delay_s[rows] = START_DELAY_S
        self.late_packets[rows] = self.missing_samples[rows] = 0

    def close(self, rows: NDArray[np.integer] | int) -> None:
        """Nobody wants the audio any more; what is pushed is dropped, nothing is pulled."""
        self._is_open[rows] = self._is_started[rows] = False

    def delay_s(self, row: int) -> float:
        """How long a hole in this row waits at present."""
        return float(self._delay_s[row])

    def push(
        self,
        rows: NDArray[np.integer],
        sequence_number: NDArray[np.integer],
        timestamp: NDArray[np.integer],
        samples: NDArray[np.int16],
        arrival: NDArray[np.floating],
    ) -> None:
        """Take a batch of packets of equal length; a row may stand in it several times, in order of arrival.

        Args:
            rows: [n], the stream of each packet; rows that are not open are ignored.
            sequence_number: [n]; tells a pause of the sender from loss.
            timestamp: [n], RTP timestamps.
            samples: [n, m], decoded; m at most half the span.
            arrival: [n], when each came.
        """
        length = samples.shape[1]
        if not 0 < length <= self._span // 2:
            raise ValueError(f"packets of {length} samples in a ring of {self._span}")
        for batch in unique_batches(rows):
            is_open = self._is_open[rows[batch]]
            chosen = batch if is_open.all() else batch[is_open]
            if len(chosen):
                ticks = timestamp[chosen].astype(np.int64)
                sequence = sequence_number[chosen].astype(np.int64)
                self._push(rows[chosen], sequence, ticks, samples[chosen], arrival[chosen])

    def pass_by(self, rows: NDArray[np.integer], sequence_number: NDArray[np.integer]) -> None:
        """Packets that hold no audio (comfort noise, keys) came instead of it: their numbers are not lost.

        What follows them is the sender's next audio after a pause, not audio behind a hole. Both [n], a row may stand
        there several times.
        """
        for batch in unique_batches(rows):
            chosen = rows[batch]
            sequence = sequence_number[batch].astype(np.int64)
            is_next = self._is_started[chosen] & (uint16_distances(sequence, self._head_sequence[chosen]) == 1)
            self._head_sequence[chosen[is_next]] = sequence[is_next]

    def pull(self, now: float, among: NDArray[np.int64] | None = None) -> Frames:
        """The next frame of every row that has one due, at most one a row; call again until no rows come.

        `among` are the only rows that can have one, ascending: of a second call those of the first. None: all.
        """
        rows = np.flatnonzero(self._is_started) if among is None else among
        next_place, head = self._next[rows], self._head[rows]
        is_whole = head - next_place >= self.frame_samples
        # What is expected next should have come one packet after the newest; `delay_s` later it is given up.
        overdue = self._head_arrival[rows] + self._packet_s[rows] + self._delay_s[rows]
        is_idle = ~is_whole & (now >= overdue + np.maximum(next_place - head, 0) / self._rate_hz)
        rows = rows[is_whole | is_idle]
        if not len(rows):
            return self._no_frames
        samples = self._look(rows)
        is_missing = samples == MISSING
        missing = is_missing.sum(axis=1)
        is_due = self._is_due(rows, missing > 0, now)
        if not is_due.all():
            rows, samples, is_missing, missing = rows[is_due], samples[is_due], is_missing[is_due], missing[is_due]
        samples[is_missing] = 0
        timestamp = (self._origin[rows] + self._next[rows] // self._samples_per_tick) & 0xFFFF_FFFF
        self._consume(rows)
        self.missing_samples[rows] += missing
        ends_at = self._head_arrival[rows] + (self._next[rows] - self._head[rows]) / self._rate_hz
        return Frames(rows, samples, timestamp, missing * 2 > self.frame_samples, ends_at)

    def next_timer(self) -> float | None:
        """When `pull` has something at the latest without another packet, or None while no row waits."""
        rows = np.flatnonzero(self._is_started)
        if not len(rows):
            return None
        due = self._head_arrival[rows] + self._packet_s[rows] + self._delay_s[rows]
        due += np.maximum(self._next[rows] - self._head[rows], 0) / self._rate_hz
        is_hole_seen = self._next[rows] + self.frame_samples <= self._hole_head[rows]
        hole_due = np.where(is_hole_seen, self._hole_since[rows] + self._delay_s[rows], np.inf)
        return float(np.minimum(due, hole_due).min())

    def _push(
        self,
        rows: NDArray[np.integer],
        sequence: NDArray[np.int64],
        timestamp: NDArray[np.int64],
        samples: NDArray[np.int16],
        arrival: NDArray[np.floating],
    ) -> None:
        length = samples.shape[1]
        self._start(rows, sequence, timestamp)
        place = self._place(rows, timestamp)
        self._rebase(rows, place, length)
        is_late = place + length <= self._next[rows]
        if is_late.any():
            self._note_late(rows[is_late], arrival[is_late])
            kept = ~is_late
            rows, sequence, place = rows[kept], sequence[kept], place[kept]
            samples, arrival = samples[kept], arrival[kept]
        self._fill_pauses(rows, sequence, place)
        self._store(rows, place, np.maximum(samples, MISSING + 1))
        is_newest = place + length > self._head[rows]
        newest = rows[is_newest]
        self._head[newest] = place[is_newest] + length
        self._head_sequence[newest] = sequence[is_newest]
        self._head_arrival[newest] = arrival[is_newest]
        self._packet_s[newest] = length / self._rate_hz
        self._delay_s[rows] = np.maximum(self._delay_s[rows] * _DELAY_DECAY, MIN_DELAY_S)

    def _store(self, rows: NDArray[np.integer], place: NDArray[np.int64], samples: NDArray[np.int16]) -> None:
        length = samples.shape[1]
        is_fresh = (place >= self._next[rows]).all()
        if is_fresh and length == self.frame_samples and not (place % length).any():
            self._frames[rows, place // length % self._slots] = samples
            return
        places = place[:, np.newaxis] + np.arange(length)
        columns, targets = places % self._span, rows[:, np.newaxis]
        if not is_fresh:  # the beginning of a packet whose place was given up in part
            samples = np.where(places >= self._next[rows, np.newaxis], samples, self._ring[targets, columns])
        self._ring[targets, columns] = samples

    def _start(self, rows: NDArray[np.integer], sequence: NDArray[np.int64], timestamp: NDArray[np.int64]) -> None:
        fresh = ~self._is_started[rows]
        started = rows[fresh]
        self._head_sequence[started] = sequence[fresh] - 1
        self._is_started[started] = True
        self._origin[started] = timestamp[fresh]
        self._next[started] = self._head[started] = 0

    def _place(self, rows: NDArray[np.integer], timestamp: NDArray[np.int64]) -> NDArray[np.int64]:
        head_timestamp = self._origin[rows] + self._head[rows] // self._samples_per_tick
        place: NDArray[np.int64] = (
            self._head[rows] + uint32_distances(timestamp, head_timestamp) * self._samples_per_tick
        )
        return place

    def _rebase(self, rows: NDArray[np.integer], place: NDArray[np.int64], length: int) -> None:
        """Shift the time line where a packet lies off it, correcting `place` in situ.

        New audio whose place silence has taken already (a stalled network; a sender whose timestamp stands still in its
        pauses) follows behind the silence: a recogniser can bear a longer pause, not a missing word. A leap beyond the
        ring, either way, is a sender that changed its clock: its audio follows at once.
        """
        next_place, head = self._next[rows], self._head[rows]
        is_overtaken_by_silence = (place >= head) & (place < next_place)
        is_leap = (place + length - next_place > self._span) | (place < next_place - self._span)
        shifted = is_overtaken_by_silence | is_leap
        if not shifted.any():
            return
        target = np.maximum(next_place, head)[shifted]
        # A full ring leaves no place behind its head: the oldest part of it is given up.
        excess = np.maximum(target + length - next_place[shifted] - self._span, 0)
        self._drop(rows[shifted], excess)
        self._origin[rows[shifted]] += (place[shifted] - target) // self._samples_per_tick
        place[shifted] = target

    def _fill_pauses(self, rows: NDArray[np.integer], sequence: NDArray[np.int64], place: NDArray[np.int64]) -> None:
        """Where the timestamp leapt but no packet is missing the sender was silent: silence, not a hole to wait for."""
        is_next = uint16_distances(sequence, self._head_sequence[rows]) == 1
        for index in np.flatnonzero(is_next & (place > self._head[rows])).tolist():
            row = rows[index]
            begin = max(self._head[row], self._next[row])
            self._ring[row, np.arange(begin, place[index]) % self._span] = 0
            self.missing_samples[row] += max(place[index] - begin, 0)

    def _drop(self, rows: NDArray[np.integer], samples: NDArray[np.int64]) -> None:
        while len(rows := rows[samples > 0]):
            samples = samples[samples > 0]
            self._consume(rows)
            self.missing_samples[rows] += self.frame_samples
            samples = samples - self.frame_samples

    def _note_late(self, rows: NDArray[np.integer], arrival: NDArray[np.floating]) -> None:
        self.late_packets[rows] += 1
        needed = (arrival - self._given_up_since[rows]) * _DELAY_MARGIN
        wanted = np.fmax(self._delay_s[rows], needed)
        self._delay_s[rows] = np.minimum(wanted, MAX_DELAY_S)

    def _is_due(self, rows: NDArray[np.int64], has_hole: NDArray[np.bool_], now: float) -> NDArray[np.bool_]:
        """A frame without a hole is due; one with a hole when it has waited. Idle rows are due as they have no hole."""
        end = self._next[rows] + self.frame_samples
        waits = has_hole & (self._head[rows] >= end)
        is_unseen = waits & (end > self._hole_head[rows])
        # The newest packet showed the hole, or one before it did.
        self._hole_since[rows[is_unseen]] = np.minimum(self._head_arrival[rows[is_unseen]], now)
        self._hole_head[rows[is_unseen]] = self._head[rows[is_unseen]]
        is_due: NDArray[np.bool_] = ~waits | (now >= self._hole_since[rows] + self._delay_s[rows])
        given_up = rows[waits & is_due]
        self._given_up_since[given_up] = self._hole_since[given_up]
        return is_due

    def _look(self, rows: NDArray[np.int64]) -> NDArray[np.int16]:
        frames: NDArray[np.int16] = self._frames[rows, self._next[rows] // self.frame_samples % self._slots]
        return frames

    def _consume(self, rows: NDArray[np.integer]) -> None:
        self._frames[rows, self._next[rows] // self.frame_samples % self._slots] = MISSING
        self._next[rows] += self.frame_samples
