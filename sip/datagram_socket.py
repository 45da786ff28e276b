"""One UDP socket of the SIP transport: what it brings goes to its owner; another server may take its reading over."""

import asyncio
import contextlib
import os
import socket
from typing import Final, Protocol, cast

from sip.flow import Address, Flow
from sip.hosts import literal

# A burst of 1,000 INVITEs of 1 KB must wait in the kernel, not be lost there.
_RECEIVE_BUFFER_BYTES: Final = 4 * 1024 * 1024


class DatagramOwner(Protocol):
    """Who is told."""

    def receive_datagram(self, data: bytes, flow: Flow) -> None:
        """A datagram came."""

    def local_host_for(self, remote_host: str) -> str:
        """What a socket bound to a wildcard calls itself towards a peer."""

    def note_send_failure(self) -> None:
        """Something could not be sent."""

    def socket_opened(self, opened: "DatagramSocket") -> None:
        """It can send, and will read: what has waited in the kernel comes at once."""


class DatagramSocket(asyncio.DatagramProtocol):
    """One UDP socket."""

    def __init__(self, owner: DatagramOwner) -> None:
        self._owner = owner
        self._transport: asyncio.DatagramTransport | None = None
        self._detached: socket.socket | None = None
        """Only sends: another server reads."""
        self.bound: Address = ("", 0)
        self._is_wildcard = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not asked by isinstance: neither uvloop's transports nor asyncio's of Python 3.11 inherit from this class.
        self._transport = cast(asyncio.DatagramTransport, transport)
        name = transport.get_extra_info("sockname")
        self.bound = name[0], name[1]
        address = literal(self.bound[0])
        self._is_wildcard = address is not None and address.is_unspecified
        self._owner.socket_opened(self)

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        owner = self._owner
        host = str(addr[0])
        local = owner.local_host_for(host) if self._is_wildcard else self.bound[0]
        owner.receive_datagram(data, Flow("udp", (host, addr[1]), (local, self.bound[1])))

    def error_received(self, _exc: Exception) -> None:
        """An ICMP error: which peer it was about is not known here, and transactions have their time-outs."""
        self._owner.note_send_failure()

    def send(self, data: bytes, remote: Address) -> bool:
        """Send now; False when it cannot be sent."""
        way = self._detached or self._transport
        if way is None or not remote[1]:
            return False
        with contextlib.suppress(OSError, ValueError):
            way.sendto(data, remote)
            return True
        return False

    def detach(self) -> socket.socket:
        """Read no more; what comes waits in the socket that is returned."""
        assert self._transport is not None  # noqa: S101  # it has been opened
        opened = self._transport.get_extra_info("socket")
        self._detached = duplicate(opened)
        waiting = duplicate(opened)
        self._transport.close()
        return waiting

    def close(self) -> None:
        if self._detached is not None:
            self._detached.close()
            self._detached = None
        if self._transport is not None:
            self._transport.close()


def duplicate(opened: socket.socket) -> socket.socket:
    """Another descriptor; asyncio and uvloop wrap what they have."""
    return socket.socket(fileno=os.dup(opened.fileno()))


def udp_socket(host: str, port: int) -> socket.socket:
    """A bound socket with a large receive buffer.

    Raises:
        OSError: the address is in use or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_DGRAM)
    try:
        bound.setblocking(False)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
        if family == socket.AF_INET6:
            # So that a wildcard of each family can stand beside the other.
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound
