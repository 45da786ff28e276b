"""UDP, TCP and TLS on asyncio under one user agent: the only I/O of the package."""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sip.events import Event
from sip.flow import Address, Flow
from sip.user_agent import UserAgent


@dataclass(frozen=True, slots=True)
class Listener:
    """One place to listen at."""

    transport: str
    """"udp", "tcp" or "tls"."""
    host: str
    """IPv4 or IPv6 address, or a wildcard."""
    port: int
    """0 for any free one."""
    ssl_context: ssl.SSLContext | None = None
    """Server side context; needed by "tls"."""


@dataclass(frozen=True, slots=True)
class TransportLimits:
    """Bounds of what peers may cost us."""

    max_connections: int = 2_000
    idle_s: float = 3_600.0
    """A stream connection without any byte for so long is closed."""
    half_message_s: float = 10.0
    """A message begun on a stream must be complete by then, else the connection is closed."""
    connect_s: float = 5.0


class SipTransport:
    """Feeds a user agent from sockets, sends what it wants sent, and keeps its one timer."""

    def __init__(
        self,
        agent: UserAgent,
        on_event: Callable[[Event], None],
        *,
        limits: TransportLimits | None = None,
        client_ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """`on_event` is called on the loop, once an event, in order; it must not block and should not raise."""
        raise NotImplementedError

    async def open(self, listeners: Sequence[Listener]) -> None:
        """Open all listeners, or none.

        Raises:
            OSError: an address is in use or not ours.
        """
        raise NotImplementedError

    def local_address(self, transport: str) -> Address:
        """Where the first listener of this transport is bound."""
        raise NotImplementedError

    def flow_to(self, transport: str, host: str, port: int) -> Flow:
        """A flow for a new outgoing call. A stream connection is opened when the first message is sent on it."""
        raise NotImplementedError

    def flush(self) -> None:
        """Send what the agent has to send and deliver its events. Call it after any action outside `on_event`."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close every socket. What was not sent is lost; end the dialogs before."""
        raise NotImplementedError
