"""Comfort noise of ours (RFC 3389): one packet where a stream falls silent, for peers that agreed to it.

It leaves in the slot of the packet that does not come, takes the next sequence number and that slot's timestamp, has no
marker, and says the level of a quiet line, which the peer plays until we speak again. A silence that is over before
that slot has none. What follows it bears the marker (RFC 3551 §4.1: occasional comfort noise is silence).
"""

from collections.abc import Callable

from rtp.streams import NEVER_SENT, StreamTable
from rtp.wire.packet import RtpPacket

LEVEL_DBOV = 70
"""−dBov, about −64 dBm0: heard as a line that is still there, by nobody as noise."""

_PAYLOAD = bytes((LEVEL_DBOV,))


class ComfortNoise:
    """Rows that fell silent and whose peer is to be told."""

    def __init__(self, table: StreamTable, send: Callable[[int, bytes], None]) -> None:
        """`send` takes (row, datagram)."""
        self._table = table
        self._send = send
        self._types: dict[int, int] = {}
        self._due: dict[int, int] = {}
        """Slot by row."""
        self._informed: set[int] = set()
        """Rows whose last packet was comfort noise."""

    @property
    def is_waiting(self) -> bool:
        """Somebody fell silent just now."""
        return bool(self._due)

    def set_terms(self, row: int, payload_type: int | None) -> None:
        """The number agreed on, None when there is none or we may not send."""
        if payload_type is None:
            self._types.pop(row, None)
            self._due.pop(row, None)
        else:
            self._types[row] = payload_type

    def close(self, row: int) -> None:
        """The stream is over."""
        self.set_terms(row, None)
        self._informed.discard(row)

    def fall_silent(self, row: int, slot: int) -> None:
        """The packet of `slot` does not come, nor those after it; the table is up to date."""
        if row in self._types and self._table.last_slot[row] != NEVER_SENT:
            self._due[row] = slot

    def speak(self, row: int) -> bool:
        """A talkspurt begins. Returns True when comfort noise was the last that was sent."""
        self._due.pop(row, None)
        was_informed = row in self._informed
        self._informed.discard(row)
        return was_informed

    def send_due(self, slot: int) -> int:
        """Send what is due in a slot, or was before it. Returns how many packets left."""
        rows = [row for row, due in self._due.items() if due <= slot]
        for row in rows:
            del self._due[row]
            self._informed.add(row)
            table = self._table
            number = table.count_one(row, len(_PAYLOAD))
            ssrc = int(table.headers["ssrc"][row])
            packet = RtpPacket(self._types[row], number & 0xFFFF, table.timestamp_at(row, slot), ssrc, _PAYLOAD)
            self._send(row, table.protection.seal(row, bytes(packet), number))
        return len(rows)
