"""Who sends in which slot, and what `sendmmsg` reads for them.

The rows of one packet interval and one phase always leave together: a `Batch`. Its headers and message structures lie
packed side by side and are prepared when a row comes or goes; a packet changes only sequence number, timestamp and the
address of its frame in the ring. Five milliseconds lie between two slots, other processes run in between, and all this
memory is cold: what counts is how little of it a slot touches. So the table itself is brought up to date only when
somebody wants to know (`sync`), and every eighth turn.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rtp.clock import PERIODS
from rtp.sending.sealing import Sealing
from rtp.streams import Int64Column, StreamTable
from rtp.wire.packet import HEADER_BYTES, MARKER_BIT

# struct mmsghdr of 64-bit Linux as eight words: name, its length, iovecs, their count, control, its length, flags,
# bytes sent. The 32-bit members are followed by padding, so little-endian words hold them.
MESSAGE_WORDS = 8
NAME, NAME_BYTES, IOVECS, IOVEC_COUNT, CONTROL, CONTROL_BYTES, FLAGS, LENGTH = range(MESSAGE_WORDS)

_MESSAGE_BYTES = 8 * MESSAGE_WORDS
_IOVECS_BYTES = 32
_ONE = np.uint32(1)

MAX_UNSYNCED = 8
"""Turns after which the table learns how far its rows are. A plane that dies takes so many numbers with it, and
`streams.SEQUENCE_SKIP` must step over them."""


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Rows of a batch that leave through one port: one system call."""

    port: int
    start: int
    """Place of its first row in the batch."""
    messages: NDArray[np.int64]
    """[n, 8], struct mmsghdr; the batch keeps what they point to."""
    count: int
    address: int
    """Of the messages."""


class Batch:
    """Rows that send in the same slots, those of one port beside each other."""

    def __init__(self, table: StreamTable, rows: list[int], period_slots: int) -> None:
        self.period_slots = period_slots
        self._table = table
        unsorted = np.array(rows, np.int64)
        self.rows: Int64Column = unsorted[np.argsort(table.port[unsorted], kind="stable")]
        rows_here, count = self.rows, len(rows)
        self._headers = table.headers[rows_here]
        self._markers = self._headers["marker_and_type"]
        self._sequence_numbers = self._headers["sequence_number"]
        self._timestamps = self._headers["timestamp"]
        self._iovecs = np.empty((count, 2, 2), np.int64)
        self._iovecs[:, 0, 0] = self._headers.ctypes.data + np.arange(count) * HEADER_BYTES
        self._iovecs[:, 0, 1] = HEADER_BYTES
        self._iovecs[:, 1, 1] = table.frame_bytes[rows_here]
        self._frame_address: Int64Column = self._iovecs[:, 1, 0]
        self._messages = np.zeros((count, MESSAGE_WORDS), np.int64)
        self._messages[:, NAME] = table.sockaddr_address + rows_here * table.sockaddrs.shape[1]
        self._messages[:, NAME_BYTES] = table.sockaddr_bytes[rows_here]
        self._messages[:, IOVECS] = self._iovecs.ctypes.data + np.arange(count) * _IOVECS_BYTES
        self._messages[:, IOVEC_COUNT] = 2
        self._timestamp_base = table.timestamp_base[rows_here]
        self._slot_ticks = table.slot_ticks[rows_here]
        self._ring_address = table.ring_address[rows_here]
        self._ring_frames = table.ring_frames[rows_here]
        self._frame_bytes = table.frame_bytes[rows_here]
        self.free_turns = 0
        """Turns in which no row can be at its limit, unless one is lowered: then it is to be set to 0."""
        self._read = np.empty(count, np.int64)
        self._sequence = table.shared.sequence_number[rows_here]
        self._slot = 0
        self._unsynced = 0
        """Turns since the table was brought up to date."""
        self._is_stale = True
        """The table's frame positions may have been changed since."""
        self._scratch = np.empty(count, np.int64)
        self.segments = self._find_segments()
        self._sealing = Sealing.of(table, rows_here)
        if self._sealing is not None:
            self._iovecs[self._sealing.places, 1, 1] = self._sealing.sealed_bytes

    def at_limit(self) -> list[int]:
        """Rows with something to look at before their next packet; to be called once a turn.

        Limits only move away by themselves, so after a look the nearest of them says how many turns need none. Where
        rows are found, the table is up to date, and what is then changed there is taken over by `prepare`.
        """
        if self.free_turns > 0:
            self.free_turns -= 1
            return []
        self.sync()
        left = self._scratch
        self._table.limit.take(self.rows, out=left, mode="clip")
        np.subtract(left, self._table.read[self.rows], out=left)
        nearest = int(left.min())
        if nearest > 0:
            self.free_turns = nearest - 1
            return []
        found: list[int] = self.rows[left <= 0].tolist()
        return found

    def prepare(self, slot: int) -> None:
        """Make the packets of one slot: number and time them, point at their frames, step on."""
        if self._is_stale:
            # `take` into memory that is there, without a check of bounds: cheaper than indexing.
            self._table.read.take(self.rows, out=self._read, mode="clip")
            self._is_stale = False
        elif self._unsynced >= MAX_UNSYNCED:
            self._store()
        self._slot = slot
        self._unsynced += 1
        read, scratch, sequence = self._read, self._scratch, self._sequence
        self._sequence_numbers[:] = sequence
        np.add(sequence, _ONE, out=sequence)
        np.multiply(self._slot_ticks, slot, out=scratch)
        np.add(scratch, self._timestamp_base, out=scratch)
        self._timestamps[:] = scratch
        np.remainder(read, self._ring_frames, out=scratch)
        np.multiply(scratch, self._frame_bytes, out=scratch)
        np.add(scratch, self._ring_address, out=self._frame_address)
        np.add(read, 1, out=read)

    def leave(self) -> tuple[Segment, ...]:
        """After the last change to this turn's packets, once: encrypt those that are to be. Returns what leaves."""
        if self._sealing is not None:
            self._sealing.seal(self._headers, self._sequence, self._frame_address)
        return self.segments

    def sync(self) -> None:
        """Bring the table up to date; what is changed there before the next turn is taken over then."""
        self._store()
        self._is_stale = True

    def _store(self) -> None:
        if self._unsynced:
            table, rows = self._table, self.rows
            table.read[rows] = self._read
            table.last_slot[rows] = self._slot
            table.shared.sequence_number[rows] = self._sequence
            self._unsynced = 0

    def fill(self, row: int, address: int) -> None:
        """After `prepare`: `row` sends what lies at `address`, its frame in the ring waits."""
        chosen = self.rows == row
        self._frame_address[chosen] = address
        self._read[chosen] -= 1

    def mark(self, rows: list[int], *, is_marked: bool) -> None:
        """Set or clear the marker in the next packet of these rows."""
        chosen = np.isin(self.rows, rows)
        if is_marked:
            self._markers[chosen] |= MARKER_BIT
        else:
            self._markers[chosen] &= ~MARKER_BIT & 0xFF

    def _find_segments(self) -> tuple[Segment, ...]:
        ports = self._table.port[self.rows]
        starts = [0, *(np.flatnonzero(np.diff(ports)) + 1).tolist()]
        stops = [*starts[1:], len(ports)]
        address = self._messages.ctypes.data
        return tuple(
            Segment(
                int(ports[start]), start, self._messages[start:stop], stop - start, address + start * _MESSAGE_BYTES
            )
            for start, stop in zip(starts, stops, strict=True)
        )


