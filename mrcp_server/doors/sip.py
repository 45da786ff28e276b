"""The SIP door: calls become sessions, offers become plans, and what ends a dialog ends its session."""

import asyncio
import secrets
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import ClassVar

from mrcp_server.call.control_hosts import control_hosts
from mrcp_server.call.control_security import TlsPolicy
from mrcp_server.call.host_names import HostNames, names_in
from mrcp_server.call.negotiation import AudioLine, Plan, describe_capabilities, plan, read_offer, write_answer
from mrcp_server.call.own_hosts import OwnHosts
from mrcp_server.config import Limits, Sip
from mrcp_server.doors.port_errors import explain_port_error
from mrcp_server.doors.sip_callers import AgentRules, SipCallers
from mrcp_server.mrcp.recognizer.result_form import MEDIA_TYPES
from mrcp_server.mrcp.wire.codes import ResourceType
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.metrics import Sample
from mrcp_server.observability.peer_log import PeerLog
from mrcp_server.session import Session, SessionServices, SessionTable
from mrcp_server.source_config import Sources
from mrcp_server.tls.endpoint import TlsClient, TlsDoor
from rtp.errors import NoPortError
from sip.dialog import Dialog
from sip.errors import ListenError, SdpError
from sip.events import (
    Acked,
    Barred,
    Cancelled,
    Ended,
    EndReason,
    Event,
    Invited,
    Muted,
    OptionsAsked,
    Refreshed,
    Reinvited,
    Rejected,
    Stalled,
)
from sip.flow import Flow
from sip.sdp import ConnectionField, Origin, SessionDescription
from sip.server_transaction import ServerTransaction
from sip.status import warning
from sip.transport import ListenAddress, SipTransport
from sip.user_agent import UserAgent, UserAgentConfig

_RETRY_AFTER_S = 5
_SIPS_REQUIRED = 381
_DIALOGS_PER_SESSION = 2
_MOST_WAITING = 1_000
"""Offers whose host names are being looked up; more are answered 503."""
_GOODBYE_S = 1.0
"""How long `close` waits for answers to its BYEs: one that was lost is sent again meanwhile (T1)."""
_TOLD = frozenset({EndReason.NO_ACK, EndReason.EXPIRED, EndReason.GONE})
"""Ends by the stack itself, which the client has to be told of."""


