"""TLS for one door, and for what the server opens itself: the credentials, the handshakes and the log in one place."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from typing import TypeVar

from mrcp_server.observability.peer_log import PeerLog
from mrcp_server.tls.connection import Check, TlsConnection
from mrcp_server.tls.credentials import Credentials
from mrcp_server.tls.fingerprint import Fingerprint, matches
from mrcp_server.tls.handshakes import Handshakes

Made = TypeVar("Made", bound=asyncio.Protocol)


class TlsDoor:
    """The accepting side."""

    def __init__(
        self, credentials: Credentials, handshakes: Handshakes, log: PeerLog, *, takes_plain: bool = False
    ) -> None:
        """With `takes_plain` peers without TLS are served on the same port."""
        self.credentials = credentials
        self.handshakes = handshakes
        self._log = log
        self._takes_plain = takes_plain

    def accept(self, protocol: asyncio.Protocol) -> asyncio.Protocol:
        """For `create_server`: `protocol` behind TLS."""
        return TlsConnection(
            protocol, self._wrap, self.handshakes, on_failure=self._tell, takes_plain=self._takes_plain
        )

    def _wrap(self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO) -> ssl.SSLObject:
        return self.credentials.context.wrap_bio(incoming, outgoing, server_side=True)

    def _tell(self, host: str, reason: str) -> None:
        self._log.warning("TLS failed", peer=host, reason=reason)


class TlsClient:
    """The connecting side."""

    def __init__(self, make_context: Callable[[], ssl.SSLContext], handshakes: Handshakes) -> None:
        """`make_context` is asked once, when first needed, and may raise an OSError."""
        self._make_context = make_context
        self._handshakes = handshakes
        self._context: ssl.SSLContext | None = None

    def forget_context(self) -> None:
        """The next connection is made with a new one: files have changed."""
        self._context = None

    async def connect(
        self,
        make_protocol: Callable[[], Made],
        host: str,
        port: int,
        *,
        server_name: str | None = None,
        fingerprints: Sequence[Fingerprint] = (),
    ) -> Made:
        """Connects, and returns the protocol when the handshake is done. The context decides whether the certificate
        must be one for `server_name` (`host` when that is left out); it must match `fingerprints` where there are any.

        Raises:
            OSError: nobody there, no TLS there, or not the one we look for; ends within `HandshakeLimits.timeout_s` of
                the connection.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        protocol = make_protocol()
        if self._context is None:
            self._context = self._make_context()
        context = self._context

        def wrap(incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO) -> ssl.SSLObject:
            return context.wrap_bio(incoming, outgoing, server_hostname=server_name or host)

        def fail(_host: str, reason: str) -> None:
            if not done.done():
                done.set_exception(ConnectionError(f"TLS: {reason}"))

        def make() -> _Awaited:
            return _Awaited(protocol, wrap, self._handshakes, on_failure=fail, check=_check(fingerprints), done=done)

        transport, _ = await loop.create_connection(make, host, port)
        try:
            await done
        except asyncio.CancelledError:
            transport.abort()
            raise
        return protocol


class _Awaited(TlsConnection):
    """One whose opening somebody waits for."""

    def __init__(
        self,
        protocol: asyncio.Protocol,
        wrap: Callable[[ssl.MemoryBIO, ssl.MemoryBIO], ssl.SSLObject],
        handshakes: Handshakes,
        *,
        on_failure: Callable[[str, str], None],
        check: Check | None,
        done: "asyncio.Future[None]",
    ) -> None:
        super().__init__(protocol, wrap, handshakes, on_failure=on_failure, check=check, speaks_first=True)
        self._done = done

    def _open(self) -> None:
        super()._open()
        if not self._done.done():
            self._done.set_result(None)


def _check(fingerprints: Sequence[Fingerprint]) -> Check | None:
    def look(tls: ssl.SSLObject) -> None:
        if not matches(tls.getpeercert(binary_form=True) or b"", fingerprints):
            raise ValueError("the certificate is not the one of the fingerprint")

    return look if fingerprints else None
