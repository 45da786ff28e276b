"""Connections of fetches: to addresses that were checked only, and read a little at a time.

A name is looked up once for each connection, here, where its address is checked: what is connected to is what was
checked, whatever a second look-up would say (DNS rebinding). Connections are kept by the name they were opened for, so
that one whose certificate was good for a name serves no other name at that address.
"""

import ssl
from collections.abc import Awaitable, Callable, Iterable

import httpcore
import httpx

AT_ONCE_BYTES = 8192
"""Read in one turn of the loop: an origin may fill it with answers or chunks of nothing, and each is work."""


class HostError(Exception):
    """There is no address that may be connected to; the message says why."""

    def __init__(self, reason: str, *, retryable: bool = False) -> None:
        super().__init__(reason)
        self.retryable = retryable


Resolve = Callable[[str, int], Awaitable[str]]
"""The address to connect to for a host and port; raises HostError."""


def checked_transport(
    resolve: Resolve, *, limits: httpx.Limits, authorities: ssl.SSLContext | None = None
) -> httpx.AsyncHTTPTransport:
    """A transport that connects where `resolve` says. `authorities` vouch for https origins, by default the well-known.

    Requests raise HostError beside what httpx raises.
    """
    context = authorities or httpx.create_ssl_context(trust_env=False)
    transport = httpx.AsyncHTTPTransport(verify=context)
    # httpx has no way to name a backend: this is the pool that it makes, with ours.
    transport._pool = httpcore.AsyncConnectionPool(  # noqa: SLF001 (as said above)
        ssl_context=context,
        max_connections=limits.max_connections,
        max_keepalive_connections=limits.max_keepalive_connections,
        keepalive_expiry=limits.keepalive_expiry,
        network_backend=_CheckedBackend(resolve),
    )
    return transport


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (as the library has it)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        address = await self._resolve(host, port)
        return _SlicedStream(await self._backend.connect_tcp(address, port, timeout, local_address, socket_options))


class _SlicedStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 (as above)
        return await self._stream.read(min(max_bytes, AT_ONCE_BYTES), timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 (as above)
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (as above)
    ) -> httpcore.AsyncNetworkStream:
        return _SlicedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
