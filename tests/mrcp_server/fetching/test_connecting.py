"""Where fetches connect to, whatever names say, and how much an origin may have done in one turn of the loop."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ClipError
from mrcp_server.fetching.connecting import AT_ONCE_BYTES
from mrcp_server.fetching.fetcher import Fetcher, FetchPolicy
from mrcp_server.fetching.http_cache import HttpCache
from tests.fakes.certificates import Certificates
from tests.fakes.parser_turns import events_by_turn
from tests.fakes.resolver import FakeResolver

pytestmark = pytest.mark.anyio

PUBLIC, INSIDE = "127.0.0.2", "127.0.0.9"
POLICY = FetchPolicy(blocked_networks=[f"{INSIDE}/32"])
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK, LAST = b"1\r\na\r\n", b"0\r\n\r\n"
GZIP_NAME = b"a\r\n\x1f\x8b\x08\x08\0\0\0\0\0\x03\r\n"


@asynccontextmanager
async def fetching(policy: FetchPolicy) -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(policy, HttpCache(0))
    try:
        yield fetcher
    finally:
        await fetcher.close()


@asynccontextmanager
async def origin(*answers: bytes, host: str = PUBLIC, **options: Any) -> AsyncIterator[tuple[int, list[str]]]:
    """Answers each request of a connection with the next of `answers`, the last one for ever: its port, and the Host
    of each request."""
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                asked.append(head.partition(b"Host: ")[2].partition(b"\r\n")[0].decode())
                writer.write(answers[min(len(asked), len(answers)) - 1])
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, host, 0, **options)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


def whole(body: bytes, *, kept: bool = True) -> bytes:
    connection = b"" if kept else b"Connection: close\r\n"
    return HEAD + connection + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


async def test_what_is_connected_to_is_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads inside when it is looked up for the second time (DNS rebinding)."""
    resolver = FakeResolver({"rebound.example": [PUBLIC, INSIDE]})
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    async with origin(whole(b"public", kept=False)) as (port, asked), fetching(POLICY) as fetcher:
        uri = f"http://rebound.example:{port}/"
        assert (await fetcher.fetch(uri)).entity.body == b"public"
        assert resolver.asked == ["rebound.example"]
        with pytest.raises(ClipError, match="lies in a network that is not allowed"):
            await fetcher.fetch(uri)
        assert asked == [f"rebound.example:{port}"]


async def test_of_several_addresses_an_allowed_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", FakeResolver({"both.example": [[INSIDE, PUBLIC]]}))
    async with origin(whole(b"public")) as (port, _), fetching(POLICY) as fetcher:
        assert (await fetcher.fetch(f"http://both.example:{port}/")).entity.body == b"public"


async def test_a_connection_serves_the_name_only_whose_certificate_it_showed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever owns one name, and has another one lead to the same address, does not answer for that one."""
    certificates = Certificates(tmp_path)
    resolver = FakeResolver({"own.example": [PUBLIC] * 9, "bank.example": [PUBLIC] * 9})
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificates.issue("own.example"))
    policy = FetchPolicy(authorities=str(certificates.ca))
    async with origin(whole(b"hello"), ssl=tls) as (port, asked), fetching(policy) as fetcher:
        for _ in range(2):
            assert (await fetcher.fetch(f"https://own.example:{port}/")).entity.body == b"hello"
        with pytest.raises(ClipError, match="not valid for 'bank"):
            await fetcher.fetch(f"https://bank.example:{port}/")
        assert asked == [f"own.example:{port}"] * 2
        assert resolver.asked == ["own.example", "bank.example"]  # one was kept


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (CONTINUE * 20_000 + HEAD + b"Content-Length: 0\r\n\r\n", ""),
        (HEAD + CHUNKED + CHUNK * 20_000 + LAST, ""),
        # The name of a file, which stands before the first octet of content (RFC 1952 §2.3).
        (HEAD + b"Content-Encoding: gzip\r\n" + CHUNKED + GZIP_NAME + CHUNK * 20_000 + LAST, "cut short"),
    ],
)
async def test_what_an_origin_floods_us_with_is_taken_a_little_a_turn(
    answer: bytes, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with origin(answer) as (port, _), fetching(FetchPolicy()) as fetcher, events_by_turn(monkeypatch) as taken:
        with pytest.raises(ClipError, match=fault) if fault else contextlib.nullcontext():
            await fetcher.fetch(f"http://{PUBLIC}:{port}/", timeout_ms=60_000)
    assert taken.total() > 20_000
    assert max(taken.values()) <= 2 * AT_ONCE_BYTES // len(CONTINUE)
