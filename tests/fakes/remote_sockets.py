"""WebSocket services of vendors, by their public protocols, and as badly behaved as a test wants."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Serve = Callable[["FakeSocketService", ServerConnection], Awaitable[None]]


@dataclass(slots=True)
class FakeSocketService:
    """`async with FakeSocketService(behaviour).running() as service`."""

    behaviour: Serve
    paths: list[str] = field(default_factory=list)
    """Of each connection."""
    keys: list[str] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    """All that came, of all connections."""
    open: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeSocketService]:
        async with serve(self._serve, "127.0.0.1", 0) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            yield self
            server.close(close_connections=True)

    async def _serve(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        headers = connection.request.headers
        self.paths.append(connection.request.path)
        self.keys.append(headers.get("authorization") or headers.get("xi-api-key") or "")
        self.open += 1
        try:
            await self.behaviour(self, connection)
        except ConnectionClosed:
            pass
        finally:
            self.open -= 1

    async def receive(self, connection: ServerConnection) -> dict[str, Any]:
        """The next message."""
        message: dict[str, Any] = json.loads(await connection.recv())
        self.messages.append(message)
        return message


def deepgram(sound: bytes, *, portion: int = 4800) -> Serve:
    """Speaks each flushed text with the same sound."""

    async def behave(service: FakeSocketService, connection: ServerConnection) -> None:
        await connection.send(json.dumps({"type": "Metadata", "request_id": "1"}))
        while True:
            message = await service.receive(connection)
            if message["type"] == "Flush":
                for begin in range(0, len(sound), portion):
                    await connection.send(sound[begin : begin + portion])
                await connection.send(json.dumps({"type": "Flushed", "sequence_id": 0}))

    return behave


def elevenlabs(*portions: tuple[bytes, dict[str, Any] | None]) -> Serve:
    """Speaks the text of a connection with (sound, alignment) after another, then closes."""

    async def behave(service: FakeSocketService, connection: ServerConnection) -> None:
        while (await service.receive(connection))["text"]:
            pass
        for sound, alignment in portions:
            audio = base64.b64encode(sound).decode()
            await connection.send(json.dumps({"audio": audio, "isFinal": None, "alignment": alignment}))
        await connection.send(json.dumps({"audio": None, "isFinal": True}))

    return behave


def says(*messages: str | bytes | dict[str, Any], code: int = 1000, hangs: bool = False) -> Serve:
    """Whatever it is told, it says this, and closes with `code` or says nothing more."""

    async def behave(_service: FakeSocketService, connection: ServerConnection) -> None:
        for message in messages:
            await connection.send(json.dumps(message) if isinstance(message, dict) else message)
        if hangs:
            await connection.wait_closed()
        await connection.close(code)

    return behave


async def floods(_service: FakeSocketService, connection: ServerConnection) -> None:
    """Audio without end."""
    while True:
        await connection.send(b"\x01\x02" * 400_000)
        await asyncio.sleep(0)
