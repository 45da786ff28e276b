"""Control connections that we open: for clients that say `a=setup:passive` over TLS (RFC 4145 §4, RFC 8122)."""

import asyncio
from collections.abc import Callable

from mrcp_server.call.control_channel import ControlChannel
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.peer_log import PeerLog
from mrcp_server.session import Session
from mrcp_server.tls.endpoint import TlsClient
from sip.flow import Address

CONNECT_S = 5.0
"""About as long as a caller waits for its prompt."""


class CarryingConnection(asyncio.Protocol):
    """A connection that can be told which channels it carries."""

    def bind(self, session: Session, channel: ControlChannel) -> None:
        """A channel is served on this connection."""
        raise NotImplementedError


class ControlConnector:
    """Opens connections in the background; `close` gives up those that are not open yet."""

    def __init__(self, verified: TlsClient, by_fingerprint: TlsClient) -> None:
        """`verified` wants a certificate of an authority for the peer's address. `by_fingerprint` takes any: it is for
        channels whose offer has fingerprints."""
        self._verified = verified
        self._by_fingerprint = by_fingerprint
        self._log = PeerLog(get_logger(door="mrcp"))
        self._tasks: set[asyncio.Task[None]] = set()

    def connect(self, session: Session, make: Callable[[], CarryingConnection], on_failure: Callable[[], None]) -> None:
        """Connects the channels of a session that have no connection and whose client waits for one. Those that share
        an address share a connection; `on_failure` is called for one that cannot be made."""
        waiting: dict[Address, list[ControlChannel]] = {}
        for channel in session.channels.values():
            if channel.security is not None and channel.security.connects_to is not None and not channel.peers:
                waiting.setdefault(channel.security.connects_to, []).append(channel)
        for address, channels in waiting.items():
            task = asyncio.get_running_loop().create_task(self._connect(session, address, channels, make, on_failure))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Gives up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connect(
        self,
        session: Session,
        address: Address,
        channels: list[ControlChannel],
        make: Callable[[], CarryingConnection],
        on_failure: Callable[[], None],
    ) -> None:
        security = channels[0].security
        fingerprints = security.fingerprints if security is not None else ()
        client = self._by_fingerprint if fingerprints else self._verified
        try:
            async with asyncio.timeout(CONNECT_S):
                connection = await client.connect(make, *address, fingerprints=fingerprints)
        except (OSError, TimeoutError) as error:
            if not all(channel.is_closed for channel in channels):
                reason = str(error) or "not in time"
                self._log.warning("control connection not made", peer=f"{address[0]}:{address[1]}", reason=reason)
                on_failure()
            return
        for channel in channels:
            connection.bind(session, channel)
