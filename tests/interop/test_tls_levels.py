"""Doors that demand TLS, and clients that have to show who they are: our own client and strangers, over a server."""

import asyncio
import socket
from pathlib import Path

import pytest
import trustme

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.errors import CallRefusedError, ClientError, ServerUnreachableError
from mrcp_server.client.security import ClientTls
from mrcp_server.server import Server
from tests.fakes.certificates import HOST, Certificates
from tests.fakes.whole_server import running, uri_of

ANSWER_S = 3.0
RESOURCES = 'mrcp.resources=["speechsynth"]'
TRANSPORTS = ["sip.tls_port=0", "mrcp.tls_port=0", RESOURCES]


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path)


def secure_uri_of(server: Server) -> str:
    return f"sips:{HOST}:{server.sip.ports['tls']}"


async def speaks(uri: str, tls: ClientTls | None = None) -> None:
    async with MrcpClient(uri, tls=tls, timeout_s=ANSWER_S) as client:
        assert (await client.speak("Hello.")).is_normal


def test_what_is_required_is_had_by_who_has_it_and_refused_to_others(certificates: Certificates) -> None:
    async def scenario() -> None:
        pem = certificates.issue()
        settings = [f"tls.certificate={pem}", "sip.tls=required", "mrcp.tls=required", *TRANSPORTS]
        async with running(*settings) as server:
            assert list(server.mrcp.ports) == ["tls"]
            trusting = ClientTls(str(certificates.ca))
            await speaks(secure_uri_of(server), trusting)
            with pytest.raises(CallRefusedError, match=r"403 Forbidden \(SIP over TLS is required\)"):
                await speaks(uri_of(server))
            with pytest.raises(CallRefusedError, match=r"488 .*protocol TCP/MRCPv2 is not TCP/TLS/MRCPv2"):
                await speaks(secure_uri_of(server), ClientTls(str(certificates.ca), control=False))

    asyncio.run(scenario())


def test_clients_have_to_be_of_the_authority(certificates: Certificates) -> None:
    async def scenario() -> None:
        settings = [f"tls.certificate={certificates.issue()}", f"tls.client_ca={certificates.ca}"]
        async with running(*settings, "sip.tls=offered", "mrcp.tls=offered", *TRANSPORTS) as server:
            own = certificates.issue("client.example", file="client.pem")
            await speaks(secure_uri_of(server), ClientTls(str(certificates.ca), str(own)))
            stranger = certificates.issue("client.example", file="stranger.pem", authority=trustme.CA())
            # In TLS 1.3 a client hears of it when it has said what it wanted.
            for certificate in ("", str(stranger)):
                with pytest.raises(ClientError):
                    await speaks(secure_uri_of(server), ClientTls(str(certificates.ca), certificate))
                # Control alone is no way in either.
                with pytest.raises(ClientError):
                    await speaks(uri_of(server), ClientTls(str(certificates.ca), certificate, control=True))
            assert server.encryption.handshakes.counters.failed == 4
            assert not len(server.table)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("names", "valid", "told"),
    [
        (("other.example",), True, "not valid for '127.0.0.1'"),
        ((), True, "unable to get local issuer certificate"),
    ],
    ids=["wrong name", "unknown authority"],
)
def test_the_client_looks_whom_it_has_reached(
    certificates: Certificates, names: tuple[str, ...], valid: bool, told: str
) -> None:
    async def scenario() -> None:
        settings = [f"tls.certificate={certificates.issue(*names)}", "sip.tls=offered", *TRANSPORTS]
        async with running(*settings) as server:
            with pytest.raises(ServerUnreachableError, match=told):
                await speaks(secure_uri_of(server), ClientTls(str(certificates.ca) if names else ""))

    asyncio.run(scenario())


@pytest.mark.parametrize("content", [None, "broken", "expired"])
def test_a_server_whose_certificate_cannot_be_used_does_not_start(
    certificates: Certificates, content: str | None
) -> None:
    async def scenario() -> None:
        pem = certificates.issue(valid=content != "expired")
        if content is None:
            pem.unlink()
        elif content == "broken":
            pem.write_text(content)
        with pytest.raises(OSError, match=str(pem)):
            async with running(f"tls.certificate={pem}", "sip.tls=offered", *TRANSPORTS):
                pass

    asyncio.run(scenario())


@pytest.mark.parametrize(("door", "name"), [("sip", "SIP"), ("mrcp", "MRCP")])
def test_a_port_for_tls_that_is_in_use_is_named(certificates: Certificates, door: str, name: str) -> None:
    async def scenario() -> None:
        with socket.create_server((HOST, 0)) as other:
            port = other.getsockname()[1]
            settings = [f"tls.certificate={certificates.issue()}", f"{door}.tls=offered", f"{door}.tls_port={port}"]
            with pytest.raises(OSError, match=f"{name} port {port} on {HOST}: is in use by another program"):
                async with running(*settings, RESOURCES):
                    pass

    asyncio.run(scenario())


def test_a_flood_of_handshakes_leaves_room_for_a_call(certificates: Certificates) -> None:
    """Half-open ones from the caller's own host: more than there may be, and none of them goes on."""

    async def scenario() -> None:
        settings = [f"tls.certificate={certificates.issue()}", "tls.max_handshakes=40"]
        async with running(*settings, "sip.tls=offered", "mrcp.tls=offered", *TRANSPORTS) as server:
            held = []
            for number in range(200):
                slow = socket.create_connection(
                    (HOST, server.sip.ports["tls"] if number % 2 else server.mrcp.ports["tls"])
                )
                slow.sendall(b"\x16\x03\x01\x02\x00\x01"[: number % 7])
                held.append(slow)
                await asyncio.sleep(0)
            await speaks(secure_uri_of(server), ClientTls(str(certificates.ca)))
            handshakes = server.encryption.handshakes
            assert len(handshakes) <= 20  # half of them may be of one host
            assert handshakes.counters.crowded_out >= 180
            for slow in held:
                slow.close()
            await speaks(secure_uri_of(server), ClientTls(str(certificates.ca)))

    asyncio.run(scenario())
