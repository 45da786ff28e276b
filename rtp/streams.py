"""The table: one row a stream, one NumPy array a field.

Everything that changes with each packet stands here, so that a slot is a few array operations over its rows, whatever
their number. The table also holds what `sendmmsg` reads: for each row a message header that points to its RTP header
and to the frame in the ring; they are prepared once, and a packet changes only the frame's address.

`SharedRows` are the fields that control reads without asking and that a new plane process continues from.
"""

import mmap
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rtp.addresses import SOCKADDR_BYTES, sockaddr_bytes
from rtp.frames import FrameShape
from rtp.packet import HEADER_BYTES, HEADER_DTYPE, MARKER_BIT, VERSION_BITS

Int64Column = NDArray[np.int64]

# struct mmsghdr of 64-bit Linux as eight words: name, its length, iovecs, their count, control, its length, flags,
# bytes sent. The 32-bit members are followed by padding, so little-endian words hold them.
MESSAGE_WORDS = 8
NAME, NAME_BYTES, IOVECS, IOVEC_COUNT = 0, 1, 2, 3

NO_FRAME: Final = -1
"""A limit below every frame: the row wants a look before its next packet."""

NEVER_SENT: Final = -(1 << 40)
"""Slot of the last packet before there was one."""

_SHARED_FIELDS = (
    ("last_received_at", np.float64),
    ("packets_received", np.int64),
    ("octets_before", np.int64),
    ("sequence_number", np.uint32),
    ("counted_from", np.uint32),
    ("packets_before", np.uint32),
)

SEQUENCE_SKIP = 8
"""How far a new plane steps ahead of the numbers the dead one left. They are written before the packets leave, so one
would do; receivers take a gap of this size as plain loss (RFC 3550 A.1 tolerates 3,000)."""


class SharedRows:
    """Columns in memory that control and plane map; the plane writes, control reads."""

    def __init__(self, memory: mmap.mmap | bytearray, rows: int) -> None:
        """`memory` holds at least `size_bytes(rows)` bytes, zeros for rows not yet used."""
        columns: dict[str, NDArray[Any]] = {}
        offset = 0
        for name, kind in _SHARED_FIELDS:
            columns[name] = np.frombuffer(memory, kind, rows, offset)
            offset += columns[name].nbytes
        self.last_received_at: NDArray[np.float64] = columns["last_received_at"]
        """CLOCK_MONOTONIC of the peer's last RTP packet, 0 before the first."""
        self.packets_received: NDArray[np.int64] = columns["packets_received"]
        self.sequence_number: NDArray[np.uint32] = columns["sequence_number"]
        """Next sequence number, extended: the low 16 bits are on the wire, SRTP's rollover counter in the high ones."""
        self.counted_from: NDArray[np.uint32] = columns["counted_from"]
        """Sequence number up to which the two `before` columns count."""
        self.packets_before: NDArray[np.uint32] = columns["packets_before"]
        self.octets_before: NDArray[np.int64] = columns["octets_before"]

    @staticmethod
    def size_bytes(rows: int) -> int:
        """Memory that `rows` rows need."""
        return rows * sum(np.dtype(kind).itemsize for _, kind in _SHARED_FIELDS)

    def packets_sent(self, row: int) -> int:
        """Packets since the stream was opened."""
        return int(self.packets_before[row]) + int(self.sequence_number[row] - self.counted_from[row])


