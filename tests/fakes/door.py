"""A started HTTP door on a free port, in the test's own loop."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from mrcp_server.config import Http
from mrcp_server.doors.http import HttpDoor
from mrcp_server.doors.web.services import HttpServices
from tests.fakes.speaker import FakeSpeaker, fake_voices

# To read the system's certificates takes 40 ms a client; tests on plain HTTP need none.
_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def http_client(**options: Any) -> httpx.AsyncClient:
    """A client that is made quickly."""
    return httpx.AsyncClient(**{"verify": _NO_CERTIFICATES, **options})


@dataclass(slots=True, frozen=True)
class OpenDoor:
    """Where it answers and what is behind it."""

    port: int
    services: HttpServices
    speaker: FakeSpeaker

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}"


@asynccontextmanager
async def open_door(speaker: FakeSpeaker | None = None, http: Http | None = None) -> AsyncIterator[OpenDoor]:
    """Opens, and closes at the end."""
    speaker = speaker or FakeSpeaker()
    services = HttpServices(http=http or Http(), speaker=speaker, voices=fake_voices)
    door = HttpDoor("127.0.0.1", 0, services)
    await door.open()
    try:
        yield OpenDoor(door.port, services, speaker)
    finally:
        await door.close()
