"""Text that comes in pieces, as language models write it, spoken in order on one socket.

`push` and `flush` put text in, `run` speaks it into a `SpeechSink` and must run beside the socket's reader,
`interrupt` drops what has not been played. A turn is what lies between two flushes; it has one record and one packager.
"""

import asyncio
import re
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from engine.documents.ssml_dialects import begins_as_ssml
from engine.errors import EngineError
from engine.interface import SENTENCE_PAUSE_MS, AudioChunk, Utterance
from engine.tokens.planner import Planner, Speakable
from engine.wording.reading.readers import LanguageNotReadyError, read_if_ready
from engine.wording.reading.readiness import when_ready
from engine.workers.pool import Priority
from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import Speech
from mrcp_server.doors.web.sockets.playback_tracker import Interruption, PlaybackTracker, SentPiece
from mrcp_server.doors.web.sockets.speech_sink import Portion, SpeechSink, Style, Turn
from mrcp_server.doors.web.speak_input import SpeakInput, after_pause, read, read_marked_up
from mrcp_server.doors.web.speech_service import SpeechService, refused_by_engine

# A message carries a fifth of a second at most, so that an interruption stops within one.
_PORTION_MS = 200
_LONGEST_RECORDED_TEXT = 4000
_MOST_WAITING = 10_000
_TAG = re.compile(r"<[^<>]*>")


@dataclass(slots=True)
class _Piece:
    text: str
    turn: Turn
    markup: Literal["none", "document", "inline"] = "none"
    pause_ms: int = 0
    """Silence before it, where it follows the end of a sentence."""
    speech: Speech | None = None
    first: asyncio.Task[AudioChunk | None] | None = None
    """Reads the first audio ahead: a speech makes none before it is read."""

    def read_ahead(self) -> None:
        """Has its first audio made while the piece before it is sent."""
        if self.speech is not None:
            self.first = asyncio.create_task(_first_of(self.speech))
            # Whether it failed is asked when its turn comes, and is nobody's concern if that never does.
            self.first.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def chunks(self, speech: Speech) -> AsyncIterator[AudioChunk]:
        """All its audio."""
        chunk = await self.first if self.first is not None else await _first_of(speech)
        while chunk is not None:
            yield chunk
            chunk = await anext(speech, None)

    def cancel(self) -> None:
        """Nothing more is made of it; a read ahead that waits ends by itself then."""
        if self.speech is not None:
            self.speech.cancel()


def _read(piece: _Piece) -> Utterance:
    """What is to be spoken. Raises RefusedError."""
    style = piece.turn.style
    speak_input = SpeakInput(piece.text, style.voice, style.format, style.speed)
    return read_marked_up(speak_input) if piece.markup == "inline" else read(speak_input)


async def _first_of(speech: Speech) -> AudioChunk | None:
    return await anext(speech, None)


@dataclass(slots=True, frozen=True)
class _Flush:
    token: object
    turn: Turn | None


@dataclass(slots=True, frozen=True)
class _Interrupt:
    token: object
    interruption: Interruption
    turn: Turn | None


@dataclass(slots=True, frozen=True)
class _Finish:
    pass


_Item = _Piece | _Flush | _Interrupt | _Finish


