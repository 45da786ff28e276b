"""The table: one row a stream, one NumPy array a field.

`SharedRows` are the fields that control reads without asking and that a new plane process continues from.
"""

import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SHARED_FIELDS = (
    ("sequence_number", np.uint32),
    ("octets_sent", np.int64),
    ("packets_sent", np.int64),
    ("packets_received", np.int64),
    ("last_received_at", np.float64),
)


class SharedRows:
    """Columns in memory that control and plane map; the plane writes, control reads."""

    def __init__(self, memory: mmap.mmap, rows: int) -> None:
        columns: dict[str, NDArray[Any]] = {}
        offset = 0
        for name, kind in sorted(_SHARED_FIELDS, key=lambda field: -np.dtype(field[1]).itemsize):
            columns[name] = np.frombuffer(memory, kind, rows, offset)
            offset += columns[name].nbytes
        self.sequence_number: NDArray[np.uint32] = columns["sequence_number"]
        """Next sequence number, extended: the low 16 bits are on the wire (and SRTP's index is in the high ones)."""
        self.octets_sent: NDArray[np.int64] = columns["octets_sent"]
        """Payload octets."""
        self.packets_sent: NDArray[np.int64] = columns["packets_sent"]
        self.packets_received: NDArray[np.int64] = columns["packets_received"]
        self.last_received_at: NDArray[np.float64] = columns["last_received_at"]
        """CLOCK_MONOTONIC of the peer's last RTP packet, 0 before the first."""

    @staticmethod
    def size_bytes(rows: int) -> int:
        """Memory that `rows` rows need."""
        return rows * sum(np.dtype(kind).itemsize for _, kind in _SHARED_FIELDS)
