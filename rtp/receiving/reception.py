"""What a receiver knows of each stream: loss, duplicates, order, jitter, for RR and metrics (RFC 3550 A.1, A.3, A.8).

One row a stream, one array a field. `update` takes a whole batch of packets.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from rtp.receiving.batches import unique_batches
from rtp.wire.rtcp import ReportBlock

MAX_DROPOUT = 3000
"""A.1: a jump ahead of up to a minute of packets is loss; a greater one is a restarted sender."""
MAX_MISORDER = 100
"""A.1: a packet may come two seconds late; an older one is a restarted sender."""
WINDOW = 64
"""Packets behind the newest whose arrival is remembered, to tell a duplicate from a late one."""
_NO_SEQUENCE = -1


class Verdict(IntEnum):
    """What a packet is to its stream."""

    NEW = 0
    """Ahead of all before; use it."""
    LATE = 1
    """Overtaken by another, not seen before; use it if there is still time."""
    DUPLICATE = 2
    """Seen before; drop it."""
    JUMPED = 3
    """Far off the sequence: the first of a restart, or a stray. A.1 waits for its successor before it believes it."""


@dataclass(frozen=True, slots=True)
class ReceptionSnapshot:
    """Counters of one row, as they stand."""

    packets_received: int
    """Duplicates included, as A.3 counts."""
    packets_lost: int
    """Expected minus received; negative when duplicates outnumber losses."""
    duplicates: int
    late: int
    jumps: int
    """Packets far off the sequence."""
    jitter_ticks: float
    """Interarrival jitter in ticks of the clock rate."""


class ReceptionTable:
    """Statistics of `rows` streams. `reset` a row when its SSRC changes or a new stream takes it."""

    def __init__(self, rows: int) -> None:
        self._highest = np.zeros(rows, np.int64)  # extended sequence number
        self._base = np.zeros(rows, np.int64)
        self._bad_sequence = np.full(rows, _NO_SEQUENCE, np.int64)
        self._is_started = np.zeros(rows, np.bool_)
        self._window = np.zeros(rows, np.uint64)  # bit n: the packet n behind the highest has arrived
        self._transit = np.full(rows, np.nan)
        self._jitter = np.zeros(rows)
        self._received = np.zeros(rows, np.int64)
        self._duplicates = np.zeros(rows, np.int64)
        self._late = np.zeros(rows, np.int64)
        self._jumps = np.zeros(rows, np.int64)
        self._expected_prior = np.zeros(rows, np.int64)
        self._received_prior = np.zeros(rows, np.int64)

    def reset(self, rows: NDArray[np.integer] | int) -> None:
        """Forget what is known of these rows."""
        for column in (
            self._highest, self._base, self._is_started, self._window, self._jitter, self._received, self._duplicates,
            self._late, self._jumps, self._expected_prior, self._received_prior,
        ):  # fmt: skip
            column[rows] = 0
        self._bad_sequence[rows] = _NO_SEQUENCE
        self._transit[rows] = np.nan

    def update(
        self,
        rows: NDArray[np.integer],
        sequence_number: NDArray[np.integer],
        timestamp: NDArray[np.integer],
        arrival_ticks: NDArray[np.floating],
        is_timed: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.uint8]:
        """Count a batch, all arguments [n]; a row may stand in it several times, in order of arrival.

        Args:
            rows: the stream of each packet.
            sequence_number: 0…65535.
            timestamp: RTP timestamp.
            arrival_ticks: arrival time in ticks of that stream's clock rate, any origin.
            is_timed: False for packets whose timestamp is not their sending time (telephone-event); all True if None.

        Returns:
            A `Verdict` for each packet.
        """
        verdicts = np.empty(len(rows), np.uint8)
        for batch in unique_batches(rows):
            verdict = self._update_sequence(rows[batch], sequence_number[batch].astype(np.int64))
            timed = verdict != Verdict.JUMPED if is_timed is None else (verdict != Verdict.JUMPED) & is_timed[batch]
            batch_timed = batch[timed]
            self._update_jitter(rows[batch_timed], timestamp[batch_timed], arrival_ticks[batch_timed])
            verdicts[batch] = verdict
        return verdicts

    def report_block(
        self, row: int, ssrc: int, *, last_sr: int = 0, delay_since_last_sr: int = 0
    ) -> ReportBlock | None:
        """This row's block of an SR or RR, None before its first packet; begins a new interval of fraction lost."""
        if not self._is_started[row]:
            return None
        expected = self._expected(row)
        received = int(self._received[row])
        expected_interval = expected - int(self._expected_prior[row])
        lost_interval = expected_interval - (received - int(self._received_prior[row]))
        self._expected_prior[row] = expected
        self._received_prior[row] = received
        fraction = 0
        if expected_interval > 0 and lost_interval > 0:
            fraction = min((lost_interval << 8) // expected_interval, 255)
        return ReportBlock(
            ssrc=ssrc,
            fraction_lost=fraction,
            packets_lost=expected - received,
            highest_sequence=int(self._highest[row]) & 0xFFFF_FFFF,
            jitter=int(self._jitter[row]),
            last_sr=last_sr,
            delay_since_last_sr=delay_since_last_sr,
        )

    def snapshot(self, row: int) -> ReceptionSnapshot:
        """The counters of one row; changes nothing."""
        received = int(self._received[row])
        return ReceptionSnapshot(
            packets_received=received,
            packets_lost=self._expected(row) - received if self._is_started[row] else 0,
            duplicates=int(self._duplicates[row]),
            late=int(self._late[row]),
            jumps=int(self._jumps[row]),
            jitter_ticks=float(self._jitter[row]),
        )

    def _expected(self, row: int) -> int:
        return int(self._highest[row] - self._base[row]) + 1

    def _update_sequence(self, rows: NDArray[np.integer], sequence: NDArray[np.int64]) -> NDArray[np.uint8]:
        """A.1 update_seq on columns; each row once."""
        is_restart = ~self._is_started[rows] | (sequence == self._bad_sequence[rows])
        if is_restart.any():
            self._begin(rows[is_restart], sequence[is_restart])
        ahead = (sequence - self._highest[rows]) & 0xFFFF
        verdict = np.full(len(rows), Verdict.JUMPED, np.uint8)
        # A.1 sees the packet that (re)starts a sequence as the highest already: its distance is 0, yet it is new.
        is_ahead = is_restart | ((ahead > 0) & (ahead < MAX_DROPOUT))
        is_behind = ~is_ahead & ((ahead == 0) | (ahead > 0x10000 - MAX_MISORDER))
        verdict[is_ahead] = Verdict.NEW
        self._advance(rows[is_ahead], ahead[is_ahead])
        if is_ahead.all():
            self._received[rows] += 1
            return verdict
        verdict[is_behind] = self._look_back(rows[is_behind], (-ahead[is_behind]) & 0xFFFF)
        is_jumped = ~is_ahead & ~is_behind
        self._bad_sequence[rows[is_jumped]] = (sequence[is_jumped] + 1) & 0xFFFF
        self._jumps[rows[is_jumped]] += 1
        self._received[rows[~is_jumped]] += 1
        return verdict

    def _begin(self, rows: NDArray[np.integer], sequence: NDArray[np.int64]) -> None:
        # A.1 init_seq: the counters of loss begin anew with the sequence; those of faults go on.
        self._is_started[rows] = True
        self._base[rows] = self._highest[rows] = sequence
        self._bad_sequence[rows] = _NO_SEQUENCE
        self._received[rows] = self._received_prior[rows] = self._expected_prior[rows] = 0
        self._window[rows] = 0
        self._transit[rows] = np.nan

    def _advance(self, rows: NDArray[np.integer], ahead: NDArray[np.int64]) -> None:
        self._highest[rows] += ahead
        # Shifting 64 bits by 64 or more is undefined in C: such a gap empties the window.
        shift = np.minimum(ahead, WINDOW - 1).astype(np.uint64)
        kept = np.where(ahead < WINDOW, self._window[rows] << shift, np.uint64(0))
        self._window[rows] = kept | np.uint64(1)

    def _look_back(self, rows: NDArray[np.integer], behind: NDArray[np.int64]) -> NDArray[np.uint8]:
        is_remembered = behind < WINDOW
        bit = np.uint64(1) << np.minimum(behind, WINDOW - 1).astype(np.uint64)
        is_duplicate = is_remembered & (self._window[rows] & bit != 0)
        self._window[rows] |= np.where(is_remembered, bit, np.uint64(0))
        self._duplicates[rows] += is_duplicate
        self._late[rows] += ~is_duplicate
        return np.where(is_duplicate, Verdict.DUPLICATE, Verdict.LATE).astype(np.uint8)

    def _update_jitter(
        self, rows: NDArray[np.integer], timestamp: NDArray[np.integer], arrival_ticks: NDArray[np.floating]
    ) -> None:
        # A.8: J += (|D(i−1, i)| − J) / 16. The timestamp wraps, so the difference is taken on the 32-bit circle.
        transit = np.mod(arrival_ticks - timestamp, 2.0**32)
        distance = np.abs(np.mod(transit - self._transit[rows] + 2.0**31, 2.0**32) - 2.0**31)
        self._transit[rows] = transit
        self._jitter[rows] += (np.nan_to_num(distance) - self._jitter[rows]) / 16
