"""UDP, TCP and TLS on asyncio under one user agent: the only I/O of the package.

Everything that happens (a datagram, bytes of a connection, the timer) is given to the agent; then `flush` delivers its
events, sends what it wants sent, and arms the one timer.
"""

import asyncio
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sip.datagram_socket import DatagramSocket, duplicate, udp_socket
from sip.errors import ListenError
from sip.events import Event
from sip.flow import Address, Flow
from sip.hosts import literal
from sip.keep_alive import keep_alive
from sip.networks import source_of
from sip.stream_connection import MAX_QUEUED_BYTES, StreamConnection
from sip.uri import DEFAULT_TLS_PORT
from sip.user_agent import UserAgent

_MAX_KNOWN_HOSTS: Final = 4_096

ConnectTls = Callable[[Callable[[], asyncio.Protocol], str, int], Awaitable[object]]
"""Connects to host and port, puts the protocol that it makes behind TLS, and returns when the handshake is done; raises
OSError."""


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """One place to listen at."""

    transport: str
    """"udp", "tcp" or "tls"."""
    host: str
    """IPv4 or IPv6 address, or a wildcard."""
    port: int
    """0 for any free one."""
    secure: Callable[[asyncio.Protocol], asyncio.Protocol] | None = None
    """Puts the protocol of a connection behind TLS, on the server's side; needed by "tls"."""
    inherited: socket.socket | None = None
    """A socket that is bound there already, of a server that has handed it over; it is ours from now on."""


@dataclass(frozen=True, slots=True)
class TransportLimits:
    """Bounds of what peers may cost us."""

    max_connections: int = 2_000
    share_of_one_host: float = 0.75
    """So much of them may be of one host, of IPv6 one /64; the rest is left to others."""
    idle_s: float = 3_600.0
    """A stream connection without any byte for so long is closed."""
    half_message_s: float = 10.0
    """A message begun on a stream must be complete by then, else the connection is closed."""
    first_message_s: float = 32.0
    """A connection somebody else opened must have brought a message by then (64*T1), else it is closed."""
    connect_s: float = 5.0


@dataclass(slots=True)
class TransportCounters:
    """Plain counts since the start."""

    datagrams_received: int = 0
    datagrams_sent: int = 0
    connections_accepted: int = 0
    connections_refused: int = 0
    """Over the limit, or of a muted source."""
    connections_broken: int = 0
    """Closed by us: garbage, half a message, idle, or a peer that does not read."""
    send_failures: int = 0


