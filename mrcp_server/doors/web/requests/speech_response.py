"""An utterance as an HTTP response: audio while it is made, or the whole file; cancelled when the client leaves."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from fastapi import Request, Response
from starlette.types import Message, Receive, Scope, Send

from engine.errors import EngineError
from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.formats import whole_file
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.alignment import Aligned, Aligner
from mrcp_server.doors.web.requests.dialect import Render
from mrcp_server.doors.web.requests.disconnects import disconnected
from mrcp_server.doors.web.speak_input import SpeakInput, read_long
from mrcp_server.doors.web.speech_service import SpeechService, cancel_and_wait, refused_by_engine, server_timing
from mrcp_server.observability.records import SpeakRecord

# Audio leaves in portions that fit a socket's buffer, so that a slow client holds little memory.
_PORTION_BYTES = 16384
_LARGEST_WHOLE_BYTES = 64 << 20


class Framing(Protocol):
    """How audio is wrapped on its way, for dialects that send events."""

    content_type: str
    aligns: bool
    """It tells when each character is spoken."""

    def audio(self, payload: bytes, aligned: Aligned) -> bytes:
        """A portion of audio, or all of it where the request wants it whole; and the text that begins with it."""

    def end(self, record: SpeakRecord) -> bytes:
        """After the last portion."""

    def failure(self, refusal: RefusedError) -> bytes:
        """In place of the rest."""


@dataclass(slots=True)
class SpeechRequest:
    """What a dialect hands over once it has understood a request."""

    service: SpeechService
    caller: Caller
    speak_input: SpeakInput
    dialect: str
    render: Render
    headers: Callable[[str], dict[str, str]]
    """The dialect's own headers, made from the utterance's id."""
    framing: Framing | None = None
    whole: bool = False
    """Send nothing before all is made: with its length, and a WAV header that is true. A framing has no end then."""
    text_field: str = "text"
    received_at: float = field(default_factory=time.monotonic)


class SpeechResponse(Response):
    """Speaks when it is sent. Errors before the first byte become the dialect's error response."""

    def __init__(self, request: SpeechRequest) -> None:
        super().__init__()
        self._request = request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs until all is sent or the client has disconnected; the engine is cancelled in both cases."""
        delivery = _Delivery(self._request, scope, receive, send)
        work = asyncio.create_task(delivery.run())
        disconnecting = asyncio.create_task(disconnected(receive))
        try:
            await asyncio.wait({work, disconnecting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            finished = work.done()
            await cancel_and_wait(disconnecting, work)
        try:
            if finished:
                work.result()
        finally:
            del work  # what it raised has been here, and would keep itself


class _Delivery:
    """One response on its way."""

    def __init__(self, request: SpeechRequest, scope: Scope, receive: Receive, send: Send) -> None:
        self._request = request
        self._scope = scope
        self._receive = receive
        self._send_raw = send
        self._format = request.speak_input.format
        self._record = request.service.record("http", request.speak_input.text, "")
        self._record.received_at = request.received_at
        self._begun = False

    async def run(self) -> None:
        record = self._record
        record.cause = "client-gone"  # unless another end is reached
        try:
            with self._request.caller.stream():
                await (self._send_whole() if self._request.whole else self._send_stream())
            record.cause = "normal"
        except RefusedError as refusal:
            record.cause, record.reason = refusal.reason.word, refusal.message
            await self._refuse(refusal)
        except TimeoutError:
            # The response stays unfinished, which closes the connection; the kernel drops what is not taken.
            record.cause = "client-stalled"
        finally:
            self._request.service.write(record, self._request.caller, self._request.dialect)

    async def _send_stream(self) -> None:
        framing = self._request.framing
        async for payload, aligned in self._audio():
            for start in range(0, len(payload), _PORTION_BYTES):
                portion = payload[start : start + _PORTION_BYTES]
                await self._send_body(framing.audio(portion, Aligned() if start else aligned) if framing else portion)
        await self._send_body(framing.end(self._record) if framing else b"", more=False)

    async def _send_whole(self) -> None:
        body, aligned = bytearray(), Aligned()
        async for payload, more in self._audio():
            body += payload
            aligned.extend(more)
            if len(body) > _LARGEST_WHOLE_BYTES:
                raise RefusedError(Reason.TEXT_TOO_LONG, "the audio is too long for one response; stream it", "text")
        # Minutes of audio are megabytes to copy and to encode: others shall not wait for that.
        whole = await asyncio.to_thread(self._wrap, bytes(body), aligned)
        await self._begin({"content-length": str(len(whole))})
        for start in range(0, len(whole), _PORTION_BYTES):
            await self._send_body(whole[start : start + _PORTION_BYTES])
        await self._send_body(b"", more=False)

    def _wrap(self, body: bytes, aligned: Aligned) -> bytes:
        whole = whole_file(self._format, body)
        framing = self._request.framing
        return framing.audio(whole, aligned) if framing else whole

    async def _audio(self) -> AsyncIterator[tuple[bytes, Aligned]]:
        """The packaged audio with what is spoken in it; the times are noted on the way."""
        request, record = self._request, self._record
        request.caller.count_characters(len(request.speak_input.text), time.monotonic())
        record.voice = request.service.voice_name(request.speak_input.voice)
        source = request.service.source(Request(self._scope), request.caller)
        utterance = await read_long(request.speak_input, request.service.server.apart, source, request.text_field)
        record.text_ready_at = time.monotonic()
        packager = self._format.packager()
        speech = request.service.speak(utterance, self._format.engine_format)
        samples, waiting = 0, Aligned()
        aligner = Aligner(speech, self._format.rate_hz) if request.framing and request.framing.aligns else None
        try:
            async for chunk in speech:
                if record.first_audio_at is None:
                    record.first_audio_at = time.monotonic()
                samples += chunk.samples
                record.audio_ms = self._format.engine_format.ms(samples)
                if aligner is not None:
                    waiting.extend(aligner.advance(chunk.samples))
                payload = await packager.push(chunk.payload)
                if payload:
                    aligned, waiting = waiting, Aligned()
                    yield payload, aligned
        except EngineError as error:
            raise refused_by_engine(error) from None
        finally:
            speech.cancel()
            record.count(speech.timings)
        payload = await packager.finish()
        if payload or waiting.characters:
            yield payload, waiting

    async def _send_body(self, body: bytes, *, more: bool = True) -> None:
        if not self._begun:
            await self._begin({})
        if not body and more:
            return
        await self._send({"type": "http.response.body", "body": body, "more_body": more})
        self._record.last_packet_at = time.monotonic()
        if self._record.first_packet_at is None:
            self._record.first_packet_at = self._record.last_packet_at

    async def _begin(self, headers: dict[str, str]) -> None:
        request = self._request
        content_type = request.framing.content_type if request.framing else self._format.content_type
        headers = {
            "content-type": content_type,
            "cache-control": "no-store",
            "server-timing": server_timing(self._record),
            **request.headers(self._record.utterance),
            **headers,
        }
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await self._send({"type": "http.response.start", "status": 200, "headers": raw})
        self._begun = True

    async def _send(self, message: Message) -> None:
        """Waits while the client's buffers are full, for so long as a client may leave audio unread."""
        await _within(self._request.service.send_timeout_s, self._send_raw(message))

    async def _refuse(self, refusal: RefusedError) -> None:
        request = self._request
        if not self._begun:
            response = request.render(refusal)
            for name, value in request.headers(self._record.utterance).items():
                response.headers.setdefault(name, value)
            await response(self._scope, self._receive, self._send_raw)
        elif request.framing:
            await self._send_body(request.framing.failure(refusal), more=False)
        # Audio that has begun and cannot go on ends without its last chunk: the client sees that it is not whole.


async def _within(seconds: float, work: Awaitable[None]) -> None:
    async with asyncio.timeout(seconds):
        await work
