"""Addresses that have not yet shown that they want what is sent to them: a second of it leaves, then nothing.

Whoever calls names an address for the media, and it may be somebody else's: a server that sends there for minutes is an
amplifier. Control vouches for the addresses it has reason to trust (`StreamSpec.is_proven`); any other proves itself by
what comes from it: RTP, or an RTCP report on our stream, which names its SSRC. Neither can be told by one who does not
receive there, short of forging a source address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rtp.messages import AddressProved, AddressUnproved, AnyEvent, StreamSpec
from rtp.streams import SharedRows

ALLOWANCE_MS: Final = 1_000
"""What one stream may send to addresses that prove nothing, in all its life."""

_BETWEEN_LOOKS_MS: Final = 60
"""Three timer slots: a plane that is late for its timers still keeps within the allowance."""


@dataclass(slots=True)
class _Suspect:
    number: int
    sent: int
    """Packets when they were counted last."""
    spent_ms: int = 0
    heard: int = 0
    """Packets received when the address became the stream's."""
    host: str | None = None
    ptime_ms: int = 20
    is_vouched_for: bool = True
    """By control."""
    has_answered: bool = False
    """`host` has proved itself."""
    is_held: bool = False


class Probation:
    """The streams of a plane whose address is not proven."""

    def __init__(self, shared: SharedRows, events: list[AnyEvent], sync: Callable[[int], None]) -> None:
        """`sync(row)` brings the table's counters of a row up to date."""
        self._shared = shared
        self._events = events
        self._sync = sync
        self._by_row: dict[int, _Suspect] = {}
        self._unproved: dict[int, _Suspect] = {}

    def open(self, row: int, number: int) -> None:
        """A new stream; `set_terms` follows."""
        self._by_row[row] = _Suspect(number, self._shared.packets_sent(row))

    def set_terms(self, row: int, spec: StreamSpec) -> None:
        """Where the stream goes to from now on. A host that has proved itself stays proved."""
        suspect = self._by_row[row]
        if row in self._unproved:
            self._count(row, suspect)
        host = None if spec.remote is None else spec.remote[0]
        if host != suspect.host:
            suspect.host, suspect.has_answered = host, False
            suspect.heard = int(self._shared.packets_received[row])
        suspect.ptime_ms = spec.ptime_ms
        suspect.is_vouched_for = spec.is_proven
        if spec.is_proven or suspect.has_answered:
            self._release(row, suspect)
        elif row not in self._unproved:
            self._unproved[row] = suspect
            self._sync(row)
            suspect.sent = self._shared.packets_sent(row)

    def close(self, row: int) -> None:
        """The stream is gone; one that is not there is no error."""
        self._by_row.pop(row, None)
        self._unproved.pop(row, None)

    def may_send(self, row: int) -> bool:
        """Audio may leave."""
        return not self._by_row[row].is_held

    def may_report(self, row: int, host: str) -> bool:
        """RTCP may leave to `host`; it counts like a packet of audio. A host that is not even that of the audio gets
        none unless control vouches for it."""
        suspect = self._by_row.get(row)
        if suspect is None or suspect.is_vouched_for:
            return True
        if suspect.is_held or host != suspect.host:
            return False
        if row in self._unproved:
            suspect.spent_ms += suspect.ptime_ms
        return True

    def prove(self, row: int, host: str) -> None:
        """Something came from `host` that only a receiver of this stream can send."""
        suspect = self._unproved.get(row)
        if suspect is not None and host == suspect.host:
            suspect.has_answered = True

    def handle_timer(self) -> list[int]:
        """Looks at those that are unproved; to be called every 20 ms. Returns rows that may send now and could not, or
        the other way round."""
        changed = []
        for row, suspect in list(self._unproved.items()):
            if suspect.has_answered or self._shared.packets_received[row] > suspect.heard:
                suspect.has_answered = True
                if self._release(row, suspect):
                    changed.append(row)
            elif not suspect.is_held:
                self._count(row, suspect)
                if suspect.spent_ms > ALLOWANCE_MS - _BETWEEN_LOOKS_MS - suspect.ptime_ms:
                    suspect.is_held = True
                    self._events.append(AddressUnproved(suspect.number))
                    changed.append(row)
        return changed

    def _count(self, row: int, suspect: _Suspect) -> None:
        self._sync(row)
        sent = self._shared.packets_sent(row)
        suspect.spent_ms += (sent - suspect.sent) * suspect.ptime_ms
        suspect.sent = sent

    def _release(self, row: int, suspect: _Suspect) -> bool:
        """It is proved. Returns whether it was held."""
        self._unproved.pop(row, None)
        was_held, suspect.is_held = suspect.is_held, False
        if was_held:
            self._events.append(AddressProved(suspect.number))
        return was_held
