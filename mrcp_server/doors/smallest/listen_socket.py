"""Smallest's `/waves/v1/stt/live` as a WebSocket: audio up; transcriptions, the last of them marked so, down."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, WebSocket
from starlette.datastructures import QueryParams

from engine.recognition import WIDE_HZ
from mrcp_server.doors.smallest.listen import told_word
from mrcp_server.doors.smallest.speak import language_of, render_error
from mrcp_server.doors.smallest.speak_socket import SmallestCloser, idle_limit
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import RecognitionServices
from mrcp_server.doors.web.sockets.incoming_audio import read_format
from mrcp_server.doors.web.sockets.query import read_number
from mrcp_server.doors.web.sockets.stream_recognition import RecognitionParameters, RecognitionSink, StreamRecognition
from mrcp_server.doors.web.sockets.upgrade import Client, serve_upgrade
from mrcp_server.doors.web.sockets.websocket import Socket, converse, parse_object
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.utterances import UtteranceRecognized

_END_OF_UTTERANCE_MS = 800


@dataclass(slots=True, frozen=True)
class ListenParameters:
    """The query of an upgrade, checked."""

    recognition: RecognitionServices
    stream: RecognitionParameters
    idle_s: float


def read_parameters(query: QueryParams, service: SpeechService) -> ListenParameters:
    """Raises RefusedError for what cannot be served; what has no meaning here is ignored."""
    recognition = service.recognition()
    service.catalog.recognizer(query.get("model", ""), recognition.names)
    language = language_of(query.get("language")) or service.language
    silence_ms = read_number(query, "eou_timeout_ms", _END_OF_UTTERANCE_MS)
    stream = RecognitionParameters(read_format(query, WIDE_HZ), language, silence_ms)
    return ListenParameters(recognition, stream, idle_limit(query))


def smallest_listen_sockets(service: SpeechService) -> APIRouter:
    """The router of this socket."""
    router = APIRouter()

    @router.websocket("/waves/v1/stt/live")
    async def live(websocket: WebSocket) -> None:
        await serve_upgrade(websocket, service, render_error, lambda query: read_parameters(query, service), _serve)

    return router


async def _serve(client: Client[ListenParameters]) -> None:
    parameters = client.parameters
    sink = TranscriptionSink(client.socket, parameters.stream.language)
    stream = StreamRecognition(parameters.recognition, parameters.stream, sink)
    reading = _read(client.socket, stream, parameters.idle_s)
    await converse(client.socket, SmallestCloser(parameters.idle_s), reading, stream.run())


async def _read(socket: Socket, stream: StreamRecognition, idle_s: float) -> None:
    while True:
        message = await socket.receive(idle_s)
        if isinstance(message, bytes):
            await stream.push(message)
            continue
        kind = parse_object(message).get("type")
        if kind == "finalize":
            await stream.finalize()
        elif kind == "close_stream":
            await stream.finish()
        else:
            raise RefusedError(Reason.INVALID, f"unknown message type {str(kind)[:40]!r}", "type")


class TranscriptionSink(RecognitionSink):
    """What goes down."""

    def __init__(self, socket: Socket, language: str) -> None:
        self._socket = socket
        self._language = language
        self._session = uuid.uuid4().hex

    async def recognized(self, said: UtteranceRecognized) -> None:
        await self._transcription(said)

    async def finalized(self, said: UtteranceRecognized) -> None:
        await self._transcription(said, from_finalize=True)

    async def finished(self, said: Sequence[UtteranceRecognized], audio_ms: int) -> None:
        for one in said or [UtteranceRecognized(audio_ms, audio_ms, "", 0.0, ())]:
            await self._transcription(one, is_last=True)
        await self._socket.close()

    async def _transcription(
        self, said: UtteranceRecognized, *, is_last: bool = False, from_finalize: bool = False
    ) -> None:
        await self._socket.send_json(
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
                "words": [told_word(word) for word in said.words],
            }
        )
