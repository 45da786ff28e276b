"""What one source may have of a door: so many things at once, so many a second. An IPv6 source is its /64."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Final

from sip.networks import Networks, source_of

_MOST_SOURCES: Final = 4_096
"""Buckets that are not full; those of the longest unseen are forgotten beyond it."""


class Guests:
    """The networks that may come in."""

    def __init__(self, networks: list[str]) -> None:
        """Empty: everybody."""
        self.change(networks)

    def change(self, networks: list[str]) -> None:
        """Others from now on."""
        self._networks = Networks(networks) if networks else Networks.all()

    def __contains__(self, host: str) -> bool:
        return host in self._networks


class SourceShare:
    """How many of a bounded number of things (calls, connections) each source holds."""

    def __init__(self, most: int, share: float) -> None:
        """One source may hold `share` of `most`, rounded up: always one."""
        self.change(most, share)
        self._held: Counter[str] = Counter()

    def change(self, most: int, share: float) -> None:
        """Another bound from now on; who holds more keeps it."""
        self._most = math.ceil(most * share)

    def __len__(self) -> int:
        return len(self._held)

    def is_used_up(self, host: str) -> bool:
        """Whether the source may have no further one."""
        return self._held[source_of(host)] >= self._most

    def take(self, host: str) -> None:
        """It has one more."""
        self._held[source_of(host)] += 1

    def give_back(self, host: str) -> None:
        """It has one less; the source must have had one."""
        source = source_of(host)
        self._held[source] -= 1
        if not self._held[source]:
            del self._held[source]


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class SourceRate:
    """So many a second of each source, and as many as a second's at once (token buckets)."""

    def __init__(self, per_s: float) -> None:
        """0: no limit."""
        self._buckets: dict[str, _Bucket] = {}
        self.change(per_s)

    def change(self, per_s: float) -> None:
        """Another rate from now on; what was used counts on."""
        self._per_s = per_s
        self._burst = max(1.0, per_s)
        if not per_s:
            self._buckets.clear()

    def __len__(self) -> int:
        return len(self._buckets)

    def admits(self, host: str, now: float) -> bool:
        """Takes one when there is one left."""
        if self.owed_s(host, now) > 0:
            return False
        self.spend(host, now)
        return True

    def spend(self, host: str, now: float, count: int = 1) -> None:
        """Takes so many, where there are none left too."""
        if not self._per_s:
            return
        source = source_of(host)
        bucket = self._buckets.pop(source, None) or _Bucket(self._burst, now)
        if len(self._buckets) >= _MOST_SOURCES:
            del self._buckets[next(iter(self._buckets))]
        self._refill(bucket, now)
        bucket.tokens -= count
        # Behind the others: the first is the one that was longest unseen.
        self._buckets[source] = bucket

    def owed_s(self, host: str, now: float) -> float:
        """How long the source has to wait for its next one; 0: not at all."""
        bucket = self._buckets.get(source_of(host))
        if bucket is None:
            return 0.0
        self._refill(bucket, now)
        return max(0.0, (1.0 - bucket.tokens) / self._per_s)

    def _refill(self, bucket: _Bucket, now: float) -> None:
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_s)
        bucket.at = now
