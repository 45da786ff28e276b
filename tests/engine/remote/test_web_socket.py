"""A WebSocket to a service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from engine.remote.errors import Fault, ServiceError
from engine.remote.key import ServiceKey
from engine.remote.settings import ServiceSettings
from engine.remote.web_socket import ServiceSocket
from tests.fakes.remote_service import FakeService, answers

KEY = "secret-key-1"


async def opened(url: str, **changes: Any) -> ServiceSocket:
    settings = ServiceSettings(name="a", kind="openai", url=url, connect_timeout_s=1, **changes)
    key = ServiceKey(settings, {"OPENAI_API_KEY": KEY})
    return await ServiceSocket.open(
        settings, key, "/stream", query={"voice": "a b"}, headers={"Authorization": f"Token {key.value()}"}
    )


def between(
    service: Callable[[ServerConnection], Awaitable[None]], client: Callable[[ServiceSocket], Awaitable[None]]
) -> None:
    async def run() -> None:
        async with serve(service, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            async with await opened(f"http://127.0.0.1:{port}/v1") as socket:
                await client(socket)

    asyncio.run(asyncio.wait_for(run(), 20))


def test_objects_and_octets_go_both_ways() -> None:
    seen: list[Any] = []

    async def service(connection: ServerConnection) -> None:
        assert connection.request is not None
        seen.append((connection.request.path, connection.request.headers["authorization"]))
        seen.append(await connection.recv())
        seen.append(await connection.recv())
        await connection.send(b"audio")
        await connection.send('{"type": "done"}')

    async def client(socket: ServiceSocket) -> None:
        await socket.send({"text": "hé"})
        await socket.send(b"sound")
        assert await socket.receive(2) == b"audio"
        assert await socket.receive(2) == {"type": "done"}
        assert await socket.receive(2) is None

    between(service, client)
    assert seen == [("/v1/stream?voice=a+b", f"Token {KEY}"), '{"text": "h\\u00e9"}', b"sound"]


@pytest.mark.parametrize("text", ["[1]", "no json", "[" * 50_000, '"x"'])
def test_a_message_that_is_no_object_is_garbage(text: str) -> None:
    async def service(connection: ServerConnection) -> None:
        await connection.send(text)
        await connection.wait_closed()

    async def client(socket: ServiceSocket) -> None:
        with pytest.raises(ServiceError) as caught:
            await socket.receive(2)
        assert caught.value.fault is Fault.GARBAGE

    between(service, client)


def test_a_message_without_measure_is_garbage() -> None:
    async def service(connection: ServerConnection) -> None:
        await connection.send(b"x" * (9 << 20))
        await connection.wait_closed()

    async def client(socket: ServiceSocket) -> None:
        with pytest.raises(ServiceError) as caught:
            await socket.receive(5)
        assert caught.value.fault is Fault.GARBAGE

    between(service, client)


def test_silence_ends_after_its_time() -> None:
    async def service(connection: ServerConnection) -> None:
        await connection.wait_closed()

    async def client(socket: ServiceSocket) -> None:
        with pytest.raises(ServiceError) as caught:
            await socket.receive(0.05)
        assert caught.value.fault is Fault.TIMEOUT

    between(service, client)


@pytest.mark.parametrize(("code", "fault"), [(1008, Fault.REFUSED), (1011, Fault.BROKEN), (4001, Fault.BROKEN)])
def test_a_close_in_bad_order_says_why(code: int, fault: Fault) -> None:
    async def service(connection: ServerConnection) -> None:
        await connection.close(code, f"because of {KEY}")

    async def client(socket: ServiceSocket) -> None:
        with pytest.raises(ServiceError) as caught:
            await socket.receive(2)
        assert (caught.value.fault, caught.value.reason) == (fault, f"a: closed with {code}: because of …")
        await socket.send({})
        with pytest.raises(ServiceError):
            await socket.receive(2)

    between(service, client)


def test_a_connection_that_breaks_is_unreachable() -> None:
    async def service(connection: ServerConnection) -> None:
        connection.transport.abort()

    async def client(socket: ServiceSocket) -> None:
        with pytest.raises(ServiceError) as caught:
            await socket.receive(2)
        assert caught.value.fault is Fault.UNREACHABLE

    between(service, client)


@pytest.mark.parametrize(
    ("behaviour", "fault"),
    [
        (answers(401, b'{"detail": "no"}'), Fault.KEY),
        (answers(429, retry_after="3"), Fault.LIMITED),
        (answers(307, location="ws://127.0.0.1:1/inside"), Fault.GARBAGE),
        (answers(200, b"hello"), Fault.BROKEN),
        (answers(500), Fault.BROKEN),
    ],
)
def test_a_handshake_that_fails_is_told_as_http_is(behaviour: Any, fault: Fault) -> None:
    async def run() -> None:
        async with FakeService(behaviour).running() as service:
            with pytest.raises(ServiceError) as caught:
                await opened(service.url)
            assert caught.value.fault is fault, caught.value.reason
            assert service.connections == 1

    asyncio.run(run())


def test_nobody_there_is_unreachable() -> None:
    async def run() -> None:
        async with FakeService(answers(200)).running() as service:
            url = service.url
        with pytest.raises(ServiceError) as caught:
            await opened(url)
        assert caught.value.fault is Fault.UNREACHABLE

    asyncio.run(run())
