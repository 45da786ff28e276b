"""Reading a socket beside everything else."""

from __future__ import annotations

from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from engine.recognizers.remote.socket_stream import SocketStream
from engine.remote.errors import Fault, ServiceError
from engine.remote.key import ServiceKey
from engine.remote.web_socket import ServiceSocket
from tests.fakes.transcribing import run, service, socket_service, tell, until


class Counting(SocketStream):
    """Counts messages, and keeps their texts."""

    def __init__(self, socket: ServiceSocket) -> None:
        self.count = 0
        super().__init__("cloud", socket)

    def take(self, message: dict[str, Any]) -> None:
        self.count += 1
        self.keep(str(message.get("text", "")))


async def opened(url: str) -> Counting:
    settings = service("deepgram", url)
    return Counting(await ServiceSocket.open(settings, ServiceKey(settings, {}), "/", query={}, headers={}))


def test_messages_are_taken_until_what_is_wanted_has_come() -> None:
    async def two(connection: ServerConnection) -> None:
        await tell(connection, text="a")
        await tell(connection, text="b")
        await connection.wait_closed()

    async def work() -> None:
        async with socket_service(two) as url:
            stream = await opened(url)
            await stream.until(lambda: stream.count == 2)
            assert not stream.is_lost
            stream.abort()

    run(work)


def test_a_close_that_was_not_asked_for_is_a_loss() -> None:
    async def closes(connection: ServerConnection) -> None:
        await connection.close()

    async def work() -> None:
        async with socket_service(closes) as url:
            stream = await opened(url)
            with pytest.raises(ServiceError, match="closed before it had answered") as caught:
                await stream.until(lambda: False)
            assert caught.value.fault is Fault.UNREACHABLE
            assert stream.is_lost
            stream.abort()

    run(work)


def test_octets_and_endless_talk_are_garbage() -> None:
    async def octets(connection: ServerConnection) -> None:
        await connection.send(b"\0")
        await connection.wait_closed()

    async def endless(connection: ServerConnection) -> None:
        while True:
            await tell(connection, text="x" * 10_000)

    async def work() -> None:
        for behaviour in (octets, endless):
            async with socket_service(behaviour) as url:
                stream = await opened(url)
                with pytest.raises(ServiceError) as caught:
                    await stream.until(lambda: False)
                assert caught.value.fault is Fault.GARBAGE
                stream.abort()

    run(work)


def test_what_is_forgotten_makes_room() -> None:
    async def five(connection: ServerConnection) -> None:
        for _ in range(5):
            await tell(connection, text="x" * 1_500)
        await connection.wait_closed()

    class Forgetting(Counting):
        def take(self, message: dict[str, Any]) -> None:
            super().take(message)
            self.keep_nothing()

    async def work() -> None:
        async with socket_service(five) as url:
            settings = service("deepgram", url)
            socket = await ServiceSocket.open(settings, ServiceKey(settings, {}), "/", query={}, headers={})
            stream = Forgetting(socket)
            await stream.until(lambda: stream.count == 5)
            stream.abort()

    run(work)


def test_it_is_closed_in_good_order() -> None:
    codes: list[int | None] = []

    async def waits(connection: ServerConnection) -> None:
        await connection.wait_closed()
        codes.append(connection.close_code)

    async def work() -> None:
        async with socket_service(waits) as url:
            stream = await opened(url)
            await stream.close()
            await until(lambda: codes == [1000])

    run(work)
