"""Whose packets a stream's are: the peer's SSRC of each row, and when another one takes its place (RFC 3550 §8.2).

A new source under the same address is a peer that restarted, and its numbers begin anew. It is believed at its second
packet in sequence (A.1 asks for two): the last packets of the old source may come behind the first of the new one, and
a stray proves nothing. Where the old one has fallen silent the first will do, for what a caller says may begin in it.
Keys prove nothing, since some gateways give them a source of their own.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rtp.wire.sequence import uint16_add

NO_SSRC = -1

SILENT_S = 0.2
"""A source of which nothing came for so long may have been replaced."""


class SsrcTable:
    """Sources of `rows` streams."""

    def __init__(self, rows: int, on_restart: Callable[[int, float], None]) -> None:
        """`on_restart` is called with (row, arrival) of the packet with which a new source is believed."""
        self.ssrc = np.full(rows, NO_SSRC, np.int64)
        """[rows], the peer's, −1 before its first packet."""
        self._received_at = np.zeros(rows)
        self._on_restart = on_restart
        self._candidate: dict[int, tuple[int, int]] = {}
        """By row, what may be a new source: its SSRC, and the sequence number that would prove it."""

    def reset(self, row: int) -> None:
        """Know nothing of this row."""
        self.ssrc[row] = NO_SSRC
        self._candidate.pop(row, None)

    def close(self, row: int) -> None:
        """Nothing more comes for this row; its source stays known."""
        self._candidate.pop(row, None)

    def follow(
        self,
        rows: NDArray[np.int64],
        ssrc: NDArray[np.int64],
        sequence_number: NDArray[np.int64],
        is_key: NDArray[np.bool_],
        at: NDArray[np.float64],
    ) -> NDArray[np.bool_]:
        """Which packets come from the source of their stream; all [n], in order of arrival."""
        is_mine: NDArray[np.bool_] = self.ssrc[rows] == ssrc
        if is_mine.all() and not self._candidate:
            self._received_at[rows] = at
            return is_mine
        columns = (rows.tolist(), ssrc.tolist(), sequence_number.tolist(), is_key.tolist(), at.tolist())
        for index, packet in enumerate(zip(*columns, strict=True)):
            is_mine[index] = self._is_source(*packet)
        return is_mine

    def _is_source(self, row: int, ssrc: int, sequence_number: int, is_key: bool, at: float) -> bool:
        if self.ssrc[row] == NO_SSRC:
            self.ssrc[row] = ssrc
        if self.ssrc[row] == ssrc:
            self._candidate.pop(row, None)
            self._received_at[row] = at
            return True
        if is_key:
            return False
        is_silent = at > self._received_at[row] + SILENT_S
        if not is_silent and self._candidate.get(row) != (ssrc, sequence_number):
            self._candidate[row] = (ssrc, uint16_add(sequence_number, 1))
            return False
        self._candidate.pop(row, None)
        self.ssrc[row] = ssrc
        self._received_at[row] = at
        self._on_restart(row, at)
        return True
