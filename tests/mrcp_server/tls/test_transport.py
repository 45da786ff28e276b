import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Any

import pytest

from mrcp_server.tls.transport import TlsTransport


@dataclass
class FakeConnection:
    """Keeps what it is asked for."""

    protocol: asyncio.BaseProtocol = field(default_factory=asyncio.Protocol)
    is_open: bool = True
    asked: list[object] = field(default_factory=list)

    def pause(self) -> None:
        self.asked.append("pause")

    def resume(self) -> None:
        self.asked.append("resume")

    def write(self, data: bytes) -> None:
        self.asked.append(data)

    def close(self) -> None:
        self.asked.append("close")

    def abort(self) -> None:
        self.asked.append("abort")


class FakeTcp(asyncio.Transport):
    """The transport under TLS."""

    limits: tuple[int | None, int | None] = (None, None)

    def get_write_buffer_size(self) -> int:
        return 42

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.limits = (high, low)


@pytest.fixture
def connection() -> FakeConnection:
    return FakeConnection()


@pytest.fixture
def raw() -> FakeTcp:
    return FakeTcp({"peername": ("192.0.2.1", 5061)})


@pytest.fixture
def transport(connection: FakeConnection, raw: FakeTcp) -> TlsTransport:
    context: Any = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    return TlsTransport(connection, raw, context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO()))


def test_what_it_is_asked_for_is_done_by_the_connection(transport: TlsTransport, connection: FakeConnection) -> None:
    transport.write(b"a")
    transport.writelines([b"b", bytearray(b"c"), memoryview(b"d")])
    transport.pause_reading()
    transport.resume_reading()
    transport.resume_reading()
    transport.close()
    transport.abort()
    assert connection.asked == [b"a", b"bcd", "pause", "resume", "close", "abort"]
    connection.is_open = False
    assert transport.is_closing()
    assert not transport.is_reading()


def test_it_tells_of_tls_and_of_what_is_under_it(transport: TlsTransport, raw: FakeTcp) -> None:
    assert isinstance(transport.get_extra_info("sslcontext"), ssl.SSLContext)
    assert isinstance(transport.get_extra_info("ssl_object"), ssl.SSLObject)
    assert transport.get_extra_info("peername") == ("192.0.2.1", 5061)
    assert transport.get_extra_info("nothing", "else") == "else"
    assert transport.get_write_buffer_size() == 42
    transport.set_write_buffer_limits(high=7)
    assert raw.limits == (7, None)


def test_another_protocol_may_take_over(transport: TlsTransport, connection: FakeConnection) -> None:
    other = asyncio.Protocol()
    transport.set_protocol(other)
    assert transport.get_protocol() is connection.protocol is other


def test_there_is_no_half_open_connection(transport: TlsTransport) -> None:
    assert not transport.can_write_eof()
    with pytest.raises(NotImplementedError):
        transport.write_eof()
