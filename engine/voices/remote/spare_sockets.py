"""WebSockets that are open before they are needed, and those that may be used again."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from engine.remote.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.remote.web_socket import ServiceSocket

MAX_IDLE_S = 15.0
"""Services close what is idle for 20 s or more; a spare one is not trusted for so long."""
_MAX_SPARES = 4
"""For each thing that sockets are opened for, such as a voice."""


class SpareSockets:
    """`take`, then `keep` (it may be used again) or nothing; `prepare` opens one in the background."""

    def __init__(self, max_idle_s: float = MAX_IDLE_S) -> None:
        self._max_idle_s = max_idle_s
        self._spares: dict[str, list[tuple[float, ServiceSocket]]] = {}
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._sweep: asyncio.TimerHandle | None = None

    async def take(self, purpose: str, make: Callable[[], Awaitable[ServiceSocket]]) -> ServiceSocket:
        """An open socket: a spare one, else a new one.

        Raises:
            ServiceError: it cannot be had.
        """
        opening = self._opening.get(purpose)
        if opening is not None and not self._spares.get(purpose):
            # It was begun before, so that it is there sooner than another.
            await asyncio.wait([opening])
        now = asyncio.get_running_loop().time()
        spares = self._spares.get(purpose, [])
        while spares:
            until, socket = spares.pop()
            if socket.is_open and now < until:
                return socket
            socket.abort()
        return await make()

    def keep(self, purpose: str, socket: ServiceSocket) -> None:
        """It is open, and nobody uses it any more."""
        spares = self._spares.setdefault(purpose, [])
        if not socket.is_open or len(spares) >= _MAX_SPARES:
            socket.abort()
            return
        loop = asyncio.get_running_loop()
        spares.append((loop.time() + self._max_idle_s, socket))
        if self._sweep is None:
            self._sweep = loop.call_later(self._max_idle_s, self._drop_old)

    def prepare(self, purpose: str, make: Callable[[], Awaitable[ServiceSocket]]) -> None:
        """Have one opened for whoever comes next; that it cannot be had is found out then."""
        if purpose in self._opening or self._spares.get(purpose):
            return

        async def opening() -> None:
            try:
                with contextlib.suppress(ServiceError):
                    self.keep(purpose, await make())
            finally:
                del self._opening[purpose]

        self._opening[purpose] = asyncio.create_task(opening(), name=f"open a socket for {purpose}")

    async def close(self) -> None:
        """Close all."""
        for task in list(self._opening.values()):
            task.cancel()
        if self._sweep is not None:
            self._sweep.cancel()
        spares, self._spares = self._spares, {}
        for _, socket in [spare for kept in spares.values() for spare in kept]:
            socket.abort()

    def _drop_old(self) -> None:
        self._sweep = None
        loop = asyncio.get_running_loop()
        now = loop.time()
        for purpose, spares in list(self._spares.items()):
            for _, socket in [spare for spare in spares if spare[0] <= now]:
                socket.abort()
            left = [spare for spare in spares if spare[0] > now]
            if left:
                self._spares[purpose] = left
            else:
                del self._spares[purpose]
        if self._spares:
            self._sweep = loop.call_later(self._max_idle_s, self._drop_old)
