"""HTTP to one service: connections kept and warmed, every wait and every size bounded, errors told apart.

No redirect leaves the service's own host, no proxy of the environment is used, and no cookie is kept: the request holds
a key, and what a caller is to hear or has said.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from engine.no_cookies import NoCookies
from engine.remote.answers import error_of, redirect_reason, same_origin
from engine.remote.errors import Fault, ServiceError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from engine.remote.key import ServiceKey
    from engine.remote.settings import ServiceSettings

_MAX_ERROR_BYTES = 16 << 10
_MAX_REDIRECTS = 3
_KEEPING_METHOD = frozenset({307, 308})
"""The redirects that repeat a request as it was; the others would make a GET of a POST."""
_SPARE_CONNECTIONS = 4
_CLOSE_S = 1.0

Headers = dict[str, str]


class HttpRequest(NamedTuple):
    """What is asked for."""

    method: str
    path: str
    """Behind the service's base URL."""
    query: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    json: Any = None
    content: bytes | AsyncIterator[bytes] | None = None
    form: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None


class HttpAnswer:
    """An answer of 2xx whose body is still to be read; use it inside its `async with` only."""

    def __init__(self, service: str, response: httpx.Response, deadline: float, idle_s: float) -> None:
        self._service = service
        self._response = response
        self._deadline = deadline
        self._idle_s = idle_s
        self.headers: Mapping[str, str] = response.headers

    @property
    def content_type(self) -> str:
        """Lower case, without parameters."""
        return str(self._response.headers.get("content-type", "")).partition(";")[0].strip().lower()

    async def chunks(self, max_bytes: int) -> AsyncIterator[bytes]:
        """The body as it comes. The first chunk must come by the request's deadline, the others one by one.

        Raises:
            ServiceError: TIMEOUT, UNREACHABLE when it breaks off, GARBAGE when it is longer than `max_bytes`.
        """
        deadline, size = self._deadline, 0
        loop = asyncio.get_running_loop()
        body = self._response.aiter_raw()
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    chunk = await anext(body, b"")
            except TimeoutError:
                raise ServiceError(Fault.TIMEOUT, f"{self._service}: silent in the middle of its answer") from None
            except httpx.HTTPError as error:
                reason = f"{self._service}: its answer broke off: {_words(error)}"
                raise ServiceError(Fault.UNREACHABLE, reason) from None
            if not chunk:
                return
            size += len(chunk)
            if size > max_bytes:
                raise ServiceError(Fault.GARBAGE, f"{self._service}: an answer of more than {max_bytes} octets")
            yield chunk
            deadline = loop.time() + self._idle_s

    async def whole(self, max_bytes: int) -> bytes:
        """The whole body, which comes by the request's deadline or at least without a pause."""
        return b"".join([chunk async for chunk in self.chunks(max_bytes)])


