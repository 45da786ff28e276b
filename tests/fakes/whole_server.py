"""A whole server in the test's own process, on free ports, with the tone engine."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import wraps

from mrcp_server.config import load_config
from mrcp_server.server import Server

SETTINGS = [
    *(f'{section}.host="127.0.0.1"' for section in ("sip", "mrcp", "rtp", "http")),
    "sip.port=0",
    "mrcp.port=0",
    "http.port=0",
    'rtp.ports="0-0"',
    "engine.synthesizer=tone",
    "engine.workers=1",
    "limits.drain_s=5",
    # The machine is shared with other tests: what is slow here is no overload.
    "limits.lag_ms=0",
    "limits.late_slots=0",
    "limits.engine_wait_s=0",
]


def scenario(test: Callable[[], Coroutine[None, None, None]]) -> Callable[[], None]:
    """Runs a coroutine test in a loop of its own."""

    @wraps(test)
    def run() -> None:
        asyncio.run(test())

    return run


DEAF = 'mrcp.resources=["speechsynth", "basicsynth"]'
"""Most of a start is spent on the model that hears."""


def running(*settings: str) -> AbstractAsyncContextManager[Server]:
    """A server that speaks."""
    return hearing(DEAF, *settings)


@asynccontextmanager
async def hearing(*settings: str) -> AsyncIterator[Server]:
    """A server that speaks and hears."""
    server = Server(load_config(None, [*SETTINGS, *settings], {}))
    await server.start()
    try:
        yield server
    finally:
        await server.close()


def uri_of(server: Server) -> str:
    return f"sip:127.0.0.1:{server.sip.ports['udp']}"
