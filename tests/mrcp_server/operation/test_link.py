"""Messages and descriptors between two processes, here between two ends in one."""

import asyncio
import os
import socket

from mrcp_server.operation.link import LARGEST_BYTES, Head, Link, duplicate, pair
from tests.fakes.whole_server import scenario


class End:
    """One end that keeps what comes."""

    def __init__(self, opened: socket.socket) -> None:
        self.link = Link(opened)
        self.link.on_message = lambda head, body, descriptors: self.came.append((head, body, descriptors))
        self.link.on_end = lambda: self.ends.append(True)
        self.came: list[tuple[Head, bytes, list[int]]] = []
        self.ends: list[bool] = []

    async def messages(self, count: int) -> list[tuple[Head, bytes, list[int]]]:
        async with asyncio.timeout(5):
            while len(self.came) < count:  # noqa: ASYNC110  # a socket: nothing here to signal
                await asyncio.sleep(0.001)
        return self.came


def ends() -> tuple[End, End]:
    first, second = pair()
    return End(first), End(second)


@scenario
async def test_messages_arrive_whole_and_in_order() -> None:
    here, there = ends()
    sent = [({"kind": "message", "number": number}, b"a\nb" * number) for number in range(50)]
    assert all(here.link.send(head, body) for head, body in sent)
    assert [(head, body) for head, body, _ in await there.messages(50)] == sent
    here.link.close()
    there.link.close()


@scenario
async def test_a_socket_goes_along_and_stays() -> None:
    here, there = ends()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = listening.getsockname()
        assert here.link.send({"kind": "connection"}, b"", [listening])
    ((_, _, descriptors),) = await there.messages(1)
    with socket.socket(fileno=descriptors[0]) as received:
        assert received.getsockname() == address
        with duplicate(received) as again:
            assert again.getsockname() == address
    here.link.close()
    there.link.close()


@scenario
async def test_more_than_fits_waits_and_more_than_that_is_lost() -> None:
    here, there = ends()
    count = 100
    assert all(here.link.send({"number": number}, bytes(100_000)) for number in range(count))
    assert not here.link.send({}, bytes(LARGEST_BYTES))
    assert here.link.lost == 1
    assert [head["number"] for head, _, _ in await there.messages(count)] == list(range(count))
    here.link.close()
    there.link.close()


@scenario
async def test_the_end_of_the_other_is_told_once_and_nothing_is_sent_then() -> None:
    here, there = ends()
    there.link.close()
    there.link.close()
    async with asyncio.timeout(5):
        while not here.ends:  # noqa: ASYNC110  # a socket: nothing here to signal
            await asyncio.sleep(0.001)
    assert (here.ends, here.link.is_open, there.ends) == ([True], False, [])
    assert not here.link.send({})


@scenario
async def test_descriptors_that_nobody_takes_are_closed() -> None:
    first, second = pair()
    here, deaf = Link(first), Link(second)
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # nothing a Path would add
    with socket.socket() as some:
        here.send({}, b"", [some])
        await asyncio.sleep(0.05)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208  # likewise
    here.close()
    deaf.close()
