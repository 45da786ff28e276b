"""TLS on sockets of this machine; the other end is Python's own blocking TLS in a thread, or ours."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import cast

import pytest

from mrcp_server.tls.connection import TlsConnection
from mrcp_server.tls.credentials import CredentialFiles, Credentials
from mrcp_server.tls.handshakes import HandshakeLimits, Handshakes
from tests.fakes.certificates import HOST, Certificates


@dataclass(eq=False)
class Recorder(asyncio.Protocol):
    """A protocol that keeps what it is told."""

    told: list[str] = field(default_factory=list)
    received: bytearray = field(default_factory=bytearray)
    transport: asyncio.Transport | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._tell("made")

    def data_received(self, data: bytes) -> None:
        self.received += data
        self.changed.set()

    def eof_received(self) -> None:
        self._tell("eof")

    def connection_lost(self, exc: Exception | None) -> None:
        self._tell("lost")

    def _tell(self, what: str) -> None:
        self.told.append(what)
        self.changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


@dataclass
class Listening:
    """A server whose connections are recorded."""

    certificates: Certificates
    handshakes: Handshakes
    port: int = 0
    made: list[Recorder] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def connect(self) -> ssl.SSLSocket:
        """Blocks: for a thread."""
        context = ssl.create_default_context(cafile=str(self.certificates.ca))
        return context.wrap_socket(socket.create_connection((HOST, self.port), timeout=5), server_hostname=HOST)

    async def until_failed(self) -> str:
        async with asyncio.timeout(10):
            while not self.failures:  # noqa: ASYNC110  # told by a plain call
                await asyncio.sleep(0.01)
        return self.failures.pop()


@contextlib.asynccontextmanager
async def listening(
    folder: Path, limits: HandshakeLimits | None = None, *, takes_plain: bool = False
) -> AsyncIterator[Listening]:
    certificates = Certificates(folder)
    credentials = Credentials(CredentialFiles(str(certificates.issue())))
    credentials.load()
    server = Listening(certificates, Handshakes(limits))

    def make() -> asyncio.Protocol:
        recorder = Recorder()
        server.made.append(recorder)
        connection = TlsConnection(
            recorder,
            lambda incoming, outgoing: credentials.context.wrap_bio(incoming, outgoing, server_side=True),
            server.handshakes,
            on_failure=lambda _host, reason: server.failures.append(reason),
            takes_plain=takes_plain,
        )
        connections.append(connection)
        return connection

    connections: list[TlsConnection] = []
    opened = await asyncio.get_running_loop().create_server(make, HOST, 0)
    server.port = opened.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        opened.close()
        for connection in connections:
            connection.abort()
        await asyncio.sleep(0)  # asyncio closes sockets in the next turn
        await asyncio.sleep(0)
        server.handshakes.close()


def scenario(test: Callable[[Path], Coroutine[None, None, None]]) -> Callable[[Path], None]:
    @wraps(test)
    def run(tmp_path: Path) -> None:
        asyncio.run(test(tmp_path))

    # functools.wraps shows pytest the coroutine's own signature, which is the same.
    return run


@scenario
async def test_the_protocol_sees_its_connection_when_the_handshake_is_done(tmp_path: Path) -> None:
    async with listening(tmp_path) as server:
        client = await asyncio.to_thread(server.connect)
        (recorder,) = server.made
        await recorder.until(lambda: recorder.told == ["made"])
        await asyncio.to_thread(client.sendall, b"x" * 1_000_000)
        await recorder.until(lambda: len(recorder.received) == 1_000_000)
        assert recorder.transport is not None
        recorder.transport.write(b"answer")
        assert await asyncio.to_thread(client.recv, 100) == b"answer"
        assert len(server.handshakes) == 0
        client.close()
        await recorder.until(lambda: recorder.told[-1] == "lost")


@scenario
async def test_a_goodbye_ends_both_directions(tmp_path: Path) -> None:
    """close_notify of the peer; and ours, for which nobody waits."""
    async with listening(tmp_path) as server:
        client = await asyncio.to_thread(server.connect)
        (recorder,) = server.made
        await asyncio.to_thread(client.unwrap)  # says goodbye, and waits for ours
        await recorder.until(lambda: recorder.told == ["made", "eof", "lost"])
        client.close()
        other = await asyncio.to_thread(server.connect)
        recorder = server.made[1]
        await recorder.until(lambda: recorder.transport is not None)
        assert recorder.transport is not None
        recorder.transport.write(b"last words")
        recorder.transport.close()
        assert recorder.transport.is_closing()
        assert await asyncio.to_thread(other.recv, 100) == b"last words"
        assert await asyncio.to_thread(other.recv, 100) == b""
        await recorder.until(lambda: recorder.told[-1] == "lost")
        other.close()


@scenario
async def test_what_comes_with_the_last_flight_of_the_handshake_is_not_lost(tmp_path: Path) -> None:
    async with listening(tmp_path) as server:
        context = ssl.create_default_context(cafile=str(server.certificates.ca))
        here, there = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(here, there, server_hostname=HOST)
        reader, writer = await asyncio.open_connection(HOST, server.port)
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                writer.write(there.read())
                here.write(await reader.read(65536))
        tls.write(b"at once")
        writer.write(there.read())
        (recorder,) = server.made
        await recorder.until(lambda: recorder.received == b"at once")
        writer.close()


@scenario
async def test_nothing_more_is_read_while_nothing_is_wanted(tmp_path: Path) -> None:
    async with listening(tmp_path) as server:
        client = await asyncio.to_thread(server.connect)
        (recorder,) = server.made
        await recorder.until(lambda: recorder.transport is not None)
        assert recorder.transport is not None
        recorder.transport.pause_reading()
        assert not recorder.transport.is_reading()
        sending = asyncio.create_task(asyncio.to_thread(client.sendall, b"x" * 30_000_000))
        await asyncio.sleep(0.2)
        assert recorder.received == b""
        assert not sending.done()  # it is the peer who waits
        recorder.transport.resume_reading()
        await recorder.until(lambda: len(recorder.received) == 30_000_000)
        await sending
        client.close()


class TestHandshakesThatDoNotEnd:
    """The protocol never hears of them."""

    async def until_closed(self, server: Listening, sent: bytes) -> str:
        reader, writer = await asyncio.open_connection(HOST, server.port)
        writer.write(sent)
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 10)
        writer.close()
        return await server.until_failed()

    @pytest.mark.parametrize("sent", [b"", b"\x16\x03\x01\x02\x00\x01"])
    def test_slow_ones(self, tmp_path: Path, sent: bytes) -> None:
        async def run() -> None:
            async with listening(tmp_path, HandshakeLimits(timeout_s=0.05)) as server:
                assert await self.until_closed(server, sent) == "not done in time"
                assert server.made[0].told == []
                assert len(server.handshakes) == 0
                assert server.handshakes.counters.failed == 1

        asyncio.run(run())

    def test_endless_ones(self, tmp_path: Path) -> None:
        async def run() -> None:
            async with listening(tmp_path) as server:
                record = b"\x16\x03\x01\x40\x00\x01\x03\x00\x00" + b"\0" * 16_380
                reason = await self.until_closed(server, record * 20)
                assert reason in ("too much before the handshake was done", "excessive message size", "length mismatch")
                assert server.made[0].told == []

        asyncio.run(run())

    def test_those_of_others(self, tmp_path: Path) -> None:
        async def run() -> None:
            async with listening(tmp_path, HandshakeLimits(most=4, share_of_one_host=0.5)) as server:
                slow = [await asyncio.open_connection(HOST, server.port) for _ in range(6)]
                client = await asyncio.to_thread(server.connect)
                assert client.version() == "TLSv1.3"
                assert set(server.failures) == {"too many handshakes at once"}
                assert len(server.handshakes) <= 2
                client.close()
                for _, writer in slow:
                    writer.close()

        asyncio.run(run())


@scenario
async def test_what_begins_no_handshake_may_be_served_as_it_is(tmp_path: Path) -> None:
    async with listening(tmp_path, takes_plain=True) as server:
        _, writer = await asyncio.open_connection(HOST, server.port)
        writer.write(b"GET ")
        async with asyncio.timeout(10):
            while not server.made:  # noqa: ASYNC110  # nobody tells of an accepted connection
                await asyncio.sleep(0.01)
        (recorder,) = server.made
        await recorder.until(lambda: recorder.received == b"GET ")
        writer.write(b"/")
        await recorder.until(lambda: recorder.received == b"GET /")
        writer.close()
        await recorder.until(lambda: recorder.told[-1] == "lost")
        client = await asyncio.to_thread(server.connect)
        assert client.version() == "TLSv1.3"
        client.close()


@scenario
async def test_broken_records_end_the_connection(tmp_path: Path) -> None:
    async with listening(tmp_path) as server:
        client = await asyncio.to_thread(server.connect)
        (recorder,) = server.made
        await recorder.until(lambda: recorder.told == ["made"])
        raw = socket.socket(fileno=client.detach())
        raw.sendall(b"\x17\x03\x03\x00\x20" + b"\0" * 32)
        await recorder.until(lambda: recorder.told[-1] == "lost")
        assert await server.until_failed() == "decryption failed or bad record mac"
        raw.close()
