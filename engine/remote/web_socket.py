"""A WebSocket to one service, with the same bounds, errors and mistrust as its HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import time
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

import websockets
from websockets.asyncio.client import ClientConnection, connect

from engine.remote.answers import error_of, reason_in
from engine.remote.errors import Fault, ServiceError
from engine.remote.http_client import tls_context

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from engine.remote.key import ServiceKey
    from engine.remote.settings import ServiceSettings

MAX_MESSAGE_BYTES = 8 << 20
"""A minute of 24 kHz as base64; whatever is larger is no chunk of speech."""
_QUEUED_MESSAGES = 64
_CLOSE_S = 1.0
_NORMAL = (1000, 1001, 1005)
_POLICY_VIOLATION = 1008
"""What services close with for a wrong key or a limit (RFC 6455 §7.4.1)."""


class _SteadyConnect(connect):
    """Follows no redirect: it would take the key along to a host of somebody else's choice."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class ServiceSocket:
    """An open WebSocket; `async with` closes it. Messages are JSON objects (text) or octets."""

    def __init__(self, settings: ServiceSettings, key: ServiceKey, connection: ClientConnection) -> None:
        self._name = settings.name
        self._key = key
        self._connection = connection

    @classmethod
    async def open(
        cls,
        settings: ServiceSettings,
        key: ServiceKey,
        path: str,
        *,
        query: Mapping[str, str | list[str]],
        headers: Mapping[str, str],
    ) -> Self:
        """Connect to `path` behind the service's base URL; a list in `query` is a name that comes again and again.

        Raises:
            ServiceError: as for HTTP.
        """
        name = settings.name
        url = (
            "ws" + settings.base_url.removeprefix("http") + path + (f"?{urlencode(query, doseq=True)}" if query else "")
        )
        tls: dict[str, Any] = {"ssl": tls_context(settings)} if url.startswith("wss:") else {}
        try:
            connection = await _SteadyConnect(
                url,
                additional_headers=dict(headers),
                user_agent_header="mrcp-server",
                compression=None,
                proxy=settings.proxy or None,
                open_timeout=settings.connect_timeout_s + settings.first_byte_timeout_s,
                close_timeout=_CLOSE_S,
                max_size=MAX_MESSAGE_BYTES,
                max_queue=_QUEUED_MESSAGES,
                **tls,
            )
        except websockets.InvalidStatus as error:
            response = error.response
            said = key.redacted(bytes(response.body or b"").decode("utf-8", "replace")).encode()
            lowered = {header.lower(): value for header, value in response.headers.raw_items()}
            raise error_of(name, response.status_code, lowered, said, url=url, now_unix=time.time()) from None
        except TimeoutError:
            raise ServiceError(Fault.UNREACHABLE, f"{name}: no connection in time") from None
        except (OSError, ssl.SSLError) as error:
            raise ServiceError(Fault.UNREACHABLE, f"{name}: cannot be reached: {error.strerror or error}") from None
        except (websockets.InvalidHandshake, websockets.InvalidURI, EOFError, ValueError) as error:
            reason = key.redacted(str(error))[:200]
            raise ServiceError(Fault.GARBAGE, f"{name}: no WebSocket there: {reason}") from None
        return cls(settings, key, connection)

    @property
    def is_open(self) -> bool:
        """Whether neither side has closed it."""
        return self._connection.state is websockets.State.OPEN

    async def send(self, message: dict[str, Any] | bytes) -> None:
        """Send an object as JSON, or octets. That the service has closed meanwhile is told by `receive`, behind what it
        said before, which is why."""
        with contextlib.suppress(websockets.ConnectionClosed):
            await self._connection.send(message if isinstance(message, bytes) else json.dumps(message))

    async def receive(self, limit_s: float) -> dict[str, Any] | bytes | None:
        """The next message; None when the service has closed in good order.

        Raises:
            ServiceError: TIMEOUT; GARBAGE for text that is no JSON object; what a close in bad order stands for.
        """
        try:
            async with asyncio.timeout(limit_s):
                message = await self._connection.recv()
        except TimeoutError:
            raise ServiceError(Fault.TIMEOUT, f"{self._name}: silent for {limit_s:.3g} s") from None
        except websockets.ConnectionClosedOK:
            return None
        except websockets.ConnectionClosed as error:
            if error.rcvd is not None and error.rcvd.code in _NORMAL:
                return None
            raise self._closed(error) from None
        if isinstance(message, bytes):
            return message
        try:
            content = json.loads(message)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            raise ServiceError(Fault.GARBAGE, f"{self._name}: a message that is no JSON object")
        return content

    async def close(self) -> None:
        """Close it, waiting a moment for the other side at most."""
        await self._connection.close()

    def abort(self) -> None:
        """End the connection at once."""
        self._connection.transport.abort()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            await self.close()
        else:
            self.abort()  # a cancelled or failed request is over now

    def _closed(self, error: websockets.ConnectionClosed) -> ServiceError:
        """What the code of a close tells (RFC 6455 §7.4.1)."""
        if error.rcvd is None:
            ours = f": {error.sent.reason}" if error.sent is not None and error.sent.reason else ""
            fault = Fault.GARBAGE if error.sent is not None else Fault.UNREACHABLE
            return ServiceError(fault, f"{self._name}: the connection broke off{ours}")
        said = reason_in(self._key.redacted(error.rcvd.reason).encode())
        fault = Fault.REFUSED if error.rcvd.code == _POLICY_VIOLATION else Fault.BROKEN
        return ServiceError(fault, f"{self._name}: closed with {error.rcvd.code}{f': {said}' if said else ''}")
