"""Time in slots of 5 ms.

Slot n is at CLOCK_MONOTONIC n × 5 ms, always: a late wake-up moves nothing, error cannot add up, and RTP timestamps
follow the same line through silence, stalls and a new process.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence

SLOT_S = 0.005
PERIODS = (2, 4, 6, 8, 12)
"""Packet intervals in slots: 10, 20, 30, 40 and 60 ms. A wheel of 24 slots holds a whole number of each."""


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
        current = int(now / SLOT_S + 1e-6)
        return range(max(self.next_slot, current + 1 - PERIODS[-1]), current + 1)

    def advance(self, slots: range) -> int:
        """These slots were handled. Returns how many before them were left out."""
        left_out = max(slots.start - self.next_slot, 0)
        self.next_slot = max(self.next_slot, slots.stop)
        return left_out


class Lateness:
    """How late slots were begun."""

    def __init__(self, bounds_ms: Sequence[float]) -> None:
        """`bounds_ms` are the upper bounds by which slots are told apart."""
        self._bounds_ms = bounds_ms
        self.counts = [0] * (len(bounds_ms) + 1)
        """Slots by lateness; the last entry is everything above the bounds."""
        self.slots = 0
        self.worst_ms = 0.0

    def note(self, lateness_s: float) -> None:
        """A slot was begun."""
        lateness_ms = lateness_s * 1000
        self.slots += 1
        self.counts[bisect_left(self._bounds_ms, lateness_ms)] += 1
        self.worst_ms = max(self.worst_ms, lateness_ms)
