"""How a socket opens: what is wrong is said before the upgrade, as the dialect's own error over HTTP."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Generic, TypeVar

from fastapi import Response, WebSocket
from starlette.datastructures import QueryParams

from mrcp_server.doors.web.access import Caller, presented_key
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.sockets.websocket import Socket
from mrcp_server.doors.web.speech_service import SpeechService

Parameters = TypeVar("Parameters")


@dataclass(slots=True)
class Client(Generic[Parameters]):
    """One whose upgrade was accepted, for as long as its socket is served."""

    service: SpeechService
    socket: Socket
    parameters: Parameters
    """The upgrade's query, checked."""
    _caller: Caller | None
    _held: ExitStack

    @property
    def is_known(self) -> bool:
        """A key was shown, or none is asked for."""
        return self._caller is not None

    @property
    def caller(self) -> Caller:
        """Whose key it is. Raises RefusedError while none was shown."""
        if self._caller is None:
            raise RefusedError(Reason.KEY, "an API key is needed")
        return self._caller

    def admit(self, headers: Mapping[str, str]) -> None:
        """Takes a key that comes after the upgrade; it holds a stream from then on. Raises RefusedError."""
        caller = self.service.admit(headers)
        self._held.enter_context(caller.stream())
        self._caller = caller


async def serve_upgrade(
    websocket: WebSocket,
    service: SpeechService,
    refuse: Callable[[RefusedError], Response],
    read: Callable[[QueryParams], Parameters],
    serve: Callable[[Client[Parameters]], Awaitable[None]],
    headers: Mapping[str, str] | None = None,
    *,
    key_may_follow: bool = False,
) -> None:
    """Upgrades and has `serve` serve the client, or answers the upgrade with what `refuse` makes of the error.

    `read` raises RefusedError for parameters that cannot be served. A client holds one of its key's streams until
    `serve` returns. With `key_may_follow` a client without a key is let in, and must show it in its first message.
    """
    with ExitStack() as held:
        caller = None
        try:
            if presented_key(websocket.headers) or service.access.open or not key_may_follow:
                caller = service.admit(websocket.headers)
            service.speaker()
            parameters = read(websocket.query_params)
            if caller is not None:
                held.enter_context(caller.stream())
        except RefusedError as refusal:
            refusal.note(websocket.scope)
            await websocket.send_denial_response(refuse(refusal))
            return
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in (headers or {}).items()]
        await websocket.accept(_subprotocol(websocket), raw)
        await serve(Client(service, Socket(websocket, service.send_timeout_s), parameters, caller, held))


def _subprotocol(websocket: WebSocket) -> str | None:
    """`token` when a key came beside it: a browser drops the connection unless one it offered is chosen."""
    offered: list[str] = websocket.scope.get("subprotocols", [])
    return offered[0] if len(offered) == 2 and offered[0].lower() in {"token", "bearer"} else None
