"""What the halves of a user agent share: the queues in and out, the tables, and ids."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sip.checks import ALLOW
from sip.client_transaction import ClientTransaction
from sip.configuration import Header, UserAgentConfig
from sip.confirmation import Unconfirmed
from sip.dialog import Dialog, DialogId, DialogState
from sip.events import Ended, EndReason, Event
from sip.flow import Address, Flow
from sip.headers import via_text
from sip.message import Request, Response
from sip.octet_shares import OctetShares
from sip.own_credentials import OwnCredentials
from sip.responses import build_response
from sip.server_transaction import ServerTransaction, TransactionKey
from sip.source_limits import SourceLimits
from sip.timers import Schedule, Timers
from sip.uri import bracketed

_SHARE_OF_OCTETS: Final = 0.75


@dataclass(slots=True)
class Counters:
    """Plain counts since the start."""

    requests: int = 0
    """Requests received, repeated ones among them."""
    responses: int = 0
    repeated: int = 0
    """Requests that were repetitions."""
    malformed: int = 0
    """Messages that could not be read."""
    refused: int = 0
    """Requests refused by the stack itself."""
    overloaded: int = 0
    """Of these, for want of room (503)."""
    challenged: int = 0
    """Requests that were asked for credentials (401)."""
    unmatched: int = 0
    """Answers and ACKs that belong to nothing."""


class Core:
    """Tables and queues of one user agent. Implements what transactions need of those who made them."""

    def __init__(self, config: UserAgentConfig, new_token: Callable[[], str], random: Callable[[], float]) -> None:
        self.config = config
        self.new_token = new_token
        self.random = random
        self.schedule = Schedule()
        self._stream_sources = SourceLimits(config.junk_per_s, config.junk_burst)
        self._datagram_sources = SourceLimits(config.junk_per_s, config.junk_burst)
        self.counters = Counters()
        self.events: list[Event] = []
        self.outbox: list[tuple[bytes, Flow]] = []
        self.server_transactions: dict[TransactionKey, ServerTransaction] = {}
        self.remembered = OctetShares(config.max_transaction_octets, _SHARE_OF_OCTETS)
        """Of server transactions."""
        self.client_transactions: dict[tuple[str, str], ClientTransaction] = {}
        self.client_transactions_to: dict[tuple[str, Address], dict[tuple[str, str], ClientTransaction]] = {}
        """The same by transport and peer."""
        self.unconfirmed = Unconfirmed(config.max_unconfirmed, config.timers.t2)
        self.merge_keys: dict[TransactionKey, ServerTransaction] = {}
        """From tag, Call-ID and CSeq of running requests outside dialogs, to recognise merged ones (§8.2.2.2)."""
        self.dialogs: dict[DialogId, Dialog] = {}
        self.is_open: Callable[[Flow], bool] = lambda _flow: True
        """Whether the connection of a stream flow still stands; the adapter knows."""
        self.credentials = None if config.credentials is None else OwnCredentials(*config.credentials, new_token)
        self._common: tuple[Header, ...] = (("Allow", ALLOW), ("Supported", "timer"))

    @property
    def timers(self) -> Timers:
        """T1, T2, T4."""
        return self.config.timers

    @property
    def server_headers(self) -> tuple[Header, ...]:
        """Headers of every answer of ours that tells what we can do."""
        return (*self._common, ("Server", self.config.product))

    @property
    def client_headers(self) -> tuple[Header, ...]:
        """Likewise of our INVITEs and UPDATEs."""
        return (*self._common, ("User-Agent", self.config.product))

    def sources(self, transport: str) -> SourceLimits:
        """What sources may send over this transport. Datagrams count apart, for their addresses can be forged: who does
        that mutes nobody who comes by TCP or TLS."""
        return self._datagram_sources if transport == "udp" else self._stream_sources

    @property
    def all_sources(self) -> tuple[SourceLimits, ...]:
        """Of datagrams and of streams."""
        return self._stream_sources, self._datagram_sources

    def send(self, data: bytes, flow: Flow) -> None:
        """Queue bytes for the network."""
        self.outbox.append((data, flow))

    def emit(self, event: Event) -> None:
        """Queue an event for the user."""
        self.events.append(event)

    def host(self, flow: Flow) -> str:
        """Our own address as the peer on this flow should see it."""
        return self.config.external_address or flow.local[0]

    def contact(self, flow: Flow, *, is_secure: bool = False) -> str:
        """Our Contact value on this flow. `is_secure`: of a call to a sips: URI, for which it is one too (§12.1.1)."""
        user = f"{self.config.user}@" if self.config.user else ""
        if is_secure and flow.transport == "tls":
            return f"<sips:{user}{bracketed(self.host(flow))}:{flow.local[1]}>"
        transport = "" if flow.transport == "udp" else f";transport={flow.transport}"
        return f"<sip:{user}{bracketed(self.host(flow))}:{flow.local[1]}{transport}>"

    def put_via(self, request: Request, flow: Flow) -> str:
        """Give a request of ours its Via; returns the branch."""
        branch = f"z9hG4bK{self.new_token()}"
        request.headers.put_first("Via", via_text(flow.transport, self.host(flow), flow.local[1], branch))
        return branch

    def authorized(self, request: Request, response: Response, number: int, times: int) -> Request | None:
        """The request anew with what its 401 or 407 asks for, if we have that; see `OwnCredentials`."""
        return None if self.credentials is None else self.credentials.authorized(request, response, number, times)

    def send_request(
        self,
        request: Request,
        flow: Flow,
        *,
        on_answer: Callable[..., None],
        on_failure: Callable[[int, float], None],
        now: float,
        patience_s: float | None = None,
    ) -> ClientTransaction:
        """Send a request of ours in a client transaction."""
        branch = self.put_via(request, flow)
        return self.start_transaction(
            request, flow, branch, on_answer=on_answer, on_failure=on_failure, now=now, patience_s=patience_s
        )

    def start_transaction(
        self,
        request: Request,
        flow: Flow,
        branch: str,
        *,
        on_answer: Callable[..., None],
        on_failure: Callable[[int, float], None],
        now: float,
        patience_s: float | None = None,
    ) -> ClientTransaction:
        """The same for a request that has its Via (a CANCEL has that of its INVITE)."""
        transaction = ClientTransaction(
            self, branch, request, flow, on_answer=on_answer, on_failure=on_failure, now=now, patience_s=patience_s
        )
        self.client_transactions[transaction.key] = transaction
        self.client_transactions_to.setdefault((flow.transport, flow.remote), {})[transaction.key] = transaction
        return transaction

    def trying(self, transaction: ServerTransaction) -> bytes:
        """The 100 of an INVITE; it has no To tag of ours (§8.2.6.2)."""
        return build_response(transaction.request.headers, transaction.vias, 100)

    def remember(self, transaction: ServerTransaction) -> None:
        """A request begins one."""
        self.server_transactions[transaction.key] = transaction
        self.remembered.change(transaction.flow.remote[0], transaction.size)

    def server_transaction_resized(self, transaction: ServerTransaction, by: int) -> None:
        """Count so many octets more, or fewer."""
        self.remembered.change(transaction.flow.remote[0], by)

    def server_transaction_ended(self, transaction: ServerTransaction) -> None:
        """Forget it."""
        if self.server_transactions.pop(transaction.key, None) is not None:
            self.remembered.change(transaction.flow.remote[0], -transaction.size)
        if transaction.merge_key is not None:
            self.merge_keys.pop(transaction.merge_key, None)

    def client_transaction_ended(self, transaction: ClientTransaction) -> None:
        """Forget it."""
        self.client_transactions.pop(transaction.key, None)
        peer = transaction.flow.transport, transaction.flow.remote
        if (others := self.client_transactions_to.get(peer)) is not None:
            others.pop(transaction.key, None)
            if not others:
                del self.client_transactions_to[peer]

    def report_end(self, dialog: Dialog, reason: EndReason, status: int = 0, request: Request | None = None) -> None:
        """Tell the user, once, that a dialog is over."""
        if not dialog.end_reported:
            dialog.end_reported = True
            self.emit(Ended(dialog, reason, status, request))

    def drop_dialog(self, dialog: Dialog) -> None:
        """Forget a dialog and stop all that runs for it."""
        dialog.state = DialogState.ENDED
        if dialog.confirmation is not None:
            dialog.confirmation.stop()
            dialog.confirmation = None
        if dialog.session_timer is not None:
            dialog.session_timer.stop()
        if dialog.farewell is not None:
            dialog.farewell.stop()
            dialog.farewell = None
        self.dialogs.pop(dialog.id, None)
