"""One connection to a service that hears while somebody speaks: opened at once, fed with what a listener has, and
failed once and for all by the first thing that goes wrong."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from engine.recognizers.remote.service import check_length
from engine.remote.errors import Fault, ServiceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from engine.recognizers.remote.service import Stream
    from engine.recognizers.remote.transcript import Transcript
    from engine.remote.guard import ServiceGuard
    from engine.remote.settings import ServiceSettings

_KEEP_ALIVE_S = 4.0
"""Services close a stream that is silent for ten seconds or so."""
_AT_ONCE_MS = 250
"""The most audio in one message: what waited for the connection does not go as one lump."""
_BEHIND_SPEECH = 0.25
"""How much longer an answer may take with each second of speech that it is about."""
_CLOSING: set[asyncio.Task[None]] = set()
"""So that they are not collected before they are done, which takes a second at most."""


async def all_closed() -> None:
    """Return when every line that was ended has closed its connection."""
    await asyncio.gather(*_CLOSING, return_exceptions=True)


class StreamLine:
    """Made when it is wanted, `end`ed once; in between `wake` it when there is more audio, and `conclude` at pauses.

    Args:
        connect: opens the stream.
        audio: of the utterance, 16-bit, from its first sample; its owner adds to it, and clears it with `forget`.
        bytes_per_s: of that audio.

    Raises:
        ServiceError: the guard does not admit it.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[Stream]],
        guard: ServiceGuard,
        settings: ServiceSettings,
        audio: bytearray,
        bytes_per_s: int,
    ) -> None:
        guard.admit(asyncio.get_running_loop().time())
        self._connect = connect
        self._guard = guard
        self._settings = settings
        self._audio = audio
        self._bytes_per_s = bytes_per_s
        self.error: ServiceError | None = None
        """Why nothing more comes of it."""
        self._stream: Stream | None = None
        self._sent = 0
        self._forgets = False
        self._is_over = False
        self._was_of_use = False
        self._progress = asyncio.Event()
        """There may be something to send."""
        self._sent_some = asyncio.Event()
        self._sending = asyncio.Lock()
        self._task = asyncio.create_task(self._send_all(), name=f"stream to {settings.name}")

    @property
    def is_untouched(self) -> bool:
        """Nothing was sent on it since it was made or made to forget."""
        return self.error is None and not self._sent

    @property
    def is_reusable(self) -> bool:
        """It may hear another utterance, after `forget`."""
        stream = self._stream
        return self.error is None and stream is not None and not stream.serves_one and not stream.is_spent

    @property
    def is_spent(self) -> bool:
        """It has heard what it could; for more audio another one is needed."""
        return self._stream is not None and self._stream.is_spent

    def wake(self) -> None:
        """There is more audio."""
        self._progress.set()

    def forget(self) -> None:
        """What was sent is past; the audio is that of another utterance now."""
        self._sent = 0
        self._forgets = True
        self._progress.set()

    def partial(self) -> list[Transcript]:
        """What the service has told so far. Raises ServiceError."""
        self._raise_error()
        if self._stream is None or self._forgets:
            return []
        told = self._stream.partial()
        check_length(told, self._settings.name)
        return told

    async def conclude(self, size: int) -> list[Transcript]:
        """What was said in the first `size` octets of the audio.

        Raises:
            ServiceError: it could not be told, or not in time.
        """
        limit_s = self._settings.first_byte_timeout_s + _BEHIND_SPEECH * size / self._bytes_per_s
        try:
            async with asyncio.timeout(limit_s):
                stream = await self._when_sent(size)
                async with self._sending:
                    transcripts = await stream.conclude()
            check_length(transcripts, self._settings.name)
        except TimeoutError:
            error = ServiceError(Fault.TIMEOUT, f"{self._settings.name}: no transcript in {limit_s:.3g} s")
            self.fail(error)
            raise error from None
        except ServiceError as error:
            self.fail(error)
            raise
        self._was_of_use = True
        return transcripts

    def fail(self, error: ServiceError) -> None:
        """Nothing more comes of it; whoever waits learns why."""
        if not self._is_over:
            self._is_over = True
            self._guard.failed(error, asyncio.get_running_loop().time())
        self.error = self.error or error
        self._abort()
        self._sent_some.set()

    def end(self) -> None:
        """It is not needed any more. May be called twice."""
        if not self._is_over:
            self._is_over = True
            if self._was_of_use:
                self._guard.succeeded()
            else:
                self._guard.withdrawn()
        self._task.cancel()
        if self._stream is not None and self.error is None:
            # Who ends in bad order is an error in the log of the other side.
            closing = asyncio.create_task(self._stream.close())
            _CLOSING.add(closing)
            closing.add_done_callback(_CLOSING.discard)

    # --- inside ------------------------------------------------------------------------------------------------------

    async def _when_sent(self, size: int) -> Stream:
        while True:
            self._raise_error()
            if self._stream is not None and self._sent >= size and not self._forgets:
                return self._stream
            self._sent_some.clear()
            await self._sent_some.wait()

    async def _send_all(self) -> None:
        try:
            stream = await self._open()
            while True:
                if stream.is_lost and self._audio and not self._sent:
                    # Nobody spoke for so long that the service has gone: nothing is lost by it.
                    stream.abort()
                    stream = await self._open()
                async with self._sending:
                    await self._send_waiting(stream)
                self._progress.clear()
                try:
                    async with asyncio.timeout(_KEEP_ALIVE_S):
                        await self._progress.wait()
                except TimeoutError:
                    await self._keep_alive(stream)
        except ServiceError as error:
            self.fail(error)

    async def _open(self) -> Stream:
        self._forgets = False
        self._stream = await self._connect()
        self._sent_some.set()
        return self._stream

    async def _send_waiting(self, stream: Stream) -> None:
        at_once = _AT_ONCE_MS * self._bytes_per_s // 1000
        while not stream.is_spent:
            if self._forgets:
                self._forgets = False
                await self._within(stream.forget())
            piece = bytes(self._audio[self._sent : self._sent + at_once])
            if not piece:
                self._sent_some.set()
                return
            if not self._guard.spend_seconds(len(piece) / self._bytes_per_s, asyncio.get_running_loop().time()):
                raise ServiceError(Fault.SPENT, f"{self._settings.name}: the limit of seconds of audio is reached")
            self._sent += len(piece)
            await self._within(stream.send(piece))
            self._sent_some.set()

    async def _keep_alive(self, stream: Stream) -> None:
        if stream.is_spent or stream.is_lost:
            return
        async with self._sending:
            with contextlib.suppress(ServiceError):
                # Whether it is lost shows when there is something to send.
                await self._within(stream.keep_alive())

    async def _within(self, sending: Coroutine[None, None, None]) -> None:
        """A service that does not even read falls behind speech; that is found out before the end of it."""
        limit_s = self._settings.idle_timeout_s
        try:
            async with asyncio.timeout(limit_s):
                await sending
        except TimeoutError:
            reason = f"{self._settings.name}: took no audio for {limit_s:.3g} s"
            raise ServiceError(Fault.TIMEOUT, reason) from None

    def _abort(self) -> None:
        if self._task is not asyncio.current_task():
            self._task.cancel()
        if self._stream is not None:
            self._stream.abort()

    def _raise_error(self) -> None:
        if self.error is not None:
            raise self.error
