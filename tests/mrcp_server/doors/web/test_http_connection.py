"""Clients that dawdle are given up, those that flood leave room for others; the rest are served as ever."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
import structlog
import websockets

import mrcp_server.doors.web.http_connection as module
from mrcp_server.config import Http
from mrcp_server.doors.http import HttpDoor
from mrcp_server.doors.web.services import HttpServices
from tests.fakes.door import OpenDoor, open_door
from tests.fakes.listeners import fake_recognition
from tests.fakes.parser_turns import events_by_turn
from tests.fakes.speaker import FakeSpeaker

pytestmark = pytest.mark.anyio

GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /v1/audio/speech HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"


@asynccontextmanager
async def opened() -> AsyncIterator[HttpDoor]:
    door = HttpDoor("127.0.0.1", 0, HttpServices(speaker=FakeSpeaker(), recognition=fake_recognition()))
    await door.open()
    try:
        yield door
    finally:
        await door.close()


class Client:
    """A connection that is used by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def answer(self) -> bytes:
        """The status line of the next answer; its body is read."""
        status = await asyncio.wait_for(self.reader.readline(), 5)
        length = 0
        while (line := await self.reader.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        await self.reader.readexactly(length)
        return status

    async def is_closed(self) -> bool:
        with contextlib.suppress(ConnectionError):
            return await asyncio.wait_for(self.reader.read(), 5) == b""
        return True


@asynccontextmanager
async def connected(door: HttpDoor | OpenDoor, host: str = "127.0.0.1") -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port, local_addr=(host, 0))
    try:
        yield Client(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@pytest.mark.parametrize("sent", [b"", GET[:10], GET + GET[:10], POST])
async def test_a_request_that_does_not_come_is_given_up(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEAD_S", 0.05)
    monkeypatch.setattr(module, "BODY_SILENCE_S", 0.05)
    async with opened() as door, connected(door) as client:
        client.writer.write(sent)
        if sent.startswith(GET):
            assert b" 200 " in await client.answer()
        assert await client.is_closed()


async def test_a_head_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEAD_S", 0.1)
    async with opened() as door, connected(door) as client:
        closing = asyncio.create_task(client.is_closed())
        for octet in b"GET /healthz HTTP/1.1\r\nX: " + b"y" * 10_000:
            client.writer.write(bytes((octet,)))
            await asyncio.sleep(0.01)
            if closing.done():
                break
        assert await closing


async def test_who_keeps_a_connection_between_requests_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEAD_S", 0.05)
    monkeypatch.setattr(module, "BODY_SILENCE_S", 0.05)
    async with opened() as door, connected(door) as client:
        for _ in range(2):
            client.writer.write(GET)
            assert b" 200 " in await client.answer()
            await asyncio.sleep(0.1)
        client.writer.write(POST + b" " * 99)
        assert b" 4" in await client.answer()


async def test_a_body_that_goes_on_slowly_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BODY_SILENCE_S", 1.0)
    async with opened() as door, connected(door) as client:
        client.writer.write(POST)
        for _ in range(9):
            await asyncio.sleep(0.15)
            client.writer.write(b" " * 11)
        assert b" 4" in await client.answer()


async def test_a_socket_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEAD_S", 0.05)
    monkeypatch.setattr(module, "BODY_SILENCE_S", 0.05)
    async with open_door() as door, websockets.connect(f"{door.ws}/v1/speak", proxy=None) as socket:
        await asyncio.sleep(0.1)
        await socket.ping()
        await socket.send('{"type": "Close"}')


def test_a_subscriber_with_many_addresses_is_one() -> None:
    hosts = ("2001:db8::1", "2001:db8::2:3", "2001:db8:0:1::1", "192.0.2.1")
    ends = [SimpleNamespace(client=(host, 1)) for host in hosts]
    first, same, other, ipv4 = map(module.source_of_connection, ends)
    assert first == same
    assert len({first, other, ipv4, module.source_of_connection(SimpleNamespace(client=None))}) == 4


async def test_one_host_leaves_connections_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CONNECTIONS", 4)
    monkeypatch.setattr(module, "SHARE_OF_ONE_HOST", 0.5)
    async with opened() as door, contextlib.AsyncExitStack() as stack:
        for _ in range(2):
            client = await stack.enter_async_context(connected(door))
            client.writer.write(GET)
            assert b" 200 " in await client.answer()
        refused = await stack.enter_async_context(connected(door))
        assert await refused.is_closed()
        for _ in range(2):
            client = await stack.enter_async_context(connected(door, "127.0.0.2"))
            client.writer.write(GET)
            assert b" 200 " in await client.answer()
        late = await stack.enter_async_context(connected(door, "127.0.0.3"))
        assert await late.is_closed()


_SMUGGLED = b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n",
        b"HTTP/1.0\r\nTransfer-Encoding: chunked\r\n",
        b"HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
        b"HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n",
        b"HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n",
        b"HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n",
        b"HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n",
        b"HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n",
        b"HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n",
        b"HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\x0bchunked\r\n",
        b"HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        b"HTTP/1.1\r\n",
    ],
)
async def test_a_request_whose_end_can_be_seen_in_two_places_is_refused(head: bytes) -> None:
    async with opened() as door, connected(door) as client:
        client.writer.write(b"POST /healthz " + head + b"\r\n" + _SMUGGLED)
        answers = await asyncio.wait_for(client.reader.read(), 5)  # to the end: the connection is closed
        assert answers.split()[1] in {b"400", b"501"}
        assert answers.count(b"HTTP/1.1 ") == 1


