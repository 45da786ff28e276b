"""Addresses that streams have left: what still comes from there is theirs, and no other stream's."""

QUARANTINE_S = 2.0
"""For so long may a peer go on that has not yet noticed that its call is over."""


class LeftAddresses:
    """Where closed streams got their packets from, for a while."""

    def __init__(self) -> None:
        self._until: dict[bytes, float] = {}
        """In the order of their ends."""

    def __len__(self) -> int:
        return len(self._until)

    def leave(self, key: bytes, now: float) -> None:
        """The stream of `key` (address and local port) is over."""
        self._until.pop(key, None)
        self._until[key] = now + QUARANTINE_S
        while self._until[first := next(iter(self._until))] <= now:
            del self._until[first]

    def holds(self, key: bytes, at: float) -> bool:
        """A packet of `key` that arrived at `at` belongs to the stream that left."""
        return at < self._until.get(key, at)
