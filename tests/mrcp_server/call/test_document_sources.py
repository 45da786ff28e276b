"""Where `cid:`, `session:` and other URIs lead."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from engine.errors import ClipError
from engine.interface import BLEEP_URI, Clip, Recording
from mrcp_server.call.document_sources import RequestSource, SessionSource
from mrcp_server.fetching.fetcher import Fetched, Fetcher, FetchPolicy
from mrcp_server.fetching.http_cache import HttpCache
from mrcp_server.fetching.streamed_body import StreamedBody
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.synthesizer.speak_parameters import SpeakParameters
from mrcp_server.mrcp.wire.entity import Entity

PARAMETERS = SpeakParameters.defaults()


def make_source() -> SessionSource:
    contents = Contents()
    contents.put(Entity("text/plain", b"kept", content_id="name@dom"))
    return SessionSource(contents, CookieJar(), Fetcher(FetchPolicy(file_roots=[]), HttpCache(1000)))


def test_the_session_finds_what_it_defined() -> None:
    source = make_source()
    assert asyncio.run(source.entity("session:name@dom", PARAMETERS)).body == b"kept"
    with pytest.raises(ClipError, match="not defined"):
        asyncio.run(source.entity("session:other", PARAMETERS))
    assert source.take_new_cookies() == ()


def test_a_request_finds_its_own_parts_first() -> None:
    part = Entity("audio/wav", b"RIFF", content_id="a b")
    source = RequestSource(make_source(), [part, Entity("text/plain", b"no id")], PARAMETERS)
    assert asyncio.run(source.entity("cid:a%20b", PARAMETERS)).body == b"RIFF"
    assert asyncio.run(source.recording(Clip("CID:a b"))) == Recording(b"RIFF", "audio/wav", "a b")
    assert asyncio.run(source.entity("cid:name@dom", PARAMETERS)).body == b"kept"


def test_everything_else_is_fetched() -> None:
    source = RequestSource(make_source(), [], PARAMETERS)
    with pytest.raises(ClipError, match="scheme"):
        asyncio.run(source.entity("gopher://h/", PARAMETERS, timeout_ms=10))


class Origin(Fetcher):
    """Counts what it is asked for; `gate` holds it back."""

    def __init__(self) -> None:
        super().__init__(FetchPolicy(), HttpCache(0))
        self.asked: list[tuple[str, int | None, str]] = []
        self.gate = asyncio.Event()
        self.released = asyncio.Event()

    def stream(self, uri: str) -> StreamedBody:
        async def parts() -> AsyncIterator[bytes]:
            yield b"one"
            await asyncio.Event().wait()

        async def release() -> None:
            self.released.set()

        return StreamedBody(uri, "text/plain", parts(), max_bytes=100, idle_s=5, release=release)

    async def fetch(
        self,
        uri: str,
        *,
        timeout_ms: int | None = None,
        cache_control: str = "",
        cookies: CookieJar | None = None,
        may_stream: bool = False,
    ) -> Fetched:
        self.asked.append((uri, timeout_ms, cache_control))
        await self.gate.wait()
        if may_stream and "stream" in uri:
            return Fetched(Entity("text/plain", b""), [f"from={uri}"], self.stream(uri))
        if "missing" in uri:
            raise ClipError(uri, "404 Not Found")
        return Fetched(Entity("audio/l16", b"12", declared_type="audio/L16;rate=16000"))


def from_origin(parameters: SpeakParameters = PARAMETERS) -> tuple[RequestSource, Origin]:
    origin = Origin()
    return RequestSource(SessionSource(Contents(), CookieJar(), origin), [], parameters), origin


def test_a_recording_comes_with_what_tells_its_kind() -> None:
    async def run() -> None:
        source, origin = from_origin(SpeakParameters.defaults(cache_control="max-age=9", fetch_timeout_ms=700))
        origin.gate.set()
        clip = Clip("http://h/a/b.raw?c=d", max_age_s=5, max_stale_s=1, fetch_timeout_ms=300)
        assert await source.recording(clip) == Recording(b"12", "audio/L16;rate=16000", "/a/b.raw")
        await source.recording(Clip("http://h/e"))
        assert origin.asked == [
            ("http://h/a/b.raw?c=d", 300, "max-age=9, max-age=5, max-stale=1"),
            ("http://h/e", 700, "max-age=9"),
        ]

    asyncio.run(run())


def test_recordings_are_asked_for_ahead_unless_somebody_says_safe() -> None:
    async def run() -> None:
        source, origin = from_origin()
        clips = [
            Clip("http://h/a"),
            Clip("http://h/b", fetch_hint="safe"),
            Clip("http://h/missing"),
            Clip("http://h/a"),
        ]
        source.prefetch([Clip(BLEEP_URI), *clips, *(Clip(f"http://h/{number}") for number in range(20))])
        await asyncio.sleep(0)
        assert [uri for uri, _, _ in origin.asked[:3]] == ["http://h/a", "http://h/missing", "http://h/0"]
        assert len(origin.asked) <= 8
        origin.gate.set()
        asked = len(origin.asked)
        assert (await source.recording(clips[0])).data == b"12"
        with pytest.raises(ClipError):
            await source.recording(clips[2])
        assert len(origin.asked) == asked
        source.close()
        safe, quiet = from_origin(SpeakParameters.defaults(audio_fetch_hint="safe"))
        safe.prefetch(clips[:1])
        safe.prefetch([Clip("http://h/c", fetch_hint="prefetch")])
        await asyncio.sleep(0)
        assert [uri for uri, _, _ in quiet.asked] == ["http://h/c"]
        safe.close()
        await asyncio.sleep(0)

    asyncio.run(run())


def test_the_recording_of_a_uri_list_is_fetched_once() -> None:
    async def run() -> None:
        source, origin = from_origin()
        origin.gate.set()
        assert isinstance(await source.open("http://h/a", PARAMETERS), Entity)
        source.prefetch([Clip("http://h/a")])
        assert (await source.recording(Clip("http://h/a"))).data == b"12"
        assert len(origin.asked) == 1

    asyncio.run(run())


def test_what_is_defined_can_be_opened() -> None:
    async def run() -> None:
        source = RequestSource(make_source(), [Entity("text/plain", b"part", content_id="p")], PARAMETERS)
        for uri, body in {"cid:p": b"part", "session:name@dom": b"kept"}.items():
            opened = await source.open(uri, PARAMETERS)
            assert isinstance(opened, Entity)
            assert opened.body == body
        with pytest.raises(ClipError, match="not defined"):
            await source.open("session:other", PARAMETERS)

    asyncio.run(run())


def test_what_is_still_coming_is_the_same_until_the_request_ends() -> None:
    async def run() -> None:
        origin = Origin()
        origin.gate.set()
        session = SessionSource(Contents(), CookieJar(), origin)
        source = RequestSource(session, [], PARAMETERS)
        stream = await source.open("http://h/stream", PARAMETERS)
        assert isinstance(stream, StreamedBody)
        assert await source.open("http://h/stream", PARAMETERS) is stream
        assert session.take_new_cookies() == ("from=http://h/stream",)
        assert len(origin.asked) == 1
        source.close()
        async with asyncio.timeout(5):
            await origin.released.wait()

    asyncio.run(run())
