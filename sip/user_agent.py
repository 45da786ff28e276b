"""The core of RFC 3261 §8 and §13–§15: datagrams and messages in; events, bytes and the next timer out.

No socket and no clock is touched here. The adapter (`sip.transport`) does, in this order, for whatever happens:

    agent.receive(data, flow, now)            # or handle_timer(now), or transport_failed(flow, now)
    for event in agent.events(): user.handle(event)       # the user calls respond(), bye(), … in there or later
    for data, flow in agent.data_to_send(): send(data, flow)
    arm(agent.next_timer())

The work is done in `sip.answering` (server half), `sip.calling` (client half) and `sip.dialog_requests` (both halves
inside a dialog), on the tables of `sip.core`.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from sip.answering import Answering
from sip.calling import Calling
from sip.client_transaction import ClientTransaction
from sip.configuration import Header, Refusal, UserAgentConfig
from sip.core import Core, Counters
from sip.dialog import Dialog
from sip.dialog_requests import DialogRequests
from sip.errors import MessageError
from sip.events import Barred, Event, Muted, Rejected, Stalled
from sip.flow import Address, Flow
from sip.headers import Headers
from sip.message import Request, UnreadableMessageError, parse_message
from sip.outgoing_call import OutgoingCall
from sip.responses import build_response, via_lines
from sip.server_transaction import ServerTransaction

__all__ = ["Refusal", "UserAgent", "UserAgentConfig"]


class UserAgent:
    """Answers and places calls. All methods are synchronous and finish at once."""

    def __init__(self, config: UserAgentConfig, *, new_token: Callable[[], str], random: Callable[[], float]) -> None:
        """`new_token` gives an unguessable token (>= 32 random bits, letters and digits) for tags, branches and
        Call-IDs, e.g. `partial(secrets.token_hex, 8)`; `random` a number in [0, 1).
        """
        self._core = Core(config, new_token, random)
        requests = DialogRequests(self._core)
        self._requests = requests
        self._answering = Answering(self._core, requests)
        self._calling = Calling(self._core, requests)

    @property
    def accepting(self) -> bool:
        """Set to False to drain: new calls get 503 with Retry-After, dialogs go on."""
        return self._answering.accepting

    @accepting.setter
    def accepting(self, value: bool) -> None:
        self._answering.accepting = value

    @property
    def config(self) -> UserAgentConfig:
        """What it was made with."""
        return self._core.config

    @property
    def counters(self) -> Counters:
        """Plain counts since the start."""
        return self._core.counters

    @property
    def dialogs(self) -> list[Dialog]:
        """All dialogs that have not ended, calls not yet answered among them."""
        return list(self._core.dialogs.values())

    def call_ids(self) -> set[str]:
        """Call-IDs of all dialogs, and of all transactions that are remembered now."""
        core = self._core
        known = {dialog.call_id for dialog in core.dialogs.values()}
        known.update(one.request.call_id for one in core.server_transactions.values())
        known.update(one.request.call_id for one in core.client_transactions.values())
        return known

    @property
    def transaction_count(self) -> int:
        """Transactions of both kinds that are remembered now."""
        return len(self._core.server_transactions) + len(self._core.client_transactions)

    @property
    def dropped(self) -> int:
        """Messages of muted sources that were not read."""
        return sum(sources.dropped for sources in self._core.all_sources)

    # What the adapter calls.

    def is_muted(self, transport: str, host: str, now: float) -> bool:
        """Whether a source has sent so much junk that it is not heard over this transport."""
        return self._core.sources(transport).is_muted(host, now)

    def limit_sources(self, junk_per_s: float, junk_burst: float) -> None:
        """Other limits for what leads to no call, as in `UserAgentConfig`."""
        self._core.config.junk_per_s, self._core.config.junk_burst = junk_per_s, junk_burst
        for sources in self._core.all_sources:
            sources.change(junk_per_s, junk_burst)

    def limit_unconfirmed(self, most: int) -> None:
        """Another bound of the calls that wait for their ACK, as in `UserAgentConfig`."""
        self._core.config.max_unconfirmed = self._core.unconfirmed.most = most

    def watch_flows(self, is_open: Callable[[Flow], bool]) -> None:
        """Have `is_open` asked whether a stream flow still stands before a request of ours takes it."""
        self._core.is_open = is_open

    def receive(self, data: bytes, flow: Flow, now: float) -> None:
        """Take one datagram, or one message that `sip.stream.StreamFramer` cut. Never raises for what is in it."""
        counters = self._core.counters
        sources, host = self._core.sources(flow.transport), flow.remote[0]
        if not sources.admits(host, data, self._core.dialogs, now):
            if dropped := sources.tell(host, now):
                self._core.emit(Muted(flow, dropped))
            return
        try:
            message = parse_message(data)
        except UnreadableMessageError as fault:
            # Keep-alives over UDP are line ends or zeros; nothing to count.
            if data.strip(b"\r\n\0"):
                sources.charge(host, now)
                self._refuse(fault, fault.fields, fault.method, flow)
            return
        unmatched = counters.unmatched
        try:
            if isinstance(message, Request):
                counters.requests += 1
                if host not in self._core.config.networks and not self._is_in_dialog(message):
                    self._bar(message, flow, now)
                    return
                self._answering.handle_request(message, flow, now)
            else:
                counters.responses += 1
                self._calling.handle_response(message, now)
        except MessageError as fault:
            sources.charge(host, now)
            method = message.method if isinstance(message, Request) else None
            self._refuse(fault, message.headers, method, flow)
        if counters.unmatched > unmatched:
            sources.charge(host, now)

    def _is_in_dialog(self, request: Request) -> bool:
        """Whether it belongs to a call that stands. That its peer sent it is looked at later, as for every call."""
        with suppress(MessageError):
            return (request.call_id, request.to.tag, request.from_.tag) in self._core.dialogs
        return False

    def _bar(self, request: Request, flow: Flow, now: float) -> None:
        """Answer who may not call, without remembering it."""
        self._core.sources(flow.transport).charge(flow.remote[0], now)
        self._core.counters.refused += 1
        self._core.emit(Barred(flow))
        if request.method != "ACK":
            vias, tag = via_lines(request.headers, flow), self._core.new_token()
            self._core.send(build_response(request.headers, vias, 403, to_tag=tag), flow)

    def _refuse(self, fault: MessageError, fields: Headers | None, method: str | None, flow: Flow) -> None:
        """Answer a malformed request without remembering it, if there is a Via to answer by; never an ACK."""
        self._core.counters.malformed += 1
        self._core.emit(Rejected(flow, fault.status, fault.reason, method or ""))
        if fields is None or method is None or method == "ACK":
            return
        try:
            vias = via_lines(fields, flow)
        except MessageError:
            return
        tag = self._core.new_token()
        self._core.send(build_response(fields, vias, fault.status, to_tag=tag, reason=fault.reason), flow)

    def note_malformed(self, reason: str, flow: Flow, now: float) -> None:
        """Tell of bytes of a stream that are no message."""
        self._core.counters.malformed += 1
        self._core.sources(flow.transport).charge(flow.remote[0], now)
        self._core.emit(Rejected(flow, 400, reason))

    def note_stalled(self, flow: Flow) -> None:
        """Tell that the peer at the other end of a connection does not read, and that it is being cut off."""
        self._core.emit(Stalled(flow))

    def transport_failed(self, flow: Flow, now: float) -> None:
        """Tell that nothing can be sent on this flow (connection refused, closed while sending)."""
        for transaction in self._sent_to(flow.transport, flow.remote):
            if transaction.flow == flow:
                transaction.handle_transport_error(now)

    def connection_lost(self, transport: str, remote: Address, number: int, now: float) -> None:
        """Tell that a stream connection is gone: nobody hears any more what was sent over it (RFC 3261 §18.4). What
        went to the same peer by whatever connection there was went over this one."""
        for transaction in self._sent_to(transport, remote):
            connection = transaction.flow.connection
            if connection in (0, number) or not self._core.is_open(transaction.flow):
                transaction.handle_transport_error(now)

    def _sent_to(self, transport: str, remote: Address) -> list[ClientTransaction]:
        return list(self._core.client_transactions_to.get((transport, remote), {}).values())

    def events(self) -> list[Event]:
        """What has happened since the last call, in order."""
        events, self._core.events = self._core.events, []
        return events

    def data_to_send(self) -> list[tuple[bytes, Flow]]:
        """What has to leave since the last call, in order."""
        outbox, self._core.outbox = self._core.outbox, []
        return outbox

    def next_timer(self) -> float | None:
        """When `handle_timer` must be called next; None for never."""
        return self._core.schedule.next_deadline()

    def handle_timer(self, now: float) -> None:
        """Do all that is due at `now`. Harmless when called early."""
        self._core.schedule.handle(now)

    # What the user calls.

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
        return self._answering.respond(transaction, status, now, sdp=sdp, headers=headers, reason=reason)

    def bye(self, dialog: Dialog, *, now: float, reason: str | None = None) -> None:
        """End a dialog. `Ended(LOCAL)` follows when the BYE was answered. Does nothing for a dialog that has ended.

        `reason` becomes a Reason header (RFC 3326), e.g. 'SIP;cause=503;text="engine lost"'. A dialog whose ACK is
        still awaited is ended when the ACK has come, or has not come in time (RFC 3261 §15).
        """
        self._requests.bye(dialog, now, reason)

    def reinvite(self, dialog: Dialog, sdp: bytes, *, now: float, headers: Sequence[Header] = ()) -> None:
        """Offer a changed session. `ReinviteAnswered` or `ReinviteFailed` follows.

        Raises:
            RuntimeError: the dialog has ended, or another INVITE or UPDATE of it is still open (RFC 3261 §14.1).
        """
        self._requests.reinvite(dialog, sdp, now, headers)

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
        return self._calling.invite(uri, sdp, flow=flow, now=now, from_uri=from_uri, to_uri=to_uri, headers=headers)

    def cancel(self, call: OutgoingCall, *, now: float) -> None:
        """Give up a call that is not answered yet. `CallFailed(487)` follows, or `CallAnswered` when it crossed.

        CANCEL may be sent only after a provisional answer (RFC 3261 §9.1); until one comes it waits.
        """
        self._calling.cancel(call, now)
