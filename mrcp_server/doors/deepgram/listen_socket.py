"""Deepgram's `/v1/listen` as a WebSocket: audio up; Results, SpeechStarted, UtteranceEnd and Metadata down."""

import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response, WebSocket

from mrcp_server.doors.deepgram.listen import alternative, model_info
from mrcp_server.doors.deepgram.speak import render_error
from mrcp_server.doors.deepgram.speak_socket import DeepgramCloser
from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.incoming_audio import IncomingAudio, InputQueue, StreamFormat, read_format, read_number
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import RecognitionServices
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.uploads import open_segmenter, recognition_of
from mrcp_server.doors.web.utterances import DEFAULT_SILENCE_MS, UtteranceBegan, UtteranceRecognized, UtteranceSegmenter
from mrcp_server.doors.web.websocket import Socket, accept, converse, known, parse_object

# "10 seconds without audio or KeepAlive" (the vendor's NET-0001).
_IDLE_S = 10.0
_INTERIM_S = 0.5


@dataclass(slots=True, frozen=True)
class ListenParameters:
    """The query of an upgrade, checked."""

    format: StreamFormat
    language: str
    interim: bool
    silence_ms: int
    utterance_end_ms: int
    vad_events: bool


def read_parameters(websocket: WebSocket, service: SpeechService, recognition: RecognitionServices) -> ListenParameters:
    """Raises RefusedError for what cannot be served; what has no meaning here is ignored."""
    query = websocket.query_params
    service.catalog.recognizer(query.get("model", ""), recognition.names)
    endpointing = query.get("endpointing", "true").lower()
    return ListenParameters(
        read_format(query),
        query.get("language", "") or service.services.engine.language,
        query.get("interim_results", "").lower() == "true",
        DEFAULT_SILENCE_MS
        if endpointing in {"true", "false"}
        else read_number(query, "endpointing", DEFAULT_SILENCE_MS),
        read_number(query, "utterance_end_ms", 0),
        query.get("vad_events", "").lower() == "true",
    )


def deepgram_listen_sockets(service: SpeechService) -> APIRouter:
    """The router of this socket."""
    router = APIRouter()

    @router.websocket("/v1/listen")
    async def listen(websocket: WebSocket) -> None:
        request_id = uuid.uuid4().hex
        with ExitStack() as held:
            parameters: ListenParameters

            def check(caller: Caller | None) -> None:
                nonlocal parameters
                parameters = read_parameters(websocket, service, recognition_of(service))
                held.enter_context(known(caller).stream())

            def refuse(refusal: RefusedError) -> Response:
                return render_error(refusal, request_id)

            entered = await accept(websocket, service, refuse, check, {"dg-request-id": request_id})
            if entered is not None:
                await _Conversation(recognition_of(service), entered[0], parameters, request_id).run()

    return router


class _Conversation:
    """One socket."""

    def __init__(
        self, recognition: RecognitionServices, socket: Socket, parameters: ListenParameters, request_id: str
    ) -> None:
        self._recognition = recognition
        self._socket = socket
        self._parameters = parameters
        self._request_id = request_id
        self._stream = IncomingAudio(parameters.format)
        self._incoming = InputQueue()
        self._last_word_ms = 0
        self._told_end = True

    async def run(self) -> None:
        """Until the client closes the stream."""
        await converse(self._socket, DeepgramCloser(), self._listen(), self._hear())

    async def _listen(self) -> None:
        while True:
            message = await self._socket.receive(_IDLE_S)
            if isinstance(message, bytes):
                if message:
                    await self._incoming.put(message)
                continue
            kind = parse_object(message).get("type")
            if kind in ("Finalize", "CloseStream"):  # no set: what came may have no hash
                await self._incoming.put(str(kind))
            elif kind == "Configure":
                await self._configure()
            elif kind != "KeepAlive":
                raise RefusedError(Reason.DOCUMENT, f"unknown message type {str(kind)[:40]!r}", "type")

    async def _configure(self) -> None:
        """What the vendor changes by it means nothing to our recognisers."""
        content = {
            "type": "ConfigureFailure",
            "request_id": self._request_id,
            "code": "CONFIGURE_KEYTERMS_NOT_SUPPORTED",
            "description": "the recogniser takes neither key terms nor formatting features",
        }
        await self._socket.send_json(content)

    async def _hear(self) -> None:
        parameters = self._parameters
        async with open_segmenter(
            self._recognition, parameters.language, self._stream.rate_hz, silence_ms=parameters.silence_ms
        ) as segmenter:
            next_interim_ms = 0
            while (message := await self._incoming.get()) != "CloseStream":
                if isinstance(message, str):
                    await self._finalize(segmenter)
                    continue
                for found in await segmenter.push(self._stream.samples(message)):
                    await self._tell(found)
                if parameters.interim and segmenter.is_hearing and segmenter.heard_ms >= next_interim_ms:
                    next_interim_ms = segmenter.heard_ms + round(_INTERIM_S * 1000)
                    await self._interim(segmenter)
                await self._utterance_end(segmenter)
            for said in await segmenter.finish():
                await self._tell(said)
            await self._metadata(segmenter)
        await self._socket.close()

    async def _tell(self, found: UtteranceBegan | UtteranceRecognized) -> None:
        if isinstance(found, UtteranceRecognized):
            await self._results(found, speech_final=not found.asked)
        elif self._parameters.vad_events:
            content = {"type": "SpeechStarted", "channel": [0], "timestamp": found.at_ms / 1000}
            await self._socket.send_json(content)

    async def _interim(self, segmenter: UtteranceSegmenter) -> None:
        partial = await segmenter.partial()
        if partial is not None and partial.text:
            await self._results(partial, speech_final=False)

    async def _finalize(self, segmenter: UtteranceSegmenter) -> None:
        """What is not yet told is told now; an empty result says that there is nothing more."""
        said = await segmenter.finish()
        for one in said or [UtteranceRecognized(segmenter.heard_ms, segmenter.heard_ms, "", 0.0, (), asked=True)]:
            await self._results(one, speech_final=False, from_finalize=True)

    async def _results(self, said: UtteranceRecognized, *, speech_final: bool, from_finalize: bool = False) -> None:
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
                "speech_final": speech_final and said.final,
                "from_finalize": from_finalize,
                "channel": {"alternatives": [alternative(said.text, said.confidence, said.words)]},
                "metadata": {
                    "request_id": self._request_id,
                    "model_info": {},
                    "model_uuid": self._recognition.names[0],
                },
            }
        )

    async def _utterance_end(self, segmenter: UtteranceSegmenter) -> None:
        """No word for `utterance_end_ms` of audio after the last one."""
        wanted = self._parameters.utterance_end_ms
        if not wanted or self._told_end or segmenter.is_hearing or segmenter.heard_ms - self._last_word_ms < wanted:
            return
        self._told_end = True
        content = {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": self._last_word_ms / 1000}
        await self._socket.send_json(content)

    async def _metadata(self, segmenter: UtteranceSegmenter) -> None:
        content: dict[str, Any] = {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": self._request_id,
            "sha256": "",
            "created": "",
            "duration": segmenter.heard_ms / 1000,
            "channels": 1,
            "models": list(self._recognition.names[:1]),
            "model_info": model_info(self._recognition.names),
        }
        await self._socket.send_json(content)
