import asyncio

import pytest
from fastapi import Request
from starlette.types import Message

from mrcp_server.doors.web.requests.disconnects import ClientDisconnectedError, disconnected, unless_disconnected

pytestmark = pytest.mark.anyio


class _Client:
    def __init__(self) -> None:
        self.leaves = asyncio.Event()
        self.request = Request({"type": "http"}, self.receive)
        self._body = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive(self) -> Message:
        if self._body:
            return self._body.pop()
        await self.leaves.wait()
        return {"type": "http.disconnect"}


async def test_work_for_a_client_that_stays() -> None:
    client = _Client()

    async def work() -> int:
        await asyncio.sleep(0)
        return 7

    async def fail() -> int:
        raise ZeroDivisionError

    before = asyncio.all_tasks()
    assert await unless_disconnected(client.request, work()) == 7
    with pytest.raises(ZeroDivisionError):
        await unless_disconnected(client.request, fail())
    assert asyncio.all_tasks() == before


async def test_work_ends_when_the_client_goes() -> None:
    client, cancelled = _Client(), asyncio.Event()

    async def work() -> None:
        client.leaves.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    with pytest.raises(ClientDisconnectedError):
        await unless_disconnected(client.request, work())
    assert cancelled.is_set()


async def test_whoever_asks_and_is_cancelled_takes_the_work_along() -> None:
    client, began, cancelled = _Client(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    asking = asyncio.create_task(unless_disconnected(client.request, work()))
    await began.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert cancelled.is_set()


async def test_going_is_noticed_behind_the_body() -> None:
    client = _Client()
    client.leaves.set()
    await asyncio.wait_for(disconnected(client.receive), 1)
