"""Packet indices of one SSRC as a receiver knows them: the rollover counter it guesses, and what it has had already.

An index is the 16-bit sequence number under a rollover counter that is not on the wire (RFC 3711 §3.3.1); that of an
SRTCP packet is on it (§3.4).
"""

WINDOW = 128
"""Packets behind the newest that may still come, once each; §3.3.2 asks for 64 at least."""
_SEEN_ALL = (1 << WINDOW) - 1
_HALF = 1 << 15


class ReceivedIndices:
    """The newest index and the window behind it (RFC 3711 §3.3.2). Only what was authentic may be noted here."""

    __slots__ = ("_seen", "highest")

    def __init__(self, highest: int, *, is_resumed: bool = False) -> None:
        """`is_resumed`: what came before is not known, so all of it counts as had."""
        self.highest = highest
        self._seen = _SEEN_ALL if is_resumed else 1
        """Bit n: the packet n behind the newest has come."""

    def guess(self, sequence_number: int) -> int:
        """The index that a packet with this sequence number is nearest to (appendix A of RFC 3711); never negative."""
        index = (self.highest & ~0xFFFF) | sequence_number
        if index - self.highest > _HALF:
            index -= 1 << 16
        elif self.highest - index > _HALF:
            index += 1 << 16
        return index if index >= 0 else index + (1 << 16)

    def is_new(self, index: int) -> bool:
        """It has not come, and is not so old that nobody knows."""
        behind = self.highest - index
        return behind < 0 or (behind < WINDOW and not self._seen >> behind & 1)

    def note(self, index: int) -> None:
        """It has come, and is authentic."""
        ahead = index - self.highest
        if ahead > 0:
            self._seen = (self._seen << ahead | 1) & _SEEN_ALL if ahead < WINDOW else 1
            self.highest = index
        else:
            self._seen |= 1 << -ahead
