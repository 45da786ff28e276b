"""The core of RFC 3261 §8 and §13–§15: datagrams and messages in; events, bytes and the next timer out.

No socket and no clock is touched here. The adapter (`sip.transport`) does, in this order, for whatever happens:

    agent.receive(data, flow, now)            # or handle_timer(now), or transport_failed(flow, now)
    for event in agent.events(): user.handle(event)       # the user calls respond(), bye(), … in there or later
    for data, flow in agent.data_to_send(): send(data, flow)
    arm(agent.next_timer())
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sip.calling import OutgoingCall
from sip.dialog import Dialog
from sip.events import Event
from sip.flow import Flow
from sip.message import Request
from sip.server_transaction import ServerTransaction
from sip.timers import Timers

Header = tuple[str, str]


@dataclass(slots=True, kw_only=True)
class UserAgentConfig:
    """Plain values a user agent is made with."""

    product: str = "mrcp-server"
    """Goes into Server (answers) and User-Agent (requests)."""
    external_address: str | None = None
    """Host for Via and Contact instead of the flow's own local address (NAT, containers)."""
    user: str = ""
    """User part of our Contact; empty for none."""
    timers: Timers = field(default_factory=Timers)
    """T1, T2, T4 in seconds."""
    trying_after_s: float = 0.2
    """An INVITE not answered by then gets 100 Trying (RFC 3261 §17.2.1: 200 ms)."""
    session_expires_s: int = 0
    """Session interval to ask of callers that support timers but name none; 0 asks for none. A caller's own is echoed."""
    min_session_expires_s: int = 90
    """Shortest interval accepted, else 422 (RFC 4028 §5: not below 90)."""
    max_dialogs: int = 10_000
    """A call above gets 503 with Retry-After."""
    max_transactions: int = 200_000
    """Likewise for requests; each is kept about 32 s. 1,000 calls/s keep about 70,000."""
    retry_after_s: int = 5
    challenge: "Callable[[Request, Flow], Refusal | None] | None" = None
    """Asked before an INVITE, UPDATE or OPTIONS outside a dialog becomes an event: the place of digest (RFC 8760)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that ends a request: status, headers, and the phrase where the standard one says too little."""

    status: int
    headers: Sequence[Header] = ()
    reason: str | None = None


class UserAgent:
    """Answers and places calls. All methods are synchronous and finish at once."""

    def __init__(self, config: UserAgentConfig, *, new_token: Callable[[], str], random: Callable[[], float]) -> None:
        """`new_token` gives an unguessable token (>= 32 random bits, letters and digits) for tags, branches and
        Call-IDs; `random` a number in [0, 1).
        """
        raise NotImplementedError

    accepting: bool
    """Set to False to drain: new calls get 503 with Retry-After, dialogs go on."""

    # What the adapter calls.

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        """Take one datagram, or one message that `sip.stream.StreamFramer` cut. Never raises for what is in it."""
        raise NotImplementedError

    def transport_failed(self, flow: Flow, now: float) -> None:
        """Tell that nothing can be sent on this flow (connection refused, closed while sending)."""
        raise NotImplementedError

    def events(self) -> list[Event]:
        """What has happened since the last call, in order."""
        raise NotImplementedError

    def data_to_send(self) -> list[tuple[bytes, Flow]]:
        """What has to leave since the last call, in order."""
        raise NotImplementedError

    def next_timer(self) -> float | None:
        """When `handle_timer` must be called next; None for never."""
        raise NotImplementedError

    def handle_timer(self, now: float) -> None:
        """Do all that is due at `now`. Harmless when called early."""
        raise NotImplementedError

    # What the user calls: answering.

    def respond(
        self,
        transaction: ServerTransaction,
        status: int,
        *,
        now: float,
        sdp: bytes | None = None,
        headers: Sequence[Header] = (),
        reason: str | None = None,
    ) -> Dialog | None:
        """Answer an `Invited`, `Reinvited` or `OptionsAsked`.

        A 2xx to an INVITE makes (or keeps) a dialog and is repeated until its ACK arrives. `headers` are added as
        they are, e.g. ("Warning", warning(304, "no such resource")), ("Retry-After", "5").

        Returns the dialog after a 2xx to an INVITE or UPDATE; None for other answers and when the request has had
        its final answer already (it was cancelled, or the caller hung up).
        """
        raise NotImplementedError

    # What the user calls: both sides.

    def bye(self, dialog: Dialog, *, now: float, reason: str | None = None) -> None:
        """End a dialog. `Ended(LOCAL)` follows when the BYE was answered. Does nothing for a dialog that has ended.

        `reason` becomes a Reason header (RFC 3326), e.g. 'SIP;cause=503;text="engine lost"'. A dialog whose ACK is
        still awaited is ended when the ACK has come (RFC 3261 §15).
        """
        raise NotImplementedError

    def reinvite(self, dialog: Dialog, sdp: bytes, *, now: float, headers: Sequence[Header] = ()) -> None:
        """Offer a changed session. `ReinviteAnswered` or `ReinviteFailed` follows.

        Raises:
            RuntimeError: the dialog has ended, or another INVITE of it is still open (RFC 3261 §14.1).
        """
        raise NotImplementedError

    # What the user calls: placing calls.

    def invite(
        self,
        uri: str,
        sdp: bytes | None,
        *,
        flow: Flow,
        now: float,
        from_uri: str | None = None,
        to_uri: str | None = None,
        headers: Sequence[Header] = (),
    ) -> OutgoingCall:
        """Place a call to `uri` over `flow` (see `SipTransport.flow_to`).

        `CallProgressed`*, then `CallAnswered` or `CallFailed` follows. `from_uri` defaults to our Contact's address.

        Raises:
            SipError: `uri`, `from_uri` or `to_uri` cannot be a URI.
        """
        raise NotImplementedError

    def cancel(self, call: OutgoingCall, *, now: float) -> None:
        """Give up a call that is not answered yet. `CallFailed(487)` follows, or `CallAnswered` when it crossed."""
        raise NotImplementedError

