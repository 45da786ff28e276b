"""Where `cid:`, `session:` and other URIs lead."""

import asyncio

import pytest

from engine.errors import ClipError
from engine.interface import Clip
from mrcp_server.fetching import Fetcher, FetchPolicy
from mrcp_server.http_cache import HttpCache
from mrcp_server.mrcp.contents import Contents
from mrcp_server.mrcp.cookies import CookieJar
from mrcp_server.mrcp.entity import Entity
from mrcp_server.mrcp.speak_parameters import SpeakParameters
from mrcp_server.sources import RequestSource, SessionSource

PARAMETERS = SpeakParameters()


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
    assert asyncio.run(source.recording(Clip("CID:a b"))) == b"RIFF"
    assert asyncio.run(source.entity("cid:name@dom", PARAMETERS)).body == b"kept"


def test_everything_else_is_fetched() -> None:
    source = RequestSource(make_source(), [], PARAMETERS)
    with pytest.raises(ClipError, match="scheme"):
        asyncio.run(source.entity("gopher://h/", PARAMETERS, timeout_ms=10))