class SipTransport:
    """Feeds a user agent from sockets, sends what it wants sent, and keeps its one timer."""

    def __init__(
        self,
        agent: UserAgent,
        on_event: Callable[[Event], None],
        *,
        limits: TransportLimits | None = None,
        connect_tls: ConnectTls | None = None,
        on_unreachable: Callable[[Flow, str], None] = lambda _flow, _reason: None,
    ) -> None:
        """`on_event` is called on the loop, once an event, in order; it must not block and should not raise. Without
        `connect_tls` TLS connections can be accepted only; `on_unreachable` is told why one could not be opened."""
        self.agent = agent
        self.limits = limits or TransportLimits()
        self.counters = TransportCounters()
        self._on_event = on_event
        self._connect_tls = connect_tls
        self._on_unreachable = on_unreachable
        self._sockets: list[DatagramSocket] = []
        self._servers: list[tuple[str, asyncio.Server]] = []
        self._connections: dict[int, StreamConnection] = {}
        self._by_remote: dict[tuple[str, Address], StreamConnection] = {}
        self._by_source: Counter[str] = Counter()
        self._opening: dict[tuple[str, Address], _Opening] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._local_hosts: dict[str, str] = {}
        self._next_connection = 0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self._sweep_timer: asyncio.TimerHandle | None = None
        self._flushing = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self.divert: Callable[[bytes, Flow], bool] = _keep
        """Asked of every message before it is read: True where it was passed on to another server."""
        self.send_back: Callable[[bytes, Flow], bool] | None = None
        """Sends what goes over a connection of another server, that is where `Flow.connection` is below zero."""
        agent.watch_flows(self._is_open)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop `open` was called on."""
        if self._loop is None:
            raise RuntimeError("the transport is not open")
        return self._loop

    async def open(self, listeners: Sequence[ListenAddress]) -> None:
        """Open all listeners, or none.

        Raises:
            ListenError: an address is in use or not ours.
        """
        self._loop = asyncio.get_running_loop()
        for listener in listeners:
            try:
                await self._open_one(listener)
            except OSError as error:
                await self.close()
                raise ListenError(listener.port, error) from None
        self._sweep()

    async def _open_one(self, listener: ListenAddress) -> None:
        if listener.transport == "udp":
            await self.loop.create_datagram_endpoint(
                lambda: DatagramSocket(self),
                sock=listener.inherited or udp_socket(listener.host, listener.port),
            )
            return
        secure = listener.secure
        if (listener.transport == "tls") is (secure is None):
            raise ValueError("a tls listener, and no other, needs `secure`")

        def make() -> asyncio.Protocol:
            connection = StreamConnection(self, listener.transport)
            return connection if secure is None else secure(connection)

        place: dict[str, Any] = {"host": listener.host, "port": listener.port}
        if listener.inherited is not None:
            place = {"sock": listener.inherited}
        server = await self.loop.create_server(make, **place, backlog=1_024)
        for listening in server.sockets:
            keep_alive(listening)
        self._servers.append((listener.transport, server))

    def local_address(self, transport: str) -> Address:
        """Where the first listener of this transport is bound.

        Raises:
            LookupError: there is none.
        """
        if transport == "udp" and self._sockets:
            return self._sockets[0].bound
        for name, server in self._servers:
            if name == transport and server.sockets:
                address = server.sockets[0].getsockname()
                return address[0], address[1]
        raise LookupError(f"no {transport} listener")

    def flow_to(self, transport: str, host: str, port: int) -> Flow:
        """A flow for a new outgoing call; `host` is an IP address.

        A stream connection is opened when the first message is sent on it, and reused by later calls.
        Over TLS a caller need not listen: what it is sent comes back on its connection (RFC 5923), and its Contact
        names the default port.

        Raises:
            LookupError: no listener of this transport is open; answers and BYEs could not come back.
        """
        try:
            own_port = self.local_address(transport)[1]
        except LookupError:
            if transport != "tls" or self._connect_tls is None:
                raise
            own_port = DEFAULT_TLS_PORT
        if transport == "udp":
            own_port = self._socket_for(host, own_port).bound[1]
        return Flow(transport, (host, port), (self.local_host_for(host), own_port))

    def local_host_for(self, remote_host: str) -> str:
        """The address this machine sends from to reach a peer: what we call ourselves towards it."""
        known = self._local_hosts.get(remote_host)
        if known is None:
            if len(self._local_hosts) >= _MAX_KNOWN_HOSTS:
                self._local_hosts.clear()
            known = self._local_hosts[remote_host] = _source_address(remote_host)
        return known

    def flush(self) -> None:
        """Send what the agent has to send and deliver its events. Call it after any action outside `on_event`."""
        if self._flushing:
            return
        self._flushing = True
        try:
            while self._flush_once():
                pass
        finally:
            self._flushing = False
        self._arm()

    def _flush_once(self) -> bool:
        events = self.agent.events()
        for event in events:
            try:
                self._on_event(event)
            except Exception as error:  # noqa: BLE001  # one caller's fault must not stop the others' signalling
                self._report("SIP event handler failed", error)
        packets = self.agent.data_to_send()
        for data, flow in packets:
            self._send(data, flow)
        return bool(events or packets)

    async def close(self) -> None:
        """Close every socket. What was not sent is lost; end the dialogs before."""
        for timer in (self._timer, self._sweep_timer):
            if timer is not None:
                timer.cancel()
        self._timer = self._sweep_timer = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for endpoint in self._sockets:
            endpoint.close()
        for _, server in self._servers:
            server.close()
        for connection in list(self._connections.values()):
            connection.close()
        self._sockets.clear()
        self._servers.clear()
        # Two turns: asyncio closes transports, and with them sockets, in callbacks.
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    def detach(self) -> list[tuple[str, socket.socket]]:
        """Read and accept no more; what comes waits in these sockets, by transport. Connections stay, and datagrams can
        still be sent. `attach` takes it back."""
        sockets = [("udp", endpoint.detach()) for endpoint in self._sockets]
        for transport, server in self._servers:
            sockets += [(transport, duplicate(one)) for one in server.sockets]
            server.close()
        self._servers.clear()
        return sockets

    async def attach(self, listeners: Sequence[ListenAddress]) -> None:
        """Read and accept again, at inherited sockets."""
        detached = list(self._sockets)
        for listener in listeners:
            await self._open_one(listener)
        for endpoint in detached:
            self._sockets.remove(endpoint)
            endpoint.close()

    # From sockets.

    def take(self, data: bytes, flow: Flow) -> None:
        """A message that came in at another server, for us. Answers go out at our socket, or over its connection."""
        number = -flow.connection
        self._give(data, flow._replace(connection=number))

    def receive(self, data: bytes, flow: Flow) -> None:
        """A datagram or a message came."""
        if not self.divert(data, flow):
            self._give(data, flow)

    def _give(self, data: bytes, flow: Flow) -> None:
        try:
            self.agent.receive(data, flow, self.loop.time())
        except Exception as error:  # noqa: BLE001  # our own bug: this message is lost, the others are not
            self._report("SIP message failed", error)
        self.flush()

    def receive_datagram(self, data: bytes, flow: Flow) -> None:
        """As `DatagramOwner` has it."""
        self.counters.datagrams_received += 1
        self.receive(data, flow)

    def socket_opened(self, opened: DatagramSocket) -> None:
        """As `DatagramOwner` has it."""
        self._sockets.append(opened)

    def note_send_failure(self) -> None:
        """As `DatagramOwner` and `StreamOwner` have it."""
        self.counters.send_failures += 1

    def note_broken(self) -> None:
        """As `StreamOwner` has it."""
        self.counters.connections_broken += 1

    def note_stalled(self, flow: Flow) -> None:
        """As `StreamOwner` has it."""
        self.agent.note_stalled(flow)

    def note_malformed(self, reason: str, flow: Flow) -> None:
        """A connection delivered what is no message."""
        self.agent.note_malformed(reason, flow, self.loop.time())
        self.flush()

    def accept(self, connection: StreamConnection) -> int | None:
        """Number a connection that has just been made; None when there are too many, or the peer is muted."""
        host = connection.remote[0]
        if self._is_too_many(host) or self.agent.is_muted(connection.transport_name, host, self.loop.time()):
            self.counters.connections_refused += 1
            return None
        self._next_connection += 1
        self._connections[self._next_connection] = connection
        self._by_source[source_of(host)] += 1
        self._by_remote[connection.transport_name, connection.remote] = connection
        self.counters.connections_accepted += 1
        return self._next_connection

    def forget(self, connection: StreamConnection, number: int) -> None:
        """A connection is closed."""
        del self._connections[number]
        source = source_of(connection.remote[0])
        self._by_source[source] -= 1
        if not self._by_source[source]:
            del self._by_source[source]
        key = connection.transport_name, connection.remote
        if self._by_remote.get(key) is connection:
            del self._by_remote[key]
        if self._sweep_timer is not None:  # else all are being closed
            self.agent.connection_lost(*key, number, self.loop.time())
            self.flush()

    def _is_too_many(self, host: str) -> bool:
        most, share = self.limits.max_connections, self.limits.share_of_one_host
        return len(self._connections) >= most or self._by_source.get(source_of(host), 0) >= max(1, int(most * share))

    # To sockets.

    def _is_open(self, flow: Flow) -> bool:
        if flow.connection < 0:
            return self.send_back is not None
        return not flow.connection or flow.connection in self._connections

    def send(self, data: bytes, flow: Flow) -> None:
        """Send what another server wants sent over a connection of ours."""
        self._send(data, flow)

    def _send(self, data: bytes, flow: Flow) -> None:
        if flow.transport == "udp":
            self._send_datagram(data, flow)
            return
        if flow.connection < 0 and self.send_back is not None:
            if not self.send_back(data, flow._replace(connection=-flow.connection)):
                self.counters.send_failures += 1
            return
        connection = self._connections.get(flow.connection) or self._by_remote.get((flow.transport, flow.remote))
        if connection is not None:
            connection.write(data)
            return
        key = flow.transport, flow.remote
        opening = self._opening.get(key)
        if opening is None:
            opening = self._opening[key] = _Opening()
            self._start(self._connect(flow, opening))
        opening.add(data, flow)

    def _send_datagram(self, data: bytes, flow: Flow) -> None:
        if literal(flow.remote[0]) is None:
            self._start(self._send_resolved(data, flow))
            return
        if self._sockets and self._socket_for(flow.remote[0], flow.local[1]).send(data, flow.remote):
            self.counters.datagrams_sent += 1
        else:
            self.counters.send_failures += 1

    def _socket_for(self, remote_host: str, own_port: int) -> DatagramSocket:
        """The socket of the right family, bound to the port the flow is about where there is one."""
        if len(self._sockets) == 1:
            return self._sockets[0]
        fitting = [one for one in self._sockets if (":" in one.bound[0]) == (":" in remote_host)] or self._sockets
        for one in fitting:
            if one.bound[1] == own_port:
                return one
        return fitting[0]

    async def _send_resolved(self, data: bytes, flow: Flow) -> None:
        try:
            found = await self.loop.getaddrinfo(*flow.remote, type=socket.SOCK_DGRAM)
        except OSError:
            self._failed(flow)
            return
        address = found[0][4]
        self._send_datagram(data, flow._replace(remote=(str(address[0]), int(address[1]))))

    async def _connect(self, flow: Flow, opening: "_Opening") -> None:
        """Open a connection and send what has gathered meanwhile."""
        connection = StreamConnection(self, flow.transport, flow.remote)
        try:
            async with asyncio.timeout(self.limits.connect_s):
                await self._connect_by(flow, lambda: connection)
        except (OSError, TimeoutError) as error:
            self._on_unreachable(flow, str(error) or "not in time")
        finally:
            del self._opening[flow.transport, flow.remote]
        for data, waiting in opening.messages:
            if not connection.is_open:
                self._failed(waiting)
            else:
                connection.write(data)

    async def _connect_by(self, flow: Flow, make: Callable[[], asyncio.Protocol]) -> None:
        if flow.transport != "tls":
            await self.loop.create_connection(make, *flow.remote)
        elif self._connect_tls is None:
            raise OSError("no TLS configured for outgoing connections")
        else:
            await self._connect_tls(make, *flow.remote)

    def _failed(self, flow: Flow) -> None:
        self.counters.send_failures += 1
        self.agent.transport_failed(flow, self.loop.time())
        self.flush()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Timers.

    def _arm(self) -> None:
        """Arm the timer for the agent's next deadline. One that is armed for earlier may stay: it re-arms itself."""
        deadline = self.agent.next_timer()
        if deadline is None or self._loop is None:
            return
        if self._timer is not None:
            if self._timer_at <= deadline:
                return
            self._timer.cancel()
        # uvloop gives a handle without `when()` for what is due already.
        self._timer_at = deadline
        self._timer = self._loop.call_at(deadline, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        try:
            self.agent.handle_timer(self.loop.time())
        except Exception as error:  # noqa: BLE001  # our own bug: one timer is lost, the others must go on
            self._report("SIP timer failed", error)
        self.flush()

    def _report(self, message: str, error: Exception) -> None:
        self.loop.call_exception_handler({"message": message, "exception": error})

    def _sweep(self) -> None:
        """Once a second: close what is idle or has been half a message for too long."""
        now, limits = self.loop.time(), self.limits
        for connection in list(self._connections.values()):
            connection.check(
                now,
                idle_s=limits.idle_s,
                half_message_s=limits.half_message_s,
                first_message_s=limits.first_message_s,
            )
        self._sweep_timer = self.loop.call_later(1.0, self._sweep)


@dataclass(slots=True)
class _Opening:
    """What waits for a connection to open."""

    messages: list[tuple[bytes, Flow]] = field(default_factory=list)
    size: int = 0

    def add(self, data: bytes, flow: Flow) -> None:
        if self.size + len(data) <= MAX_QUEUED_BYTES:
            self.messages.append((data, flow))
            self.size += len(data)


def _keep(_data: bytes, _flow: Flow) -> bool:
    """Every message is ours."""
    return False


def _source_address(remote_host: str) -> str:
    """Ask the kernel's routing table, by a UDP socket that sends nothing."""
    family = socket.AF_INET6 if ":" in remote_host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((remote_host, 9))
        except OSError:
            return "::1" if family == socket.AF_INET6 else "127.0.0.1"
        return str(probe.getsockname()[0])
