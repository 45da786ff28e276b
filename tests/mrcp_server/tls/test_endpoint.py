import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mrcp_server.observability.log import get_logger
from mrcp_server.observability.peer_log import PeerLog
from mrcp_server.tls.connection import TlsConnection
from mrcp_server.tls.credentials import CredentialFiles, Credentials, client_context, unverified_context
from mrcp_server.tls.endpoint import TlsClient, TlsDoor
from mrcp_server.tls.fingerprint import Fingerprint
from mrcp_server.tls.handshakes import HandshakeLimits, Handshakes
from tests.fakes.certificates import HOST, Certificates, der_of


class Quiet(asyncio.Protocol):
    """Says nothing."""

    transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def close(self) -> None:
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.close()


@asynccontextmanager
async def door(certificate: Path) -> AsyncIterator[int]:
    handshakes = Handshakes()
    tls = TlsDoor(Credentials(CredentialFiles(str(certificate))), handshakes, PeerLog(get_logger()))
    accepted = []

    def accept() -> asyncio.Protocol:
        accepted.append(connection := tls.accept(Quiet()))
        return connection

    server = await asyncio.get_running_loop().create_server(accept, HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for connection in accepted:
            assert isinstance(connection, TlsConnection)
            connection.abort()
        await asyncio.sleep(0)  # asyncio closes sockets in the next turn
        await asyncio.sleep(0)
        handshakes.close()


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path)


def test_the_certificate_has_to_be_for_the_name_that_is_meant(certificates: Certificates) -> None:
    async def scenario() -> None:
        client = TlsClient(lambda: client_context(str(certificates.ca)), Handshakes())
        async with door(certificates.issue("sip.example")) as port:
            connected = await client.connect(Quiet, HOST, port, server_name="sip.example")
            assert connected.transport is not None
            connected.close()
            with pytest.raises(OSError, match=r"not valid for '127\.0\.0\.1'"):
                await client.connect(Quiet, HOST, port)

    asyncio.run(scenario())


def test_a_fingerprint_tells_who_it_is(certificates: Certificates) -> None:
    async def scenario() -> None:
        client = TlsClient(unverified_context, Handshakes())
        pem = certificates.issue("sip.example")
        own = Fingerprint.of(der_of(pem), "sha-512")
        async with door(pem) as port:
            (await client.connect(Quiet, HOST, port, fingerprints=[own])).close()
            with pytest.raises(OSError, match="not the one of the fingerprint"):
                await client.connect(Quiet, HOST, port, fingerprints=[Fingerprint.of(b"another", "sha-512")])

    asyncio.run(scenario())


def test_who_speaks_no_tls_is_given_up(certificates: Certificates) -> None:
    async def scenario() -> None:
        handshakes = Handshakes(HandshakeLimits(timeout_s=0.1))
        client = TlsClient(unverified_context, handshakes)
        with socket.create_server((HOST, 0)) as silent, pytest.raises(OSError, match="not done in time"):
            await client.connect(Quiet, HOST, silent.getsockname()[1])
        assert len(handshakes) == 0

    asyncio.run(scenario())


def test_new_files_are_for_the_next_connection(certificates: Certificates) -> None:
    async def scenario() -> None:
        made: list[ssl.SSLContext] = []

        def make_context() -> ssl.SSLContext:
            made.append(client_context(str(certificates.ca)))
            return made[-1]

        client = TlsClient(make_context, Handshakes())
        async with door(certificates.issue()) as port:
            (await client.connect(Quiet, HOST, port)).close()
            (await client.connect(Quiet, HOST, port)).close()
            assert len(made) == 1
            client.forget_context()
            (await client.connect(Quiet, HOST, port)).close()
            assert len(made) == 2

    asyncio.run(scenario())
