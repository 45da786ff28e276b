"""What a user agent is made with. Plain values; the user's own configuration never comes here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sip.flow import Flow
from sip.message import Request
from sip.networks import Networks
from sip.timers import Timers

Header = tuple[str, str]
"""Name and value of a header field."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that ends a request: status, headers, and the phrase where the standard one says too little."""

    status: int
    headers: Sequence[Header] = ()
    reason: str | None = None


Challenge = Callable[[Request, Flow, float], Refusal | None]
"""Asked, with the time, before a request is served; a refusal ends it."""


@dataclass(slots=True, kw_only=True)
class UserAgentConfig:
    """Plain values a user agent is made with. All but the timers may change while it runs, see `UserAgent` for those
    that have a method of their own."""

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
    """Interval to ask of callers that support timers but name none; 0 asks for none. A caller's own is echoed."""
    min_session_expires_s: int = 90
    """Shortest interval accepted, else 422 (RFC 4028 §5: not below 90)."""
    max_dialogs: int = 10_000
    """A call above gets 503 with Retry-After."""
    max_unconfirmed: int = 1_000
    """Calls that wait for their ACK. One more ends the oldest, or gets 503 while that has waited less than T2."""
    max_transactions: int = 200_000
    """Likewise for requests; each is kept about 32 s over UDP. 1,000 calls/s keep about 70,000."""
    max_transaction_octets: int = 128 << 20
    """Likewise for what they hold, requests and answers; three quarters of it may be of one source. A call takes some
    3 KB for half a minute."""
    networks: Networks = field(default_factory=Networks.all)
    """Who may send requests; others get 403, but in calls that began when they might."""
    other_peers: Networks = field(default_factory=Networks)
    """Where a caller's dialog may be continued from, and our own requests in it be sent to, besides the address that
    its INVITE came from. Elsewhere nothing is sent to, whatever its Contact and Record-Route say."""
    junk_per_s: float = 0.0
    """What a source may send a second that does not lead to a call, see `sip.source_limits`; 0: no limit."""
    junk_burst: float = 1_000.0
    """Likewise at once."""
    retry_after_s: int = 5
    """Value of Retry-After in our own 503."""
    farewell_s: float = 0.0
    """A BYE of ours leaves so long after its dialog has ended for us, for what the user has to say before it."""
    accepted_besides: frozenset[str] = frozenset()
    """Media types in lower case that an Accept may name for what is not SIP's own: its sender takes SDP, too."""
    credentials: tuple[str, str] | None = None
    """Our own user name and password, for servers that ask for them."""
    challenge: Challenge | None = None
    """Asked before a request other than ACK and CANCEL is served, in a dialog too; 401 asks for credentials and is not
    remembered, what is not 401 refuses them. See `sip.authentication`."""
