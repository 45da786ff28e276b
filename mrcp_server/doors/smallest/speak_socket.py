"""Smallest's `/waves/v1/tts/live` as a WebSocket: requests with text up; chunk, word_timestamp and complete down.

A request with `continue` is a piece of a text that goes on; one without it ends the text, and after the last audio
and a pause for further requests comes `complete`, then the close. Any message restarts the inactivity timer.
"""

import asyncio
import base64
import uuid
from contextlib import ExitStack
from typing import Any

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, Field, ValidationError

from mrcp_server.doors.smallest.speak import EXTERNAL_ID, FASTEST, SLOWEST, error_code, language_wish, render_error
from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.played_text import Interruption
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.token_speech import Portion, Style, TokenSpeech, Turn
from mrcp_server.doors.web.websocket import INTERNAL, POLICY, Socket, accept, converse, known, parse_object

_DEFAULT_IDLE_S = 20
_CLOSE_AFTER_S = 0.25
_DEFAULT_BACKOFF_MS, _LONGEST_BACKOFF_MS = 4000, 10_000


class LiveRequest(BaseModel):
    """One message of the client; members that have no meaning here are accepted and ignored."""

    text: str = ""
    voice_id: str = ""
    model: str = ""
    language: str | None = None
    sample_rate: int = 44100
    speed: float = Field(default=1.0, ge=SLOWEST, le=FASTEST)
    goes_on: bool | None = Field(default=None, alias="continue")
    flush: bool | None = None
    complete_backoff_ms: float | None = Field(default=None, ge=0, le=_LONGEST_BACKOFF_MS)
    word_timestamps: bool | None = None
    session_id: str | None = Field(default=None, pattern=EXTERNAL_ID)
    request_id: str | None = Field(default=None, pattern=EXTERNAL_ID)


def read_request(message: dict[str, Any]) -> LiveRequest:
    """Raises RefusedError for a message that is not valid."""
    given = {name: value for name, value in message.items() if value is not None}
    try:
        return LiveRequest.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise RefusedError(Reason.INVALID, f"{field}: {first['msg']}", field) from None


def idle_limit(websocket: WebSocket) -> float:
    """Seconds from `?timeout=`: any whole number above zero. Raises RefusedError."""
    text = websocket.query_params.get("timeout", str(_DEFAULT_IDLE_S))
    if not (text.isdecimal() and len(text) <= 9 and int(text)):
        raise RefusedError(Reason.INVALID, "timeout is not a number of seconds", "timeout")
    return float(text)


class SmallestCloser:
    """How the vendor ends a socket."""

    def __init__(self, idle_s: float) -> None:
        self._idle_s = idle_s

    async def refused(self, socket: Socket, refusal: RefusedError) -> None:
        await socket.send_json({"status": "error", "error": error_code(refusal), "message": refusal.message})
        ours = refusal.reason in {Reason.ENGINE, Reason.OVERLOADED}
        await socket.close(INTERNAL if ours else POLICY, refusal.message)

    async def idle(self, socket: Socket) -> None:
        message = f"Connection timed out after {self._idle_s:g} seconds of inactivity"
        await socket.send_json({"status": "error", "message": message})
        await socket.close(POLICY, message)