class StreamTable:
    """Columns of `rows` streams. A row costs about 250 bytes once it is used, and its ring."""

    def __init__(self, shared: SharedRows, rows: int) -> None:
        self.rows = rows
        self.shared = shared
        self.headers = np.zeros(rows, HEADER_DTYPE)
        self.timestamp_base: Int64Column = np.zeros(rows, np.int64)
        """RTP timestamp of CLOCK_MONOTONIC 0, that is of slot 0."""
        self.slot_ticks: Int64Column = np.zeros(rows, np.int64)
        self.period_slots: Int64Column = np.ones(rows, np.int64)
        self.frame_bytes: Int64Column = np.zeros(rows, np.int64)
        self.ring_frames: Int64Column = np.ones(rows, np.int64)
        self.ring_address: Int64Column = np.zeros(rows, np.int64)
        self.read: Int64Column = np.zeros(rows, np.int64)
        """Next frame to leave, counted from the opening of the stream; its place in the ring is this modulo
        `ring_frames`."""
        self.limit: Int64Column = np.full(rows, NO_FRAME, np.int64)
        """First frame that may not leave unseen: something happens there (mark, end, low water, no audio)."""
        self.last_slot: Int64Column = np.full(rows, NEVER_SENT, np.int64)
        self.port: Int64Column = np.zeros(rows, np.int64)
        self.send_errors: Int64Column = np.zeros(rows, np.int64)
        self.messages = np.zeros((rows, MESSAGE_WORDS), np.int64)
        self._sockaddrs = np.zeros((rows, SOCKADDR_BYTES), np.uint8)
        self._iovecs = np.zeros((rows, 2, 2), np.int64)
        self._timestamps = self.headers["timestamp"]
        self._sequence_numbers = self.headers["sequence_number"]
        self._markers = self.headers["marker_and_type"]
        self.frame_address: Int64Column = self._iovecs[:, 1, 0]
        """Where the kernel finds the payload of the next packet."""

    def open(self, row: int, *, ssrc: int, sequence_number: int, timestamp: int, is_resumed: bool) -> None:
        """Take a row for a stream; `is_resumed` continues the numbers that the shared columns hold."""
        shared = self.shared
        if is_resumed:
            self.count_octets(row)
            shared.sequence_number[row] += SEQUENCE_SKIP
        else:
            shared.sequence_number[row] = sequence_number
            shared.packets_before[row] = shared.octets_before[row] = 0
            shared.packets_received[row] = shared.last_received_at[row] = 0
        shared.counted_from[row] = shared.sequence_number[row]
        self.timestamp_base[row] = timestamp
        self.read[row] = 0
        self.limit[row] = NO_FRAME
        self.last_slot[row] = NEVER_SENT
        self.send_errors[row] = 0
        self.headers[row] = (VERSION_BITS, 0, 0, 0, ssrc)
        header_address = self.headers.ctypes.data + row * HEADER_BYTES
        self._iovecs[row] = ((header_address, HEADER_BYTES), (0, 0))
        self.messages[row] = 0
        self.messages[row, NAME] = self._sockaddrs[row].ctypes.data
        self.messages[row, IOVECS] = self._iovecs[row].ctypes.data
        self.messages[row, IOVEC_COUNT] = 2

    def set_shape(self, row: int, shape: FrameShape, payload_type: int, ring_address: int) -> None:
        """Frames of this row have `shape` from now on and lie at `ring_address`."""
        self.count_octets(row)
        self._markers[row] = payload_type
        self.slot_ticks[row] = shape.slot_ticks
        self.period_slots[row] = shape.period_slots
        self.frame_bytes[row] = shape.frame_bytes
        self.ring_frames[row] = shape.ring_frames
        self.ring_address[row] = ring_address
        self._iovecs[row, 1, 1] = shape.frame_bytes

    def set_remote(self, row: int, sockaddr: bytes) -> None:
        """Packets of this row go to `sockaddr` (28 bytes) from now on."""
        self._sockaddrs[row] = np.frombuffer(sockaddr, np.uint8)
        self.messages[row, NAME_BYTES] = sockaddr_bytes(sockaddr)

    def count_octets(self, row: int) -> None:
        """Settle the counters: frames sent from here on may have another size."""
        shared = self.shared
        shared.octets_before[row] = self.octets_sent(row)
        shared.packets_before[row] = shared.packets_sent(row)
        shared.counted_from[row] = shared.sequence_number[row]

    def octets_sent(self, row: int) -> int:
        """Payload octets since the stream was opened."""
        shared = self.shared
        packets = int(shared.sequence_number[row] - shared.counted_from[row])
        return int(shared.octets_before[row]) + packets * int(self.frame_bytes[row])

    def set_marker(self, row: int) -> None:
        """The next packet is the first after silence (RFC 3551 §4.1)."""
        self._markers[row] |= MARKER_BIT

    def clear_markers(self, rows: NDArray[np.integer] | list[int]) -> None:
        """The marked packets of these rows have left."""
        self._markers[rows] &= ~MARKER_BIT & 0xFF

    def timestamp_at(self, row: int, slot: int) -> int:
        """RTP timestamp of a slot."""
        return (int(self.timestamp_base[row]) + slot * int(self.slot_ticks[row])) & 0xFFFF_FFFF

    def prepare(self, rows: Int64Column, slot: int) -> NDArray[np.int64]:
        """Make the packets of one slot: number and time them, point at their frames, step on.

        Returns: the messages [n, 8] to hand to the kernel, in the order of `rows`.
        """
        shared = self.shared
        sequence = shared.sequence_number[rows]
        self._sequence_numbers[rows] = sequence
        # Written before the packets leave: a plane that dies here and is replaced must not repeat a number.
        shared.sequence_number[rows] = sequence + np.uint32(1)
        self._timestamps[rows] = self.timestamp_base[rows] + slot * self.slot_ticks[rows]
        read = self.read[rows]
        self.frame_address[rows] = self.ring_address[rows] + read % self.ring_frames[rows] * self.frame_bytes[rows]
        self.read[rows] = read + 1
        self.last_slot[rows] = slot
        messages: NDArray[np.int64] = self.messages[rows]
        return messages
