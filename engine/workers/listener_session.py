"""Control's side of one listener: its audio, its asks, and how it moves to another worker."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import msgspec

from engine.errors import EngineError, OverloadedError, WorkerLostError
from engine.recognition import RecognizerResult
from engine.workers.listener_messages import Ask, Close, Open, PushAudio, Reset

if TYPE_CHECKING:
    from engine.recognition import RecognitionSpec
    from engine.workers.listener_messages import ListenerCommand

_ALLOWANCE = 3.0
"""Seconds of work for a second of open speech, on a machine that has other things to do as well."""
_WORTH, _WORTH_OF_WORD_S = 0.5, 0.0005
"""Seconds of work for a second of speech by a grammar, many times what it takes; and for a word of one that is to be
compiled, several times what an unknown one takes."""
_STRETCH_MS = 100
"""Audio goes to the worker in stretches of this length: fewer messages, and no later answer, since an ask sends the
rest in front of itself."""
_MAX_ATTEMPTS = 2
_MAX_DEATHS = 3
"""Workers that may crash while they hear a session before it is thought to be the reason."""


class SessionPool(Protocol):
    """What a session needs of its pool."""

    def next_number(self) -> int:
        """A number for an Open or an Ask."""

    def send(self, session: RecognitionSession, command: ListenerCommand) -> None:
        """Hand a command to the session's worker; dropped while it has none."""

    def session_reset(self, session: RecognitionSession) -> None:
        """The session has forgotten what it heard: whoever hears the next utterance may be another one."""

    def session_closed(self, session: RecognitionSession) -> None:
        """The session is closed."""


@dataclass(slots=True)
class _Asked:
    final: bool
    future: asyncio.Future[RecognizerResult]
    interim: bool = False
    attempts: int = 0
    waiting: set[asyncio.Timeout] = field(default_factory=set)
    """How long those still wait who wait for it."""


