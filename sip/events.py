"""What a user agent tells its user: one small frozen type an event."""

from dataclasses import dataclass
from enum import Enum

from sip.body import BodyPart
from sip.dialog import Dialog
from sip.flow import Flow
from sip.message import Request, Response
from sip.outgoing_call import OutgoingCall
from sip.server_transaction import ServerTransaction


class EndReason(Enum):
    """Why a dialog is over."""

    BYE = "bye"
    """The peer sent BYE."""
    LOCAL = "local"
    """Our own BYE was answered, or nobody answered it in 64*T1."""
    NO_ACK = "no-ack"
    """No ACK for our 2xx came in 64*T1 (RFC 3261 §13.3.1.4); a BYE has been sent."""
    EXPIRED = "expired"
    """The session was not refreshed in time (RFC 4028 §10); a BYE has been sent."""
    GONE = "gone"
    """The peer does not know the dialog any more (481) or does not answer in it (408, RFC 3261 §12.2.1.2)."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A new call. Answer it with `UserAgent.respond(event.transaction, …)`, now or later (100 is sent for you).

    Every one must get a final answer: until then the stack keeps it, as RFC 3261 §17.2.1 has it.
    """

    transaction: ServerTransaction
    """The handle to answer with; `.request` and `.flow` tell who calls."""
    offer: str | None
    """The SDP of the request; None when the INVITE asks us to make the offer."""
    parts: tuple[BodyPart, ...] = ()
    """The other parts of a multipart body, which nobody needs to understand."""

    @property
    def request(self) -> Request:
        """The INVITE."""
        return self.transaction.request


@dataclass(frozen=True, slots=True)
class Reinvited:
    """The peer wants to change the session: a re-INVITE, or an UPDATE with an offer. Answer as for `Invited`.

    Any answer >= 300 leaves the session as it was (RFC 3261 §14.2).
    """

    dialog: Dialog
    transaction: ServerTransaction
    offer: str | None
    """None only for a re-INVITE without SDP: the answer to your 200's SDP comes with `Acked`."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The peer refreshed the session without changing it (RFC 4028 §7.4). Already answered; touch no media."""

    dialog: Dialog


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The caller gave up before we answered. 487 has been sent; a `respond` that comes later does nothing."""

    transaction: ServerTransaction


@dataclass(frozen=True, slots=True)
class Acked:
    """The ACK for our 2xx arrived: the call (or the re-INVITE) stands."""

    dialog: Dialog
    answer: str | None
    """The SDP in the ACK: the answer to an offer that our 2xx made; None when the INVITE had one."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The dialog is over. Comes exactly once for each dialog that a 2xx established."""

    dialog: Dialog
    reason: EndReason
    status: int = 0
    """What our BYE was answered with (reason LOCAL; 408 when not at all) or what said GONE; else 0."""
    request: Request | None = None
    """The peer's BYE, for its Reason header (RFC 3326); None for other reasons."""


@dataclass(frozen=True, slots=True)
class OptionsAsked:
    """Somebody asks what we can do. Answer with `UserAgent.respond(event.transaction, 200, sdp=…)`."""

    transaction: ServerTransaction

    @property
    def request(self) -> Request:
        """The OPTIONS request."""
        return self.transaction.request


@dataclass(frozen=True, slots=True)
class CallProgressed:
    """A provisional answer other than 100 to our INVITE."""

    call: OutgoingCall
    response: Response


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """Our INVITE got a 2xx; the ACK has been sent."""

    call: OutgoingCall
    dialog: Dialog
    response: Response
    sdp: str | None


@dataclass(frozen=True, slots=True)
class CallFailed:
    """Our INVITE got a final answer other than 2xx, or none."""

    call: OutgoingCall
    status: int
    """The answer's status; 408 when none came, 503 when the transport failed."""
    response: Response | None


@dataclass(frozen=True, slots=True)
class ReinviteAnswered:
    """Our re-INVITE got a 2xx; the ACK has been sent."""

    dialog: Dialog
    response: Response
    sdp: str | None


@dataclass(frozen=True, slots=True)
class ReinviteFailed:
    """Our re-INVITE was refused; the session stays as it was. 408 and 481 are followed by `Ended`."""

    dialog: Dialog
    status: int
    response: Response | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The stack itself has turned a message away: it cannot be read, or must not be served. For the log; nothing is
    left to do."""

    flow: Flow
    status: int
    """What it was answered with, if it could be answered."""
    reason: str
    method: str = ""
    """Empty when it could not be read."""


@dataclass(frozen=True, slots=True)
class Muted:
    """A source sends too much that leads to no call; its messages are dropped unread. At the first, then once a
    minute while it goes on."""

    flow: Flow
    dropped: int
    """Messages, since the last of these events."""


@dataclass(frozen=True, slots=True)
class Barred:
    """A request came from a network that may not call. It has been answered 403; nothing is left to do."""

    flow: Flow


@dataclass(frozen=True, slots=True)
class Stalled:
    """The peer of a stream connection does not read what we send; the connection has been cut. For the log."""

    flow: Flow


Event = (
    Invited
    | Reinvited
    | Refreshed
    | Cancelled
    | Acked
    | Ended
    | OptionsAsked
    | CallProgressed
    | CallAnswered
    | CallFailed
    | ReinviteAnswered
    | ReinviteFailed
    | Rejected
    | Muted
    | Barred
    | Stalled
)
