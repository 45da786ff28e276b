"""Speech in as Smallest's Waves API has it: `POST /waves/v1/stt/` and the socket `/waves/v1/stt/live`."""

import uuid
from contextlib import ExitStack
from typing import Any

from fastapi import APIRouter, Request, Response, WebSocket

from engine.recognition import RecognizedWord
from mrcp_server.doors.smallest.speak import language_wish, render_error
from mrcp_server.doors.smallest.speak_socket import SmallestCloser, idle_limit
from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.dialect import dialect_route, json_response
from mrcp_server.doors.web.disconnects import unless_disconnected
from mrcp_server.doors.web.incoming_audio import IncomingAudio, InputQueue, StreamFormat, read_format, read_number
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import RecognitionServices
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.uploads import (
    WIDE_HZ,
    body_or_url,
    decode_upload,
    open_segmenter,
    recognition_of,
    transcribe,
)
from mrcp_server.doors.web.utterances import UtteranceRecognized, UtteranceSegmenter
from mrcp_server.doors.web.websocket import Socket, accept, converse, known, parse_object

_END_OF_UTTERANCE_MS = 800


def smallest_listen_routes(service: SpeechService) -> APIRouter:
    """The router of this dialect's upload and socket."""
    most = service.services.http.max_upload_bytes
    router = APIRouter(tags=["Smallest"], route_class=dialect_route(render_error, most))

    @router.post("/waves/v1/stt/", summary="Speech to text; the body is the recording or names its `url`")
    async def stt(request: Request, model: str = "", language: str = "") -> Response:
        caller = service.admit(request.headers)
        recognition = recognition_of(service)
        service.catalog.recognizer(model, recognition.names)
        spoken = language_wish(language) or service.services.engine.language
        with caller.stream():
            samples, rate_hz = await decode_upload(await body_or_url(service, request))
            transcript = await unless_disconnected(request, transcribe(recognition, samples, rate_hz, spoken))
        said = [one for one in transcript.said if one.text]
        content = {
            "status": "success",
            "request_id": uuid.uuid4().hex,
            "transcription": transcript.text,
            "language": spoken,
            "words": [_word(word) for one in said for word in one.words],
            "utterances": [{"text": one.text, "start": one.start_ms / 1000, "end": one.end_ms / 1000} for one in said],
            "metadata": {"duration": round(transcript.duration_s, 3)},
        }
        return json_response(200, content)

    @router.websocket("/waves/v1/stt/live")
    async def live(websocket: WebSocket) -> None:
        with ExitStack() as held:
            conversation: _Conversation

            def check(caller: Caller | None) -> None:
                nonlocal conversation
                recognition = recognition_of(service)
                query = websocket.query_params
                service.catalog.recognizer(query.get("model", ""), recognition.names)
                language = language_wish(query.get("language")) or service.services.engine.language
                silence_ms = read_number(query, "eou_timeout_ms", _END_OF_UTTERANCE_MS)
                stream = read_format(query, WIDE_HZ)
                conversation = _Conversation(recognition, stream, language, silence_ms, idle_limit(websocket))
                held.enter_context(known(caller).stream())

            entered = await accept(websocket, service, render_error, check, {})
            if entered is not None:
                await conversation.run(entered[0])

    return router


class _Conversation:
    """One socket."""

    def __init__(
        self, recognition: RecognitionServices, stream: StreamFormat, language: str, silence_ms: int, idle_s: float
    ) -> None:
        self._recognition = recognition
        self._stream = IncomingAudio(stream)
        self._language = language
        self._silence_ms = silence_ms
        self._idle_s = idle_s
        self._session = uuid.uuid4().hex
        self._incoming = InputQueue()

    async def run(self, socket: Socket) -> None:
        """Until the client closes the stream."""
        await converse(socket, SmallestCloser(self._idle_s), self._listen(socket), self._hear(socket))

    async def _listen(self, socket: Socket) -> None:
        while True:
            message = await socket.receive(self._idle_s)
            if isinstance(message, bytes):
                await self._incoming.put(message)
                continue
            kind = parse_object(message).get("type")
            if kind not in ("finalize", "close_stream"):  # no set: what came may have no hash
                raise RefusedError(Reason.INVALID, f"unknown message type {str(kind)[:40]!r}", "type")
            await self._incoming.put(str(kind))

    async def _hear(self, socket: Socket) -> None:
        async with open_segmenter(
            self._recognition, self._language, self._stream.rate_hz, silence_ms=self._silence_ms
        ) as segmenter:
            while (message := await self._incoming.get()) != "close_stream":
                if isinstance(message, str):
                    for said in await segmenter.finish() or [_nothing(segmenter)]:
                        await self._tell(socket, said, from_finalize=True)
                    continue
                for found in await segmenter.push(self._stream.samples(message)):
                    if isinstance(found, UtteranceRecognized):
                        await self._tell(socket, found)
            said_last = await segmenter.finish()
            for said in said_last or [_nothing(segmenter)]:
                await self._tell(socket, said, is_last=True)
        await socket.close()

    async def _tell(
        self, socket: Socket, said: UtteranceRecognized, *, is_last: bool = False, from_finalize: bool = False
    ) -> None:
        await socket.send_json(
            {
                "type": "transcription",
                "status": "success",
                "session_id": self._session,
                "transcription": said.text,
                "transcript": said.text,
                "is_final": said.final,
                "is_last": is_last,
                "from_finalize": from_finalize,
                "language": self._language,
                "words": [_word(word) for word in said.words],
            }
        )


def _nothing(segmenter: UtteranceSegmenter) -> UtteranceRecognized:
    return UtteranceRecognized(segmenter.heard_ms, segmenter.heard_ms, "", 0.0, ())


def _word(word: RecognizedWord) -> dict[str, Any]:
    times = {"start": word.start_ms / 1000, "end": word.end_ms / 1000}
    return {"word": word.text, **times, "confidence": round(word.confidence, 4)}
