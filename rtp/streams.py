"""The table: one row a stream, one NumPy array a field.

A slot is a few array operations over the rows that are due in it (`rtp.sending.wheel.Batch`), whatever their number.

`SharedRows` are the fields that control reads without asking and that a new plane process continues from.
"""

import mmap
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rtp.frames import FrameShape
from rtp.protection import Protection, SrtpColumns
from rtp.wire.addresses import SOCKADDR_BYTES, sockaddr_bytes
from rtp.wire.packet import HEADER_DTYPE, VERSION_BITS

Int64Column = NDArray[np.int64]
Float64Column = NDArray[np.float64]

NO_FRAME: Final = -1
"""A limit below every frame: the row wants a look before its next packet."""

NO_LOW_WATER: Final = 1 << 62
"""Nothing is to be asked for: no utterance takes audio."""

NEVER_SENT: Final = -(1 << 40)
"""Slot of the last packet before there was one."""

_SHARED_FIELDS = (
    ("last_received_at", np.float64),
    ("packets_received", np.int64),
    ("octets_before", np.int64),
    ("peer_index", np.int64),
    ("peer_rtcp_index", np.int64),
    ("sequence_number", np.uint32),
    ("counted_from", np.uint32),
    ("packets_before", np.uint32),
    ("peer_ssrc", np.uint32),
    ("peer_rtcp_ssrc", np.uint32),
    ("rtcp_index", np.uint32),
)

SEQUENCE_SKIP = 32
"""How far a new plane steps ahead of the numbers the dead one left, which may be eight packets old. Receivers take a
gap of this size as plain loss (RFC 3550 A.1 tolerates 3,000). SRTP depends on it: no index may leave twice."""


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
        """Next sequence number, extended: the low 16 bits are on the wire, SRTP's rollover counter in the high ones.
        While the stream plays, it may be eight packets behind."""
        self.counted_from: NDArray[np.uint32] = columns["counted_from"]
        """Sequence number up to which the two `before` columns count."""
        self.packets_before: NDArray[np.uint32] = columns["packets_before"]
        self.octets_before: NDArray[np.int64] = columns["octets_before"]
        self.srtp = SrtpColumns(
            columns["rtcp_index"], columns["peer_ssrc"], columns["peer_index"], columns["peer_rtcp_ssrc"],
            columns["peer_rtcp_index"],
        )  # fmt: skip

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
        self.protection = Protection(shared.srtp)
        """Of the rows that are encrypted."""
        self.headers = np.zeros(rows, HEADER_DTYPE)
        """What stays the same in every packet: version, payload type, SSRC."""
        self.timestamp_base: Int64Column = np.zeros(rows, np.int64)
        """RTP timestamp of CLOCK_MONOTONIC 0, that is of slot 0."""
        self.wall_offset_s: Float64Column = np.zeros(rows, np.float64)
        """Unix time of CLOCK_MONOTONIC 0 as each stream has it for its whole life."""
        self.slot_ticks: Int64Column = np.zeros(rows, np.int64)
        self.frame_bytes: Int64Column = np.zeros(rows, np.int64)
        self.ring_frames: Int64Column = np.ones(rows, np.int64)
        self.ring_address: Int64Column = np.zeros(rows, np.int64)
        self.read: Int64Column = np.zeros(rows, np.int64)
        """Next frame to leave, counted from the opening of the stream; its place in the ring is this modulo
        `ring_frames`."""
        self.limit: Int64Column = np.full(rows, NO_FRAME, np.int64)
        """First frame that may not leave unseen: something happens there (mark, end, no audio)."""
        self.low_water: Int64Column = np.full(rows, NO_LOW_WATER, np.int64)
        """When this frame is next, control is to be asked for more."""
        self.last_slot: Int64Column = np.full(rows, NEVER_SENT, np.int64)
        """Slot of the last packet."""
        self.port: Int64Column = np.zeros(rows, np.int64)
        self.send_errors: Int64Column = np.zeros(rows, np.int64)
        self.sockaddrs = np.zeros((rows, SOCKADDR_BYTES), np.uint8)
        self.sockaddr_bytes: Int64Column = np.zeros(rows, np.int64)
        self.sockaddr_address = self.sockaddrs.ctypes.data

    def open(
        self, row: int, *, ssrc: int, sequence_number: int, timestamp: int, wall_offset_s: float, is_resumed: bool
    ) -> None:
        """Take a row for a stream; `is_resumed` continues the numbers that the shared columns hold."""
        shared = self.shared
        if is_resumed:
            # The dead plane's frame size is not known here; `octets_before` is as it was when the codec last changed.
            self.count_octets(row)
            shared.sequence_number[row] += SEQUENCE_SKIP
        else:
            shared.sequence_number[row] = sequence_number
            shared.packets_before[row] = shared.octets_before[row] = 0
            shared.packets_received[row] = shared.last_received_at[row] = 0
        shared.counted_from[row] = shared.sequence_number[row]
        self.timestamp_base[row] = timestamp
        self.wall_offset_s[row] = wall_offset_s
        self.read[row] = 0
        self.limit[row] = NO_FRAME
        self.low_water[row] = NO_LOW_WATER
        self.last_slot[row] = NEVER_SENT
        self.send_errors[row] = 0
        self.headers[row] = (VERSION_BITS, 0, 0, 0, ssrc)

    def restart_rollover(self, row: int) -> None:
        """Sequence numbers go on, with a rollover counter of zero: for a key that has sealed nothing yet."""
        self.count_octets(row)
        self.shared.sequence_number[row] &= 0xFFFF
        self.shared.counted_from[row] = self.shared.sequence_number[row]

    def set_shape(self, row: int, shape: FrameShape, payload_type: int, ring_address: int) -> None:
        """Frames of this row have `shape` from now on and lie at `ring_address`."""
        self.count_octets(row)
        self.headers["marker_and_type"][row] = payload_type
        self.slot_ticks[row] = shape.slot_ticks
        self.frame_bytes[row] = shape.frame_bytes
        self.ring_frames[row] = shape.ring_frames
        self.ring_address[row] = ring_address

    def set_remote(self, row: int, sockaddr: bytes) -> None:
        """Packets of this row go to `sockaddr` (28 bytes) from now on."""
        self.sockaddrs[row] = np.frombuffer(sockaddr, np.uint8)
        self.sockaddr_bytes[row] = sockaddr_bytes(sockaddr)

    def count_octets(self, row: int) -> None:
        """Settle the counters: frames sent from here on may have another size."""
        shared = self.shared
        shared.octets_before[row] = self.octets_sent(row)
        shared.packets_before[row] = shared.packets_sent(row)
        shared.counted_from[row] = shared.sequence_number[row]

    def count_one(self, row: int, octets: int) -> int:
        """Count one packet of another size, of a row that is not sending. Returns its sequence number."""
        self.count_octets(row)
        shared = self.shared
        number = int(shared.sequence_number[row])
        shared.sequence_number[row] = number + 1 & 0xFFFF_FFFF
        shared.packets_before[row] += 1
        shared.octets_before[row] += octets
        shared.counted_from[row] = shared.sequence_number[row]
        return number

    def octets_sent(self, row: int) -> int:
        """Payload octets since the stream was opened."""
        shared = self.shared
        packets = int(shared.sequence_number[row] - shared.counted_from[row])
        return int(shared.octets_before[row]) + packets * int(self.frame_bytes[row])

    def timestamp_at(self, row: int, slot: int) -> int:
        """RTP timestamp of a slot."""
        return (int(self.timestamp_base[row]) + slot * int(self.slot_ticks[row])) & 0xFFFF_FFFF
