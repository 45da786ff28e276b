"""Who sends so much that the kernel is to drop it: before a flood fills the buffer that all callers of a port share.

What gets through is bounded for each stream anyway (`rtp.receiving.allowance`), but what waits in a socket is not: half
of the systems grant it 200 KB, which 50,000 packets a second fill in 6 ms. So a source that floods, and on a port that
strangers flood all who are not known there, get a filter in the kernel that lets one datagram of `SAMPLED` through: by
these is seen when the flood is over.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLED = 64
"""The kernel lets one datagram of so many of a flood through."""
FLOOD_PER_LOOK = 100
"""Datagrams of one source, or of strangers on one port, in 20 ms: 5,000 a second. A stall of the plane of more than a
second brings as many of a telephone, but no less."""
WINDOW_S = 1.0
"""For so long a filter stays at least."""
OVER_PER_WINDOW = 31
"""Sampled datagrams in a window up to which the flood is over: 2,000 a second. A telephone brings one."""


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """What the kernel is to do with the datagrams of one port. Sources are sockaddrs."""

    denied: tuple[bytes, ...] = ()
    """One of `SAMPLED` gets through."""
    allowed: tuple[bytes, ...] | None = None
    """If given: all others are denied too. With port 0 it stands for every port of that host."""


@dataclass(slots=True)
class _Flood:
    seen: int
    until: float


class FloodGuard:
    """Counts what comes, and says which filter each port is to have."""

    def __init__(self, rows: int) -> None:
        self._seen = np.zeros(rows, np.int64)
        self._seen_before = np.zeros(rows, np.int64)
        self._strangers: dict[int, int] = {}
        self._strangers_before: dict[int, int] = {}
        self._rows: dict[int, _Flood] = {}
        """Streams that flood."""
        self._ports: dict[int, _Flood] = {}
        """Port pairs that strangers flood."""
        self._filters: dict[int, SourceFilter] = {}

    def note(self, rows: NDArray[np.int64], ports: NDArray[np.int64]) -> None:
        """A batch came: row of each datagram [n], −1 for strangers, and the port pair [n]."""
        np.add.at(self._seen, rows[rows >= 0], 1)
        is_stranger = rows < 0
        if is_stranger.any():
            for port, count in zip(*np.unique(ports[is_stranger], return_counts=True), strict=True):
                self._strangers[int(port)] = self._strangers.get(int(port), 0) + int(count)

    def forget(self, row: int) -> None:
        """The stream of a row is over, or has another peer."""
        self._rows.pop(row, None)
        self._seen_before[row] = self._seen[row]

    def look(
        self,
        now: float,
        source_of: Callable[[int], tuple[int, bytes]],
        known_at: Callable[[int], tuple[bytes, ...] | None],
    ) -> tuple[dict[int, SourceFilter | None], list[int]]:
        """Look at what came since the last look. To be called every 20 ms.

        Args:
            now: CLOCK_MONOTONIC.
            source_of: port pair and sockaddr of a row's peer.
            known_at: who may send to a port pair, as `SourceFilter.allowed`; None when they are too many to name.

        Returns: the port pairs whose filter is another now, None for none; and the rows that have begun to flood.
        """
        begun = [
            row
            for row in np.flatnonzero(self._seen - self._seen_before > FLOOD_PER_LOOK).tolist()
            if row not in self._rows
        ]
        self._rows.update((row, _Flood(int(self._seen[row]), now + WINDOW_S)) for row in begun)
        np.copyto(self._seen_before, self._seen)
        for port, count in self._strangers.items():
            if count - self._strangers_before.get(port, 0) > FLOOD_PER_LOOK:
                self._ports.setdefault(port, _Flood(count, now + WINDOW_S))
        self._strangers_before = self._strangers.copy()
        if not (self._rows or self._ports or self._filters):
            return {}, begun
        _end(self._rows, now, lambda row: int(self._seen[row]))
        _end(self._ports, now, self._strangers.__getitem__)
        return self._changed(self._wanted(source_of, known_at)), begun

    def _wanted(
        self, source_of: Callable[[int], tuple[int, bytes]], known_at: Callable[[int], tuple[bytes, ...] | None]
    ) -> dict[int, SourceFilter]:
        denied: dict[int, list[bytes]] = {port: [] for port in self._ports}
        for row in self._rows:
            port, source = source_of(row)
            denied.setdefault(port, []).append(source)
        wanted = {
            port: SourceFilter(tuple(sources), known_at(port) if port in self._ports else None)
            for port, sources in denied.items()
        }
        return {port: one for port, one in wanted.items() if one != SourceFilter()}

    def _changed(self, wanted: dict[int, SourceFilter]) -> dict[int, SourceFilter | None]:
        before, self._filters = self._filters, wanted
        ports = before.keys() | wanted.keys()
        return {port: wanted.get(port) for port in ports if wanted.get(port) != before.get(port)}


def _end(floods: dict[int, _Flood], now: float, seen: Callable[[int], int]) -> None:
    """Forget the floods that are over."""
    for key, flood in list(floods.items()):
        if now >= flood.until:
            count = seen(key)
            if count - flood.seen <= OVER_PER_WINDOW:
                del floods[key]
            flood.seen, flood.until = count, now + WINDOW_S
