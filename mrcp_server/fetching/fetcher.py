"""Fetching what documents and requests refer to: http(s) and files under allowed roots, within bounds.

A URI comes from the network, so it may point anywhere: every host is checked against the policy, and connected to by
the very address that was checked. Redirects are checked like the first URI.
"""

import asyncio
import fnmatch
import mimetypes
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import httpx

from engine.errors import ClipError
from engine.no_cookies import NoCookies
from mrcp_server.config import Config
from mrcp_server.fetching.connecting import HostError, checked_transport
from mrcp_server.fetching.content_coding import ACCEPT_ENCODING, ContentCodingError, ContentDecoder
from mrcp_server.fetching.file_reading import FileReader
from mrcp_server.fetching.http_cache import CachedResponse, Directives, Freshness, HttpCache
from mrcp_server.fetching.networks import BlockedNetworks
from mrcp_server.fetching.streamed_body import StreamedBody
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.wire.entity import Entity, MediaType
from mrcp_server.tls.credentials import client_context

_MOST_REDIRECTS = 5
_THIS_MACHINE = frozenset({"", "localhost"})
"""Authorities of `file:` URIs (RFC 8089 §2)."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """What may be fetched."""

    allowed_hosts: Sequence[str] = ("*",)
    """Host names with `*`. A host that is named exactly may lie in a blocked network."""
    blocked_networks: Sequence[str] = ()
    """Networks that no URI may lead to, as `BlockedNetworks` takes them."""
    file_roots: Sequence[Path] = ()
    """Folders that `file:` URIs may point into; none: no files."""
    timeout_s: float = 10.0
    """For a fetch that names no Fetch-Timeout."""
    longest_timeout_s: float = 60.0
    """Bound of what a Fetch-Timeout may ask for (RFC 6787 §12.7)."""
    max_bytes: int = 16 << 20
    connections: int = 100
    authorities: str = ""
    """PEM file of those that https origins must have their certificate from; empty: the well-known ones."""


def fetch_policy(config: Config) -> FetchPolicy:
    """What a configuration allows."""
    fetch = config.fetch
    return FetchPolicy(
        allowed_hosts=fetch.allowed_hosts,
        blocked_networks=fetch.blocked_networks,
        file_roots=[Path(root) for root in fetch.file_roots],
        timeout_s=fetch.timeout_s,
        longest_timeout_s=fetch.longest_timeout_s,
        max_bytes=fetch.max_bytes,
        authorities=config.tls.peer_ca,
    )


@dataclass(slots=True)
class Fetched:
    """One answer, and the cookies that came with it, for the final response (§6.2.15)."""

    entity: Entity
    new_cookies: list[str] = field(default_factory=list)
    stream: StreamedBody | None = None
    """The body, where it is still coming; the entity has none then. To be closed."""


@dataclass(slots=True)
class _Answer:
    """What an origin said."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes = b""
    response: httpx.Response | None = None
    """Still open when the body is to be streamed."""


@dataclass(slots=True)
class _Chain:
    """What holds from the first URI through all redirects."""

    wanted: Directives
    cookies: CookieJar | None
    """Of the session; what it has for each host is looked up anew at every step."""
    may_stream: bool
    new_cookies: list[str] = field(default_factory=list)
    is_private: bool = False
    """A cookie was sent or set on the way: what comes now may be meant for this session alone."""