class RecognitionSession:
    """One utterance after another of one caller, made by `ListenerPool.open`. All in the pool's event loop.

    Args (of the pool):
        max_audio_s, lead_in_ms: as in `ListenerOptions`.
        patience_s: how long an ask may take altogether, waiting for a worker included.
    """

    def __init__(
        self,
        pool: SessionPool,
        number: int,
        spec: RecognitionSpec,
        *,
        max_audio_s: float,
        lead_in_ms: int,
        patience_s: float,
    ) -> None:
        self.number = number
        self.spec = spec
        self._pool = pool
        self._patience_s = patience_s
        bytes_per_s = 2 * spec.rate_hz
        self._max_bytes = int(max_audio_s * bytes_per_s)
        self._lead_in_bytes = bytes_per_s * lead_in_ms // 1000
        self._stretch_bytes = bytes_per_s * _STRETCH_MS // 1000
        self._opening = 0
        self._open_attempts = 0
        self._deaths = 0
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._opened.add_done_callback(_retrieve_error)
        self._error: EngineError | None = None
        self._asks: dict[int, _Asked] = {}
        self._engine = ""
        self._fallback = ""
        self._forget()

    def _forget(self) -> None:
        self._history: deque[bytes] = deque()
        self._history_bytes = 0
        self._forgotten_bytes = 0
        """In front of `_history`: lead-in that was never sent, and what became too much."""
        self._base_bytes = 0
        """In front of what the worker has heard."""
        self._waiting = bytearray()
        self._spoken = False
        self._news = True
        self._latest: RecognizerResult | None = None

    async def opened(self) -> None:
        """Return when the worker has compiled the grammar. Not needed before `push` or `ask`.

        Raises:
            EngineError: the grammar or the language cannot be used.
        """
        await asyncio.shield(self._opened)

    # --- audio --------------------------------------------------------------------------------------------------------

    def push(self, pcm: bytes, *, silent: bool = False) -> None:
        """Take 16-bit little-endian audio of any length at `spec.rate_hz`. Never blocks, never raises.

        `silent` is for who knows that there is no speech in it: silence before the first speech is mostly dropped, and
        a final ask after nothing but silence is answered by what the last ask brought, at once.
        """
        if self._error is not None:
            return
        self._waiting += pcm
        if not silent:
            self._spoken = self._news = True
        if not self._spoken:
            # Kept back, and at most as much as is wanted: nothing may be sent before it is known where speech begins.
            surplus = len(self._waiting) - self._lead_in_bytes
            if surplus > 0:
                surplus += surplus % 2
                del self._waiting[:surplus]
                self._forgotten_bytes += surplus
                self._base_bytes += surplus
        elif len(self._waiting) >= self._stretch_bytes:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        pcm = bytes(self._waiting)
        self._waiting.clear()
        self._history.append(pcm)
        self._history_bytes += len(pcm)
        while self._history_bytes > self._max_bytes and len(self._history) > 1:
            oldest = len(self._history.popleft())
            self._history_bytes -= oldest
            self._forgotten_bytes += oldest
        self._pool.send(self, PushAudio(self.number, pcm))

    def reset(self) -> None:
        """Forget all audio, and drop asks: they are answered with an empty `RecognizerResult`."""
        news = bool(self._history or self._asks)
        if news:
            self._pool.send(self, Reset(self.number))
        self._forget()
        asks, self._asks = self._asks, {}
        for asked in asks.values():
            _resolve(asked.future, RecognizerResult(final=False))
        if news and self._error is None:
            self._pool.session_reset(self)

    # --- asks ---------------------------------------------------------------------------------------------------------

    async def ask(self, final: bool = True, *, interim: bool = False) -> RecognizerResult:
        """Say what was heard since `open` or `reset`. May be cancelled.

        `interim` is for who only looks while the caller speaks on; else there is a silence now, and what was said may
        be all. An engine to which every look costs money answers the former with what it knows.

        Raises:
            EngineError: it cannot be told.
            OverloadedError: no worker came to it in time.
            WorkerLostError: two workers died of it, or one crashed or hung.
        """
        if self._error is not None:
            raise self._error
        latest = self._latest
        if latest is not None and not self._news and (latest.final or not final):
            return latest
        under_way = None if self._news or interim else self._under_way()
        if under_way is not None:
            # The same audio is being worked on: the end of speech is often told before its first silence is answered.
            heard = await self._answer(under_way)
            if heard.final or not final:
                return heard
        return await self._answer(self._put(final, interim))

    def _put(self, final: bool, interim: bool) -> int:
        self._flush()
        self._news = self._news and interim
        asked = _Asked(final, asyncio.get_running_loop().create_future(), interim)
        asked.future.add_done_callback(_retrieve_error)
        number = self._pool.next_number()
        self._pool.send(self, Ask(self.number, number, final, interim))
        self._asks[number] = asked
        return number

    def _under_way(self) -> int | None:
        """The last ask that awaits its answer."""
        return next((number for number in reversed(self._asks) if not self._asks[number].interim), None)

    async def _answer(self, number: int) -> RecognizerResult:
        asked = self._asks[number]
        patience_s = self._patience_s + self.worth_s
        patience = asyncio.timeout(patience_s)
        asked.waiting.add(patience)
        try:
            async with patience:
                return await asyncio.shield(asked.future)
        except TimeoutError:
            raise OverloadedError(f"no answer in {patience_s:.3g} s") from None
        finally:
            asked.waiting.discard(patience)
            if not asked.future.done() and not asked.waiting:
                # Nobody waits any more; the worker's answer will find nothing.
                self._asks.pop(number, None)

    @property
    def asking(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self._asks)

    @property
    def busy(self) -> bool:
        """Whether the worker owes it anything."""
        return bool(self._asks or self._opening)

    def awaits(self, number: int) -> bool:
        """Whether the Open or Ask of this number is its own, and not answered yet."""
        return number in self._asks or number == self._opening

    def opens(self, number: int) -> bool:
        """Whether the Open of this number is its own, and not answered yet."""
        return bool(number) and number == self._opening

    @property
    def allowance_s(self) -> float:
        """How much longer than any other an ask may take: open speech may be decoded only when it is whole, and large
        grammars take a while to compile."""
        if self.spec.transcribe:
            return _ALLOWANCE * self._audio_s
        return _WORTH_OF_WORD_S * len(self.spec.words)

    @property
    def worth_s(self) -> float:
        """How much longer than with next to no audio and words a worker may be at an ask of it."""
        return _WORTH * self._audio_s + self.allowance_s

    @property
    def _audio_s(self) -> float:
        return self._history_bytes / (2 * self.spec.rate_hz)

    def close(self) -> None:
        """Give everything back. Asks that wait fail. May be called twice."""
        if self._error is None:
            self._pool.send(self, Close(self.number))
            self.fail(EngineError("the session is closed"))
        self._pool.session_closed(self)

    # --- what the pool tells ------------------------------------------------------------------------------------------

    def replay(self) -> None:
        """A worker is there, and knows nothing of this session: have it hear all of it."""
        self._opening = self._pool.next_number()
        self._pool.send(self, Open(self.number, self._opening, self.spec))
        self._base_bytes = self._forgotten_bytes
        for pcm in self._history:
            self._pool.send(self, PushAudio(self.number, pcm))
        for number, asked in self._asks.items():
            self._pool.send(self, Ask(self.number, number, asked.final, asked.interim))

    def is_open(self) -> None:
        """The worker has compiled the grammar."""
        self._opening = 0
        if not self._opened.done():
            self._opened.set_result(None)

    def answered(self, number: int, heard: RecognizerResult) -> None:
        """The worker's answer."""
        asked = self._asks.pop(number, None)
        if asked is None:
            return
        heard = _shifted(heard, self._base_bytes * 500 // self.spec.rate_hz)
        heard = msgspec.structs.replace(heard, engine=self._engine, fallback=self._fallback)
        if not self._news and not asked.interim:
            self._latest = heard
        _resolve(asked.future, heard)

    def heard_by(self, engine: str, fallback: str = "") -> None:
        """Who hears it from now on, and why it is not the preferred engine. Whoever waits has the whole patience again:
        the new one cannot be blamed for the time that the one before took."""
        self._engine, self._fallback = engine, fallback
        ends_at = asyncio.get_running_loop().time() + self._patience_s + self.worth_s
        for asked in self._asks.values():
            for patience in asked.waiting:
                if not patience.expired():
                    patience.reschedule(ends_at)

    def refused(self, number: int, error: EngineError) -> bool:
        """The worker cannot do that. True: it may be tried again, after a `replay` into any worker."""
        if number in self._asks:
            asked = self._asks[number]
            asked.attempts += 1
            if error.retryable and asked.attempts < _MAX_ATTEMPTS:
                return True
            del self._asks[number]
            _fail(asked.future, error)
            return False
        if number not in (0, self._opening):
            return False
        self._open_attempts += 1
        if error.retryable and self._open_attempts < _MAX_ATTEMPTS:
            return True
        self.fail(error)
        return False

    def worker_lost(self, working: int, reason: str, *, at_fault: bool) -> bool:
        """The worker is dead; it was at `working`, and `at_fault`: that is what has crashed or hung it. False: the
        session cannot go on elsewhere."""
        self._deaths += at_fault
        if working and (working in self._asks or working == self._opening):
            error = WorkerLostError(f"recognition worker: {reason}")
            # What did so to an engine once would do it to the next as well, and cost the caller as long again.
            error.retryable = not at_fault
            self.refused(working, error)
        elif not working and self._deaths >= _MAX_DEATHS:
            # What is heard is not told apart by session; whoever was there each time is likely to be the one.
            self.fail(WorkerLostError(f"recognition worker: {reason}"))
        self._opening = 0
        return self._error is None

    def fail(self, error: EngineError) -> None:
        """Nothing more comes of this session."""
        self._error = self._error or error
        _fail(self._opened, error)
        asks, self._asks = self._asks, {}
        for asked in asks.values():
            _fail(asked.future, error)


def _resolve(future: asyncio.Future[RecognizerResult], heard: RecognizerResult) -> None:
    if not future.done():
        future.set_result(heard)


def _fail(future: asyncio.Future[RecognizerResult] | asyncio.Future[None], error: EngineError) -> None:
    if not future.done():
        future.set_exception(error)


def _retrieve_error(future: asyncio.Future[RecognizerResult] | asyncio.Future[None]) -> None:
    """Take notice of an error, so that nobody is told of it who has stopped waiting."""
    if not future.cancelled():
        future.exception()


def _shifted(heard: RecognizerResult, ms: int) -> RecognizerResult:
    """The same with its times `ms` later."""
    if not ms:
        return heard
    hypotheses = tuple(
        msgspec.structs.replace(
            one,
            words=tuple(
                msgspec.structs.replace(word, start_ms=word.start_ms + ms, end_ms=word.end_ms + ms)
                for word in one.words
            ),
        )
        for one in heard.hypotheses
    )
    return msgspec.structs.replace(heard, hypotheses=hypotheses, audio_ms=heard.audio_ms + ms)