class LiveSink:
    """What goes down."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._session = uuid.uuid4().hex
        self._words = 0
        self.external: dict[str, str] = {}
        self.timestamps = False
        self.newest = 0
        """Counts requests that end a text."""
        self.finished = asyncio.Event()
        """The newest of them has been spoken."""
        self._last: Turn | None = None

    async def begun(self, turn: Turn) -> None:
        self._words = 0

    async def audio(self, portion: Portion) -> None:
        if portion.payload:
            audio = base64.b64encode(portion.payload).decode()
            await self._send(portion.turn, "chunk", data={"audio": audio})
        if self.timestamps:
            await self._word_timestamps(portion)

    async def flushed(self, token: object, turn: Turn | None) -> None:
        self._last = turn or self._last
        if token == self.newest:
            self.finished.set()

    async def interrupted(self, token: object, interruption: Interruption, turn: Turn | None) -> None:
        """The vendor's client has no way to interrupt but to close."""

    async def failed(self, refusal: RefusedError) -> None:
        raise refusal

    async def complete(self) -> None:
        """All that was asked for has been sent."""
        turn = self._last
        timing = {"id": turn.record.utterance, **turn.record.times_ms()} if turn else {}
        await self._send(turn, "complete", timing=timing)

    async def _word_timestamps(self, portion: Portion) -> None:
        words = portion.text.split()
        for index, word in enumerate(words):
            start = portion.start_ms + portion.duration_ms * index / len(words)
            end = portion.start_ms + portion.duration_ms * (index + 1) / len(words)
            times = {"start": round(start / 1000, 3), "end": round(end / 1000, 3)}
            await self._send(portion.turn, "word_timestamp", data={"id": self._words, "word": word, **times})
            self._words += 1

    async def _send(self, turn: Turn | None, status: str, **members: object) -> None:
        request = turn.record.utterance if turn else ""
        named = {"session_id": self._session, "request_id": request, **self.external}
        await self._socket.send_json({**named, "status": status, **members})


def smallest_sockets(service: SpeechService) -> APIRouter:
    """The router of this dialect's socket."""
    router = APIRouter()

    @router.websocket("/waves/v1/tts/live")
    async def live(websocket: WebSocket) -> None:
        with ExitStack() as held:
            idle_s = 0.0

            def check(caller: Caller | None) -> None:
                nonlocal idle_s
                idle_s = idle_limit(websocket)
                held.enter_context(known(caller).stream())

            entered = await accept(websocket, service, render_error, check, {})
            if entered is not None:
                await _Conversation(service, entered[0], known(entered[1]), idle_s).run()

    return router


class _Conversation:
    """One socket."""

    def __init__(self, service: SpeechService, socket: Socket, caller: Caller, idle_s: float) -> None:
        self._service = service
        self._socket = socket
        self._idle_s = idle_s
        self._sink = LiveSink(socket)
        style = Style(service.catalog.voice(""), OutputFormat("pcm", 44100))
        self._tokens = TokenSpeech(service, caller, "smallest", style, self._sink, service.planner(style.voice))
        self._backoff_s = _DEFAULT_BACKOFF_MS / 1000
        self._asked = asyncio.Event()

    async def run(self) -> None:
        """From the first message to `complete`."""
        await converse(self._socket, SmallestCloser(self._idle_s), self._listen(), self._tokens.run(), self._complete())

    async def _listen(self) -> None:
        while True:
            request = read_request(parse_object(await self._socket.receive(self._idle_s)))
            self._asked.set()
            self._sink.finished.clear()
            self._obey(request)
            if not request.goes_on:
                self._sink.newest += 1
                self._tokens.flush(self._sink.newest)

    def _obey(self, request: LiveRequest) -> None:
        named = {"external_session_id": request.session_id, "external_request_id": request.request_id}
        self._sink.external = {name: value for name, value in named.items() if value}
        self._sink.timestamps = bool(request.word_timestamps)
        if request.complete_backoff_ms is not None:
            self._backoff_s = request.complete_backoff_ms / 1000
        if request.text.strip():
            self._service.catalog.synthesizer(request.model)
            voice = self._service.catalog.voice(request.voice_id, language_wish(request.language), "voice_id")
            wanted = OutputFormat("pcm", request.sample_rate)
            wanted.check("sample_rate")
            self._tokens.style = Style(voice, wanted, request.speed)
            self._tokens.push(request.text)
        elif not (request.goes_on or request.flush or self._tokens.busy):
            raise RefusedError(Reason.EMPTY_TEXT, "text is empty", "text")
        if request.flush and request.goes_on:
            self._tokens.flush()

    async def _complete(self) -> None:
        """Waits until all is spoken and nothing more was asked for during the pause that the client set."""
        asked_again = True
        while asked_again:
            await self._sink.finished.wait()
            self._asked.clear()
            try:
                async with asyncio.timeout(self._backoff_s):
                    await self._asked.wait()
            except TimeoutError:
                asked_again = False
        await self._sink.complete()
        # A client may take the close for a failure unless it was the one to close: it gets a moment for that.
        await asyncio.sleep(_CLOSE_AFTER_S)
        await self._socket.close()
