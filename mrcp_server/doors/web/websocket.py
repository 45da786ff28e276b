"""A WebSocket as the dialects need it: refusal before the upgrade, an idle limit, a limit for a client that reads
nothing, and an end of all work when either side is gone."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from fastapi import Response, WebSocket
from starlette.websockets import WebSocketDisconnect

from mrcp_server.doors.web.access import Caller, presented_key
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.speech_service import SpeechService, cancel_and_wait

# RFC 6455 §7.4.1
NORMAL, GOING_AWAY, UNSUPPORTED, POLICY, TOO_BIG, INTERNAL = 1000, 1001, 1003, 1008, 1009, 1011

_LONGEST_REASON_BYTES = 123


class IdleError(Exception):
    """The client sent nothing for as long as it may."""


class StalledError(Exception):
    """The client reads nothing, and what is buffered for it has reached its bound."""


class ClosedError(Exception):
    """The socket is closed, by whichever side."""


class Socket:
    """One socket. `receive` is always waited for by somebody: that is how a client's going is noticed at once."""

    def __init__(self, websocket: WebSocket, service: SpeechService) -> None:
        self._websocket = websocket
        self._send_timeout_s = service.send_timeout_s
        self.closed = False

    async def receive(self, idle_s: float | None) -> str | bytes:
        """The next message. Raises IdleError after `idle_s` without one, ClosedError at the end."""
        try:
            async with asyncio.timeout(idle_s):
                message = await self._websocket.receive()
        except TimeoutError:
            raise IdleError from None
        if message["type"] == "websocket.disconnect":
            self.closed = True
            raise ClosedError
        text: str | None = message.get("text")
        return text if text is not None else message["bytes"]

    async def send_json(self, content: object) -> None:
        """Sends a text message. Raises StalledError, ClosedError."""
        await self._send({"type": "websocket.send", "text": json.dumps(content)})

    async def send_bytes(self, payload: bytes) -> None:
        """Sends a binary message. Raises StalledError, ClosedError."""
        await self._send({"type": "websocket.send", "bytes": payload})

    async def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Closes; what was sent before still arrives."""
        if self.closed:
            return
        self.closed = True
        short = reason.encode("utf-8", "replace")[:_LONGEST_REASON_BYTES].decode("utf-8", "ignore")
        try:
            async with asyncio.timeout(self._send_timeout_s):
                await self._websocket.close(code, short)
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            pass  # it is gone already, or takes nothing: the kernel ends it

    async def _send(self, message: dict[str, Any]) -> None:
        if self.closed:
            raise ClosedError
        try:
            async with asyncio.timeout(self._send_timeout_s):
                await self._websocket.send(message)
        except TimeoutError:
            raise StalledError from None
        except (RuntimeError, WebSocketDisconnect):
            self.closed = True
            raise ClosedError from None


async def accept(
    websocket: WebSocket,
    service: SpeechService,
    refuse: Callable[[RefusedError], Response],
    check: Callable[[Caller | None], None],
    headers: dict[str, str],
    *,
    key_may_follow: bool = False,
) -> tuple[Socket, Caller | None] | None:
    """Upgrades, or answers the upgrade with the dialect's error and returns None.

    `check` raises RefusedError for parameters that cannot be served and for a caller that holds too much. With
    `key_may_follow` a client without a key is let in as None, and must show it in its first message.
    """
    try:
        service.access.check_origin(websocket.headers)
        key = presented_key(websocket.headers)
        caller = None
        if key or service.access.open or not key_may_follow:
            caller = service.admit(websocket.headers)
        service.speaker()
        check(caller)
    except RefusedError as refusal:
        await websocket.send_denial_response(refuse(refusal))
        return None
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await websocket.accept(_subprotocol(websocket), raw)
    return Socket(websocket, service), caller


def known(caller: Caller | None) -> Caller:
    """The caller, where one without a key is not let in at all."""
    if caller is None:
        raise RefusedError(Reason.KEY, "an API key is needed")
    return caller


async def together(listening: Coroutine[Any, Any, None], *working: Coroutine[Any, Any, None]) -> None:
    """Runs a socket's reader beside its writers until the reader returns or any of them fails.

    The others are cancelled then: within one turn of the loop nothing works for a client that has gone.
    """
    tasks = [asyncio.create_task(work) for work in (listening, *working)]
    reader = tasks[0]
    try:
        pending = set(tasks)
        while reader in pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            if any(task.cancelled() or task.exception() for task in done):
                break
    finally:
        await cancel_and_wait(*tasks)
    for task in tasks:
        if not task.cancelled():
            task.result()


class SocketCloser(Protocol):
    """How a dialect ends a socket."""

    async def refused(self, socket: Socket, refusal: RefusedError) -> None:
        """Says what is wrong, if the vendor does, and closes."""

    async def idle(self, socket: Socket) -> None:
        """Says that the client was silent for too long, and closes."""


async def converse(
    socket: Socket, closer: SocketCloser, listening: Coroutine[Any, Any, None], *working: Coroutine[Any, Any, None]
) -> None:
    """Runs a conversation to its end, and ends it in the dialect's manner."""
    try:
        try:
            await together(listening, *working)
        except RefusedError as refusal:
            await closer.refused(socket, refusal)
        except IdleError:
            await closer.idle(socket)
    except ClosedError:
        return
    except StalledError:
        await socket.close(POLICY, "the client does not read")


def parse_object(message: str | bytes) -> dict[str, Any]:
    """The JSON object of a text message. Raises RefusedError for anything else."""
    if isinstance(message, bytes):
        raise RefusedError(Reason.INVALID, "binary messages mean nothing here")
    try:
        content = json.loads(message)
    except (ValueError, RecursionError):
        raise RefusedError(Reason.INVALID, "the message is not JSON") from None
    if not isinstance(content, dict):
        raise RefusedError(Reason.INVALID, "the message is not a JSON object")
    return content


def _subprotocol(websocket: WebSocket) -> str | None:
    """`token` when a key came beside it: a browser drops the connection unless one it offered is chosen."""
    offered: list[str] = websocket.scope.get("subprotocols", [])
    return offered[0] if len(offered) == 2 and offered[0].lower() in {"token", "bearer"} else None
