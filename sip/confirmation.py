"""A 2xx to an INVITE is repeated until its ACK arrives (RFC 3261 §13.3.1.4), over every transport.

Whoever never sends the ACK costs eleven 2xx, a BYE and a call that stands for half a minute; so calls that wait for
their first ACK are bounded, and the oldest of them are given up when there are too many.
"""

from collections.abc import Callable

from sip.flow import Flow
from sip.networks import source_of
from sip.server_transaction import ServerLayer
from sip.timers import Timer

_REPEAT = "repeat 2xx"
_GIVE_UP = "no ACK"


class Confirmation:
    """One 2xx that waits for its ACK."""

    __slots__ = (
        "_data",
        "_interval",
        "_layer",
        "_on_lost",
        "_timers",
        "_waiting",
        "cseq",
        "flow",
        "is_first",
        "made_offer",
        "since",
    )

    def __init__(
        self,
        layer: ServerLayer,
        cseq: int,
        data: bytes,
        flow: Flow,
        *,
        made_offer: bool,
        is_first: bool,
        on_lost: Callable[[float], None],
        waiting: "Unconfirmed",
        now: float,
    ) -> None:
        """The 2xx has just been sent. `on_lost(now)` is called when no ACK came in 64*T1, or nobody waits that long."""
        self._layer = layer
        self.cseq = cseq
        """CSeq number of the INVITE, and so of the ACK."""
        self.made_offer = made_offer
        """Whether the 2xx holds our offer, so that the ACK must hold an answer."""
        self._data = data
        self.flow = flow
        """Where it goes: back to where the INVITE came from."""
        self.is_first = is_first
        """Whether its INVITE made the dialog."""
        self._on_lost = on_lost
        self._waiting = waiting
        self.since = now
        self._interval = layer.timers.t1
        start = layer.schedule.start
        self._timers: dict[str, Timer] = {
            _REPEAT: start(now + self._interval, self, _REPEAT),
            _GIVE_UP: start(now + layer.timers.give_up, self, _GIVE_UP),
        }
        if is_first:
            waiting.add(self)

    def stop(self) -> None:
        """The ACK came, or nobody waits for it any more."""
        for timer in self._timers.values():
            timer.stop()
        self._waiting.discard(self)

    def give_up(self, now: float) -> None:
        """Wait no longer."""
        self.stop()
        self._on_lost(now)

    def handle_timer(self, name: str, now: float) -> None:
        """Repeat the answer, or give up."""
        if name == _GIVE_UP:
            self.give_up(now)
            return
        self._layer.send(self._data, self.flow)
        # "…an interval that starts at T1 seconds and doubles for each retransmission until it reaches T2 seconds."
        self._interval = min(2 * self._interval, self._layer.timers.t2)
        self._timers[_REPEAT] = self._layer.schedule.start(now + self._interval, self, _REPEAT)


class Unconfirmed:
    """The calls that wait for their first ACK: so many, and half as many of one source."""

    def __init__(self, most: int, patience_s: float) -> None:
        """There may be `most`; each may wait for `patience_s` at least."""
        self.most = most
        """May change; where there are more, they go on waiting."""
        self._patience_s = patience_s
        self._waiting: dict[Confirmation, None] = {}
        """The oldest first."""
        self._by_source: dict[str, dict[Confirmation, None]] = {}
        """Likewise, and no empty ones."""

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, confirmation: Confirmation) -> None:
        """One more waits."""
        self._waiting[confirmation] = None
        self._by_source.setdefault(_source(confirmation), {})[confirmation] = None

    def discard(self, confirmation: Confirmation) -> None:
        """It waits no more; one that did not is no error."""
        if confirmation not in self._waiting:
            return
        del self._waiting[confirmation]
        source = _source(confirmation)
        del self._by_source[source][confirmation]
        if not self._by_source[source]:
            del self._by_source[source]

    def has_share_for(self, host: str, now: float) -> bool:
        """Whether its source may have one more; where it has its share, its oldest is given up if that waited long."""
        own = self._by_source.get(source_of(host), {})
        return len(own) < max(1, self.most // 2) or self._give_up_first(own, now)

    def make_room(self, now: float) -> bool:
        """Whether a call may come: there is room, or the oldest has waited long enough and is given up for it."""
        return len(self._waiting) < self.most or self._give_up_first(self._waiting, now)

    def _give_up_first(self, waiting: dict[Confirmation, None], now: float) -> bool:
        oldest = next(iter(waiting))
        if now - oldest.since < self._patience_s:
            return False
        oldest.give_up(now)
        return True


def _source(confirmation: Confirmation) -> str:
    return source_of(confirmation.flow.remote[0])
