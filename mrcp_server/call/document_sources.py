"""Where a session finds what documents refer to: the parts of the request, what it has defined, then the world."""

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import Protocol
from urllib.parse import unquote, urlsplit

from engine.errors import ClipError
from engine.interface import BLEEP_URI, Clip, Element, Recording
from mrcp_server.fetching.fetcher import Fetcher
from mrcp_server.fetching.streamed_body import StreamedBody
from mrcp_server.mrcp.contents import SCHEME, Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.mrcp.wire.entity import Entity

_CID = "cid:"


class FetchParameters(Protocol):
    """How a request wants its URIs fetched, as `SpeakParameters` and `RecognizeParameters` have it."""

    @property
    def fetch_timeout_ms(self) -> int | None: ...
    @property
    def cache_control(self) -> str: ...


class SessionSource:
    """One session's view of `session:`, `cid:` and everything that can be fetched."""

    def __init__(self, contents: Contents, cookies: CookieJar, fetcher: Fetcher) -> None:
        self._contents = contents
        self._cookies = cookies
        self._fetcher = fetcher
        self._new_cookies: list[str] = []

    async def entity(self, uri: str, parameters: FetchParameters, *, timeout_ms: int | None = None) -> Entity:
        """The content at `uri`. `timeout_ms` is the document's own wish and goes before Fetch-Timeout.

        Raises ClipError.
        """
        if uri.lower().startswith((SCHEME, _CID)):
            return self._defined(uri)
        fetched = await self._fetcher.fetch(
            uri,
            timeout_ms=timeout_ms if timeout_ms is not None else parameters.fetch_timeout_ms,
            cache_control=parameters.cache_control,
            cookies=self._cookies,
        )
        self._new_cookies += fetched.new_cookies
        return fetched.entity

    async def open(self, uri: str, parameters: FetchParameters) -> Entity | StreamedBody:
        """As `entity`, but what is still coming is handed out while it comes; it is to be closed. Raises ClipError."""
        if uri.lower().startswith((SCHEME, _CID)):
            return self._defined(uri)
        fetched = await self._fetcher.fetch(
            uri,
            timeout_ms=parameters.fetch_timeout_ms,
            cache_control=parameters.cache_control,
            cookies=self._cookies,
            may_stream=True,
        )
        self._new_cookies += fetched.new_cookies
        return fetched.stream or fetched.entity

    def _defined(self, uri: str) -> Entity:
        found = self._contents.find(uri)
        if found is None:
            raise ClipError(uri, "not defined in this session")
        return found

    def take_new_cookies(self) -> tuple[str, ...]:
        """Cookies that origin servers have set since the last call, for the final response or event (§6.2.15)."""
        taken, self._new_cookies = tuple(self._new_cookies), []
        return taken


# A document may name as many recordings as it likes; the origin is asked for so many of them before their turn.
_MOST_AHEAD = 8


class RequestSource:
    """A request's view: its own parts by `cid:` (RFC 2392), then the session's."""

    def __init__(self, session: SessionSource, parts: Sequence[Entity], parameters: SpeakParameters) -> None:
        self._session = session
        self._parts = {part.content_id: part for part in parts if part.content_id}
        self._parameters = parameters
        self._listed: dict[str, Entity] = {}
        self._ahead: dict[str, asyncio.Task[Entity]] = {}
        self._streams: dict[str, StreamedBody] = {}

    async def entity(self, uri: str, parameters: FetchParameters, *, timeout_ms: int | None = None) -> Entity:
        """The content at `uri`. Raises ClipError."""
        return self._part(uri) or await self._session.entity(uri, parameters, timeout_ms=timeout_ms)

    async def open(self, uri: str, parameters: FetchParameters) -> Entity | StreamedBody:
        """The content at `uri` of a URI list; what is still coming is the same for whoever asks again, until `close`.

        Raises ClipError.
        """
        if uri in self._streams:
            return self._streams[uri]
        found = self._part(uri) or await self._session.open(uri, parameters)
        if isinstance(found, StreamedBody):
            self._streams[uri] = found
        elif found.content_type.startswith("audio/"):
            self._listed[uri] = found  # it is asked for again when it is played
        return found

    def _part(self, uri: str) -> Entity | None:
        if uri[: len(_CID)].lower() != _CID:
            return None
        name = uri[len(_CID) :]
        return self._parts.get(name) or self._parts.get(unquote(name))

    async def recording(self, clip: Clip) -> Recording:
        """A recording, with what tells its kind. Raises ClipError."""
        listed, ahead = self._listed.pop(clip.uri, None), self._ahead.pop(clip.uri, None)
        if listed is not None:
            entity = listed
        elif ahead is not None:
            entity = await ahead
        else:
            entity = await self._clip(clip)
        return Recording(entity.body, entity.declared_type or entity.content_type, urlsplit(clip.uri).path)

    def prefetch(self, elements: Sequence[Element]) -> None:
        """Asks for recordings before their turn (§8.4.11, SSML 1.1 fetchhint), where nobody says `safe`."""
        hint = self._parameters.audio_fetch_hint
        clips = (one for one in elements if isinstance(one, Clip) and one.uri != BLEEP_URI)
        clips = (one for one in clips if (one.fetch_hint or hint) != "safe")
        for clip in islice(clips, _MOST_AHEAD - len(self._ahead)):
            if clip.uri not in self._ahead and clip.uri not in self._listed:
                task = asyncio.get_running_loop().create_task(self._clip(clip))
                self._ahead[clip.uri] = task
                task.add_done_callback(_retrieve_error)

    def close(self) -> None:
        """Gives up what was asked for ahead, and what is still coming."""
        for task in self._ahead.values():
            task.cancel()
        self._ahead.clear()
        for stream in self._streams.values():
            stream.close()
        self._streams.clear()

    async def _clip(self, clip: Clip) -> Entity:
        parameters = self._parameters.aged(clip.max_age_s, clip.max_stale_s)
        return await self.entity(clip.uri, parameters, timeout_ms=clip.fetch_timeout_ms)


def _retrieve_error(task: asyncio.Task[Entity]) -> None:
    """Whoever waits gets the error; where nobody ever does, it is no news."""
    if not task.cancelled():
        task.exception()