@dataclass(slots=True)
class TokenSpeech:
    """One conversation's speech. All methods but `run` return at once; all are for one event loop."""

    service: SpeechService
    caller: Caller
    dialect: str
    style: Style
    sink: SpeechSink
    planner: Planner = field(init=False)
    _queue: deque[_Item] = field(default_factory=deque)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: Turn | None = None
    _playback: PlaybackTracker = field(default_factory=PlaybackTracker)
    _current: _Piece | None = None
    _waiting_characters: int = 0
    _open_turns: list[Turn] = field(default_factory=list)
    _latest: Turn | None = None

    def __post_init__(self) -> None:
        self.planner = self.service.planner(self.style.voice)

    @property
    def busy(self) -> bool:
        """Something is still to be spoken or said."""
        return bool(self._queue) or self._current is not None or self._turn is not None

    @property
    def playback(self) -> PlaybackTracker:
        """What was sent and how far the client has played it."""
        return self._playback

    def push(self, text: str) -> None:
        """More text. Raises RefusedError when too much waits to be spoken, and for half an SSML document.

        A message that is a whole document goes past the planner: SSML is spoken as it is written.
        """
        if not text:
            return
        if self._waiting_characters + len(self.planner.held) + len(text) > self.service.max_text_characters:
            raise RefusedError(Reason.TEXT_TOO_LONG, "too much text waits to be spoken", "text")
        now = time.monotonic()
        self.caller.count_characters(len(text), now)
        whole_document = begins_as_ssml(text)
        if whole_document and not text.rstrip().lower().endswith("</speak>"):
            raise RefusedError(Reason.DOCUMENT, "SSML must come whole in one message", "text")
        turn = self._begin_turn()
        turn.characters += len(text)
        if len(turn.record.text) < _LONGEST_RECORDED_TEXT:
            turn.record.text += text
        if whole_document:
            self._add(self.planner.flush(now))
            self._put(_Piece(text, turn, "document", turn.pause_ms))
            turn.pause_ms = SENTENCE_PAUSE_MS
        else:
            self._add(self.planner.push(text, now))
        self._wake.set()

    def flush(self, token: object = None) -> None:
        """All text so far is spoken without waiting for more; `SpeechSink.flushed` follows its audio.

        Raises RefusedError when too much waits already.
        """
        self._check_room()
        self._add(self.planner.flush(time.monotonic()))
        turn, self._turn = self._turn, None
        self._put(_Flush(token, turn))

    def finish(self) -> None:
        """A flush, after which `SpeechSink.finished` is told and `run` returns."""
        self.flush()
        self._put(_Finish())

    def interrupt(self, token: object = None, played_ms: int | None = None) -> None:
        """Stops now: work is cancelled, what waits is dropped, `SpeechSink.interrupted` tells what was played.

        `played_ms` is how much audio of this socket the client has played; without it, as much as can have been
        played since it was sent. A `finish` that waits still counts, and so does an `interrupt`: each is told of.

        Raises RefusedError when too much waits already.
        """
        self._check_room()
        waiting = [_plain(item) for item in self._queue if isinstance(item, _Piece)]
        interruption = self._playback.interrupt(time.monotonic(), played_ms, [*waiting, self.planner.clear()])
        kept = [item for item in self._queue if isinstance(item, _Interrupt | _Finish)]
        for item in (self._current, *self._queue):
            if isinstance(item, _Piece):
                item.cancel()
        for turn in self._open_turns:
            turn.record.cause = "interrupted"
        # Flushes that waited go too: their audio will not come, and the interruption answers for them.
        self._queue.clear()
        self._turn = None
        self._waiting_characters = 0
        latest = _Interrupt(token, interruption, self._latest)
        for item in sorted([*kept, latest], key=lambda one: isinstance(one, _Finish)):
            self._put(item)

    async def run(self) -> None:
        """Speaks until `finish`; cancel it when the socket closes, and all work ends with it.

        Raises RefusedError when something cannot be spoken, and what the sink raises.
        """
        try:
            while not isinstance(item := await self._next(), _Finish):
                await self._handle(item)
        finally:
            self._abandon()
        await self.sink.finished()

    async def _handle(self, item: _Item) -> None:
        if isinstance(item, _Piece):
            self._current = item
            try:
                await self._speak(item)
            finally:
                self._current = None
        elif isinstance(item, _Flush):
            if item.turn is not None:
                await self._end_turn(item.turn)
            await self.sink.flushed(item.token, item.turn)
        elif isinstance(item, _Interrupt):
            for turn in [turn for turn in self._open_turns if turn.record.cause == "interrupted"]:
                self._write(turn)
            await self.sink.interrupted(item.token, item.interruption, item.turn)

    async def _next(self) -> _Item:
        """The next thing to do; while there is none the planner's clock runs."""
        while not self._queue:
            self._wake.clear()
            at = self.planner.next_timer()
            try:
                async with asyncio.timeout(None if at is None else max(0.0, at - time.monotonic())):
                    await self._wake.wait()
            except TimeoutError:
                self._add(self.planner.handle_timer(time.monotonic()))
        item = self._queue.popleft()
        self._waiting_characters -= _characters(item)
        return item

    async def _speak(self, piece: _Piece) -> None:
        turn = piece.turn
        speech = None
        try:
            speech = piece.speech or self._start(piece, await when_ready(partial(_read, piece)), Priority.FIRST)
            if turn.record.cause == "interrupted":
                return
            sent = self._playback.begin(_plain(piece), speech, turn.style.format.engine_format, turn)
            self._start_following()
            async for chunk in piece.chunks(speech):
                await self._send(chunk.payload, turn, sent)
            sent.complete = True
            self._add(self.planner.playing(self._playback.playing_until, time.monotonic()))
        except EngineError as error:
            raise _noted(turn, refused_by_engine(error)) from None
        except RefusedError as refusal:
            raise _noted(turn, refusal) from None
        finally:
            piece.cancel()
            if speech is not None:
                turn.record.count(speech.timings)

    async def _send(self, payload: bytes, turn: Turn, sent: SentPiece) -> None:
        audio_format = turn.style.format.engine_format
        step = audio_format.samples(_PORTION_MS) * audio_format.sample_bytes
        for start in range(0, len(payload), step):
            if turn.record.cause == "interrupted":
                return
            part = payload[start : start + step]
            samples = len(part) // audio_format.sample_bytes
            if turn.samples == 0:
                turn.record.first_audio_at = time.monotonic()
                await self.sink.begun(turn)
            start_ms = turn.audio_ms
            turn.samples += samples
            text = self._playback.send(sent, samples, time.monotonic())
            packed = await turn.packager.push(part)
            await self.sink.audio(Portion(packed, text, start_ms, turn.audio_ms - start_ms, turn))
            record = turn.record
            record.audio_ms = turn.audio_ms
            record.last_packet_at = time.monotonic()
            if record.first_packet_at is None:
                record.first_packet_at = record.last_packet_at

    async def _end_turn(self, turn: Turn) -> None:
        rest = await turn.packager.finish()
        if rest and turn.samples:
            await self.sink.audio(Portion(rest, "", turn.audio_ms, 0, turn))
        turn.record.cause = turn.record.cause or "normal"
        self._playback.end_turn(turn)
        self._write(turn)

    def _begin_turn(self) -> Turn:
        if self._turn is None:
            record = self.service.record("websocket", "", self.service.voice_name(self.style.voice))
            self._turn = Turn(record, self.style.format.packager(), self.style)
            self._open_turns.append(self._turn)
            self._latest = self._turn
        return self._turn

    def _add(self, pieces: tuple[Speakable, ...]) -> None:
        turn = self._turn
        if turn is None:
            return
        for piece in pieces:
            self._put(_Piece(piece.text, turn, "inline" if piece.marked_up else "none", turn.pause_ms))
            turn.pause_ms = SENTENCE_PAUSE_MS if piece.closes else 0

    def _check_room(self) -> None:
        if len(self._queue) > _MOST_WAITING:
            raise RefusedError(Reason.TEXT_TOO_LONG, "too many messages wait", "text")

    def _put(self, item: _Item) -> None:
        self._queue.append(item)
        self._waiting_characters += _characters(item)
        self._wake.set()

    def _start(self, piece: _Piece, utterance: Utterance, priority: Priority) -> Speech:
        style = piece.turn.style
        if piece.turn.record.text_ready_at is None:
            piece.turn.record.text_ready_at = time.monotonic()
        piece.speech = self.service.speak(after_pause(utterance, piece.pause_ms), style.format.engine_format, priority)
        return piece.speech

    def _start_following(self) -> None:
        """Has the next piece made while this one is sent, so that there is no gap between them."""
        following = next((item for item in self._queue if isinstance(item, _Piece)), None)
        if following is not None and following.speech is None:
            try:
                self._start(following, read_if_ready(partial(_read, following)), Priority.CONTINUATION)
                following.read_ahead()
            except (RefusedError, LanguageNotReadyError):
                following.speech = None  # it is tried again, and reported, when its time comes

    def _write(self, turn: Turn) -> None:
        if turn in self._open_turns:
            self._open_turns.remove(turn)
            self.service.write(turn.record, self.caller, self.dialect)

    def _abandon(self) -> None:
        """Nothing is spoken any more: engines stop, records are written."""
        for item in (self._current, *self._queue):
            if isinstance(item, _Piece):
                item.cancel()
        self._queue.clear()
        for turn in list(self._open_turns):
            turn.record.cause = turn.record.cause or "client-gone"
            self._write(turn)


def _noted(turn: Turn, refusal: RefusedError) -> RefusedError:
    """The refusal, with the turn's record telling it."""
    turn.record.cause, turn.record.reason = refusal.reason.word, refusal.message
    return refusal


def _characters(item: _Item) -> int:
    return len(item.text) if isinstance(item, _Piece) else 0


def _plain(piece: _Piece) -> str:
    """The text of a piece as reports of an interruption tell it."""
    return piece.text if piece.markup == "none" else _TAG.sub("", piece.text)
