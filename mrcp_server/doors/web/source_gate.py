"""The gate before all of HTTP and WebSocket: which networks may ask anything, and how often one source may."""

import json
import math
from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from mrcp_server.doors.sources import Guests, SourceRate
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.metrics import Metrics
from mrcp_server.observability.source_log import SourceLog


class SourceGate:
    """ASGI middleware; the outermost, so that what it refuses costs nothing more."""

    def __init__(
        self, app: ASGIApp, guests: Guests, rate: SourceRate, metrics: Metrics, clock: Callable[[], float]
    ) -> None:
        self._app = app
        self._guests = guests
        self._rate = rate
        self._refused = metrics.source_refused
        self._clock = clock
        self._log = SourceLog(get_logger(door="http"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves, or refuses with 403 or 429."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        host = scope["client"][0] if scope.get("client") else ""
        if host not in self._guests:
            self._refused.labels("http", "network").inc()
            self._log.tell("network not allowed", host)
            await _refuse(scope, send, 403, "this network may not use the server")
        elif not self._rate.admits(host, self._clock()):
            self._refused.labels("http", "rate").inc()
            self._log.tell("too many requests of this source", host)
            wait_s = math.ceil(self._rate.owed_s(host, self._clock()))
            await _refuse(scope, send, 429, "too many requests a second", ("retry-after", str(wait_s)))
        else:
            await self._app(scope, receive, send)


async def _refuse(scope: Scope, send: Send, status: int, detail: str, *more: tuple[str, str]) -> None:
    body = json.dumps({"detail": detail}).encode()
    fields = [("content-type", "application/json"), ("content-length", str(len(body))), ("connection", "close"), *more]
    headers = [(name.encode(), value.encode()) for name, value in fields]
    kind = "http" if scope["type"] == "http" else "websocket.http"
    start: MutableMapping[str, Any] = {"type": f"{kind}.response.start", "status": status, "headers": headers}
    if kind == "websocket.http" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the server makes 403 of it
        return
    await send(start)
    await send({"type": f"{kind}.response.body", "body": body})
