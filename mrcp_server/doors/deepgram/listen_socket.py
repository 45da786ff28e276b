"""Deepgram's `/v1/listen` as a WebSocket: audio up; Results, SpeechStarted, UtteranceEnd and Metadata down."""

import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response, WebSocket

from mrcp_server.doors.deepgram.listen import alternative, model_info
from mrcp_server.doors.deepgram.speak import render_error
from mrcp_server.doors.deepgram.speak_socket import Goodbye
from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.incoming_audio import HeardStream, StreamFormat, Waiting, read_format, read_number
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import Hearing
from mrcp_server.doors.web.speech_service import Desk
from mrcp_server.doors.web.uploads import hearing_of, open_ear
from mrcp_server.doors.web.utterances import DEFAULT_SILENCE_MS, Began, Ear, Said
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


def read_parameters(websocket: WebSocket, desk: Desk, hearing: Hearing) -> ListenParameters:
    """Raises RefusedError for what cannot be served; what has no meaning here is ignored."""
    query = websocket.query_params
    desk.catalog.recognizer(query.get("model", ""), hearing.names)
    endpointing = query.get("endpointing", "true").lower()
    return ListenParameters(
        read_format(query),
        query.get("language", "") or desk.services.engine.language,
        query.get("interim_results", "").lower() == "true",
        DEFAULT_SILENCE_MS
        if endpointing in {"true", "false"}
        else read_number(query, "endpointing", DEFAULT_SILENCE_MS),
        read_number(query, "utterance_end_ms", 0),
        query.get("vad_events", "").lower() == "true",
    )


def deepgram_listen_sockets(desk: Desk) -> APIRouter:
    """The router of this socket."""
    router = APIRouter()

    @router.websocket("/v1/listen")
    async def listen(websocket: WebSocket) -> None:
        request_id = uuid.uuid4().hex
        with ExitStack() as held:
            parameters: ListenParameters

            def check(caller: Caller | None) -> None:
                nonlocal parameters
                parameters = read_parameters(websocket, desk, hearing_of(desk))
                held.enter_context(known(caller).stream())

            def refuse(refusal: RefusedError) -> Response:
                return render_error(refusal, request_id)

            entered = await accept(websocket, desk, refuse, check, {"dg-request-id": request_id})
            if entered is not None:
                await _Conversation(hearing_of(desk), entered[0], parameters, request_id).run()

    return router


class _Conversation:
    """One socket."""

    def __init__(self, hearing: Hearing, socket: Socket, parameters: ListenParameters, request_id: str) -> None:
        self._hearing = hearing
        self._socket = socket
        self._parameters = parameters
        self._request_id = request_id
        self._stream = HeardStream(parameters.format)
        self._incoming = Waiting()
        self._last_word_ms = 0
        self._told_end = True

    async def run(self) -> None:
        """Until the client closes the stream."""
        await converse(self._socket, Goodbye(), self._listen(), self._hear())

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
        async with open_ear(
            self._hearing, parameters.language, self._stream.rate_hz, silence_ms=parameters.silence_ms
        ) as ear:
            next_interim_ms = 0
            while (message := await self._incoming.get()) != "CloseStream":
                if isinstance(message, str):
                    await self._finalize(ear)
                    continue
                for found in await ear.push(self._stream.samples(message)):
                    await self._tell(found)
                if parameters.interim and ear.is_hearing and ear.heard_ms >= next_interim_ms:
                    next_interim_ms = ear.heard_ms + round(_INTERIM_S * 1000)
                    await self._interim(ear)
                await self._utterance_end(ear)
            for said in await ear.finish():
                await self._tell(said)
            await self._metadata(ear)
        await self._socket.close()

    async def _tell(self, found: Began | Said) -> None:
        if isinstance(found, Said):
            await self._results(found, speech_final=not found.asked)
        elif self._parameters.vad_events:
            content = {"type": "SpeechStarted", "channel": [0], "timestamp": found.at_ms / 1000}
            await self._socket.send_json(content)

    async def _interim(self, ear: Ear) -> None:
        partial = await ear.partial()
        if partial is not None and partial.text:
            await self._results(partial, speech_final=False)

    async def _finalize(self, ear: Ear) -> None:
        """What is not yet told is told now; an empty result says that there is nothing more."""
        said = await ear.finish()
        for one in said or [Said(ear.heard_ms, ear.heard_ms, "", 0.0, (), asked=True)]:
            await self._results(one, speech_final=False, from_finalize=True)

    async def _results(self, said: Said, *, speech_final: bool, from_finalize: bool = False) -> None:
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
                "metadata": {"request_id": self._request_id, "model_info": {}, "model_uuid": self._hearing.names[0]},
            }
        )

    async def _utterance_end(self, ear: Ear) -> None:
        """No word for `utterance_end_ms` of audio after the last one."""
        wanted = self._parameters.utterance_end_ms
        if not wanted or self._told_end or ear.is_hearing or ear.heard_ms - self._last_word_ms < wanted:
            return
        self._told_end = True
        content = {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": self._last_word_ms / 1000}
        await self._socket.send_json(content)

    async def _metadata(self, ear: Ear) -> None:
        content: dict[str, Any] = {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": self._request_id,
            "sha256": "",
            "created": "",
            "duration": ear.heard_ms / 1000,
            "channels": 1,
            "models": list(self._hearing.names[:1]),
            "model_info": model_info(self._hearing.names),
        }
        await self._socket.send_json(content)