class HttpClient:
    """One for each service in a worker: `request` from any number of tasks, `close` at the end.

    `authorize` makes the headers that show the key; it is given the key, or an empty text.
    """

    def __init__(self, settings: ServiceSettings, key: ServiceKey, authorize: Callable[[str], Headers]) -> None:
        self._settings = settings
        self._key = key
        self._authorize = authorize
        self._used_at = 0.0
        self._warming: asyncio.Task[None] | None = None
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(None, connect=settings.connect_timeout_s),
            limits=httpx.Limits(
                max_connections=settings.concurrency + _SPARE_CONNECTIONS,
                keepalive_expiry=max(60.0, 2 * settings.keep_warm_s),
            ),
            headers={"Accept-Encoding": "identity", "User-Agent": "mrcp-server"},
            verify=tls_context(settings),
            proxy=settings.proxy or None,
            trust_env=False,
            cookies=NoCookies(),
        )

    def keep_warm(self) -> None:
        """Have a connection opened now, TLS and all, and kept open; that it cannot be had is found out by a request."""
        if self._warming is None:
            self._warming = asyncio.create_task(self._keep_warm(), name=f"keep {self._settings.name} warm")

    async def _keep_warm(self) -> None:
        settings = self._settings
        loop = asyncio.get_running_loop()
        while True:
            if loop.time() - self._used_at >= settings.keep_warm_s or not self._used_at:
                with contextlib.suppress(TimeoutError, httpx.HTTPError, ssl.SSLError, OSError, ValueError):
                    # Without the key, for nobody has asked for anything; whatever the answer is will do.
                    async with asyncio.timeout(settings.connect_timeout_s + settings.first_byte_timeout_s):
                        request = self._client.build_request("HEAD", settings.base_url + "/")
                        await self._client.send(request)
                self._used_at = loop.time()
            if not settings.keep_warm_s:
                return
            await asyncio.sleep(settings.keep_warm_s)

    @asynccontextmanager
    async def request(
        self, request: HttpRequest, *, first_byte_s: float | None = None, idle_s: float | None = None
    ) -> AsyncIterator[HttpAnswer]:
        """The answer of 2xx. Times are the configured ones unless they are given.

        Raises:
            ServiceError: of any kind but our own SPENT, BUSY and PAUSED; a key in what it says is cut out.
        """
        settings = self._settings
        loop = asyncio.get_running_loop()
        limit_s = settings.first_byte_timeout_s if first_byte_s is None else first_byte_s
        deadline = loop.time() + limit_s
        response = await self._send(request, deadline, limit_s)
        self._used_at = loop.time()
        try:
            if not response.is_success:
                raise await self._refusal(response, deadline)
            if response.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
                raise ServiceError(Fault.GARBAGE, f"{settings.name}: a compressed answer, which was not asked for")
            idle = settings.idle_timeout_s if idle_s is None else idle_s
            yield HttpAnswer(settings.name, response, deadline, idle)
        finally:
            await _close(response)

    async def close(self) -> None:
        """End all connections."""
        if self._warming is not None:
            self._warming.cancel()
        await self._client.aclose()

    async def _send(self, request: HttpRequest, deadline: float, limit_s: float) -> httpx.Response:
        name = self._settings.name
        url = self._settings.base_url + request.path
        try:
            async with asyncio.timeout_at(deadline):
                for _ in range(_MAX_REDIRECTS + 1):
                    response = await self._client.send(self._build(request, url), stream=True)
                    location = response.headers.get("location", "")
                    target = same_origin(url, location) if response.status_code in _KEEPING_METHOD else ""
                    if not target or not isinstance(request.content, bytes | None):
                        return response
                    await _close(response)
                    url = target
        except TimeoutError:
            raise ServiceError(Fault.TIMEOUT, f"{name}: no answer in {limit_s:g} s") from None
        except httpx.TimeoutException:
            reason = f"{name}: no connection in {self._settings.connect_timeout_s:g} s"
            raise ServiceError(Fault.UNREACHABLE, reason) from None
        except httpx.RemoteProtocolError as error:
            # Also a kept connection that the service has just closed: another try gets a new one.
            raise ServiceError(Fault.UNREACHABLE, f"{name}: {_words(error)}") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            reason = self._key.redacted(_words(error))
            raise ServiceError(Fault.UNREACHABLE, f"{name}: cannot be reached: {reason}") from None
        except ValueError as error:
            # Nothing was sent: what is asked for cannot be written down.
            raise ServiceError(Fault.REFUSED, f"{name}: no such request can be made: {_words(error)}") from None
        raise ServiceError(Fault.GARBAGE, f"{name}: {redirect_reason(url, url)} (it goes in circles)")

    def _build(self, request: HttpRequest, url: str) -> httpx.Request:
        return self._client.build_request(
            request.method,
            url,
            params=dict(request.query) or None,
            headers={**self._authorize(self._key.value()), **request.headers},
            json=request.json,
            content=request.content,
            data=request.form,
            files=request.files,
        )

    async def _refusal(self, response: httpx.Response, deadline: float) -> ServiceError:
        body = bytearray()
        # What an error says is wanted, but not waited for.
        with contextlib.suppress(TimeoutError, httpx.HTTPError):
            async with asyncio.timeout_at(deadline):
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) > _MAX_ERROR_BYTES:
                        break
        said = self._key.redacted(bytes(body[:_MAX_ERROR_BYTES]).decode("utf-8", "replace")).encode()
        url = str(response.request.url)
        return error_of(
            self._settings.name, response.status_code, response.headers, said, url=url, now_unix=time.time()
        )


def tls_context(settings: ServiceSettings) -> ssl.SSLContext | bool:
    """What certificates are trusted.

    Raises:
        ServiceError: UNREACHABLE; `ca_file` cannot be read.
    """
    if not settings.ca_file:
        return True
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        reason = f"{settings.name}: ca_file {settings.ca_file}: {error.strerror or error}"
        raise ServiceError(Fault.UNREACHABLE, reason) from None


async def _close(response: httpx.Response) -> None:
    """A connection that does not close at once is not waited for."""
    with contextlib.suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(_CLOSE_S):
            await response.aclose()


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]
