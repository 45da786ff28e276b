"""How many octets are remembered for others, and of which source: memory that anybody can have us fill is bounded."""

from collections import Counter

from sip.networks import source_of


class OctetShares:
    """A bounded number of octets, of which no source may have all. An IPv6 source is its /64."""

    def __init__(self, most: int, share: float) -> None:
        """There may be `most`, of one source `share` of them."""
        self._most = most
        self._most_of_one = most * share
        self._held: Counter[str] = Counter()
        self._all = 0

    def __len__(self) -> int:
        return len(self._held)

    @property
    def total(self) -> int:
        """Octets of all sources."""
        return self._all

    def has_room(self, host: str, size: int, part: float = 1.0) -> bool:
        """Whether so many more of this source may be remembered, where only `part` of the room is for their kind."""
        mine = self._held[source_of(host)] + size
        return self._all + size <= self._most * part and mine <= self._most_of_one * part

    def change(self, host: str, by: int) -> None:
        """So many more of a source are remembered, or fewer."""
        source = source_of(host)
        self._all += by
        self._held[source] += by
        if not self._held[source]:
            del self._held[source]
