"""What a client floods a WebSocket with is taken a little a turn of the loop, and nothing of it is lost."""

import asyncio
import base64
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from mrcp_server.doors.web import websocket_connection
from mrcp_server.doors.web.websocket_connection import AT_ONCE_BYTES, WebSocketConnection
from tests.fakes.whole_server import running, scenario

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
HEADER_BYTES = 6
COUNT = 20_000


def frame(opcode: int, payload: bytes = b"") -> bytes:
    """A whole message of a client, with a mask of zeros."""
    size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xff" + len(payload).to_bytes(8, "big")
    return bytes([0x80 | opcode]) + size + bytes(4) + payload


@asynccontextmanager
async def connected(path: str = "/v1/speak") -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    async with running('mrcp.resources=["speechsynth"]') as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.http.port)
        key = base64.b64encode(bytes(16)).decode()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.http.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        yield reader, writer
        writer.close()


async def received(reader: asyncio.StreamReader, opcode: int) -> bytes:
    """The next message of a kind."""
    while True:
        head = await reader.readexactly(2)
        size = head[1] if head[1] < 126 else int.from_bytes(await reader.readexactly(2 if head[1] == 126 else 8), "big")
        payload = await reader.readexactly(size)
        if head[0] & 0x0F == opcode:
            return payload
        assert head[0] & 0x0F != CLOSE, payload


async def flood(writer: asyncio.StreamWriter) -> None:
    """Pings, until the connection is cut off."""
    async with asyncio.timeout(20):
        while True:
            writer.write(frame(PING, bytes(120)) * 1000)
            await writer.drain()


def test_messages_of_nothing_are_taken_a_little_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    turn = 0
    taken: Counter[int] = Counter()
    handle_ping = WebSocketsSansIOProtocol.handle_ping

    def count(self: WebSocketsSansIOProtocol) -> None:
        taken[turn] += 1
        handle_ping(self)

    monkeypatch.setattr(WebSocketsSansIOProtocol, "handle_ping", count)

    async def tick() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    @scenario
    async def test() -> None:
        async with connected() as (reader, writer):
            ticking = asyncio.create_task(tick())
            writer.write(frame(PING) * COUNT)
            for _ in range(COUNT):
                await received(reader, PONG)
            ticking.cancel()

    test()
    assert taken.total() == COUNT
    assert max(taken.values()) <= AT_ONCE_BYTES // HEADER_BYTES + 1


def test_messages_come_whole_however_large() -> None:
    @scenario
    async def test() -> None:
        async with connected() as (reader, writer):
            await received(reader, TEXT)
            for size in (300_000, 3, 70_000):  # in many slices, in one, in many
                writer.write(frame(TEXT, json.dumps({"type": "Clear", "padding": "x" * size}).encode()))
                assert json.loads(await received(reader, TEXT))["type"] == "Cleared"

    test()


def test_who_reads_no_pongs_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket_connection, "MOST_UNSENT_BYTES", 100_000)

    @scenario
    async def test() -> None:
        async with connected() as (reader, writer):
            reader._transport.pause_reading()  # type: ignore[attr-defined]  # asyncio has no name for it
            with pytest.raises(ConnectionError):
                await flood(writer)

    test()


def test_a_fault_of_ours_ends_the_connection_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: object, _event: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(WebSocketConnection, "handle_bytes", fail)

    @scenario
    async def test() -> None:
        faults: list[str] = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: faults.append(str(context["message"])))
        async with connected() as (reader, writer):
            writer.write(frame(BINARY, b"x") + frame(PING))
            with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
                async with asyncio.timeout(5):
                    await received(reader, PONG)
        assert faults == ["WebSocket connection failed"]

    test()
