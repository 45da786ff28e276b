"""Encryption of a batch: its secured packets, made anew in memory of their own, from where they leave."""

import ctypes
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from rtp.wire.packet import HEADER_BYTES

if TYPE_CHECKING:
    from rtp.streams import StreamTable
    from rtp.wire.srtp import Transform


class Sealing:
    """The rows of a batch that are encrypted. The header of a packet stays where it is: it is sent in clear."""

    def __init__(self, places: list[int], transforms: "list[Transform]", frame_bytes: list[int]) -> None:
        """Args:
        places: of the rows in the batch.
        transforms: of each row.
        frame_bytes: payload of each row.
        """
        self.places = np.array(places, np.int64)
        sizes = [size + transform.suite.tag_bytes for size, transform in zip(frame_bytes, transforms, strict=True)]
        self.sealed_bytes = np.array(sizes, np.int64)
        """[places], encrypted payload and tag."""
        width = max(sizes)
        self._out = np.empty(width * len(places), np.uint8)
        self._memory = self._out.data
        self._addresses = self._out.ctypes.data + np.arange(len(places)) * width
        starts = range(0, width * len(places), width)
        spans = [slice(start, start + size) for start, size in zip(starts, sizes, strict=True)]
        self._rows = list(zip([transform.seal for transform in transforms], frame_bytes, spans, strict=True))

    @classmethod
    def of(cls, table: "StreamTable", rows: NDArray[np.int64]) -> Self | None:
        """For the rows of a batch; None where no row is encrypted."""
        protection = table.protection
        places = np.flatnonzero(protection.is_secured[rows]).tolist() if protection.is_in_use else []
        found = [(place, protection.outgoing(int(rows[place]))) for place in places]
        secured = [(place, transform) for place, transform in found if transform is not None]
        if not secured:
            return None
        frame_bytes = [int(table.frame_bytes[rows[place]]) for place, _ in secured]
        return cls([place for place, _ in secured], [transform for _, transform in secured], frame_bytes)

    def seal(self, headers: NDArray[Any], sequence: NDArray[np.uint32], frame_address: NDArray[np.int64]) -> None:
        """Encrypt what stands at `frame_address`, and put the address of what is to leave there instead.

        Args:
            headers: [n] of `HEADER_DTYPE`, final.
            sequence: [n], extended numbers of the packets after these.
            frame_address: [n], changed.
        """
        places, memory = self.places, self._memory
        header_bytes = headers[places].tobytes()
        indices = (sequence[places] - np.uint32(1)).tolist()
        addresses = frame_address[places].tolist()
        start = 0
        for (seal, size, span), index, address in zip(self._rows, indices, addresses, strict=True):
            header = header_bytes[start : start + HEADER_BYTES]
            memory[span] = seal(header, ctypes.string_at(address, size), index)
            start += HEADER_BYTES
        frame_address[places] = self._addresses
