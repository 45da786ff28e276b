"""One WebSocket connection taken in slices: uvicorn's own, and what a client that floods may hold of the loop.

uvicorn parses all that the kernel had at once: a quarter of a megabyte is 40,000 messages of nothing, and a second in
which no call is served.
"""

import asyncio
from collections import deque
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

AT_ONCE_BYTES = 1024
"""A slice: 170 messages of nothing, some milliseconds of work; then it is others' turn."""
MOST_UNSENT_BYTES = 4 << 20
"""Answers to pings that a client may leave unread."""


class WebSocketConnection(WebSocketsSansIOProtocol):
    """What uvicorn makes for each connection that is upgraded."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._inbox: deque[bytes] = deque()
        self._turn: asyncio.Handle | None = None
        self._waits_for_application = False
        self._holds_back = False
        super().__init__(*arguments, **options)

    @property
    def read_paused(self) -> bool:
        """The application has not taken the last message yet: uvicorn's own, which reads nothing meanwhile."""
        return self._waits_for_application

    @read_paused.setter
    def read_paused(self, value: bool) -> None:
        self._waits_for_application = value
        if self._inbox:
            self._go_on()

    def data_received(self, data: bytes) -> None:
        if self.conn.state is State.CONNECTING:
            super().data_received(data)  # the request, which the HTTP connection has bounded
            return
        self._inbox.append(data)
        if self._turn is None and not self.read_paused:
            self._take_in()

    def connection_lost(self, exc: Exception | None) -> None:
        self._drop()
        super().connection_lost(exc)

    async def receive(self) -> Any:
        """As uvicorn's, but nothing more is read while something waits here."""
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            if not self._inbox:
                self.transport.resume_reading()
        return message

    def _take_in(self) -> None:
        self._turn = None
        if not self._inbox or self.transport.is_closing():
            return
        data = self._inbox.popleft()
        if len(data) > AT_ONCE_BYTES:
            self._inbox.appendleft(data[AT_ONCE_BYTES:])
            data = data[:AT_ONCE_BYTES]
        try:
            super().data_received(data)
        except Exception as error:  # noqa: BLE001  # our own bug: this connection goes, the others stay
            self._give_up(error)
            return
        if self.transport.get_write_buffer_size() > MOST_UNSENT_BYTES:
            self.logger.warning("The client does not read what it asks for.")
            self._drop()
            self.transport.abort()
            return
        self._go_on()

    def _go_on(self) -> None:
        """Takes the next slice in another turn; nothing more is read before all of them are done."""
        if self._inbox and self._turn is None and not self.read_paused:
            self._turn = self.loop.call_soon(self._take_in)
        if self.transport.is_closing() or bool(self._inbox) is self._holds_back:
            return
        self._holds_back = not self._holds_back
        if self._holds_back:
            self.transport.pause_reading()
        elif not self.read_paused:
            self.transport.resume_reading()

    def _give_up(self, error: Exception) -> None:
        self.loop.call_exception_handler({"message": "WebSocket connection failed", "exception": error})
        self._drop()
        self.transport.abort()

    def _drop(self) -> None:
        self._inbox.clear()
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