async def test_a_chunked_request_is_taken() -> None:
    async with opened() as door, connected(door) as client:
        client.writer.write(
            b"POST /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + GET
        )
        assert b" 404 " in await client.answer()
        assert b" 200 " in await client.answer()


CHUNKED = b"POST /%s HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
TINY, LAST = b"1\r\n \r\n", b"0\r\n\r\n"


@pytest.mark.parametrize("path", [b"nothing", b"v1/audio/speech"])
async def test_chunks_of_one_octet_are_taken_a_little_a_turn(path: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as door, connected(door) as client, events_by_turn(monkeypatch) as taken:
        client.writer.write(CHUNKED % path + TINY * 40_000 + LAST + GET)
        assert b" 4" in await client.answer()
        assert b" 200 " in await client.answer()
    assert taken.total() > 40_000
    assert max(taken.values()) <= 2 * module.AT_ONCE_BYTES // len(TINY)


async def test_who_floods_behind_an_answer_has_to_wait() -> None:
    """uvicorn reads on by itself where the rest of a request comes behind its answer."""
    async with opened() as door, connected(door) as client:
        client.writer.write(CHUNKED % b"nothing")
        assert b" 404 " in await client.answer()
        client.writer.write((TINY * 20_000 + LAST + GET + CHUNKED % b"nothing") * 4)
        for _ in range(4):
            assert b" 200 " in await client.answer()
            assert b" 404 " in await client.answer()


@pytest.mark.parametrize("path", [b"nothing", b"v1/audio/speech", b"v1/listen"])
@pytest.mark.parametrize("is_late", [False, True])
async def test_a_broken_body_is_its_clients_fault(path: bytes, is_late: bool) -> None:
    """Also behind an answer, and where the body is being read."""
    with structlog.testing.capture_logs() as lines:
        async with opened() as door, connected(door) as client:
            client.writer.write(CHUNKED % path + TINY)
            if is_late:
                await asyncio.sleep(0.05)
            client.writer.write(b"0x5\r\nhello\r\n")
            answers = await asyncio.wait_for(client.reader.read(), 5)  # to the end: the connection is closed
            assert answers.count(b"HTTP/1.1 ") == 1
    assert {line["event"] for line in lines} == {"rejected"}
    assert any("Invalid HTTP request" in line["reason"] for line in lines)


@pytest.mark.parametrize("path", [b"v1/audio/speech", b"v1/listen", b"v1/recognize", b"waves/v1/stt/"])
async def test_who_leaves_in_the_middle_of_a_body_is_no_fault(path: bytes) -> None:
    faults: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(str(context["message"])))
    with structlog.testing.capture_logs() as lines:
        async with opened() as door:
            async with connected(door) as client:
                client.writer.write(CHUNKED % path + TINY)
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.05)
    assert not [line for line in lines if line["log_level"] == "error"]
    assert not faults


@pytest.mark.parametrize("size", [module.AT_ONCE_BYTES - 1, 40 * module.AT_ONCE_BYTES + 7])
async def test_no_octet_of_a_body_or_of_what_follows_it_is_lost(size: int) -> None:
    async with open_door() as door, connected(door) as client:
        body = b'{"model":"tts-1","voice":"alloy","input":"one","instructions":"' + b"x" * size + b'"}'
        head = POST.partition(b"Content-Length")[0] + b"Content-Length: %d\r\nExpect: nothing\r\n\r\n" % len(body)
        client.writer.write(CHUNKED % b"v1/audio/speech" + b"%x\r\n%b\r\n" % (len(body), body) + LAST)
        assert b" 200 " in await client.reader.readline()
        await client.reader.readuntil(b"0\r\n\r\n")
        client.writer.write(head + body + GET)
        assert b" 200 " in await client.reader.readline()
        await client.reader.readuntil(b"0\r\n\r\n")
        assert b" 200 " in await client.answer()


async def test_a_forwarded_address_is_believed_of_a_trusted_proxy_only() -> None:
    """The address decides what a source may do; a header of its own must not."""
    refused = b"GET / HTTP/1.1\r\nHost: rebound.example\r\nX-Forwarded-For: 192.0.2.9\r\n\r\n"
    for proxies, source in (([], "127.0.0.1"), (["127.0.0.0/8"], "192.0.2.9")):
        door = HttpDoor("127.0.0.1", 0, HttpServices(http=Http(trusted_proxies=proxies)))
        await door.open()
        with structlog.testing.capture_logs() as lines:
            async with connected(door) as client:
                client.writer.write(refused)
                assert b" 421 " in await client.answer()
        await door.close()
        assert [line["peer"] for line in lines if line["event"] == "rejected"] == [source]
