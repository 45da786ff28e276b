"""How much of something went to a service in the last minute and the last day, and whether more may."""

from __future__ import annotations

from collections import deque

_SLOTS = 60
MINUTE_S = 60.0
DAY_S = 86_400.0


class SpendWindow:
    """The sum over the last `span_s`, in steps of a sixtieth: what has been spent leaves the window a step late, never
    early. `limit` 0 does not limit."""

    def __init__(self, span_s: float, limit: float) -> None:
        self.limit = limit
        self._span_s = span_s
        self._slot_s = span_s / _SLOTS
        self._slots: deque[tuple[int, float]] = deque()
        self._total = 0.0

    def spent(self, now: float) -> float:
        """What went in the window that ends now."""
        oldest = int((now - self._span_s) // self._slot_s)
        while self._slots and self._slots[0][0] < oldest:
            self._total -= self._slots.popleft()[1]
        if not self._slots:
            self._total = 0.0  # no error of rounding outlives the window
        return self._total

    def has_room(self, amount: float, now: float) -> bool:
        """Whether `amount` more may go."""
        return not self.limit or self.spent(now) + amount <= self.limit

    def add(self, amount: float, now: float) -> None:
        """`amount` goes, or comes back when it is negative."""
        if not self.limit:
            return
        self.spent(now)  # drops what has left the window
        slot = int(now // self._slot_s)
        if self._slots and self._slots[-1][0] == slot:
            self._slots[-1] = (slot, self._slots[-1][1] + amount)
        else:
            self._slots.append((slot, amount))
        self._total += amount


class SpendLimits:
    """A limit a minute and one a day on the same thing, such as "characters"."""

    def __init__(self, unit: str, per_minute: float, per_day: float) -> None:
        self._unit = unit
        self._windows = (SpendWindow(MINUTE_S, per_minute), SpendWindow(DAY_S, per_day))
        self.total = 0.0
        """All that ever went; only grows."""

    def refusal(self, amount: float, now: float) -> str:
        """Why `amount` may not go; empty: it may."""
        for window, name in zip(self._windows, ("minute", "day"), strict=True):
            if not window.has_room(amount, now):
                return f"the limit of {window.limit:g} {self._unit} a {name} is reached"
        return ""

    def add(self, amount: float, now: float) -> None:
        """`amount` goes to the service."""
        self.total += amount
        for window in self._windows:
            window.add(amount, now)
