"""Many UDP sockets read in sweeps: `recvmmsg` by ctypes, the kernel's own receive time, one NumPy pass over a batch.

Python never looks at a single packet. The kernel stamps a datagram when it arrives (SO_TIMESTAMPNS), so nothing is lost
of the measurement when a socket is read 100 ms later, and 2,500 streams cost a fifth of a core. Linux only.
"""

import ctypes
import os
import socket
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mrcp_server.client.arrivals import ARRIVAL, Arrivals
from rtp.wire.g711 import Law, decode_array
from rtp.wire.packet import are_rtcp, parse_headers

SO_TIMESTAMPNS = getattr(socket, "SO_TIMESTAMPNS", 35)
MSG_DONTWAIT = socket.MSG_DONTWAIT
BATCH_ROWS = 1024
ROW_BYTES = 1500
PER_CALL = 64
"""Most datagrams taken from one socket by one system call."""
CONTROL_BYTES = 64
TIMESPEC_OFFSET = 16
"""A cmsghdr (length 8, level 4, type 4 bytes) stands before its data."""
LAWS = {0: Law.PCMU, 8: Law.PCMA}


class _Iovec(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Msghdr(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("iov", ctypes.c_void_p),
        ("iov_length", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Mmsghdr(ctypes.Structure):
    _fields_ = (("header", _Msghdr), ("length", ctypes.c_uint32))


_MMSGHDR_BYTES = ctypes.sizeof(_Mmsghdr)
_CONTROL_LENGTH_OFFSET = _Mmsghdr.header.offset + _Msghdr.control_length.offset
_LENGTH_OFFSET = _Mmsghdr.length.offset


def open_receiving_socket(host: str, port: int = 0) -> socket.socket:
    """A UDP socket whose datagrams carry the kernel's receive time.

    Raises:
        OSError: the address is not ours, or the port is in use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    try:
        opened.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        opened.bind((host, port))
    except OSError:
        opened.close()
        raise
    return opened


class SweepReceiver:
    """Reads what has arrived on all its sockets. The index of a socket in the sequence is the stream's index."""

    def __init__(self, sockets: Sequence[socket.socket]) -> None:
        self._descriptors = [item.fileno() for item in sockets]
        self._rows = np.zeros((BATCH_ROWS, ROW_BYTES), np.uint8)
        self._control = np.zeros((BATCH_ROWS, CONTROL_BYTES), np.uint8)
        self._iovecs = (_Iovec * BATCH_ROWS)()
        self._messages = (_Mmsghdr * BATCH_ROWS)()
        for index in range(BATCH_ROWS):
            self._iovecs[index] = _Iovec(self._rows[index].ctypes.data, ROW_BYTES)
            header = self._messages[index].header
            header.iov = ctypes.addressof(self._iovecs) + index * ctypes.sizeof(_Iovec)
            header.iov_length = 1
            header.control = self._control[index].ctypes.data
            header.control_length = CONTROL_BYTES
        # The same memory as bytes, so that lengths of a whole batch are read and reset at once.
        self._message_bytes = np.frombuffer(memoryview(self._messages).cast("B"), np.uint8).reshape(
            BATCH_ROWS, _MMSGHDR_BYTES
        )
        self._recvmmsg = ctypes.CDLL(None, use_errno=True).recvmmsg
        self._recvmmsg.argtypes = (
            ctypes.c_int,
            ctypes.c_void_p,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_void_p,
        )
        self._address = ctypes.addressof(self._messages)

    def sweep(self) -> list[Arrivals]:
        """All packets waiting now, RTCP left out, in as many arrays as batches were needed."""
        batches: list[Arrivals] = []
        taken: list[tuple[int, int]] = []
        filled = 0
        for stream, descriptor in enumerate(self._descriptors):
            while True:
                room = min(PER_CALL, BATCH_ROWS - filled)
                count = self._receive(descriptor, filled, room)
                if count:
                    taken.append((stream, count))
                    filled += count
                if filled == BATCH_ROWS:
                    batches.append(self._parse(taken, filled))
                    taken, filled = [], 0
                if count < room:
                    break
        if filled:
            batches.append(self._parse(taken, filled))
        return batches

    def _receive(self, descriptor: int, row: int, room: int) -> int:
        count: int = self._recvmmsg(descriptor, self._address + row * _MMSGHDR_BYTES, room, MSG_DONTWAIT, None)
        if count >= 0:
            return count
        error = ctypes.get_errno()
        # An ICMP error of something once sent from this socket is reported here; nothing is waiting behind it.
        if error in (11, 111):
            return 0
        raise OSError(error, os.strerror(error))

    def _parse(self, taken: list[tuple[int, int]], filled: int) -> Arrivals:
        lengths = self._column(_LENGTH_OFFSET, np.uint32)[:filled].astype(np.int64)
        seconds = self._control[:filled, TIMESPEC_OFFSET : TIMESPEC_OFFSET + 16].copy().view(np.int64)
        arrival_ns = seconds[:, 0] * 1_000_000_000 + seconds[:, 1]
        self._column(_CONTROL_LENGTH_OFFSET, np.uint64)[:filled] = CONTROL_BYTES
        rows = self._rows[:filled]
        columns = parse_headers(rows, lengths)
        arrivals = np.zeros(filled, ARRIVAL)
        arrivals["stream"] = np.repeat([stream for stream, _ in taken], [count for _, count in taken])
        arrivals["ssrc"] = columns.ssrc
        arrivals["sequence_number"] = columns.sequence_number
        arrivals["timestamp"] = columns.timestamp
        arrivals["marker"] = columns.marker
        arrivals["payload_type"] = columns.payload_type
        arrivals["payload_bytes"] = columns.payload_bytes
        arrivals["arrival_ns"] = arrival_ns
        arrivals["mean_square"] = mean_squares(
            rows, columns.payload_type, columns.payload_offset, columns.payload_bytes
        )
        return arrivals[columns.valid & ~are_rtcp(rows, lengths)]

    def _column(self, offset: int, kind: type[np.unsignedinteger]) -> NDArray[np.unsignedinteger]:
        """A view of one field of all message headers."""
        return np.ndarray(BATCH_ROWS, kind, self._message_bytes, offset, (_MMSGHDR_BYTES,))


def mean_squares(
    rows: NDArray[np.uint8],
    payload_type: NDArray[np.uint8],
    payload_offset: NDArray[np.int64],
    payload_bytes: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Mean square of the samples of each row, uint8 [n, width]; NaN where the payload is empty or no G.711."""
    result = np.full(len(rows), np.nan, np.float32)
    kinds = payload_type.astype(np.int64) << 32 | payload_offset << 16 | payload_bytes
    # A server sends one kind of packet, so this loop nearly always runs once.
    for kind in np.unique(kinds).tolist():
        number, offset, length = kind >> 32, kind >> 16 & 0xFFFF, kind & 0xFFFF
        if number not in LAWS or not length:
            continue
        chosen = np.flatnonzero(kinds == kind)
        samples = decode_array(rows[chosen, offset : offset + length], LAWS[number]).astype(np.float32)
        result[chosen] = np.einsum("ij,ij->i", samples, samples) / length
    return result
