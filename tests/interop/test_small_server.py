"""A server on IPv6 that takes two calls and waits a second for half a message."""

import asyncio
import socket
import time
from collections.abc import Iterator

import pytest

from mrcp_server.client.client import MrcpClient
from mrcp_server.client.commands import say
from mrcp_server.client.errors import CallRefusedError
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.interop, pytest.mark.anyio]

MESSAGE_TIMEOUT_S = 1.0


@pytest.fixture(scope="module", name="small")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    settings = {"limits.sessions": "2", "mrcp.message_timeout_s": str(MESSAGE_TIMEOUT_S), "engine.workers": "1"}
    with RunningServer(tmp_path_factory.mktemp("small") / "log", settings, host="::1", hears=False) as server:
        yield server


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_call_over_ipv6_is_heard(small: RunningServer, transport: str) -> None:
    async with MrcpClient(small.sip_uri, transport=transport) as client:
        assert client.call.answer.audio[0] == "::1"
        result = await client.speak("Hello over the new protocol.")
    assert result.cause == "000 normal"
    assert result.order.lost == 0
    assert len(result.samples) > 8000


async def test_one_call_too_many_is_503_and_the_others_go_on(
    small: RunningServer, capsys: pytest.CaptureFixture[str]
) -> None:
    async with MrcpClient(small.sip_uri) as first, MrcpClient(small.sip_uri):
        with pytest.raises(CallRefusedError) as raised:
            await MrcpClient(small.sip_uri).open()
        assert raised.value.status == 503
        assert await say("Hello.", server=small.sip_uri) == 1
        assert (await first.speak("Still here.")).is_normal
    error = capsys.readouterr().err
    assert error.startswith("mrcp-server: the server refused the call: 503 ")
    assert error.count("\n") == 1
    # A place is free again as soon as a call has ended.
    async with MrcpClient(small.sip_uri) as again:
        assert (await again.speak("Back again.")).is_normal


async def test_half_a_message_is_not_waited_for_for_ever(small: RunningServer) -> None:
    async with MrcpClient(small.sip_uri) as client:
        with socket.create_connection((small.host, small.mrcp_port), 5) as half:
            half.sendall(b"MRCP/2.0 500 SPEAK 1\r\nChannel-Iden")
            began = time.monotonic()
            assert await asyncio.to_thread(_read_until_closed, half) is not None
            assert time.monotonic() - began < MESSAGE_TIMEOUT_S + 2
        assert (await client.speak("Nobody else noticed.")).is_normal


@pytest.mark.parametrize("garbage", [b"GET / HTTP/1.1\r\n\r\n", b"\0" * 2000, b"MRCP/2.0 99999999999 SPEAK 1\r\n\r\n"])
async def test_garbage_ends_its_own_connection_only(small: RunningServer, garbage: bytes) -> None:
    async with MrcpClient(small.sip_uri) as client:
        with socket.create_connection((small.host, small.mrcp_port), 5) as broken:
            broken.sendall(garbage)
            assert await asyncio.to_thread(_read_until_closed, broken) is not None
        assert (await client.speak("Nobody else noticed.")).is_normal


def _read_until_closed(connection: socket.socket) -> bytes | None:
    """What the server says before it closes; None when it does not within some seconds."""
    connection.settimeout(MESSAGE_TIMEOUT_S + 3)
    said = b""
    try:
        while data := connection.recv(65536):
            said += data
    except TimeoutError:
        return None
    except ConnectionResetError:
        pass
    return said
