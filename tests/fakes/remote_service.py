"""A speech service elsewhere, as badly behaved as a test wants: an HTTP server whose every octet is the test's."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

Writer = asyncio.StreamWriter


@dataclass(slots=True)
class Asked:
    """One request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}


Behaviour = Callable[[Asked, Writer], Awaitable[None]]


@dataclass(slots=True)
class FakeService:
    """`async with FakeService(behaviour).running() as service`; HEAD (warming) is answered here, and counted apart."""

    behaviour: Behaviour
    requests: list[Asked] = field(default_factory=list)
    warmed: int = 0
    connections: int = 0
    port: int = 0
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def running(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[FakeService]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._open.copy():
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.connections += 1
        try:
            while asked := await _read(reader):
                if asked.method == "HEAD":
                    self.warmed += 1
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    continue
                self.requests.append(asked)
                await self.behaviour(asked, writer)
                await writer.drain()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    return Asked(method, target, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


def head(status: int = 200, **headers: str) -> bytes:
    """The head of an answer; underscores in names stand for hyphens."""
    lines = [f"HTTP/1.1 {status} As Told", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answers(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """Always the same, whole."""

    async def behave(_asked: Asked, writer: Writer) -> None:
        writer.write(head(status, content_length=str(len(body)), **headers) + body)

    return behave


def delivers(
    chunks: Iterable[bytes],
    *,
    first_s: float = 0.0,
    every_s: float = 0.0,
    content_type: str = "audio/pcm",
    ends: bool = True,
) -> Behaviour:
    """A chunked answer: the first after `first_s`, the others `every_s` apart; without `ends` it then hangs."""
    parts = list(chunks)

    async def behave(_asked: Asked, writer: Writer) -> None:
        await asyncio.sleep(first_s)
        writer.write(head(200, content_type=content_type, transfer_encoding="chunked"))
        for index, part in enumerate(parts):
            if index and every_s:
                await asyncio.sleep(every_s)
            writer.write(b"%x\r\n%b\r\n" % (len(part), part))
            await writer.drain()
        if not ends:
            await asyncio.sleep(3600)
        writer.write(b"0\r\n\r\n")

    return behave


async def hangs(_asked: Asked, _writer: Writer) -> None:
    """Never says anything."""
    await asyncio.sleep(3600)


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """Each request gets the next one; the last one stays."""
    left = list(behaviours)

    async def behave(asked: Asked, writer: Writer) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(asked, writer)

    return behave
