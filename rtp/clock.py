"""Time in slots of 5 ms, and which rows are due in which slot.

Slot n is at CLOCK_MONOTONIC n × 5 ms, always: a late wake-up moves nothing, error cannot add up, and RTP timestamps
follow the same line through silence, stalls and a new process.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SLOT_S = 0.005
WHEEL_SLOTS = 24
"""120 ms: every packet interval of 10, 20, 30, 40 and 60 ms divides it."""
PERIODS = (2, 4, 6, 8, 12)
"""Packet intervals in slots."""


class SlotClock:
    """Which slots are due. Knows nothing of streams."""

    def __init__(self, now: float) -> None:
        self.next_slot = math.ceil(now / SLOT_S)
        """First slot not yet handled."""

    def restart(self, now: float) -> None:
        """Nothing was to be done up to `now`: slots that went by while no stream was open are not late."""
        self.next_slot = max(self.next_slot, math.ceil(now / SLOT_S))

    @property
    def deadline(self) -> float:
        """When the next slot begins, CLOCK_MONOTONIC."""
        return self.next_slot * SLOT_S

    def due(self, now: float) -> range:
        """Slots that have begun and were not handled. Pure; `advance` moves on.

        After a stall, only the newest slots of one longest interval are due: the others are left out. Nothing is lost
        by it, frames wait in their rings; but no receiver gets a burst.
        """
        # The small addend keeps a wake-up at the deadline itself from falling short by a rounding.
        current = math.floor(now / SLOT_S + 1e-6)
        return range(max(self.next_slot, current + 1 - PERIODS[-1]), current + 1)

    def advance(self, slots: range) -> int:
        """These slots were handled. Returns how many before them were left out."""
        left_out = max(slots.start - self.next_slot, 0)
        self.next_slot = max(self.next_slot, slots.stop)
        return left_out


@dataclass(frozen=True, slots=True)
class Due:
    """Rows of one slot, those of one port beside each other."""

    rows: NDArray[np.int64]
    segments: tuple[tuple[int, int, int], ...]
    """(port, start, stop): rows[start:stop] leave through this port."""

    @classmethod
    def of(cls, rows: NDArray[np.int64], ports: NDArray[np.int64]) -> "Due":
        """Order `rows` by `ports` [table rows]."""
        row_ports = ports[rows]
        order = np.argsort(row_ports, kind="stable")
        rows, row_ports = rows[order], row_ports[order]
        starts = [0, *(np.flatnonzero(np.diff(row_ports)) + 1).tolist()] if len(rows) else []
        stops = [*starts[1:], len(rows)]
        segments = tuple((int(row_ports[start]), start, stop) for start, stop in zip(starts, stops, strict=False))
        return cls(rows, segments)


class Wheel:
    """Rows that are sending, by interval and phase. What is due in a slot is kept until a row comes or goes."""

    def __init__(self, ports: NDArray[np.int64]) -> None:
        """`ports` is the table's column; whoever changes a port calls `refresh` for the row."""
        self._ports = ports
        self._groups = {(period, phase): dict[int, None]() for period in PERIODS for phase in range(period)}
        self._group_of: dict[int, tuple[int, int]] = {}
        self._due: list[Due | None] = [None] * WHEEL_SLOTS

    def __len__(self) -> int:
        return len(self._group_of)

    def __contains__(self, row: int) -> bool:
        return row in self._group_of

    def add(self, row: int, period: int, slot: int) -> None:
        """`row` sends in `slot` and then every `period` slots."""
        group = (period, slot % period)
        self._groups[group][row] = None
        self._group_of[row] = group
        self._forget(group)

    def remove(self, row: int) -> None:
        """`row` sends no more; harmless when it did not."""
        group = self._group_of.pop(row, None)
        if group is not None:
            del self._groups[group][row]
            self._forget(group)

    def refresh(self, row: int) -> None:
        """The port of `row` has changed."""
        group = self._group_of.get(row)
        if group is not None:
            self._forget(group)

    def due(self, slot: int) -> Due:
        """Rows that send in `slot`."""
        place = slot % WHEEL_SLOTS
        due = self._due[place]
        if due is None:
            rows = [row for period in PERIODS for row in self._groups[period, slot % period]]
            due = self._due[place] = Due.of(np.array(rows, np.int64), self._ports)
        return due

    def _forget(self, group: tuple[int, int]) -> None:
        period, phase = group
        for place in range(phase, WHEEL_SLOTS, period):
            self._due[place] = None