class Fetcher:
    """One for the whole server."""

    def __init__(self, policy: FetchPolicy, cache: HttpCache) -> None:
        self._cache = cache
        self.change(policy)
        self._clients: dict[bool, httpx.AsyncClient] = {}

    def change(self, policy: FetchPolicy) -> None:
        """What may be fetched from now on; what is under way goes on as it was allowed."""
        self._policy = policy
        self._blocked = BlockedNetworks(policy.blocked_networks)
        self._files = FileReader(policy.file_roots)

    async def close(self) -> None:
        """Ends idle connections."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

    async def fetch(
        self,
        uri: str,
        *,
        timeout_ms: int | None = None,
        cache_control: str = "",
        cookies: CookieJar | None = None,
        may_stream: bool = False,
    ) -> Fetched:
        """The content at an absolute `http:`, `https:` or `file:` URI.

        With `may_stream`, an answer of events or of text without a length is returned when its head has come
        (`Fetched.stream`); the time-out is for the head then, and `longest_timeout_s` for every silence behind it.

        Raises ClipError, whose reason is fit for Failed-URI-Cause (RFC 6787 §8.4.13).
        """
        limit_s = self._policy.timeout_s if timeout_ms is None else timeout_ms / 1000
        try:
            async with asyncio.timeout(min(limit_s, self._policy.longest_timeout_s)):
                return await self._fetch(uri, _Chain(Directives.parse(cache_control), cookies, may_stream))
        except TimeoutError:
            raise ClipError(uri, f"timeout after {limit_s:g} s", retryable=True) from None
        except (ValueError, httpx.InvalidURL) as error:  # urllib, idna and httpx each have their own idea of a URI
            raise ClipError(uri, f"not a URI that can be fetched: {error}"[:200]) from None

    async def _fetch(self, uri: str, chain: _Chain) -> Fetched:
        target = uri
        if chain.cookies is not None and (host := urlsplit(uri).hostname):
            chain.cookies.settle(host)
        for _ in range(_MOST_REDIRECTS + 1):
            scheme = urlsplit(target).scheme.lower()
            if scheme == "file" and target is uri:  # what an origin says leads to no file of ours
                return Fetched(await self._read(target), chain.new_cookies)
            if scheme not in ("http", "https"):
                what = "" if target is uri else "redirected: "
                raise ClipError(uri, f"{what}scheme {scheme[:20] or 'missing'} is not supported")
            found = await self._get(target, chain)
            if isinstance(found, Entity):
                return Fetched(found, chain.new_cookies)
            if isinstance(found, StreamedBody):
                return Fetched(Entity(found.content_type, b"", charset=found.charset), chain.new_cookies, found)
            target = urljoin(target, found)
        raise ClipError(uri, "too many redirects")

    # --- http --------------------------------------------------------------------------------------------------------

    async def _get(self, uri: str, chain: _Chain) -> Entity | StreamedBody | str:
        """The entity, whole or still coming, or where a redirect leads."""
        parts = urlsplit(uri)
        now = _now()
        cookie = _cookies_for(parts, chain.cookies, now)
        chain.is_private |= bool(cookie)
        kept = self._cache.find(uri) if not cookie else None
        if kept is not None and kept.freshness(chain.wanted, now) is Freshness.FRESH:
            self._cache.hits += 1
            return _entity(uri, kept.content_type, kept.body)
        self._cache.misses += 1
        headers = {"Cookie": cookie} if cookie else {}
        if kept is not None:
            headers |= kept.validators()
        try:
            answer = await self._request(uri, headers, may_stream=chain.may_stream)
        except httpx.HTTPError as error:
            raise ClipError(uri, str(error) or type(error).__name__, retryable=True) from None
        for value in answer.cookies:
            _keep_cookie(value, parts, chain, now)
        if answer.status in _REDIRECTS and "location" in answer.headers:
            return answer.headers["location"]
        if answer.response is not None:
            return self._streamed(uri, answer.response, is_private=chain.is_private)
        return self._take(uri, answer, kept, is_private=chain.is_private)

    def _take(self, uri: str, answer: _Answer, kept: CachedResponse | None, *, is_private: bool) -> Entity:
        status, headers = answer.status, answer.headers
        if status == httpx.codes.NOT_MODIFIED and kept is not None:
            self._cache.refresh(uri, headers, now=_now(), date=time.time())
            return _entity(uri, kept.content_type, kept.body)
        if status != httpx.codes.OK:
            raise ClipError(uri, f"{status} {httpx.codes.get_reason_phrase(status)}".strip())
        self._cache.store(uri, headers, answer.body, now=_now(), date=time.time(), has_cookies=is_private)
        return _entity(uri, headers.get("content-type", ""), answer.body)

    def _streamed(self, uri: str, response: httpx.Response, *, is_private: bool) -> StreamedBody:
        entity, headers = _entity(uri, response.headers.get("content-type", ""), b""), dict(response.headers)

        def keep(body: bytes) -> None:
            """A text without a length is a document like any other; events are an answer to this request only."""
            if entity.content_type == _TEXT:
                self._cache.store(uri, headers, body, now=_now(), date=time.time(), has_cookies=is_private)

        return StreamedBody(
            uri,
            entity.content_type,
            _parts(uri, response, self._policy.max_bytes),
            charset=entity.charset,
            max_bytes=self._policy.max_bytes,
            idle_s=self._policy.longest_timeout_s,
            release=response.aclose,
            on_whole=keep,
        )

    async def _request(self, uri: str, headers: Mapping[str, str], *, may_stream: bool) -> _Answer:
        url = httpx.URL(uri)
        self._check_host(uri, url.host)
        # As octets: a cookie's value may be of letters that httpx would not write.
        sent = {name.encode(): value.encode("utf-8", "surrogateescape") for name, value in headers.items()}
        client = self._open(may_stream=may_stream)
        request = client.build_request("GET", url, headers={**sent, b"Accept-Encoding": ACCEPT_ENCODING.encode()})
        try:
            response = await client.send(request, stream=True)
        except HostError as error:
            raise ClipError(uri, str(error), retryable=error.retryable) from None
        answer = _Answer(response.status_code, dict(response.headers), response.headers.get_list("set-cookie"))
        if may_stream and _is_stream(response):
            answer.response = response
            return answer
        try:
            body = bytearray()
            async for part in _parts(uri, response, self._policy.max_bytes):
                body += part
        finally:
            await response.aclose()
        answer.body = bytes(body)
        return answer

    def _open(self, *, may_stream: bool) -> httpx.AsyncClient:
        """What may be a stream has a client of its own, or it would take the connections that documents wait for."""
        if may_stream not in self._clients:
            limits = httpx.Limits(max_connections=None if may_stream else self._policy.connections)
            # Time is bounded around the whole fetch; proxies of the environment would undo the check of addresses.
            authorities = client_context(self._policy.authorities) if self._policy.authorities else None
            client = httpx.AsyncClient(
                transport=checked_transport(self._resolve, limits=limits, authorities=authorities),
                timeout=None,  # noqa: S113  # as said above
                trust_env=False,
                cookies=NoCookies(),
            )
            self._clients[may_stream] = client
        return self._clients[may_stream]

    def _check_host(self, uri: str, host: str) -> None:
        name = host.lower().strip("[]")
        if not any(fnmatch.fnmatchcase(name, pattern.lower()) for pattern in self._policy.allowed_hosts):
            raise ClipError(uri, f"host {name} is not allowed")

    async def _resolve(self, host: str, port: int) -> str:
        """An address of `host` that the policy allows. Raises HostError."""
        name = host.lower().strip("[]")
        try:
            found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise HostError(f"{name}: {error.strerror or error}", retryable=True) from None
        is_named = any(pattern.lower() == name for pattern in self._policy.allowed_hosts)
        for *_, address in found:
            if is_named or not self._blocked.hold(str(address[0])):
                return str(address[0])
        raise HostError(f"host {name} lies in a network that is not allowed")

    # --- files -------------------------------------------------------------------------------------------------------

    async def _read(self, uri: str) -> Entity:
        parts = urlsplit(uri)
        if parts.netloc.lower() not in _THIS_MACHINE:
            raise ClipError(uri, f"the file lies on another machine: {parts.netloc[:100]}")
        path = Path(unquote(parts.path))
        return _entity(uri, "", await self._files.read(uri, path, self._policy.max_bytes))


def _now() -> float:
    return asyncio.get_running_loop().time()


_EVENTS, _TEXT = "text/event-stream", "text/plain"


def _is_stream(response: httpx.Response) -> bool:
    """Whether it is worth beginning before its end: events, or text of which nobody knows how much there will be."""
    name = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_open_text = name == _TEXT and "content-length" not in response.headers
    return response.status_code == httpx.codes.OK and (name == _EVENTS or is_open_text)


async def _parts(uri: str, response: httpx.Response, max_bytes: int) -> AsyncIterator[bytes]:
    """The body as it comes, decoded here: httpx would decode any number of codings, each whole."""
    try:
        decoder = ContentDecoder(response.headers.get("content-encoding", ""), max_bytes)
        async for chunk in response.aiter_raw():
            # What was read at once may be thousands of chunks, with many parts in each or with none.
            await asyncio.sleep(0)
            for part in decoder.decode(chunk):
                yield part
                await asyncio.sleep(0)
        decoder.end()
    except ContentCodingError as error:
        raise ClipError(uri, str(error)) from None
    except httpx.HTTPError as error:
        raise ClipError(uri, str(error) or type(error).__name__, retryable=True) from None


def _cookies_for(uri: SplitResult, cookies: CookieJar | None, now: float) -> str:
    """What the session's store has for the host and path of `uri`."""
    if cookies is None:
        return ""
    return cookies.matching(uri.hostname or "", uri.path, now, secure=uri.scheme.lower() == "https")


