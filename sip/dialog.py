"""Dialogs (RFC 3261 §12): ids, sequence numbers, the route set, and where the next request goes.

A dialog is a record with rules; what drives it is in `sip.answering` and `sip.calling`.
"""

from collections.abc import Callable
from enum import Enum
from typing import Final

from sip.client_transaction import ClientTransaction
from sip.configuration import Challenge
from sip.confirmation import Confirmation
from sip.errors import MessageError
from sip.flow import Address, Flow
from sip.headers import Headers, NameAddr
from sip.hosts import literal
from sip.message import Message, Request, Response
from sip.networks import Networks, same_host
from sip.server_transaction import ServerTransaction
from sip.session_timer import SessionTimer
from sip.timers import Timer
from sip.uri import Uri

DialogId = tuple[str, str, str]
"""Call-ID, local tag, remote tag."""

MAX_ROUTES: Final = 32


class DialogState(Enum):
    """How far a dialog has come."""

    EARLY = "early"
    """A provisional answer with a tag made it; no 2xx yet."""
    CONFIRMED = "confirmed"
    """A 2xx was sent or received."""
    ENDING = "ending"
    """Our BYE is on its way; the peer's requests are still recognised."""
    ENDED = "ended"


class Dialog:
    """One call between two user agents."""

    __slots__ = (
        "authorization",
        "call_id",
        "challenge",
        "client_invite",
        "confirmation",
        "end_reported",
        "farewell",
        "flow",
        "id",
        "is_caller",
        "is_secure",
        "last_ack",
        "local",
        "local_cseq",
        "local_sdp",
        "peer_allows",
        "peer_host",
        "peer_product",
        "remote",
        "remote_cseq",
        "remote_offer",
        "remote_target",
        "route_set",
        "server_invite",
        "server_update",
        "session_timer",
        "state",
        "user_data",
        "wanted_bye",
    )

    def __init__(self, dialog_id: DialogId, local: str, remote: str, *, flow: Flow, is_caller: bool) -> None:
        """`local` and `remote` are From and To values as they stand in a request of ours, tags included."""
        self.id = dialog_id
        """What requests of the peer are matched by."""
        self.call_id = dialog_id[0]
        self.local = local
        self.remote = remote
        self.flow = flow
        """The flow of the last message of the peer."""
        self.peer_host = flow.remote[0]
        """Where the dialog began: the address of the peer's INVITE, or where ours went."""
        self.is_caller = is_caller
        """Whether we sent the INVITE and so own the Call-ID (§14.1 gives the owner the longer wait after 491)."""
        self.is_secure = False
        """Whether the call is to a sips: URI (§12.1.1: the secure flag)."""
        self.state = DialogState.EARLY
        self.remote_target = ""
        """URI the peer wants requests at."""
        self.route_set: tuple[str, ...] = ()
        """Route values of our requests, in order."""
        self.local_cseq = 0
        self.remote_cseq: int | None = None
        self.peer_allows: frozenset[str] = frozenset()
        """Methods of the peer's last Allow; empty when it sent none."""
        self.peer_product = ""
        """The peer's User-Agent or Server."""
        self.local_sdp: bytes | None = None
        """The last SDP of ours that both sides agreed on."""
        self.remote_offer: str | None = None
        """The offer of the peer that `local_sdp` answered; None when the offer was ours."""
        self.server_invite: ServerTransaction | None = None
        """A (re-)INVITE of the peer without final answer."""
        self.server_update: ServerTransaction | None = None
        """An UPDATE of the peer without final answer."""
        self.client_invite: ClientTransaction | None = None
        """A re-INVITE or UPDATE of ours without final answer."""
        self.confirmation: Confirmation | None = None
        """Our 2xx that waits for its ACK."""
        self.last_ack: tuple[int, bytes, Flow] | None = None
        """CSeq number and bytes of our last ACK, for a 2xx that comes again."""
        self.session_timer: SessionTimer | None = None
        self.wanted_bye: tuple[str | None] | None = None
        """A BYE with this Reason waits for the ACK of our 2xx (§15)."""
        self.farewell: Timer | None = None
        """Runs until our BYE leaves, when the dialog has ended for us."""
        self.authorization: tuple[tuple[str, str], ...] = ()
        """The credentials of our last INVITE, which its ACK repeats (§22.1)."""
        self.challenge: Challenge | None = None
        """What asked for credentials when the call began: they stay good in it when others are asked for."""
        self.end_reported = False
        self.user_data: object = None
        """Whatever the user wants to find again."""

    @classmethod
    def of_server(cls, transaction: ServerTransaction) -> "Dialog":
        """The dialog of a call we answer (§12.1.1); `transaction.to_tag` is our tag.

        Raises:
            MessageError: Contact or Record-Route cannot be read.
        """
        request = transaction.request
        local = f"{request.headers.get('To')};tag={transaction.to_tag}"
        remote = request.headers.get("From") or ""
        dialog_id = (request.call_id, transaction.to_tag, request.from_.tag)
        dialog = cls(dialog_id, local, remote, flow=transaction.flow, is_caller=False)
        dialog.is_secure = is_secure(request.uri)
        dialog.remote_cseq = request.cseq.number
        dialog.route_set = read_route_set(request)
        contact = request.contact
        # RFC 2543 peers may leave Contact out: their From is where they are.
        dialog.remote_target = (contact or request.from_).uri.text
        dialog.learn(request)
        return dialog

    @classmethod
    def of_client(cls, request: Request, response: Response, flow: Flow) -> "Dialog":
        """The dialog that an answer to our INVITE makes (§12.1.2).

        Raises:
            MessageError: To, Contact or Record-Route cannot be read.
        """
        local = request.headers.get("From") or ""
        remote = response.headers.get("To") or ""
        dialog_id = (request.call_id, request.from_.tag, response.to.tag)
        dialog = cls(dialog_id, local, remote, flow=flow, is_caller=True)
        dialog.is_secure = is_secure(request.uri)
        dialog.local_cseq = request.cseq.number
        dialog.route_set = tuple(reversed(read_route_set(response)))
        contact = response.contact
        dialog.remote_target = request.uri if contact is None else contact.uri.text
        dialog.learn(response)
        return dialog

    @property
    def is_established(self) -> bool:
        """Whether requests can still be sent in it."""
        return self.state is DialogState.CONFIRMED

    def learn(self, message: Message) -> None:
        """Note what the peer says of itself."""
        allow = message.headers.all("Allow")
        if allow:
            self.peer_allows = frozenset(message.headers.tokens("Allow"))
        product = message.headers.get("User-Agent" if isinstance(message, Request) else "Server")
        if product:
            self.peer_product = product

    def refresh_target(self, message: Message, flow: Flow) -> None:
        """Take over the Contact of a re-INVITE, an UPDATE or a 2xx to ours (§12.2.1.2, §12.2.2).

        Raises:
            MessageError: it cannot be read.
        """
        contact = message.contact
        if contact is not None:
            self.remote_target = contact.uri.text
        self.flow = flow
        self.learn(message)

    def next_cseq(self) -> int:
        """The number of our next request."""
        self.local_cseq += 1
        return self.local_cseq

    def request(self, method: str, number: int) -> Request:
        """A request in this dialog without Via and Contact (§12.2.1.1), with loose or strict routing."""
        uri = self.remote_target
        routes = list(self.route_set)
        if routes and not _is_loose(routes[0]):
            # §12.2.1.1: a strict router becomes the Request-URI, the target the last route.
            uri = NameAddr.parse(routes.pop(0)).uri.text.partition("?")[0]
            routes.append(f"<{self.remote_target}>")
        headers = Headers(
            [
                ("Max-Forwards", "70"),
                *[("Route", route) for route in routes],
                ("From", self.local),
                ("To", self.remote),
                ("Call-ID", self.call_id),
                ("CSeq", f"{number} {method}"),
            ]
        )
        return Request(method, uri, headers)

    def may_involve(self, host: str, others: Networks) -> bool:
        """Whether a caller's dialog may be continued from, and lead to, this host: the one that called, or one of
        `others`. Whom we have called ourselves may send us where he likes."""
        return self.is_caller or same_host(host, self.peer_host) or host in others

    def next_flow(self, is_open: Callable[[Flow], bool], others: Networks) -> Flow:
        """The flow for a request of ours (§8.1.2), without looking any name up.

        Contact and Record-Route are a caller's words: they lead to his own host, or to one of `others`, and nowhere
        else, or he could have us connect to anything we reach. Else the request goes where his came from.

        With a route set the first route decides. Without one it is the remote target, except where that address would
        not reach the peer but the flow its last message came over does: an open stream connection, a target that is a
        name (containers say their own), and a UDP peer behind a NAT (its target is not where its packets come from).
        `is_open` tells whether the connection of a flow still stands.
        """
        if self.route_set:
            target = NameAddr.parse(self.route_set[0]).uri
        elif self.flow.is_reliable and is_open(self.flow):
            return self.flow
        else:
            target = Uri.parse(self.remote_target)
        transport = target.transport or (self.flow.transport if not self.route_set else "udp")
        if transport not in {"udp", "tcp", "tls"} or not target.is_sip:
            return self.flow
        if not self.route_set and (literal(target.address[0]) is None or self._is_translated(target.address)):
            return self.flow
        if transport == self.flow.transport == "udp" and target.address == self.flow.remote:
            return self.flow
        if not self.may_involve(target.address[0], others):
            return self.flow
        return Flow(transport, target.address, self.flow.local)

    def _is_translated(self, target: Address) -> bool:
        """Whether the peer's packets come from a public address while it calls itself by a private one."""
        source = self.flow.remote[0]
        if target[0] == source:
            return False
        return _is_private(target[0]) and not _is_private(source)


def is_secure(uri: str) -> bool:
    """Whether a Request-URI asks for TLS on all of its way."""
    return uri[:5].lower() == "sips:"


def read_route_set(message: Message) -> tuple[str, ...]:
    """The Record-Route values, each checked, in the order they stand.

    Raises:
        MessageError: one cannot be read, or there are too many.
    """
    routes = message.headers.elements("Record-Route")
    if len(routes) > MAX_ROUTES:
        raise MessageError("too many Record-Route values")
    for route in routes:
        if not NameAddr.parse(route).uri.is_sip:
            raise MessageError(f"bad Record-Route: {route[:60]}")
    return tuple(routes)


def _is_loose(route: str) -> bool:
    return "lr" in NameAddr.parse(route).uri.parameters


def _is_private(host: str) -> bool:
    address = literal(host)
    return address is not None and address.is_private
