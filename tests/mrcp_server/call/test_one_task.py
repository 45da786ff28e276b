import asyncio
import gc
import weakref
from collections.abc import Coroutine

import pytest

from mrcp_server.call.one_task import OneTask

pytestmark = pytest.mark.anyio


class Owner:
    def __init__(self) -> None:
        self.task = OneTask()
        self.said: list[str] = []

    async def say(self, what: str, after_s: float = 0.0) -> None:
        await asyncio.sleep(after_s)
        self.said.append(what)


async def guard(work: Coroutine[None, None, None]) -> None:
    await work


async def test_the_next_one_ends_the_one_before() -> None:
    owner = Owner()
    owner.task.run(owner.say("first", 5))
    await asyncio.sleep(0)
    owner.task.run(owner.say("second"))
    await asyncio.sleep(0.01)
    assert owner.said == ["second"]
    owner.task.run(owner.say("third", 5))
    owner.task.cancel()
    owner.task.cancel()
    await asyncio.sleep(0.01)
    assert owner.said == ["second"]


@pytest.mark.filterwarnings("error::RuntimeWarning")
async def test_what_has_not_begun_is_closed() -> None:
    owner = Owner()
    work = owner.say("never")
    owner.task.run(guard(work), work)
    owner.task.cancel()
    await asyncio.sleep(0.01)
    assert owner.said == []
    del work
    gc.collect()


@pytest.mark.parametrize("waits_s", [0.0, 5.0])
async def test_an_owner_is_gone_with_its_last_name(waits_s: float) -> None:
    gc.disable()
    try:
        owner = Owner()
        owner.task.run(owner.say("something", waits_s))
        await asyncio.sleep(0.01)
        owner.task.cancel()
        await asyncio.sleep(0.01)
        seen = weakref.ref(owner)
        del owner
        assert seen() is None
    finally:
        gc.enable()