def _keep_cookie(value: str, uri: SplitResult, chain: _Chain, now: float) -> None:
    chain.is_private = True
    if chain.cookies is not None:
        try:
            chain.new_cookies.append(chain.cookies.put_from_origin(value, uri.hostname or "", uri.path or "/", now))
        except ValueError:
            return  # an origin's broken cookie is nobody's request


# What the world's mime.types leave out.
_TYPES = {".ssml": "application/ssml+xml", ".pls": "application/pls+xml", ".grxml": "application/srgs+xml"}
_TYPES |= {".gram": "application/srgs", ".ulaw": "audio/basic", ".ul": "audio/basic", ".al": "audio/x-alaw-basic"}


def _entity(uri: str, content_type: str, body: bytes) -> Entity:
    """What was fetched as an entity; a server that names no type, or a useless one, is helped by the name."""
    try:
        media_type = MediaType.parse(content_type)
    except ValueError:
        media_type = MediaType("application/octet-stream")
    name, declared = media_type.name, content_type
    if name in ("application/octet-stream", "binary/octet-stream"):
        path = urlsplit(uri).path
        suffix = Path(path).suffix.lower()
        name = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "text/plain"
        declared = ""
    charset = media_type.parameters.get("charset")
    return Entity(name, body, charset=charset, content_base=uri, content_location=uri, declared_type=declared)
