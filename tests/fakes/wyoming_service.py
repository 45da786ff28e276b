"""A Wyoming service whose every octet is the test's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Reply = Callable[[dict[str, Any], asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class FakeWyoming:
    """Calls `reply` for each event; `async with FakeWyoming(reply).running() as service`."""

    reply: Reply
    events: list[dict[str, Any]] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeWyoming]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._open.copy():
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.connections += 1
        try:
            while line := await reader.readline():
                event = json.loads(line)
                data = json.loads(await reader.readexactly(event.get("data_length", 0)) or b"{}")
                event["data"] = {**event.get("data", {}), **data}
                event["payload"] = await reader.readexactly(event.get("payload_length", 0))
                self.events.append(event)
                await self.reply(event, writer)
                await writer.drain()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.close()


def wire(kind: str, data: dict[str, Any] | None = None, payload: bytes = b"") -> bytes:
    """An event as octets, its data in the line as older services write it."""
    head: dict[str, Any] = {"type": kind, "data": data or {}}
    if payload:
        head["payload_length"] = len(payload)
    return json.dumps(head).encode() + b"\n" + payload


def chunk(sound: bytes, rate: int = 22_050, width: int = 2, channels: int = 1) -> bytes:
    """An audio-chunk."""
    return wire("audio-chunk", {"rate": rate, "width": width, "channels": channels}, sound)


def replies(*octets: bytes, ends: bool = False) -> Reply:
    """Whatever comes, this is said; with `ends` the connection is then closed."""

    async def reply(_event: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(octets))
        if ends:
            await writer.drain()
            writer.close()

    return reply
