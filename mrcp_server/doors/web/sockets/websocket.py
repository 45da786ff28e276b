"""A WebSocket as the dialects need it: an idle limit, a limit for a client that reads nothing, and an end of all work
when either side has left."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any, Protocol

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.speech_service import cancel_and_wait

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
    """One socket. `receive` is always waited for by somebody: that is how a client's leaving is noticed at once."""

    def __init__(self, websocket: WebSocket, send_timeout_s: float) -> None:
        """`send_timeout_s` is how long a client may leave what is sent unread."""
        self._websocket = websocket
        self._send_timeout_s = send_timeout_s
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

    async def receive_object(self, idle_s: float | None) -> dict[str, Any]:
        """The JSON object of the next message. Raises also RefusedError when it holds none."""
        return parse_object(await self.receive(idle_s))

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
            pass  # it is closed already, or takes nothing: the kernel ends it

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


async def together(reading: Coroutine[Any, Any, None], *working: Coroutine[Any, Any, None]) -> None:
    """Runs a socket's reader beside its writers until the reader returns or any of them fails.

    The others are cancelled then: within one turn of the loop nothing works for a client that has left.
    """
    failure = await _first_failure(reading, *working)
    if failure is not None:
        try:
            raise failure
        finally:
            # An exception that its own frame keeps waits for the garbage collector, with all that it has been through.
            del failure


async def _first_failure(*works: Coroutine[Any, Any, None]) -> BaseException | None:
    """Of `together`, None where the reader, the first of them, has returned and nothing has failed."""
    tasks = [asyncio.create_task(work) for work in works]
    reader = tasks[0]
    try:
        pending = set(tasks)
        while reader in pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            if any(task.cancelled() or task.exception() for task in done):
                break
    finally:
        await cancel_and_wait(*tasks)
    failures = (task.exception() for task in tasks if not task.cancelled())
    return next((failure for failure in failures if failure is not None), None)


class SocketCloser(Protocol):
    """How a dialect ends a socket."""

    async def refused(self, socket: Socket, refusal: RefusedError) -> None:
        """Says what is wrong, if the vendor does, and closes."""

    async def idle(self, socket: Socket) -> None:
        """Says that the client was silent for too long, and closes."""


async def converse(
    socket: Socket, closer: SocketCloser, reading: Coroutine[Any, Any, None], *working: Coroutine[Any, Any, None]
) -> None:
    """Runs a conversation to its end, and ends it as the dialect does."""
    try:
        try:
            await together(reading, *working)
        except RefusedError as refusal:
            await closer.refused(socket, refusal)
        except IdleError:
            await closer.idle(socket)
    except ClosedError:
        return
    except StalledError:
        await socket.close(POLICY, "the client does not read")


def close_code(refusal: RefusedError) -> int:
    """INTERNAL for what is the server's to mend, POLICY for what is the client's."""
    return INTERNAL if refusal.reason in {Reason.ENGINE, Reason.OVERLOADED} else POLICY


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
