"""What a call or a request costs does not grow with what else the server has: connections, calls, whoever waits.

What one host opens would be paid by each call of all others. Counted are lines of Python, which no load of the
machine changes.
"""

import asyncio
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import reduce
from operator import and_

import httpx
import pytest

from mrcp_server.client.client import MrcpClient
from mrcp_server.server import Server
from tests.fakes.executed_lines import executed_lines
from tests.fakes.whole_server import hearing, scenario, uri_of
from tests.interop.running import HOST
from tests.interop.stranger import OFFER, ListeningAt, SipStranger

pytestmark = pytest.mark.interop

CONNECTIONS, CALLS = 400, 60
ELSEWHERE = "127.0.0.77"
SETTINGS = ("mrcp.max_connections=4000", "sources.share_of_connections=1")
MOST_MORE = 1.25
"""Work is done in turns that fall differently from time to time."""
LINES_EACH = 0.9
"""Of one function, for each that is there besides: looking at every one takes a line or more."""


async def _call(server: Server) -> None:
    async with MrcpClient(uri_of(server)) as client:
        await client.begin_speak("one two three four")
        await client.stop()


async def _request(server: Server) -> None:
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{server.http.port}") as client:
        answer = await client.post("/v1/audio/speech", json={"model": "tts-1", "input": "one", "voice": "tone"})
        assert answer.status_code == 200, answer.text


@contextmanager
def _connections(port: int, said: bytes) -> Iterator[None]:
    """Of another host, each of which has begun to say something."""
    with ExitStack() as stack:
        for _ in range(CONNECTIONS):
            one = stack.enter_context(socket.socket())
            one.bind((ELSEWHERE, 0))
            one.setblocking(False)
            one.connect_ex((HOST, port))
            stack.callback(one.close)
            one.setblocking(True)
            one.sendall(said)
        yield


def _begin_calls(stranger: SipStranger) -> None:
    for _ in range(CALLS):
        stranger.send(stranger.request("INVITE", OFFER))
        stranger.acknowledge(stranger.receive())


async def _lines(work: Callable[[Server], Awaitable[None]], server: Server) -> Counter[str]:
    with executed_lines() as lines:
        await work(server)
        await asyncio.sleep(0.05)
    return lines


async def _costs(work: Callable[[Server], Awaitable[None]], server: Server) -> Counter[str]:
    """What each of some took at least: what comes now and then by a clock is no part of it."""
    return reduce(and_, [await _lines(work, server) for _ in range(4)])


def _compare(alone: Counter[str], beside: Counter[str], company: int) -> None:
    grown = {name: (alone[name], count) for name, count in beside.items() if count - alone[name] > LINES_EACH * company}
    assert not grown
    assert beside.total() <= MOST_MORE * alone.total(), (beside - alone).most_common(10)


@pytest.mark.parametrize("work", [_call, _request])
def test_nobody_pays_for_the_connections_of_others(work: Callable[[Server], Awaitable[None]]) -> None:
    @scenario
    async def run() -> None:
        async with hearing(*SETTINGS) as server:
            await work(server)
            alone = await _costs(work, server)
            half = b"MRCP/2.0 90 SPEAK 1\r\n"
            with _connections(server.mrcp.port, half), _connections(server.http.port, b"POST /v1/audio/speech HTTP"):
                await asyncio.sleep(0.5)
                assert len(server.mrcp._connections) >= CONNECTIONS
                beside = await _costs(work, server)
            _compare(alone, beside, CONNECTIONS)

    run()


@pytest.mark.parametrize("work", [_call, _request])
def test_nobody_pays_for_the_calls_of_others(work: Callable[[Server], Awaitable[None]]) -> None:
    @scenario
    async def run() -> None:
        async with hearing(*SETTINGS) as server:
            await work(server)
            alone = await _costs(work, server)
            with SipStranger(ListeningAt(server.sip.ports["udp"]), host=ELSEWHERE) as stranger:
                await asyncio.to_thread(_begin_calls, stranger)
                assert len(server.table) == CALLS
                beside = await _costs(work, server)
            _compare(alone, beside, CALLS)

    run()
