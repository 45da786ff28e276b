"""A connection of a stream: its messages one by one, keep-alives, and when it is given up."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from sip.flow import Flow
from sip.stream_connection import MAX_QUEUED_BYTES, StreamConnection
from tests.fakes.sip import SipPeer

OPTIONS = SipPeer().request("OPTIONS")
NEVER = 1e9


@dataclass
class Owner:
    """Keeps what it is told."""

    number: int | None = 7
    messages: list[tuple[bytes, Flow]] = field(default_factory=list)
    told: list[object] = field(default_factory=list)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    def accept(self, connection: StreamConnection) -> int | None:
        return self.number

    def forget(self, connection: StreamConnection, number: int) -> None:
        self.told.append(("gone", number))

    def receive(self, data: bytes, flow: Flow) -> None:
        self.messages.append((data, flow))

    def note_malformed(self, reason: str, flow: Flow) -> None:
        self.told.append(reason)

    def note_stalled(self, flow: Flow) -> None:
        self.told.append("stalled")

    def note_broken(self) -> None:
        self.told.append("broken")

    def note_send_failure(self) -> None:
        self.told.append("not sent")


@asynccontextmanager
async def connected(owner: Owner) -> AsyncIterator[tuple[StreamConnection, socket.socket]]:
    """A connection and its peer, which neither reads nor writes by itself."""
    loop = asyncio.get_running_loop()
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.create_connection(listening.getsockname()) as peer:
        accepted, _ = listening.accept()
        accepted.setblocking(False)
        _, connection = await loop.connect_accepted_socket(lambda: StreamConnection(owner, "tcp"), accepted)
        peer.settimeout(5)
        yield connection, peer
        connection.close()
        await asyncio.sleep(0)


async def until(owner: Owner, count: int) -> None:
    async with asyncio.timeout(5):
        while len(owner.messages) < count:  # noqa: ASYNC110  # a socket: nothing here to signal
            await asyncio.sleep(0.001)


def test_messages_come_one_by_one_and_keep_alives_are_answered() -> None:
    async def run() -> None:
        owner = Owner()
        async with connected(owner) as (connection, peer):
            peer.sendall(b"\r\n\r\n" + OPTIONS + OPTIONS[:30])
            await until(owner, 1)
            peer.sendall(OPTIONS[30:])
            await until(owner, 2)
            flow = Flow("tcp", peer.getsockname(), peer.getpeername(), 7)
            assert owner.messages == [(OPTIONS, flow)] * 2
            assert await asyncio.to_thread(peer.recv, 9) == b"\r\n"
            assert connection.is_open

    asyncio.run(run())


def test_who_finds_no_room_is_closed_and_not_read() -> None:
    async def run() -> None:
        owner = Owner(number=None)
        async with connected(owner) as (connection, peer):
            assert not connection.is_open
            assert await asyncio.to_thread(peer.recv, 9) == b""
        assert owner.told == []

    asyncio.run(run())


@pytest.mark.parametrize("limit", ["idle_s", "half_message_s", "first_message_s"])
def test_each_limit_gives_it_up(limit: str) -> None:
    async def run() -> None:
        owner = Owner()
        async with connected(owner) as (connection, peer):
            peer.sendall(OPTIONS[:9])
            async with asyncio.timeout(5):
                while connection._half_since is None:  # noqa: ASYNC110  # a socket: nothing here to signal
                    await asyncio.sleep(0.001)
            limits = dict.fromkeys(("idle_s", "half_message_s", "first_message_s"), NEVER)
            now = asyncio.get_running_loop().time()
            connection.check(now + 60, **limits)
            assert connection.is_open
            connection.check(now + 60, **{**limits, limit: 59})
            assert not connection.is_open
            await asyncio.sleep(0.01)
        assert owner.told == ["broken", ("gone", 7)]

    asyncio.run(run())


def test_a_peer_that_does_not_read_is_given_up() -> None:
    async def run() -> None:
        owner = Owner()
        async with connected(owner) as (connection, _):
            for _ in range(64):
                connection.write(bytes(MAX_QUEUED_BYTES))
            assert not connection.is_open
        assert owner.told[:3] == ["stalled", "broken", "not sent"]

    asyncio.run(run())


def test_what_is_no_message_is_told_and_ends_it() -> None:
    async def run() -> None:
        owner = Owner()
        async with connected(owner) as (connection, peer):
            peer.sendall(b"OPTIONS sip:a SIP/2.0\r\n\r\n")
            async with asyncio.timeout(5):
                while connection.is_open:  # noqa: ASYNC110  # a socket: nothing here to signal
                    await asyncio.sleep(0.001)
        assert owner.told[:2] == ["Content-Length missing", "broken"]

    asyncio.run(run())
