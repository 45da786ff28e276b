"""The MRCP door: TCP connections whose requests find their channel by Channel-Identifier (RFC 6787 §4.5).

Any connection from the host that negotiated a channel may address it: clients that spread one session over several
connections work. From elsewhere there is no such channel. What a connection may cost is bounded: its messages, half a
message, and time without ever naming a channel of ours.
"""

import asyncio
import os
import re
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, cast

from mrcp_server.call.control_channel import ControlChannel
from mrcp_server.config import Mrcp
from mrcp_server.config_section import peer_networks
from mrcp_server.doors.control_connector import CarryingConnection, ControlConnector
from mrcp_server.doors.port_errors import explain_port_error
from mrcp_server.doors.sources import Guests, SourceRate, SourceShare
from mrcp_server.mrcp.channel import refuse
from mrcp_server.mrcp.connection import Connection, ConnectionLimits
from mrcp_server.mrcp.wire.codes import Status
from mrcp_server.mrcp.wire.message import Event, Request, Response
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.metrics import Metrics
from mrcp_server.observability.peer_log import PeerLog
from mrcp_server.observability.source_log import SourceLog
from mrcp_server.session import Session, SessionTable
from mrcp_server.source_config import Sources
from mrcp_server.tls.endpoint import TlsDoor
from sip.keep_alive import keep_alive
from sip.networks import plain, source_of
from sip.sliced_reader import SlicedReader

# UniMRCP closes its connection just before its BYE: wait for that before sending one of our own.
LOST_GRACE_S = 1.0
# A peer that does not read: what waits for it must not grow without a bound.
_MOST_UNSENT_BYTES = 4 << 20
# Connections of one host that have named no channel yet may be so much of all. A client names one as soon as it is
# connected; who keeps them open without a word takes no room from others.
SHARE_OF_UNBOUND = 0.25
# A client whose call has just ended may have some requests on their way; on a connection that never named a channel of
# ours so many come from nobody.
_MOST_ASTRAY = 100
# A hundred small requests, some milliseconds of work; then it is others' turn.
_AT_ONCE_BYTES = 8 << 10
# Half messages of all connections together; the connection that goes over it with a large one is closed.
MOST_BUFFERED_BYTES = 256 << 20
_LARGE_BYTES = 64 << 10
_FIRST_CHANNEL = re.compile(rb"\nChannel-Identifier:[ \t]{0,16}([0-9A-Za-z]{1,64})@", re.IGNORECASE)
_MOST_UNREAD = 64 << 10


