"""The gate before all of HTTP and WebSocket: which networks may ask anything, and how often one source may."""

import math
from collections.abc import Callable

from starlette.responses import JSONResponse, Response
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
            answer = _refusal(403, "this network may not use the server")
            await answer(scope, receive, send)
        elif not self._rate.admits(host, self._clock()):
            self._refused.labels("http", "rate").inc()
            self._log.tell("too many requests of this source", host)
            wait_s = math.ceil(self._rate.owed_s(host, self._clock()))
            answer = _refusal(429, "too many requests a second")
            answer.headers["retry-after"] = str(wait_s)
            await answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _refusal(status: int, detail: str) -> Response:
    """Of an upgrade as well: Starlette's answers know how."""
    return JSONResponse({"detail": detail}, status, {"connection": "close"})
