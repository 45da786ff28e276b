"""The Wyoming protocol over TCP, as Home Assistant's voice services speak it.

An event is a line of JSON, `{"type", "data", "data_length", "payload_length"}`, then more data as JSON, then octets.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urlsplit

from engine.remote.errors import Fault, ServiceError

if TYPE_CHECKING:
    from engine.remote.settings import ServiceSettings

_MAX_LINE_BYTES = 256 << 10
_MAX_DATA_BYTES = 4 << 20
"""A list of a thousand voices is some 300 kB."""
_MAX_PAYLOAD_BYTES = 4 << 20
_VERSION = "1.5.2"


class Event(NamedTuple):
    """One message, either way."""

    type: str
    data: dict[str, Any]
    payload: bytes = b""


class WyomingStream:
    """A connection to one service; `abort` ends it."""

    def __init__(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._name = name
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, settings: ServiceSettings) -> Self:
        """Connect.

        Raises:
            ServiceError: UNREACHABLE.
        """
        parts = urlsplit(settings.base_url)
        try:
            async with asyncio.timeout(settings.connect_timeout_s):
                reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=_MAX_LINE_BYTES)
        except TimeoutError:
            reason = f"{settings.name}: no connection in {settings.connect_timeout_s:g} s"
            raise ServiceError(Fault.UNREACHABLE, reason) from None
        except OSError as error:
            reason = f"{settings.name}: cannot be reached: {error.strerror or error}"
            raise ServiceError(Fault.UNREACHABLE, reason) from None
        return cls(settings.name, reader, writer)

    @property
    def is_open(self) -> bool:
        """Whether neither side has ended it."""
        return not self._writer.is_closing() and not self._reader.at_eof()

    async def send(self, event: Event) -> None:
        """Send an event.

        Raises:
            ServiceError: UNREACHABLE; the connection is gone.
        """
        data = json.dumps(event.data, ensure_ascii=False).encode()
        head: dict[str, Any] = {"type": event.type, "version": _VERSION, "data_length": len(data)}
        if event.payload:
            head["payload_length"] = len(event.payload)
        try:
            self._writer.write(json.dumps(head).encode() + b"\n" + data + event.payload)
            await self._writer.drain()
        except OSError as error:
            raise self._broken(error.strerror or str(error)) from None

    async def receive(self, limit_s: float) -> Event | None:
        """The next event, whole within `limit_s`; None when the service has ended the connection.

        Raises:
            ServiceError: TIMEOUT, UNREACHABLE when it breaks off, GARBAGE for what is no event.
        """
        try:
            async with asyncio.timeout(limit_s):
                return await self._receive()
        except TimeoutError:
            raise ServiceError(Fault.TIMEOUT, f"{self._name}: silent for {limit_s:.3g} s") from None
        except OSError as error:
            raise self._broken(error.strerror or str(error)) from None
        except asyncio.IncompleteReadError:
            raise self._broken("in the middle of an event") from None

    def abort(self) -> None:
        """End the connection at once."""
        with contextlib.suppress(OSError):
            self._writer.transport.abort()

    async def _receive(self) -> Event | None:
        try:
            line = await self._reader.readline()
        except ValueError:
            raise self._garbage("a line without end") from None
        if not line:
            return None
        if not line.endswith(b"\n"):
            raise self._broken("in the middle of an event")
        head = self._object(line)
        kind = head.get("type")
        if not isinstance(kind, str):
            raise self._garbage("an event without a type")
        data = head.get("data") or {}
        size = self._length(head, "data_length", _MAX_DATA_BYTES)
        if size:
            data = {**data, **self._object(await self._reader.readexactly(size))} if isinstance(data, dict) else data
        payload_size = self._length(head, "payload_length", _MAX_PAYLOAD_BYTES)
        payload = await self._reader.readexactly(payload_size) if payload_size else b""
        if not isinstance(data, dict):
            raise self._garbage("data that is no object")
        return Event(kind, data, payload)

    def _object(self, text: bytes) -> dict[str, Any]:
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            raise self._garbage("what is no JSON object")
        return content

    def _length(self, head: dict[str, Any], name: str, most: int) -> int:
        length = head.get(name) or 0
        if not isinstance(length, int) or not 0 <= length <= most:
            raise self._garbage(f"an event with {name} {str(length)[:20]}")
        return length

    def _garbage(self, what: str) -> ServiceError:
        return ServiceError(Fault.GARBAGE, f"{self._name}: sent {what}")

    def _broken(self, how: str) -> ServiceError:
        return ServiceError(Fault.UNREACHABLE, f"{self._name}: the connection broke off {how}")
