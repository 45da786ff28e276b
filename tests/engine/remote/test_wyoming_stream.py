"""The Wyoming protocol's framing."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from engine.remote.errors import Fault, ServiceError
from engine.remote.settings import ServiceSettings
from engine.remote.wyoming_stream import Event, WyomingStream
from tests.fakes.wyoming_service import FakeWyoming, Reply, replies, wire


def talking(reply: Reply, work: Callable[[WyomingStream], Awaitable[None]]) -> FakeWyoming:
    service = FakeWyoming(reply)

    async def run() -> None:
        async with service.running():
            stream = await WyomingStream.open(ServiceSettings(name="far", kind="wyoming", url=service.url))
            try:
                await stream.send(Event("hello", {"text": "ü"}, b"octets"))
                await work(stream)
            finally:
                stream.abort()

    asyncio.run(asyncio.wait_for(run(), 20))
    return service


def test_events_go_both_ways_with_data_in_the_line_and_behind_it() -> None:
    more = json.dumps({"b": 2}).encode()
    head = {"type": "two", "data": {"a": 1}, "data_length": len(more), "payload_length": 3}
    split = json.dumps(head).encode() + b"\n" + more + b"xyz"

    async def work(stream: WyomingStream) -> None:
        assert await stream.receive(2) == Event("one", {"a": 1}, b"pay")
        assert await stream.receive(2) == Event("two", {"a": 1, "b": 2}, b"xyz")
        assert await stream.receive(2) is None
        assert not stream.is_open

    service = talking(replies(wire("one", {"a": 1}, b"pay"), split, ends=True), work)
    (event,) = service.events
    assert (event["type"], event["data"], event["payload"]) == ("hello", {"text": "ü"}, b"octets")


@pytest.mark.parametrize(
    ("octets", "fault"),
    [
        (b"no json\n", Fault.GARBAGE),
        (b"[1]\n", Fault.GARBAGE),
        (b"{}\n", Fault.GARBAGE),
        (b"[" * 100_000 + b"\n", Fault.GARBAGE),
        (b"x" * (300 << 10), Fault.GARBAGE),
        (b'{"type": "a", "data": 7}\n', Fault.GARBAGE),
        (b'{"type": "a", "payload_length": -1}\n', Fault.GARBAGE),
        (b'{"type": "a", "payload_length": 99999999999}\n', Fault.GARBAGE),
        (b'{"type": "a", "payload_length": "x"}\n', Fault.GARBAGE),
        (b'{"type": "a", "data_length": 4}\n{"a"', Fault.GARBAGE),
        (b'{"type": "a", "payload_length": 9}\nxy', Fault.UNREACHABLE),
        (b'{"type": "a"', Fault.UNREACHABLE),
    ],
)
def test_what_is_no_event_is_an_error(octets: bytes, fault: Fault) -> None:
    async def work(stream: WyomingStream) -> None:
        with pytest.raises(ServiceError) as caught:
            await stream.receive(2)
        assert caught.value.fault is fault, caught.value.reason

    talking(replies(octets, ends=True), work)


def test_silence_ends_after_its_time() -> None:
    async def work(stream: WyomingStream) -> None:
        with pytest.raises(ServiceError) as caught:
            await stream.receive(0.05)
        assert caught.value.fault is Fault.TIMEOUT

    talking(replies(b'{"type": "a", "payload_length": 9}\nxy'), work)


def test_nobody_there_is_unreachable() -> None:
    async def run() -> None:
        async with FakeWyoming(replies()).running() as service:
            url = service.url
        with pytest.raises(ServiceError) as caught:
            await WyomingStream.open(ServiceSettings(name="far", kind="wyoming", url=url))
        assert caught.value.fault is Fault.UNREACHABLE

    asyncio.run(run())
