import asyncio
import signal
import socket
import ssl
from pathlib import Path

import httpx
import pytest

from mrcp_server.config import Http
from mrcp_server.doors.http import HttpDoor, create_app
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.peer_log import PeerLog
from mrcp_server.tls.credentials import CredentialFiles, Credentials
from mrcp_server.tls.endpoint import TlsDoor
from mrcp_server.tls.handshakes import Handshakes
from tests.fakes.certificates import Certificates
from tests.fakes.door import http_client


@pytest.mark.anyio
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::"])
async def test_answers_on_a_free_port_and_leaves_signals_alone(host: str) -> None:
    before = signal.getsignal(signal.SIGTERM)
    door = HttpDoor(host, 0, HttpServices())
    await door.open()
    try:
        assert signal.getsignal(signal.SIGTERM) is before
        target = "[::1]" if ":" in host else host
        async with http_client() as client:
            answer = await client.get(f"http://{target}:{door.port}/readyz")
        assert answer.status_code == 200
    finally:
        await door.close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", door.port), timeout=1)


@pytest.mark.anyio
async def test_port_in_use_is_said_clearly() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        door = HttpDoor("127.0.0.1", port, HttpServices())
        with pytest.raises(OSError, match=f"HTTP port {port} on 127.0.0.1: is in use by another program"):
            await door.open()
        await door.close()


@pytest.mark.anyio
async def test_address_of_another_machine_is_said_clearly() -> None:
    with pytest.raises(OSError, match=r"HTTP port 0 on 192\.0\.2\.1: Cannot assign"):
        await HttpDoor("192.0.2.1", 0, HttpServices()).open()
    with pytest.raises(OSError, match=r"HTTP port 0 on no\.such\.host\.invalid"):
        await HttpDoor("no.such.host.invalid", 0, HttpServices()).open()


@pytest.mark.anyio
async def test_close_ends_a_connection_that_stays_open() -> None:
    door = HttpDoor("127.0.0.1", 0, HttpServices())
    await door.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    await door.close()
    assert await reader.read() == b""
    writer.close()


@pytest.mark.anyio
@pytest.mark.parametrize("takes_plain", [False, True])
async def test_speaks_https_with_a_certificate(tmp_path: Path, takes_plain: bool) -> None:
    certificates = Certificates(tmp_path)
    credentials = Credentials(CredentialFiles(str(certificates.issue())))
    handshakes = Handshakes()
    tls = TlsDoor(credentials, handshakes, PeerLog(get_logger()), takes_plain=takes_plain)
    trusted = ssl.create_default_context(cafile=str(certificates.ca))
    door = HttpDoor("127.0.0.1", 0, HttpServices(), tls)
    await door.open()
    try:
        async with http_client(verify=trusted) as client:
            assert (await client.get(f"https://127.0.0.1:{door.port}/readyz")).status_code == 200
            plain = client.get(f"http://127.0.0.1:{door.port}/readyz")
            if takes_plain:
                assert (await plain).status_code == 200
            else:
                with pytest.raises(httpx.TransportError):
                    await plain
    finally:
        await door.close()
        handshakes.close()


async def _ask(services: HttpServices, method: str, path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=create_app(services), raise_app_exceptions=False)
    async with http_client(transport=transport, base_url="http://test") as client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.request(method, path, headers=named)


@pytest.mark.anyio
async def test_pages_of_listed_origins_may_call() -> None:
    services = HttpServices(http=Http(cors_origins=["https://good.example"]))
    preflight = {"access_control_request_method": "POST", "access_control_request_headers": "authorization"}
    good = await _ask(services, "OPTIONS", "/v1/audio/speech", origin="https://good.example", **preflight)
    assert good.headers["access-control-allow-origin"] == "https://good.example"
    evil = await _ask(services, "OPTIONS", "/v1/audio/speech", origin="https://evil.example", **preflight)
    assert "access-control-allow-origin" not in evil.headers
    closed = await _ask(HttpServices(), "GET", "/healthz", origin="https://good.example")
    assert "access-control-allow-origin" not in closed.headers


@pytest.mark.anyio
async def test_our_own_bug_fails_one_request_and_is_counted() -> None:
    def breaks() -> str:
        raise ZeroDivisionError

    services = HttpServices(readiness=breaks)
    answer = await _ask(services, "GET", "/readyz")
    assert answer.status_code == 500
    assert answer.json() == {"detail": "internal error"}
    assert b'server_faults_total{kind="http request"} 1.0' in services.metrics.render()
    assert (await _ask(services, "GET", "/healthz")).status_code == 200
