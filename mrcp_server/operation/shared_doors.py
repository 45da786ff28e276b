"""A server's doors, as another server on the same ports sees them: see `operation.handover`."""

import socket

from mrcp_server.config import Config
from mrcp_server.doors.http import HttpDoor
from mrcp_server.doors.mrcp import MrcpDoor
from mrcp_server.doors.sip import SipDoor
from mrcp_server.operation.handover import Other, Sockets, close_all, fitting
from mrcp_server.session import SessionTable
from sip.flow import Flow


class SharedDoors:
    """Implements `handover.Doors`."""

    def __init__(self, config: Config, sip: SipDoor, mrcp: MrcpDoor, http: HttpDoor, table: SessionTable) -> None:
        self._config = config
        self._sip = sip
        self._mrcp = mrcp
        self._http = http
        self._table = table
        self._other: Other | None = None
        self._detached: Sockets = {}

    async def open_http(self, inherited: Sockets) -> None:
        """Begins to answer. Raises OSError."""
        http = self._config.http
        await self._http.open(fitting(inherited, "http", http.host, http.port))

    async def open_mrcp(self, inherited: Sockets) -> None:
        """Begins to take control connections. Raises OSError."""
        await self._mrcp.open(self._of_mrcp(inherited))

    async def open_sip(self, inherited: Sockets) -> None:
        """Begins to take calls. Raises OSError."""
        await self._sip.open(self._of_sip(inherited))

    def share(self, other: Other, *, is_leaving: bool = False) -> None:
        """Another server has calls on these ports, too. Who is leaving tells it of sessions that begin nevertheless:
        their callers' names were being looked up."""
        self._other = other
        transport = self._sip.transport
        transport.divert, transport.send_back = other.divert, other.send_back
        self._mrcp.is_elsewhere = lambda session_id: other.link.is_open and session_id in other.session_ids
        self._mrcp.pass_on = other.pass_connection
        if is_leaving:
            self._sip.on_session = lambda session: other.announce((), [session.channel_id])

    # What the other server asks for.

    def detach(self) -> Sockets:
        """Reads no more; what comes waits in these."""
        sockets: Sockets = {}
        for transport, one in self._sip.transport.detach():
            sockets.setdefault(f"sip.{transport}", []).append(one)
        sockets |= {f"mrcp.{transport}": group for transport, group in self._mrcp.detach().items()}
        sockets["http"] = self._http.detach()
        self._detached = sockets
        return sockets

    async def attach(self) -> None:
        """Reads on where `detach` stopped."""
        sockets, self._detached = self._detached, {}
        await self._sip.attach(_first_of("sip", sockets))
        await self._mrcp.attach(_first_of("mrcp", sockets))
        await self._http.attach(sockets["http"])

    def let_go(self) -> None:
        """Nothing of what waits in the sockets is ours any more."""
        close_all(self._detached)

    def call_ids(self) -> set[str]:
        """Of every call and transaction."""
        return self._sip.transport.agent.call_ids()

    def session_ids(self) -> set[str]:
        """Of every session, as its channels have it."""
        return {session.channel_id for session in self._table}

    def take_message(self, data: bytes, flow: Flow) -> None:
        """A SIP message that came in at the other server."""
        self._sip.transport.take(data, flow)

    def send_answer(self, data: bytes, flow: Flow) -> None:
        """The other server's answer, on a connection of ours."""
        self._sip.transport.send(data, flow)

    async def take_connection(self, opened: socket.socket, data: bytes) -> None:
        """A control connection that came in at the other server, and what was read of it."""
        await self._mrcp.take(opened, data)

    def _of_sip(self, sockets: Sockets) -> dict[str, socket.socket]:
        sip = self._config.sip
        ports: dict[str, int] = {**dict.fromkeys(sip.transports, sip.port), "tls": sip.tls_port}
        return _fitting_of("sip", sip.host, ports, sockets)

    def _of_mrcp(self, sockets: Sockets) -> dict[str, socket.socket]:
        mrcp = self._config.mrcp
        return _fitting_of("mrcp", mrcp.host, {"tcp": mrcp.port, "tls": mrcp.tls_port}, sockets)


def _fitting_of(door: str, host: str, ports: dict[str, int], sockets: Sockets) -> dict[str, socket.socket]:
    found = {transport: fitting(sockets, f"{door}.{transport}", host, port) for transport, port in ports.items()}
    return {transport: one for transport, one in found.items() if one is not None}


def _first_of(door: str, sockets: Sockets) -> dict[str, socket.socket]:
    """By transport."""
    return {
        name.partition(".")[2]: group[0] for name, group in sockets.items() if name.startswith(f"{door}.") and group
    }
