"""Memory of the rings and what was learnt of those who fill them."""

import numpy as np
from numpy.typing import NDArray

from rtp.frames import FrameShape

MAX_DEPTH_MS = 500
"""Start depth goes no further: a source worse than that is too slow to be helped by waiting."""
MAX_SOURCES = 256


class RingTables:
    """One table a frame size, [rows, ring bytes]; a stream has the same row in each.

    The memory is address space until a ring is used: 16,000 bytes a stream of G.711, nothing for one that only listens.
    """

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._tables: dict[int, NDArray[np.uint8]] = {}

    def ring(self, shape: FrameShape, row: int) -> tuple[memoryview, int]:
        """The ring of a row and its address."""
        table = self._tables.get(shape.ring_bytes)
        if table is None:
            table = self._tables[shape.ring_bytes] = np.zeros((self._rows, shape.ring_bytes), np.uint8)
        ring = table[row]
        return memoryview(ring), ring.ctypes.data


class StartDepths:
    """Audio that must be at hand before an utterance starts, by who delivers it.

    One frame to begin with, which is right for caches and for engines much faster than speech. Each underrun doubles
    it, each utterance of a second or more without one takes off an eighth.
    """

    def __init__(self) -> None:
        self._depth_ms: dict[str, float] = {}

    def frames(self, source: str, shape: FrameShape, least_ms: int = 0) -> int:
        """Frames to wait for, at least one, and as many as `least_ms` takes."""
        depth_ms = min(max(self._depth_ms.get(source, 0.0), least_ms), MAX_DEPTH_MS)
        return max(round(depth_ms / shape.ptime_ms), 1)

    def deepen(self, source: str, shape: FrameShape, least_ms: int = 0) -> None:
        """Audio of `source` came too late, although `least_ms` of it were waited for."""
        if source not in self._depth_ms and len(self._depth_ms) >= MAX_SOURCES:
            del self._depth_ms[next(iter(self._depth_ms))]
        depth_ms = 2 * max(self._depth_ms.get(source, 0.0), shape.ptime_ms, least_ms)
        self._depth_ms[source] = min(depth_ms, MAX_DEPTH_MS)

    def relax(self, source: str, shape: FrameShape, frames: int) -> None:
        """An utterance of `frames` went through without an underrun."""
        depth_ms = self._depth_ms.get(source)
        if depth_ms is None or frames * shape.ptime_ms < 1000:
            return
        self._depth_ms[source] = depth_ms * 7 / 8
        if depth_ms < 1.5 * shape.ptime_ms:
            del self._depth_ms[source]