class MrcpDoor:
    """Listens for control connections."""

    def __init__(
        self,
        config: Mrcp,
        table: SessionTable,
        metrics: Metrics,
        *,
        on_lost: Callable[[Session], None],
        sources: Sources | None = None,
        tls: TlsDoor | None = None,
        connector: ControlConnector | None = None,
    ) -> None:
        """`on_lost` is called when a session's last connection has been gone for a second (§4.6), or could not be
        made. With `tls` there is a second port; `connector` opens connections for channels whose client wants that.
        """
        self._tls = tls
        self._connector = connector
        self._config = config
        self.table = table
        self.metrics = metrics
        self._on_lost = on_lost
        self._servers: dict[str, asyncio.Server] = {}
        self._connections: set[ControlConnection] = set()
        self._hosts: Counter[tuple[str, bool]] = Counter()
        """Their hosts, and whether they are over TLS."""
        self._unbound: dict[str, dict[ControlConnection, None]] = {}
        """By source, the oldest first."""
        sources = sources or Sources()
        self._guests = Guests(sources.mrcp_networks)
        self._share = SourceShare(config.max_connections, sources.share_of_connections)
        self.rate = SourceRate(sources.mrcp_requests_per_s)
        self._any_peer = peer_networks(config.any_peer)
        self.log = PeerLog(get_logger(door="mrcp"))
        self.source_log = SourceLog(get_logger(door="mrcp"))
        self.buffered_bytes = 0
        """Half messages of all connections."""
        self.is_elsewhere: Callable[[str], bool] | None = None
        """Whether a session (by its id) is another server's, while there is one on these ports."""
        self.pass_on: Callable[[socket.socket, bytes], bool] = lambda _opened, _data: False
        """Gives that server a connection, and what was read of it; False where it takes none."""

    def reconfigure(self, config: Mrcp, sources: Sources) -> None:
        """Other limits, times and peers, for connections and channels that come from now on; requests a second, now."""
        self._config = config
        self._guests.change(sources.mrcp_networks)
        self._share.change(config.max_connections, sources.share_of_connections)
        self.rate.change(sources.mrcp_requests_per_s)
        self._any_peer = peer_networks(config.any_peer)

    async def open(self, inherited: Mapping[str, socket.socket] | None = None) -> None:
        """Begins to listen: on an inherited socket, by "tcp" and "tls", where there is one. Raises OSError when the
        address cannot be had."""
        found = inherited or {}
        if self._config.tls != "required":
            await self._open("tcp", self._config.port, found.get("tcp"))
        if self._tls is not None:
            await self._open("tls", self._config.tls_port, found.get("tls"))

    def _make(self, name: str) -> asyncio.Protocol:
        connection = ControlConnection(self, self._config)
        return connection if name == "tcp" or self._tls is None else self._tls.accept(connection)

    async def _open(self, name: str, port: int, inherited: socket.socket | None) -> None:
        host = self._config.host
        place: dict[str, Any] = {"host": host or None, "port": port}
        if inherited is not None:
            place = {"sock": inherited}
        loop = asyncio.get_running_loop()
        try:
            server = await loop.create_server(lambda: self._make(name), **place, backlog=1024)
        except OSError as error:
            raise explain_port_error(error, "MRCP", host, port) from None
        self._servers[name] = server
        for listening in server.sockets:
            keep_alive(listening)

    async def attach(self, inherited: Mapping[str, socket.socket]) -> None:
        """Accepts again at the sockets that `detach` gave."""
        for name, one in inherited.items():
            await self._open(name, 0, one)

    def detach(self) -> dict[str, list[socket.socket]]:
        """Accepts no more: another server does, from these sockets, by "tcp" and "tls". Connections stay."""
        sockets = {
            name: [socket.socket(fileno=os.dup(one.fileno())) for one in server.sockets]
            for name, server in self._servers.items()
        }
        for server in self._servers.values():
            server.close()
        return sockets

    async def take(self, opened: socket.socket, data: bytes) -> None:
        """A connection that came in at another server, which has read so much of it."""
        opened.setblocking(False)
        loop = asyncio.get_running_loop()
        _, connection = await loop.connect_accepted_socket(lambda: ControlConnection(self, self._config), opened)
        if connection.is_open:
            connection.data_received(data)

    @property
    def ports(self) -> dict[str, int]:
        """The ports that listen, by `tcp` and `tls`."""
        return {name: server.sockets[0].getsockname()[1] for name, server in self._servers.items()}

    @property
    def port(self) -> int:
        """The port without TLS; 0 when there is none."""
        return self.ports.get("tcp", 0)

    async def close(self) -> None:
        """Stops listening and closes every connection."""
        for server in self._servers.values():
            server.close()
        if self._connector is not None:
            await self._connector.close()
        for connection in list(self._connections):
            connection.close()

    def shares_connection(self, host: str, *, is_tls: bool = False) -> bool:
        """Whether `host` has a connection that a further channel could use (`a=connection:existing`)."""
        return (plain(host), is_tls) in self._hosts

    def find(self, identifier: str, host: str) -> tuple[Session, ControlChannel] | None:
        """The channel that a request from `host` is for; None when there is none, or it is not for that host to use."""
        found = self.table.find(identifier)
        if found is None or host in found[0].control_hosts or host in self._any_peer:
            return found
        self.metrics.foreign_requests.inc()
        self.source_log.tell("channel of another host", host, session=found[0].session_id)
        return None

    def connect(self, session: Session) -> None:
        """Opens connections for the channels of a session whose client waits for them (RFC 4145 `a=setup:passive`)."""
        if self._connector is not None:
            self._connector.connect(
                session, lambda: ControlConnection(self, self._config), lambda: self._on_lost(session)
            )

    def admit(self, connection: "ControlConnection") -> bool:
        """Takes a new connection in; False when there are too many, or its source may have none."""
        if refused := self._refusal(connection.host):
            self.metrics.source_refused.labels("mrcp", refused).inc()
            event = "network not allowed" if refused == "network" else "too many connections of this source"
            self.source_log.tell(event, connection.host)
            return False
        if len(self._connections) >= self._config.max_connections:
            self.log.warning("too many connections", peer=connection.host)
            return False
        self._connections.add(connection)
        self._hosts[connection.host, connection.is_tls] += 1
        self._share.take(connection.host)
        unbound = self._unbound.setdefault(source_of(connection.host), {})
        unbound[connection] = None
        if len(unbound) > self._config.max_connections * SHARE_OF_UNBOUND:
            next(iter(unbound)).give_up("too many connections of this host that name no channel")
        self.metrics.connections_active.set(len(self._connections))
        return True

    def _refusal(self, host: str) -> str:
        """The limit that keeps a connection of this source out; empty for none."""
        if host not in self._guests:
            return "network"
        return "share" if self._share.is_used_up(host) else ""

    def bound(self, connection: "ControlConnection") -> None:
        """A connection has named a channel, or is gone."""
        source = source_of(connection.host)
        unbound = self._unbound.get(source)
        if unbound is not None and connection in unbound:
            del unbound[connection]
            if not unbound:
                del self._unbound[source]

    def release(self, connection: "ControlConnection") -> None:
        """A connection is gone: sessions that had no other are given a second, then ended."""
        if connection not in self._connections:
            return
        self._connections.remove(connection)
        self._hosts[connection.host, connection.is_tls] -= 1
        if not self._hosts[connection.host, connection.is_tls]:
            del self._hosts[connection.host, connection.is_tls]
        self._share.give_back(connection.host)
        self.bound(connection)
        self.metrics.connections_active.set(len(self._connections))
        for session, channel in connection.channels.values():
            if channel.lose(connection) and not channel.is_closed:
                asyncio.get_running_loop().call_later(LOST_GRACE_S, self._check_lost, session, channel)

    def _check_lost(self, session: Session, channel: ControlChannel) -> None:
        if not channel.is_closed and not channel.peers:
            self._on_lost(session)