class Wheel:
    """Rows that are sending, by interval and phase."""

    def __init__(self, table: StreamTable) -> None:
        self._table = table
        self._groups = {(period, phase): dict[int, None]() for period in PERIODS for phase in range(period)}
        self._group_of: dict[int, tuple[int, int]] = {}
        self._batches: dict[tuple[int, int], Batch] = {}
        self._in_use = dict.fromkeys(PERIODS, 0)
        """Rows by interval."""

    def __len__(self) -> int:
        return len(self._group_of)

    def __contains__(self, row: int) -> bool:
        return row in self._group_of

    def add(self, row: int, period: int, slot: int) -> None:
        """`row` sends in `slot` and then every `period` slots."""
        group = (period, slot % period)
        self._groups[group][row] = None
        self._group_of[row] = group
        self._in_use[period] += 1
        self._dissolve(group)

    def remove(self, row: int) -> None:
        """`row` sends no more; harmless when it did not."""
        group = self._group_of.pop(row, None)
        if group is not None:
            del self._groups[group][row]
            self._in_use[group[0]] -= 1
            self._dissolve(group)

    def refresh(self, row: int) -> None:
        """What the table says of address, port, codec or payload type of `row` has changed."""
        group = self._group_of.get(row)
        if group is not None:
            self._dissolve(group)

    def sync(self, row: int) -> None:
        """Bring the table up to date for `row`; to be called before its columns are read or changed."""
        group = self._group_of.get(row)
        if group is not None and group in self._batches:
            self._batches[group].sync()

    def hurry(self, row: int) -> None:
        """The limit of `row` came nearer."""
        group = self._group_of.get(row)
        if group is not None and group in self._batches:
            self._batches[group].free_turns = 0

    def due(self, slot: int) -> list[Batch]:
        """Who sends in `slot`: a batch for each interval in use, usually one."""
        found = []
        for period, count in self._in_use.items():
            batch = self.batch(period, slot) if count else None
            if batch is not None:
                found.append(batch)
        return found

    def batch(self, period: int, slot: int) -> Batch | None:
        """Rows of one interval that send in `slot`, None when there are none."""
        group = (period, slot % period)
        batch = self._batches.get(group)
        if batch is None and self._groups[group]:
            batch = self._batches[group] = Batch(self._table, list(self._groups[group]), period)
        return batch

    def _dissolve(self, group: tuple[int, int]) -> None:
        batch = self._batches.pop(group, None)
        if batch is not None:
            batch.sync()
