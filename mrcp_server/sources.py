"""Where a session finds what documents refer to: the parts of the request, what it has defined, then the world."""

from collections.abc import Sequence
from urllib.parse import unquote

from engine.errors import ClipError
from engine.interface import Clip
from mrcp_server.fetching import Fetcher
from mrcp_server.mrcp.contents import SCHEME, Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.entity import Entity
from mrcp_server.mrcp.speak_parameters import SpeakParameters

_CID = "cid:"


class SessionSource:
    """One session's view of `session:`, `cid:` and everything that can be fetched."""

    def __init__(self, contents: Contents, cookies: CookieJar, fetcher: Fetcher) -> None:
        self._contents = contents
        self._cookies = cookies
        self._fetcher = fetcher
        self._new_cookies: list[str] = []

    async def entity(self, uri: str, parameters: SpeakParameters, *, timeout_ms: int | None = None) -> Entity:
        """The content at `uri`. `timeout_ms` is the document's own wish and goes before Fetch-Timeout.

        Raises ClipError.
        """
        if uri.lower().startswith((SCHEME, _CID)):
            found = self._contents.find(uri)
            if found is None:
                raise ClipError(uri, "not defined in this session")
            return found
        fetched = await self._fetcher.fetch(
            uri,
            timeout_ms=timeout_ms if timeout_ms is not None else parameters.fetch_timeout_ms,
            cache_control=parameters.cache_control,
            cookies=self._cookies,
        )
        self._new_cookies += fetched.new_cookies
        return fetched.entity

    def take_new_cookies(self) -> tuple[str, ...]:
        """Cookies that origin servers have set since the last call, for the final response or event (§6.2.15)."""
        taken, self._new_cookies = tuple(self._new_cookies), []
        return taken


class RequestSource:
    """A request's view: its own parts by `cid:` (RFC 2392), then the session's."""

    def __init__(self, session: SessionSource, parts: Sequence[Entity], parameters: SpeakParameters) -> None:
        self._session = session
        self._parts = {part.content_id: part for part in parts if part.content_id}
        self._parameters = parameters

    async def entity(self, uri: str, parameters: SpeakParameters, *, timeout_ms: int | None = None) -> Entity:
        """The content at `uri`. Raises ClipError."""
        if uri[: len(_CID)].lower() == _CID:
            name = uri[len(_CID) :]
            part = self._parts.get(name) or self._parts.get(unquote(name))
            if part is not None:
                return part
        return await self._session.entity(uri, parameters, timeout_ms=timeout_ms)

    async def recording(self, clip: Clip) -> bytes:
        """The bytes of a recording. Raises ClipError."""
        entity = await self.entity(clip.uri, self._parameters, timeout_ms=clip.fetch_timeout_ms)
        return entity.body
