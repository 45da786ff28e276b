import asyncio
import signal
import socket

import httpx
import pytest

from mrcp_server.doors.http import HttpDoor
from mrcp_server.doors.services import HttpServices


@pytest.mark.anyio
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::"])
async def test_answers_on_a_free_port_and_leaves_signals_alone(host: str) -> None:
    before = signal.getsignal(signal.SIGTERM)
    door = HttpDoor(host, 0, HttpServices())
    await door.open()
    try:
        assert signal.getsignal(signal.SIGTERM) is before
        target = "[::1]" if ":" in host else host
        async with httpx.AsyncClient() as client:
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
