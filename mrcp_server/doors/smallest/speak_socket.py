"""Smallest's `/waves/v1/tts/live` as a WebSocket: requests with text up; chunk, word_timestamp and complete down.

A request with `continue` is a piece of a text that goes on; one without it ends the text, and after the last audio
and a pause for further requests comes `complete`, then the close. Any message restarts the inactivity timer.
"""

import asyncio
import base64
import uuid
from typing import Any

from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, Field, ValidationError
from starlette.datastructures import QueryParams

from mrcp_server.doors.smallest.speak import (
    DEFAULT_RATE_HZ,
    EXTERNAL_ID,
    FASTEST,
    SLOWEST,
    error_code,
    language_of,
    render_error,
)
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.sockets.query import read_seconds
from mrcp_server.doors.web.sockets.speech_sink import Portion, SpeechSink, Style, Turn
from mrcp_server.doors.web.sockets.token_speech import TokenSpeech
from mrcp_server.doors.web.sockets.upgrade import Client, serve_upgrade
from mrcp_server.doors.web.sockets.websocket import POLICY, Socket, close_code, converse
from mrcp_server.doors.web.speech_service import SpeechService

_DEFAULT_IDLE_S = 20
_CLOSE_AFTER_S = 0.25
_DEFAULT_BACKOFF_MS, _LONGEST_BACKOFF_MS = 4000, 10_000


class LiveRequest(BaseModel):
    """One message of the client; members that have no meaning here are accepted and ignored."""

    text: str = ""
    voice_id: str = ""
    model: str = ""
    language: str | None = None
    sample_rate: int = DEFAULT_RATE_HZ
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


def idle_limit(query: QueryParams) -> float:
    """Seconds from `?timeout=`: any whole number above zero. Raises RefusedError."""
    return float(read_seconds(query, "timeout", _DEFAULT_IDLE_S))


class SmallestCloser:
    """How the vendor ends a socket."""

    def __init__(self, idle_s: float) -> None:
        self._idle_s = idle_s

    async def refused(self, socket: Socket, refusal: RefusedError) -> None:
        await socket.send_json({"status": "error", "error": error_code(refusal), "message": refusal.message})
        await socket.close(close_code(refusal), refusal.message)

    async def idle(self, socket: Socket) -> None:
        message = f"Connection timed out after {self._idle_s:g} seconds of inactivity"
        await socket.send_json({"status": "error", "message": message})
        await socket.close(POLICY, message)


class LiveSink(SpeechSink):
    """What goes down. The vendor's client has no way to interrupt but to close."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._session = uuid.uuid4().hex
        self._words = 0
        self.external: dict[str, str] = {}
        self.timestamps = False
        self.newest = 0
        """Counts requests that end a text."""
        self.newest_spoken = asyncio.Event()
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
            self.newest_spoken.set()

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
    """The router of this dialect's speech."""
    router = APIRouter()

    @router.websocket("/waves/v1/tts/live")
    async def live(websocket: WebSocket) -> None:
        await serve_upgrade(websocket, service, render_error, idle_limit, _serve)

    return router


async def _serve(client: Client[float]) -> None:
    await _LiveConversation(client).run()


class _LiveConversation:
    """From the first message to `complete`."""

    def __init__(self, client: Client[float]) -> None:
        self._catalog = client.service.catalog
        self._socket = client.socket
        self._idle_s = client.parameters
        self._sink = LiveSink(client.socket)
        style = Style(self._catalog.voice(""), OutputFormat("pcm", DEFAULT_RATE_HZ))
        self._tokens = TokenSpeech(client.service, client.caller, "smallest", style, self._sink)
        self._backoff_s = _DEFAULT_BACKOFF_MS / 1000
        self._asked = asyncio.Event()

    async def run(self) -> None:
        await converse(self._socket, SmallestCloser(self._idle_s), self._read(), self._tokens.run(), self._complete())

    async def _read(self) -> None:
        while True:
            request = read_request(await self._socket.receive_object(self._idle_s))
            self._asked.set()
            self._sink.newest_spoken.clear()
            self._handle(request)
            if not request.goes_on:
                self._sink.newest += 1
                self._tokens.flush(self._sink.newest)

    def _handle(self, request: LiveRequest) -> None:
        named = {"external_session_id": request.session_id, "external_request_id": request.request_id}
        self._sink.external = {name: value for name, value in named.items() if value}
        self._sink.timestamps = bool(request.word_timestamps)
        if request.complete_backoff_ms is not None:
            self._backoff_s = request.complete_backoff_ms / 1000
        if request.text.strip():
            self._catalog.synthesizer(request.model)
            voice = self._catalog.voice(request.voice_id, language_of(request.language), "voice_id")
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
            await self._sink.newest_spoken.wait()
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
