"""Sockets that are open before they are needed."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from engine.remote.errors import Fault, ServiceError
from engine.remote.key import ServiceKey
from engine.remote.settings import ServiceSettings
from engine.remote.web_socket import ServiceSocket
from engine.voices.remote.spare_sockets import SpareSockets
from tests.fakes.remote_sockets import FakeSocketService, says

Make = Callable[[], Awaitable[ServiceSocket]]


def with_service(work: Callable[[FakeSocketService, Make], Awaitable[None]]) -> None:
    async def run() -> None:
        async with FakeSocketService(says(hangs=True)).running() as service:
            settings = ServiceSettings(name="far", kind="openai", url=service.url)
            key = ServiceKey(settings, {})

            async def make() -> ServiceSocket:
                return await ServiceSocket.open(settings, key, "/", query={}, headers={})

            await work(service, make)

    asyncio.run(asyncio.wait_for(run(), 20))


async def until_open(service: FakeSocketService, count: int) -> None:
    async with asyncio.timeout(5):
        while service.open != count:  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.005)


def test_a_kept_one_is_taken_again_but_for_its_purpose_only() -> None:
    async def work(service: FakeSocketService, make: Make) -> None:
        spares = SpareSockets()
        first = await spares.take("a", make)
        spares.keep("a", first)
        other = await spares.take("b", make)
        assert other is not first
        assert await spares.take("a", make) is first
        assert len(service.paths) == 2
        for socket in (first, other):
            await socket.close()
        await spares.close()

    with_service(work)


def test_a_prepared_one_is_waited_for_and_not_opened_twice() -> None:
    async def work(service: FakeSocketService, make: Make) -> None:
        spares = SpareSockets()
        spares.prepare("a", make)
        spares.prepare("a", make)
        await (await spares.take("a", make)).close()
        assert len(service.paths) == 1
        await spares.close()

    with_service(work)


def test_what_is_idle_for_too_long_is_closed_and_so_is_what_is_too_many() -> None:
    async def work(service: FakeSocketService, make: Make) -> None:
        spares = SpareSockets(max_idle_s=0.1)
        sockets = [await make() for _ in range(6)]
        for socket in sockets:
            spares.keep("a", socket)
        await until_open(service, 4)
        await until_open(service, 0)
        assert not spares._spares
        await spares.close()

    with_service(work)


def test_one_that_the_service_has_closed_is_not_given_out() -> None:
    async def work(service: FakeSocketService, make: Make) -> None:
        spares = SpareSockets()
        socket = await make()
        spares.keep("a", socket)
        socket.abort()
        await asyncio.sleep(0.01)
        fresh = await spares.take("a", make)
        assert fresh is not socket
        await fresh.close()
        await spares.close()

    with_service(work)


def test_one_that_cannot_be_prepared_is_found_out_when_it_is_needed() -> None:
    async def run() -> None:
        async def make() -> ServiceSocket:
            raise ServiceError(Fault.UNREACHABLE, "no")

        spares = SpareSockets()
        spares.prepare("a", make)
        await asyncio.sleep(0.01)
        with pytest.raises(ServiceError):
            await spares.take("a", make)
        await spares.close()

    asyncio.run(run())


def test_closing_closes_all() -> None:
    async def work(service: FakeSocketService, make: Make) -> None:
        spares = SpareSockets()
        spares.keep("a", await make())
        spares.prepare("b", make)
        await spares.close()
        await until_open(service, 0)

    with_service(work)
