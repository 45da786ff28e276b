"""Where a session finds what documents refer to: its own contents by `session:` and `cid:`, the rest by fetching."""

from typing import Protocol

from engine.errors import ClipError
from engine.interface import Clip
from mrcp_server.mrcp.contents import SCHEME, Contents
from mrcp_server.mrcp.entity import Entity
from mrcp_server.mrcp.speak_parameters import SpeakParameters

_OWN_SCHEMES = (SCHEME, "cid:")


class Fetcher(Protocol):
    """Gets an absolute URI from outside. Raises ClipError."""

    async def fetch(self, uri: str, parameters: SpeakParameters, *, timeout_ms: int | None) -> Entity: ...


class SessionSource:
    """One session's view: what it has defined, then the world."""

    def __init__(self, contents: Contents, fetcher: Fetcher | None) -> None:
        self._contents = contents
        self._fetcher = fetcher

    async def entity(self, uri: str, parameters: SpeakParameters, *, timeout_ms: int | None = None) -> Entity:
        """The content at `uri`. Raises ClipError."""
        if uri.lower().startswith(_OWN_SCHEMES):
            found = self._contents.find(uri)
            if found is None:
                raise ClipError(uri, "not defined in this session")
            return found
        if self._fetcher is None:
            raise ClipError(uri, "fetching is switched off")
        wanted = timeout_ms if timeout_ms is not None else parameters.fetch_timeout_ms
        return await self._fetcher.fetch(uri, parameters, timeout_ms=wanted)

    async def recording(self, clip: Clip) -> bytes:
        """The bytes of a recording. Raises ClipError."""
        entity = await self.entity(clip.uri, SpeakParameters(), timeout_ms=clip.fetch_timeout_ms)
        return entity.body