class ControlConnection(SlicedReader, CarryingConnection):
    """One TCP connection. Implements `control_channel.Peer`."""

    def __init__(self, door: MrcpDoor, config: Mrcp) -> None:
        self._door = door
        self._loop = asyncio.get_running_loop()
        super().__init__(self._loop.call_soon, _AT_ONCE_BYTES)
        self._config = config
        self._core = Connection(
            ConnectionLimits(
                max_message_bytes=config.max_message_bytes,
                silence_timeout_s=config.message_timeout_s,
                message_timeout_s=6 * config.message_timeout_s,
            )
        )
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._unbound: asyncio.TimerHandle | None = None
        self._unread = b""
        """What came before it is known which server's connection this is."""
        self._is_ours = False
        self._astray = 0
        """Requests for no channel of ours while it was unbound."""
        self._buffered_bytes = 0
        self.channels: dict[str, tuple[Session, ControlChannel]] = {}
        """Channels that were addressed on this connection."""
        self.host = ""
        self.is_tls = False
        self._certificate: bytes | None = None
        """What the client has shown, in DER."""

    @property
    def is_open(self) -> bool:
        """As `Peer` wants it."""
        return self._transport is not None and not self._transport.is_closing()

    def send(self, message: Response | Event) -> None:
        """As `Peer` wants it."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(bytes(message))

    def forget(self, identifier: str) -> None:
        """As `Peer` wants it: a connection that serves call after call must not remember them all."""
        self.channels.pop(identifier, None)

    def close(self) -> None:
        """Closes the connection when what is queued has been sent."""
        if self._transport is not None:
            self._transport.close()

    # --- asyncio.Protocol ------------------------------------------------------------------------------------------

    def connection_made(self, base: asyncio.BaseTransport) -> None:
        # create_server makes no other kind; uvloop's are no subclass of asyncio's.
        transport = self._transport = cast(asyncio.Transport, base)
        peer = transport.get_extra_info("peername")
        self.host = plain(peer[0]) if peer else ""
        self.is_tls = transport.get_extra_info("ssl_object") is not None
        self._certificate = transport.get_extra_info("peercert") if self.is_tls else None
        if not self._door.admit(self):
            transport.abort()
            return
        transport.set_write_buffer_limits(high=_MOST_UNSENT_BYTES)
        self._unbound = self._loop.call_later(self._config.unbound_timeout_s, self._give_up_unbound)

    def data_received(self, data: bytes) -> None:
        """Its first message tells whether it is for us, while another server is on our ports."""
        # What is encrypted cannot be passed on: its keys are here.
        if self._door.is_elsewhere is None or self._unbound is None or self._is_ours or self.is_tls:
            super().data_received(data)
            return
        self._unread += data
        found = _FIRST_CHANNEL.search(self._unread)
        if found is None and len(self._unread) < _MOST_UNREAD and b"\r\n\r\n" not in self._unread:
            return
        unread, self._unread = self._unread, b""
        if found is not None and self._door.is_elsewhere(found[1].decode()) and self._pass_on(unread):
            return
        self._is_ours = True
        super().data_received(unread)

    def _pass_on(self, unread: bytes) -> bool:
        transport = self._transport
        if transport is None:
            return True
        transport.pause_reading()
        if not self._door.pass_on(transport.get_extra_info("socket"), unread):
            transport.resume_reading()
            return False
        transport.abort()  # our descriptor of it only
        return True

    def _serve_slice(self, data: bytes) -> None:
        core = self._core
        core.receive_data(data, self._loop.time())
        for request in core.requests():
            self._door.rate.spend(self.host, self._loop.time())
            self._serve(request)
            if answers := core.data_to_send():
                self._write(answers)
        if answers := core.data_to_send():
            self._write(answers)
        reason = core.close_reason
        if reason is None and self._is_too_much():
            reason = "too many half messages"
        if reason is None and self._unbound is not None and self._astray >= _MOST_ASTRAY:
            reason = "no request for a channel of ours"
        if reason is not None:
            self._door.log.warning("connection closed", peer=self.host, reason=reason)
            self._let_go()
            self.close()
        else:
            self._arm()

    def _reads_from(self) -> asyncio.Transport | None:
        return self._transport

    def _read_on(self) -> None:
        """A source that has sent more than its share waits: MRCP has no answer that says so, TCP makes it wait."""
        wait_s = self._door.rate.owed_s(self.host, self._loop.time())
        transport = self._transport
        if not wait_s or transport is None or transport.is_closing():
            super()._read_on()
            return
        if not self._is_paused:
            self._is_paused = True
            transport.pause_reading()
        self._next_turn = self._loop.call_later(wait_s, self._wait_is_over)

    def _wait_is_over(self) -> None:
        self._next_turn = None
        if self._inbox:
            self._take_in()
        else:
            self._read_on()

    def pause_writing(self) -> None:
        self._door.log.warning("connection aborted", peer=self.host, reason="the peer does not read")
        if self._transport is not None:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._timer, self._unbound):
            if timer is not None:
                timer.cancel()
        self._timer = self._unbound = self._transport = None
        self._let_go()
        self._door.release(self)
        self.channels.clear()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _serve(self, request: Request) -> None:
        identifier = request.channel_identifier
        found = self.channels.get(identifier)
        if found is None or found[1].is_closed:
            self.channels.pop(identifier, None)
            found = self._door.find(identifier, self.host)
            if found is not None and not self._may_carry(found[1]):
                found = None
            if found is None:
                self._door.log.warning("no such channel", peer=self.host, method=request.method[:40])
                self._door.metrics.responses.labels(str(int(Status.RESOURCE_NOT_ALLOCATED))).inc()
                self._core.send(refuse(request, Status.RESOURCE_NOT_ALLOCATED, "no such channel"))
                self._astray += self._unbound is not None
                return
            self.bind(*found)
        session, channel = found
        try:
            channel.receive(request, self)
        except Exception:  # our own bug: this request fails, the others on the connection go on
            session.context.logger.exception("request failed", method=request.method[:40], id=request.request_id)
            self._door.metrics.faults.labels("mrcp request").inc()
            self._core.send(refuse(request, Status.INTERNAL_ERROR, "internal error"))

    def bind(self, session: Session, channel: ControlChannel) -> None:
        """A channel is served on this connection."""
        self.channels[channel.identifier] = (session, channel)
        channel.peers.add(self)
        if self._unbound is not None:
            self._unbound.cancel()
            self._unbound = None
            self._door.bound(self)

    def _may_carry(self, channel: ControlChannel) -> bool:
        """RFC 6787 §12.2: a channel that was agreed to be over TLS is there on no other connection, nor for another
        certificate than the one in the offer."""
        security = channel.security
        if security is None or (self.is_tls and security.admits(self._certificate)):
            return True
        shown = "another certificate than that of the offer" if self._certificate else "no certificate"
        self._door.log.warning("channel refused", peer=self.host, reason=shown if self.is_tls else "no TLS")
        return False

    def _write(self, data: bytes) -> None:
        if self.is_open and self._transport is not None:
            self._transport.write(data)

    def _let_go(self) -> None:
        """Nothing of what has come will be served any more."""
        self._drop_input()
        self._door.buffered_bytes -= self._buffered_bytes
        self._buffered_bytes = 0

    def _is_too_much(self) -> bool:
        """Whether all half messages together are too much, and this connection's is one of the large ones."""
        door, size = self._door, self._core.buffered_bytes
        door.buffered_bytes += size - self._buffered_bytes
        self._buffered_bytes = size
        return door.buffered_bytes > MOST_BUFFERED_BYTES and size > _LARGE_BYTES

    def _arm(self) -> None:
        due = self._core.next_timer()
        if self._timer is not None:
            if due is not None and due >= self._timer.when():
                return  # it comes too early and is set anew then: cheaper than a timer for each read
            self._timer.cancel()
        self._timer = None if due is None else self._loop.call_at(due, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        self._core.handle_timer(self._loop.time())
        if self._core.close_reason is not None:
            self._door.log.warning("connection closed", peer=self.host, reason=self._core.close_reason)
            self.close()
        else:
            self._arm()

    def _give_up_unbound(self) -> None:
        self.give_up("no request for a channel in time")

    def give_up(self, reason: str) -> None:
        """Closes a connection that nobody needs."""
        self._door.log.warning("connection closed", peer=self.host, reason=reason)
        self._door.bound(self)
        self.close()
