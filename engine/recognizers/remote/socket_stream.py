"""What the services share that hear over a WebSocket: a task that reads what they tell, and waiting for it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from engine.recognizers.remote.service import MAX_CHARACTERS
from engine.remote.errors import Fault, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.remote.web_socket import ServiceSocket

_LONGEST_S = 86_400.0
"""Whoever waits bounds the waiting; a reader only reads."""


class SocketStream:
    """Part of a `Stream`: subclasses take messages by `take`, count what they keep by `keep`, and wait by `until`."""

    def __init__(self, service: str, socket: ServiceSocket) -> None:
        self.service = service
        self.serves_one = False
        self.socket = socket
        self.is_spent = False
        self.is_closed = False
        """The service tells nothing more."""
        self._error: ServiceError | None = None
        self._told = 0
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read(), name=f"hear what {service} heard")

    @property
    def is_lost(self) -> bool:
        """It ended without being asked to."""
        return self._error is not None or (self.is_closed and not self.is_spent)

    def take(self, message: dict[str, Any]) -> None:
        """A message has come. May raise ServiceError."""
        raise NotImplementedError

    def keep(self, text: str) -> None:
        """`text` is kept until `keep_nothing`. Raises ServiceError where it is too much."""
        self._told += len(text)
        if self._told > MAX_CHARACTERS:
            raise ServiceError(Fault.GARBAGE, f"{self.service}: a transcript without an end")

    def keep_nothing(self) -> None:
        """All that was kept is forgotten."""
        self._told = 0

    async def until(self, happened: Callable[[], bool]) -> None:
        """Return as soon as `happened`. Raises ServiceError where it will not."""
        while not happened():
            if self._error is not None:
                raise self._error
            if self.is_closed:
                raise ServiceError(Fault.UNREACHABLE, f"{self.service}: closed before it had answered")
            self._news.clear()
            await self._news.wait()

    async def close(self) -> None:
        self._reader.cancel()
        with contextlib.suppress(OSError):
            await self.socket.close()

    def abort(self) -> None:
        self._reader.cancel()
        self.socket.abort()

    async def _read(self) -> None:
        try:
            while (message := await self.socket.receive(_LONGEST_S)) is not None:
                if isinstance(message, bytes):
                    raise ServiceError(Fault.GARBAGE, f"{self.service}: octets where text was due")
                self.take(message)
                self._news.set()
        except ServiceError as error:
            self._error = error
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
            self._error = ServiceError(Fault.GARBAGE, f"{self.service}: what cannot be read: {error!r:.100}")
        finally:
            self.is_closed = True
            self._news.set()
