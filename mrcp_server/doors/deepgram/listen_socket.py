"""Deepgram's `/v1/listen` as a WebSocket: audio up; Results, SpeechStarted, UtteranceEnd and Metadata down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, WebSocket
from starlette.datastructures import QueryParams

from mrcp_server.doors.deepgram.listen import alternative, model_info
from mrcp_server.doors.deepgram.messages import DeepgramCloser, serve_with_id, unknown_type
from mrcp_server.doors.web.services import RecognitionServices
from mrcp_server.doors.web.sockets.incoming_audio import read_format
from mrcp_server.doors.web.sockets.query import read_number
from mrcp_server.doors.web.sockets.stream_recognition import RecognitionParameters, RecognitionSink, StreamRecognition
from mrcp_server.doors.web.sockets.upgrade import Client
from mrcp_server.doors.web.sockets.websocket import Socket, converse, parse_object
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.utterances import DEFAULT_SILENCE_MS, UtteranceBegan, UtteranceRecognized, UtteranceSegmenter

# "10 seconds without audio or KeepAlive" (the vendor's NET-0001).
_IDLE_S = 10.0
_INTERIM_MS = 500


@dataclass(slots=True, frozen=True)
class ListenParameters:
    """The query of an upgrade, checked."""

    recognition: RecognitionServices
    stream: RecognitionParameters
    interim: bool
    utterance_end_ms: int
    vad_events: bool


def read_parameters(query: QueryParams, service: SpeechService) -> ListenParameters:
    """Raises RefusedError for what cannot be served; what has no meaning here is ignored."""
    recognition = service.recognition()
    service.catalog.recognizer(query.get("model", ""), recognition.names)
    endpointing = query.get("endpointing", "true").lower()
    stream = RecognitionParameters(
        read_format(query),
        query.get("language", "") or service.language,
        DEFAULT_SILENCE_MS
        if endpointing in {"true", "false"}
        else read_number(query, "endpointing", DEFAULT_SILENCE_MS),
    )
    return ListenParameters(
        recognition,
        stream,
        query.get("interim_results", "").lower() == "true",
        read_number(query, "utterance_end_ms", 0),
        query.get("vad_events", "").lower() == "true",
    )


def deepgram_listen_sockets(service: SpeechService) -> APIRouter:
    """The router of this socket."""
    router = APIRouter()

    @router.websocket("/v1/listen")
    async def listen(websocket: WebSocket) -> None:
        await serve_with_id(websocket, service, lambda query: read_parameters(query, service), _serve)

    return router


async def _serve(client: Client[ListenParameters], request_id: str) -> None:
    parameters = client.parameters
    sink = ListenSink(client.socket, parameters, request_id)
    stream = StreamRecognition(parameters.recognition, parameters.stream, sink)
    await converse(client.socket, DeepgramCloser(), _read(client.socket, stream, request_id), stream.run())


async def _read(socket: Socket, stream: StreamRecognition, request_id: str) -> None:
    while True:
        message = await socket.receive(_IDLE_S)
        if isinstance(message, bytes):
            await stream.push(message)
            continue
        content = parse_object(message)
        kind = content.get("type")
        if kind == "Finalize":
            await stream.finalize()
        elif kind == "CloseStream":
            await stream.finish()
        elif kind == "Configure":
            await _refuse_configuration(socket, request_id)
        elif kind != "KeepAlive":
            raise unknown_type(content)


async def _refuse_configuration(socket: Socket, request_id: str) -> None:
    """What the vendor changes by it means nothing to our recognisers."""
    content = {
        "type": "ConfigureFailure",
        "request_id": request_id,
        "code": "CONFIGURE_KEYTERMS_NOT_SUPPORTED",
        "description": "the recogniser takes neither key terms nor formatting features",
    }
    await socket.send_json(content)


class ListenSink(RecognitionSink):
    """What goes down."""

    def __init__(self, socket: Socket, parameters: ListenParameters, request_id: str) -> None:
        self._socket = socket
        self._parameters = parameters
        self._request_id = request_id
        self._names = parameters.recognition.names
        self._next_interim_ms = 0
        self._last_word_ms = 0
        self._told_end = True

    async def began(self, began: UtteranceBegan) -> None:
        if self._parameters.vad_events:
            content = {"type": "SpeechStarted", "channel": [0], "timestamp": began.at_ms / 1000}
            await self._socket.send_json(content)

    async def recognized(self, said: UtteranceRecognized) -> None:
        await self._results(said)

    async def finalized(self, said: UtteranceRecognized) -> None:
        """An empty result says that there is nothing more."""
        await self._results(said, from_finalize=True)

    async def advanced(self, segmenter: UtteranceSegmenter) -> None:
        if self._parameters.interim and segmenter.in_utterance and segmenter.audio_ms >= self._next_interim_ms:
            self._next_interim_ms = segmenter.audio_ms + _INTERIM_MS
            partial = await segmenter.partial()
            if partial is not None and partial.text:
                await self._results(partial)
        if not segmenter.in_utterance:
            await self._utterance_end(segmenter.audio_ms)

    async def finished(self, said: Sequence[UtteranceRecognized], audio_ms: int) -> None:
        for one in said:
            await self._results(one)
        await self._metadata(audio_ms)
        await self._socket.close()

    async def _results(self, said: UtteranceRecognized, *, from_finalize: bool = False) -> None:
        if said.words:
            self._last_word_ms = said.words[-1].end_ms
            self._told_end = not said.final
        await self._socket.send_json(
            {
                "type": "Results",
                "channel_index": [0, 1],
                "duration": round((said.end_ms - said.start_ms) / 1000, 3),
                "start": said.start_ms / 1000,
                "is_final": said.final,
                "speech_final": said.final and not said.asked,
                "from_finalize": from_finalize,
                "channel": {"alternatives": [alternative(said.text, said.confidence, said.words)]},
                "metadata": {"request_id": self._request_id, "model_info": {}, "model_uuid": self._names[0]},
            }
        )

    async def _utterance_end(self, audio_ms: int) -> None:
        """No word for `utterance_end_ms` of audio after the last one."""
        wanted = self._parameters.utterance_end_ms
        if not wanted or self._told_end or audio_ms - self._last_word_ms < wanted:
            return
        self._told_end = True
        content = {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": self._last_word_ms / 1000}
        await self._socket.send_json(content)

    async def _metadata(self, audio_ms: int) -> None:
        content: dict[str, Any] = {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": self._request_id,
            "sha256": "",
            "created": "",
            "duration": audio_ms / 1000,
            "channels": 1,
            "models": list(self._names[:1]),
            "model_info": model_info(self._names),
        }
        await self._socket.send_json(content)
