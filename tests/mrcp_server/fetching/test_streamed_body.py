"""A body that is still coming: read ahead within bounds, read again, broken off, given up."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import wraps
from typing import Any

import pytest

from engine.errors import ClipError
from mrcp_server.fetching.streamed_body import READ_AHEAD_BYTES, StreamedBody


def scenario(test: Callable[[], Coroutine[None, None, None]]) -> Callable[[], None]:
    """Runs a coroutine test in a loop of its own."""

    @wraps(test)
    def run() -> None:
        asyncio.run(test())

    return run


class Origin:
    """Sends what a test puts in; None ends the body."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes | ClipError | None] = asyncio.Queue()
        self.released = asyncio.Event()
        self.sent = 0

    async def parts(self) -> AsyncIterator[bytes]:
        while (part := await self.queue.get()) is not None:
            if isinstance(part, ClipError):
                raise part
            self.sent += 1
            yield part

    async def release(self) -> None:
        self.released.set()

    def body(self, **options: Any) -> StreamedBody:
        options = {"max_bytes": 1 << 20, "idle_s": 5.0, **options}
        return StreamedBody("http://h/a", "text/plain", self.parts(), release=self.release, **options)


async def read(body: StreamedBody) -> bytes:
    return b"".join([chunk async for chunk in body.chunks()])


@scenario
async def test_chunks_come_before_the_end_and_again_from_the_beginning() -> None:
    origin = Origin()
    wholes: list[bytes] = []
    body = origin.body(on_whole=wholes.append)
    origin.queue.put_nowait(b"one ")
    reading = body.chunks()
    async with asyncio.timeout(5):
        assert await anext(reading) == b"one "
        assert body.is_coming
        more = asyncio.ensure_future(anext(reading))
        await asyncio.sleep(0)
        origin.queue.put_nowait(b"two")
        assert await more == b"two"
        origin.queue.put_nowait(None)
        assert [chunk async for chunk in reading] == []
        assert await read(body) == b"one two"
        await origin.released.wait()
    assert wholes == [b"one two"]
    assert not body.is_coming


@scenario
async def test_an_origin_that_runs_ahead_is_held_back() -> None:
    origin = Origin()
    body = origin.body()
    for _ in range(6):
        origin.queue.put_nowait(bytes(READ_AHEAD_BYTES // 2))
    origin.queue.put_nowait(None)
    for _ in range(20):
        await asyncio.sleep(0)
    assert origin.sent == 3
    async with asyncio.timeout(5):
        assert len(await read(body)) == 3 * READ_AHEAD_BYTES


@scenario
async def test_what_breaks_off_is_read_as_far_as_it_came() -> None:
    origin = Origin()
    wholes: list[bytes] = []
    body = origin.body(on_whole=wholes.append)
    origin.queue.put_nowait(b"one")
    origin.queue.put_nowait(ClipError("http://h/a", "connection lost"))
    for _ in range(2):
        reading = body.chunks()
        assert await anext(reading) == b"one"
        with pytest.raises(ClipError, match="connection lost"):
            await anext(reading)
    assert wholes == []


@scenario
async def test_a_body_without_end_is_cut() -> None:
    origin = Origin()
    body = origin.body(max_bytes=10)
    origin.queue.put_nowait(bytes(11))
    with pytest.raises(ClipError, match="more than 10 bytes"):
        await read(body)
    await origin.released.wait()


@scenario
async def test_a_silent_origin_is_given_up() -> None:
    with pytest.raises(ClipError, match=r"nothing came for 0\.01 s"):
        await read(Origin().body(idle_s=0.01))


@scenario
async def test_closing_releases_the_connection_and_wakes_readers() -> None:
    for steps in (0, 2):
        origin = Origin()
        body = origin.body()
        reading = asyncio.ensure_future(read(body))
        for _ in range(steps):
            await asyncio.sleep(0)
        body.close()
        async with asyncio.timeout(5):
            with pytest.raises(ClipError, match="given up"):
                await reading
            await origin.released.wait()
