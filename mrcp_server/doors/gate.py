"""What stands before every route: requests that a foreign web page sent, or that mean another host, go no further.

And what stands behind it: one line for every request that was refused, here or there.
"""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mrcp_server.doors.fallback import render_refusal
from mrcp_server.doors.web.origins import Origins
from mrcp_server.doors.web.refusal import RefusedError, noted_reason
from mrcp_server.observability.log import get_logger
from mrcp_server.observability.peer_log import PeerLog

_ANSWERS = frozenset({"http.response.start", "websocket.http.response.start"})
_FIRST_ERROR = 400
_LONGEST_PATH = 100


class Gate:
    """ASGI middleware, behind that of the sources. What it refuses is answered in the dialect of the address."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self._app = app
        self._origins = origins
        self._log = PeerLog(get_logger(door="http"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def logged(message: Message) -> None:
            if message["type"] in _ANSWERS and message["status"] >= _FIRST_ERROR:
                self._tell(scope, message["status"])
            await send(message)

        connection = HTTPConnection(scope)
        try:
            self._origins.check(scope.get("method", "GET"), scope["scheme"], connection.headers)
        except RefusedError as refusal:
            refusal.note(scope)
            answer = render_refusal(connection, refusal, refusal.status)
            await answer(scope, receive, logged)
            return
        await self._app(scope, receive, logged)

    def _tell(self, scope: Scope, status: int) -> None:
        client = scope.get("client")
        request = f"{scope.get('method', 'GET')} {scope['path'][:_LONGEST_PATH]}"
        self._log.warning(
            "rejected", peer=client[0] if client else "", request=request, status=status, reason=noted_reason(scope)
        )
