"""Work for a client only as long as it is there."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request
from starlette.types import Receive

from mrcp_server.doors.web.speech_service import cancel_and_wait

Result = TypeVar("Result")


class ClientDisconnectedError(Exception):
    """The client closed the connection; nobody reads an answer."""


async def disconnected(receive: Receive) -> None:
    """Returns when the client has closed the connection. The request's body must have been read."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def unless_disconnected(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """What `work` returns or raises. Raises ClientDisconnectedError, with the work cancelled, when the client
    disconnects before.

    The request's body must have been read.
    """
    working = asyncio.create_task(work)
    disconnecting = asyncio.create_task(disconnected(request.receive))
    try:
        await asyncio.wait({working, disconnecting}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnectedError
        return working.result()
    finally:
        await cancel_and_wait(disconnecting)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        # What it raised has been here: kept by this frame, it would wait for the garbage collector.
        del working
