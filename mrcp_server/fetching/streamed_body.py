"""The body of an answer that is still coming: read a little ahead, and kept, so that it can be read again.

A language model that is asked again says something else: whoever goes back in an answer reads what was kept of it.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable

from engine.errors import ClipError

READ_AHEAD_BYTES = 65_536
"""So much is read before somebody wants it; an origin that sends more has to wait."""


class StreamedBody:
    """Made when the head of an answer has come; reads at once. Whoever made it calls `close`."""

    def __init__(
        self,
        uri: str,
        content_type: str,
        parts: AsyncIterator[bytes],
        *,
        charset: str | None = None,
        max_bytes: int,
        idle_s: float,
        release: Callable[[], Awaitable[None]],
        on_whole: Callable[[bytes], None] | None = None,
    ) -> None:
        """Starts to read.

        Args:
            uri: for errors.
            content_type: media type in lower case, without parameters.
            parts: the body as it comes; may raise ClipError.
            charset: as declared.
            max_bytes: of the whole body.
            idle_s: how long the origin may be silent.
            release: gives the connection back, or closes it when the body was not read to its end.
            on_whole: told the body when it came to its end.
        """
        self.uri = uri
        self.content_type = content_type
        self.charset = charset
        self._max_bytes = max_bytes
        self._idle_s = idle_s
        self._release = release
        self._on_whole = on_whole
        self._kept: list[bytes] = []
        self._size = 0
        self._taken = 0
        self._reason = ""
        self._room = asyncio.Event()
        self._news = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._read(parts))
        # Also for a task that is cancelled before its first step.
        self._task.add_done_callback(self._on_done)
        self._releasing: asyncio.Task[None] | None = None

    @property
    def is_coming(self) -> bool:
        """Its end has not come yet."""
        return not self._task.done()

    def close(self) -> None:
        """Ends the connection; readers that wait for more get a ClipError."""
        if self.is_coming:
            self._reason = "given up"
            self._task.cancel()

    async def chunks(self) -> AsyncGenerator[bytes]:
        """The body from its beginning: what has come, then what comes. Raises ClipError where it breaks off."""
        index = read = 0
        while True:
            for chunk in self._kept[index:]:
                index += 1
                read += len(chunk)
                if read > self._taken:
                    self._taken = read
                    self._room.set()
                yield chunk
            if index < len(self._kept):
                continue
            if self._reason:
                raise ClipError(self.uri, self._reason, retryable=True)
            if not self.is_coming:
                return
            await self._news.wait()

    async def _read(self, parts: AsyncIterator[bytes]) -> None:
        try:
            while True:
                async with asyncio.timeout(self._idle_s):
                    chunk = await anext(parts, None)
                if chunk is None:
                    break
                self._keep(chunk)
                while self._size - self._taken > READ_AHEAD_BYTES:
                    self._room.clear()
                    await self._room.wait()
        except TimeoutError:
            self._reason = f"nothing came for {self._idle_s:g} s"
        except ClipError as error:
            self._reason = error.reason
        else:
            if self._on_whole is not None:
                self._on_whole(b"".join(self._kept))

    def _keep(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > self._max_bytes:
            raise ClipError(self.uri, f"more than {self._max_bytes} bytes")
        self._kept.append(chunk)
        self._tell()

    def _on_done(self, _task: asyncio.Task[None]) -> None:
        self._tell()
        self._releasing = asyncio.get_running_loop().create_task(self._give_back())

    async def _give_back(self) -> None:
        await self._release()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
