"""The transport that a protocol behind TLS sees: asyncio's interface, and nothing of what lies under it."""

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any, Protocol


class Connection(Protocol):
    """What carries a transport's wishes out."""

    protocol: asyncio.BaseProtocol

    @property
    def is_open(self) -> bool: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def write(self, data: bytes) -> None: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...


class TlsTransport(asyncio.Transport):
    """As `asyncio.Transport`; half-closing there is none."""

    def __init__(self, connection: Connection, raw: asyncio.Transport, tls: ssl.SSLObject) -> None:
        super().__init__({"ssl_object": tls, "sslcontext": tls.context})
        self._connection = connection
        self._raw = raw
        self._tls = tls
        self._is_paused = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """`ssl_object`, `sslcontext`, `peercert` (in DER; None when the peer showed none), and what TCP has."""
        if name == "peercert":
            return self._tls.getpeercert(binary_form=True)
        own = super().get_extra_info(name)
        return self._raw.get_extra_info(name, default) if own is None else own

    def is_closing(self) -> bool:
        return not self._connection.is_open

    def close(self) -> None:
        self._connection.close()

    def abort(self) -> None:
        self._connection.abort()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._connection.protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._connection.protocol

    def is_reading(self) -> bool:
        return not self._is_paused and self._connection.is_open

    def pause_reading(self) -> None:
        self._is_paused = True
        self._connection.pause()

    def resume_reading(self) -> None:
        if self._is_paused:
            self._is_paused = False
            self._connection.resume()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._raw.set_write_buffer_limits(high=high, low=low)

    def get_write_buffer_size(self) -> int:
        return self._raw.get_write_buffer_size()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._connection.write(bytes(data))

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.write(b"".join(list_of_data))

    def can_write_eof(self) -> bool:
        return False

    def write_eof(self) -> None:
        """Raises NotImplementedError: one direction alone cannot be closed in TLS 1.2."""
        raise NotImplementedError("TLS has no half-open connections")