class SipDoor:
    """Answers INVITE, re-INVITE, OPTIONS and BYE."""

    def __init__(
        self,
        config: Sip,
        services: SessionServices,
        table: SessionTable,
        *,
        hosts: OwnHosts,
        resources: Sequence[ResourceType],
        encodings: Sequence[str],
        shares_connection: Callable[..., bool],
        host_names: HostNames | None = None,
        sources: Sources | None = None,
        tls: TlsDoor | None = None,
        tls_client: TlsClient | None = None,
        control_tls: TlsPolicy | None = None,
        connect_control: Callable[[Session], None] = lambda _session: None,
        refusal: Callable[[], str] = lambda: "",
        goodbye_s: float = _GOODBYE_S,
    ) -> None:
        """`shares_connection` tells whether a host has an MRCP connection that a new channel could share, `is_tls` one
        over TLS; `host_names` looks up those of offers. With `tls` there is SIP over TLS, and `tls_client` opens its
        connections; `control_tls` is what control channels have of it, and `connect_control` is called for sessions
        whose channels we may have to connect. `refusal` says why no call is to be taken now, `goodbye_s` how long
        `close` waits for answers to its BYEs at most."""
        self._tls = tls
        self._control_tls = control_tls or TlsPolicy()
        self._connect_control = connect_control
        self._config = config
        self._services = services
        self._table = table
        self._hosts = hosts
        self._resources = tuple(resources)
        self._encodings = tuple(encodings)
        self._shares_connection = shares_connection
        self._host_names = host_names or HostNames()
        self._refusal = refusal
        self._goodbye_s = goodbye_s
        self._waiting: set[asyncio.Task[None]] = set()
        """For the host names of an offer."""
        self.on_session: Callable[[Session], None] = lambda _session: None
        """Told of each session that has been answered."""
        self._dialogs: dict[Session, Dialog] = {}
        self._sessions: dict[Dialog, Session] = {}
        self._log = get_logger(door="sip")
        sources = sources or Sources()
        self._callers = SipCallers(sources, table.limit, services.metrics, self._log)
        self._peer_log = PeerLog(self._log)
        agent_config = UserAgentConfig(
            external_address=config.external_address or None,
            retry_after_s=_RETRY_AFTER_S,
            # The session table refuses first, and says so; dialogs that are being ended count here only.
            max_dialogs=_DIALOGS_PER_SESSION * table.limit,
            max_unconfirmed=services.limits.unconfirmed_sessions,
            junk_per_s=config.junk_per_s,
            junk_burst=config.junk_burst,
            accepted_besides=frozenset(MEDIA_TYPES),
            farewell_s=services.settle_s,
        )
        self._rules = AgentRules(config)
        self._rules.put_in_force(agent_config, config, sources)
        self._agent = UserAgent(agent_config, new_token=lambda: secrets.token_hex(8), random=_random)
        self.transport = SipTransport(
            self._agent,
            self._on_event,
            connect_tls=None if tls_client is None else tls_client.connect,
            on_unreachable=self._unreachable,
        )

    async def open(self, inherited: Mapping[str, socket.socket] | None = None) -> None:
        """Begins to listen: where a transport has an inherited socket, on that. Raises OSError when an address cannot
        be had."""
        try:
            await self.transport.open(self._listeners(inherited or {}))
        except ListenError as error:
            raise explain_port_error(error, "SIP", self._config.host, error.port) from None

    def reconfigure(self, config: Sip, sources: Sources) -> None:
        """Other callers, times and limits of sources; where it listens, and under which address, stays."""
        agent = self._agent.config
        self._rules.put_in_force(agent, config, sources)
        self._callers.change(sources, self._table.limit)
        agent.farewell_s = self._services.settle_s
        self._agent.limit_sources(config.junk_per_s, config.junk_burst)

    def limit_sessions(self, limits: Limits, sources: Sources) -> None:
        """Takes at most so many; those above it go on."""
        self._table.limit = limits.sessions
        self._agent.config.max_dialogs = _DIALOGS_PER_SESSION * limits.sessions
        self._agent.limit_unconfirmed(limits.unconfirmed_sessions)
        self._callers.change(sources, limits.sessions)

    def _listeners(self, inherited: Mapping[str, socket.socket]) -> list[ListenAddress]:
        config = self._config
        listeners = [
            ListenAddress(transport, config.host, config.port, inherited=inherited.get(transport))
            for transport in config.transports
        ]
        if self._tls is not None:
            secure, found = self._tls.accept, inherited.get("tls")
            listeners.append(ListenAddress("tls", config.host, config.tls_port, secure, found))
        return listeners

    async def attach(self, inherited: Mapping[str, socket.socket]) -> None:
        """Reads on where `detach` stopped."""
        await self.transport.attach(self._listeners(inherited))

    @property
    def ports(self) -> dict[str, int]:
        """The port of each transport that listens."""
        transports = [*self._config.transports, *(["tls"] if self._tls is not None else [])]
        return {transport: self.transport.local_address(transport)[1] for transport in transports}

    def samples(self) -> Iterable[Sample]:
        """Counters of the stack, read at each scrape."""
        stack, sockets = self._agent.counters, self.transport.counters
        yield Sample("sip_transactions", "SIP transactions remembered", "gauge", self._agent.transaction_count)
        yield Sample("sip_malformed", "SIP messages that cannot be read", "counter", stack.malformed)
        yield Sample("sip_repeated", "SIP requests that were repetitions", "counter", stack.repeated)
        yield Sample("sip_dropped", "SIP messages of muted sources, not read", "counter", self._agent.dropped)
        yield Sample("sip_challenged", "SIP requests that were asked for a password", "counter", stack.challenged)
        for outcome, count in (
            ("accepted", sockets.connections_accepted),
            ("refused", sockets.connections_refused),
            ("broken", sockets.connections_broken),
        ):
            text = "SIP connections taken, refused above the limit, and given up by us"
            yield Sample("sip_connections", text, "counter", count, {"outcome": outcome})
        yield Sample("sip_send_failures", "SIP messages that could not be sent", "counter", sockets.send_failures)

    def stop_accepting(self) -> None:
        """New calls get 503 from now on; those that run go on."""
        self._agent.accepting = False

    async def close(self) -> None:
        """Takes no more calls, ends every one, first its requests, then with a BYE; and the sockets."""
        self.stop_accepting()
        for waiting in self._waiting:
            waiting.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
        for session in list(self._dialogs):
            self.hang_up(session, "shutdown")
        self.transport.flush()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._goodbye_s):
                while self._agent.dialogs:  # noqa: ASYNC110  # once a life, nothing to signal
                    await asyncio.sleep(0.01)
        await self.transport.close()

    def hang_up(self, session: Session, end: str) -> None:
        """Ends a call from our side (§4.6, or the server stops): its requests, a moment later by a BYE."""
        dialog = self._dialogs.get(session)
        if dialog is None:
            return
        self._end_requests(session, end)
        self._agent.bye(dialog, now=self._services.clock(), reason=f'SIP;cause=500;text="{end}"')
        self._note(session, "out", f"BYE ({end})")
        self._end(dialog, end)
        self.transport.flush()

    def _end_requests(self, session: Session, end: str) -> None:
        """Clients that wait for the end of a request do not take a BYE for one (FreeSWITCH's hang until hangup)."""
        try:
            session.end_requests(f"the session ends: {end}")
        except Exception:  # our own bug: the call has to end nevertheless
            session.context.logger.exception("event failed", kind="end of requests")
            self._services.metrics.faults.labels("end of requests").inc()

    # --- events ----------------------------------------------------------------------------------------------------

    def _on_event(self, event: Event) -> None:
        handler = self._HANDLERS.get(type(event))
        # There are events that only callers see.
        if handler is not None:
            self._guard(event, lambda: handler(self, event))

    def _guard(self, event: Event, work: Callable[[], None]) -> None:
        """Does what an event asks for."""
        try:
            work()
        except Exception:  # noqa: BLE001  # our own bug: one call fails, the others go on
            self._log.exception("event failed", kind=type(event).__name__)
            self._services.metrics.faults.labels("sip event").inc()
            if isinstance(event, Invited | Reinvited):
                self._agent.respond(event.transaction, 500, now=self._services.clock())

    def _invited(self, event: Invited) -> None:
        arrived_at = self._services.clock()
        self._services.metrics.sip_requests.labels("INVITE").inc()
        if self._config.tls == "required" and event.transaction.flow.transport != "tls":
            # RFC 5630 §5.2 has the warning for it.
            self._refuse(event.transaction, 403, "SIP over TLS is required", warning_code=_SIPS_REQUIRED)
        elif reason := "too many sessions" if self._table.is_full else self._refusal():
            self._refuse(event.transaction, 503, reason)
        elif reason := self._callers.refusal(host := event.transaction.flow.remote[0], arrived_at):
            self._refuse(event.transaction, 503, reason, source=host)
        else:
            self._read(event, event.offer or "v=0\r\n", lambda offer: self._begin(event, offer, arrived_at))

    def _read(self, event: Invited | Reinvited, text: str, then: Callable[[SessionDescription], None]) -> None:
        """Goes on with the offer: at once, or when the host names in it have been looked up."""
        try:
            offer = read_offer(text)
        except SdpError as error:
            self._decline(event, error)
            return
        if not names_in(offer):
            then(offer)
        elif len(self._waiting) >= _MOST_WAITING:
            self._refuse(event.transaction, 503, "too many host names to look up")
        else:
            task = asyncio.get_running_loop().create_task(self._look_up(event, offer, then))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    async def _look_up(
        self, event: Invited | Reinvited, offer: SessionDescription, then: Callable[[SessionDescription], None]
    ) -> None:
        try:
            settled = await self._host_names.settled(offer, event.transaction.flow.remote[0])
        except SdpError as error:
            self._decline(event, error)
        except asyncio.CancelledError:
            self._refuse(event.transaction, 503, "the server stops")
            raise
        else:
            if not event.transaction.is_answered:  # else it was cancelled meanwhile, or its call has ended
                self._guard(event, lambda: then(settled))
        self.transport.flush()

    def _begin(self, event: Invited, offer: SessionDescription, arrived_at: float) -> None:
        """A new call."""
        flow, request = event.transaction.flow, event.request
        session: Session | None = None
        try:
            wanted = self._plan(offer, None, flow, accept=",".join(request.headers.all("Accept")))
            session = Session(
                self._services,
                peer=_peer(flow),
                user_agent=request.headers.get("User-Agent") or "",
                has_markers=self._services.speech_markers.are_sent(flow.remote[0], request, offer),
            )
            session.context.feed.record(arrived_at, "SIP", "in", "INVITE")
            answer = self._apply(session, wanted, flow)
            self._accept(event, session, answer, wanted)
            self._services.metrics.setup.observe(self._services.clock() - arrived_at)
        except SdpError as error:
            self._decline(event, error)
        except NoPortError as error:
            self._refuse(event.transaction, 503, str(error))
        except Exception:
            if session is not None:
                self._give_up(session)
            raise
        else:
            return
        if session is not None:
            session.close("refused")

    def _accept(self, event: Invited, session: Session, answer: bytes, wanted: Plan) -> None:
        self._table.put(session)
        dialog = self._agent.respond(event.transaction, 200, sdp=answer, now=self._services.clock())
        if dialog is None:  # cancelled meanwhile
            self._table.remove(session)
            session.close("cancelled")
            return
        self._dialogs[session] = dialog
        self._sessions[dialog] = session
        self.on_session(session)
        self._callers.opened(dialog.peer_host)
        self._connect_control(session)
        self._services.metrics.sessions_active.set(len(self._table))
        self._note(session, "out", "200 OK (INVITE)")
        session.context.logger.info(
            "session opened",
            peer=session.peer,
            user_agent=session.user_agent[:80],
            call_id=event.request.headers.get("Call-ID"),
            resources=[str(line.resource) for line in wanted.controls],
            codecs=[line.answer.codec.encoding for line in wanted.audio],
            srtp=[crypto.suite for crypto in session.crypto.values()],
            refused=wanted.refused,
        )

    def _give_up(self, session: Session) -> None:
        """Our own bug: the session goes, and the call too if it has been answered."""
        if session in self._dialogs:
            self.hang_up(session, "failed")
        else:
            self._table.remove(session)
            session.close("failed")

    def _reinvited(self, event: Reinvited) -> None:
        self._services.metrics.sip_requests.labels("re-INVITE").inc()
        session = self._sessions.get(event.dialog)
        if session is None:
            self._refuse(event.transaction, 481, "no session")
            return
        session.last_signalling_at = self._services.clock()
        self._note(session, "in", "re-INVITE")
        if event.offer is None:
            self._confirm(
                event, session, session.answer.encode("utf-8", "surrogateescape")
            )  # §14.1: our offer is what stands already
        else:
            self._read(event, event.offer, lambda offer: self._change(event, offer))

    def _change(self, event: Reinvited, offer: SessionDescription) -> None:
        """A call whose session is to be another one."""
        session, flow = self._sessions.get(event.dialog), event.transaction.flow
        if session is None:
            self._refuse(event.transaction, 481, "the session has ended")
            return
        # An INVITE without an offer shows little of its caller.
        had_markers = session.has_markers
        session.has_markers &= self._services.speech_markers.are_sent(flow.remote[0], event.transaction.request, offer)
        try:
            answer = self._apply(session, self._plan(offer, session, flow), flow)
        except (SdpError, NoPortError) as error:
            session.has_markers = had_markers  # §14.2: "as if the re-INVITE had never been issued"
            if isinstance(error, SdpError):
                self._decline(event, error)
            else:
                self._refuse(event.transaction, 503, str(error), session=session)
        else:
            self._confirm(event, session, answer)

    def _confirm(self, event: Reinvited, session: Session, answer: bytes) -> None:
        self._table.put(session)
        self._agent.respond(event.transaction, 200, sdp=answer, now=self._services.clock())
        self._note(session, "out", "200 OK (re-INVITE)")
        self._connect_control(session)

    def _acked(self, event: Acked) -> None:
        if (session := self._sessions.get(event.dialog)) is not None:
            session.acknowledge()

    def _ended(self, event: Ended) -> None:
        self._services.metrics.sip_requests.labels("BYE").inc()
        session = self._sessions.get(event.dialog)
        if session is not None:
            if event.reason in _TOLD:
                self._end_requests(session, event.reason.value)
            self._note(session, "in", f"BYE ({event.reason.value})")
            self._end(event.dialog, event.reason.value)

    def _refreshed(self, event: Refreshed) -> None:
        session = self._sessions.get(event.dialog)
        if session is not None:
            session.last_signalling_at = self._services.clock()

    def _cancelled(self, event: Cancelled) -> None:
        self._services.metrics.sip_requests.labels("CANCEL").inc()

    def _rejected(self, event: Rejected) -> None:
        self._services.metrics.sip_refused.labels(str(event.status)).inc()
        if event.status == 403:
            self._callers.forbidden(event.flow.remote[0], event.reason, event.method[:40])
            return
        peer = _peer(event.flow)
        self._peer_log.warning(
            "rejected", status=event.status, reason=event.reason[:200], method=event.method[:40], peer=peer
        )

    def _unreachable(self, flow: Flow, reason: str) -> None:
        self._peer_log.warning("connection not made", peer=_peer(flow), reason=reason)

    def _muted(self, event: Muted) -> None:
        self._peer_log.warning("source muted", peer=_peer(event.flow), dropped=event.dropped)

    def _barred(self, event: Barred) -> None:
        self._services.metrics.sip_refused.labels("403").inc()
        self._callers.barred(event.flow.remote[0])

    def _stalled(self, event: Stalled) -> None:
        self._peer_log.warning("connection aborted", peer=_peer(event.flow), reason="the peer does not read")

    def _options_asked(self, event: OptionsAsked) -> None:
        """§7: the answer describes what a session could have. A draining server says so (it is out of service)."""
        self._services.metrics.sip_requests.labels("OPTIONS").inc()
        now = self._services.clock()
        if not self._agent.accepting:
            self._agent.respond(event.transaction, 503, now=now)
            return
        host = self._hosts.control_for(event.transaction.flow)
        sdp = describe_capabilities(
            _origin(secrets.randbits(62), 1, host),
            host=host,
            resources=self._resources,
            encodings=self._encodings,
            protocols=self._control_tls.protocols,
        )
        self._agent.respond(event.transaction, 200, sdp=bytes(sdp), now=now)

    _HANDLERS: ClassVar[dict[type, Callable[..., None]]] = {
        Invited: _invited,
        Reinvited: _reinvited,
        Acked: _acked,
        Ended: _ended,
        Refreshed: _refreshed,
        Cancelled: _cancelled,
        Rejected: _rejected,
        Muted: _muted,
        Barred: _barred,
        Stalled: _stalled,
        OptionsAsked: _options_asked,
    }

    # --- parts -----------------------------------------------------------------------------------------------------

    def _plan(self, offer: SessionDescription, session: Session | None, flow: Flow, accept: str = "") -> Plan:
        agreed = {} if session is None else session.crypto
        security = self._services.media_security
        possible = frozenset.intersection(*(plane.ip_versions for plane in self._services.planes))
        return plan(
            offer,
            resources=frozenset(self._resources),
            encodings=self._encodings,
            ip_versions=self._hosts.media_versions(offer, flow, possible),
            held=None if session is None else session.held,
            lines=0 if session is None else session.lines,
            accept=accept,
            tls=self._control_tls,
            peer_host=flow.remote[0],
            crypto=lambda index: security.terms(flow.transport, agreed.get(index)),
        )

    def _apply(self, session: Session, wanted: Plan, flow: Flow) -> bytes:
        """Makes the session what was planned and writes the answer."""
        host = flow.remote[0]
        granted = session.apply(
            wanted,
            may_share=self._shares_connection(host),
            may_share_tls=self._shares_connection(host, is_tls=True),
        )
        session.control_hosts = control_hosts(wanted.offer, host)
        control = self._hosts.control_for(flow)
        session.version += 1

        def media_host(line: AudioLine) -> str:
            return self._hosts.media_for(line.answer.remote, flow)

        host = media_host(wanted.audio[0]) if wanted.audio else control
        origin = _origin(int(session.session_id[:15], 16), session.version, host)
        answer = write_answer(
            wanted,
            granted,
            tls=self._control_tls,
            origin=origin,
            host=host,
            media_host=media_host,
            control_host=control,
        )
        session.answer = str(answer)
        return bytes(answer)

    def _decline(self, event: Invited | Reinvited, error: SdpError) -> None:
        """The offer cannot be had; a session that was there before goes on."""
        session = self._sessions.get(event.dialog) if isinstance(event, Reinvited) else None
        self._refuse(event.transaction, error.status, error.reason, warning_code=error.warning, session=session)

    def _refuse(
        self,
        transaction: ServerTransaction,
        status: int,
        reason: str,
        *,
        warning_code: int | None = None,
        session: Session | None = None,
        source: str = "",
    ) -> None:
        """`source` is told of once a minute, whatever it does."""
        headers = [] if warning_code is None else [("Warning", warning(warning_code, reason))]
        if status == 503 and self._agent.accepting:  # else nobody will be here to be asked again
            headers.append(("Retry-After", str(_RETRY_AFTER_S)))
        self._agent.respond(transaction, status, headers=headers, now=self._services.clock())
        self._services.metrics.sip_refused.labels(str(status)).inc()
        if source:
            self._callers.refused(source, reason)
        else:
            self._peer_log.warning("refused", status=status, reason=reason, peer=_peer(transaction.flow))
        if session is not None:
            self._note(session, "out", f"{status} {reason}")

    def _end(self, dialog: Dialog, end: str) -> None:
        session = self._sessions.pop(dialog, None)
        if session is None:
            return
        self._dialogs.pop(session, None)
        self._callers.closed(dialog.peer_host)
        self._table.remove(session)
        session.close(end)
        self._services.metrics.sessions_active.set(len(self._table))

    def _note(self, session: Session, direction: str, label: str) -> None:
        session.context.feed.record(self._services.clock(), "SIP", "in" if direction == "in" else "out", label)


def _random() -> float:
    return secrets.randbelow(1 << 30) / (1 << 30)


def _peer(flow: Flow) -> str:
    host, port = flow.remote
    return f"{flow.transport}:[{host}]:{port}" if ":" in host else f"{flow.transport}:{host}:{port}"


def _origin(session_id: int, version: int, host: str) -> Origin:
    return Origin("mrcp-server", str(session_id), str(version), ConnectionField.to_host(host))
