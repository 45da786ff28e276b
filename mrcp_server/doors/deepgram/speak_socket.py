"""Deepgram's `/v1/speak` as a WebSocket: Speak, Flush, Clear, Close up; audio, Flushed, Cleared and the like down.

Speech begins at the first sentence, not only at Flush. Cleared tells more than the vendor's: how much was played and
which text was spoken and which was not.
"""

from typing import Any

from fastapi import APIRouter, WebSocket

from mrcp_server.doors.deepgram.messages import (
    LONGEST_IDLE_S,
    DeepgramCloser,
    SpeakParameters,
    read_speak_parameters,
    serve_with_id,
    text_of,
    unknown_type,
)
from mrcp_server.doors.web.sockets.playback_tracker import Interruption
from mrcp_server.doors.web.sockets.speech_sink import Portion, SpeechSink, Turn
from mrcp_server.doors.web.sockets.token_speech import TokenSpeech
from mrcp_server.doors.web.sockets.upgrade import Client
from mrcp_server.doors.web.sockets.websocket import Socket, converse
from mrcp_server.doors.web.speech_service import SpeechService


def deepgram_sockets(service: SpeechService) -> APIRouter:
    """The router of this socket."""
    router = APIRouter()

    @router.websocket("/v1/speak")
    async def speak(websocket: WebSocket) -> None:
        await serve_with_id(websocket, service, lambda query: read_speak_parameters(query, service), _serve)

    return router


class SpeakSink(SpeechSink):
    """What goes down."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._sequence = 0

    async def audio(self, portion: Portion) -> None:
        await self._socket.send_bytes(portion.payload)

    async def flushed(self, token: object, turn: Turn | None) -> None:
        message: dict[str, Any] = {"type": "Flushed", "sequence_id": self._next()}
        if turn is not None:
            message["timing"] = {"id": turn.record.utterance, **turn.record.times_ms()}
        await self._socket.send_json(message)

    async def interrupted(self, token: object, interruption: Interruption, turn: Turn | None) -> None:
        await self._socket.send_json(
            {
                "type": "Cleared",
                "sequence_id": self._next(),
                "audio_played_ms": interruption.played_ms,
                "text_spoken": interruption.text_spoken,
                "text_remaining": interruption.text_remaining,
            }
        )

    async def finished(self) -> None:
        await self._socket.close()

    def _next(self) -> int:
        sequence, self._sequence = self._sequence, self._sequence + 1
        return sequence


async def _serve(client: Client[SpeakParameters], request_id: str) -> None:
    socket = client.socket
    tokens = TokenSpeech(client.service, client.caller, "deepgram", client.parameters.style, SpeakSink(socket))

    async def read() -> None:
        await socket.send_json(_metadata(client, request_id))
        while True:
            await _handle(socket, tokens, await socket.receive_object(LONGEST_IDLE_S))

    await converse(socket, DeepgramCloser(), read(), tokens.run())


async def _handle(socket: Socket, tokens: TokenSpeech, message: dict[str, Any]) -> None:
    kind = message.get("type")
    if kind == "Speak":
        text = text_of(message)
        if text.strip():
            tokens.push(text)
        else:
            await socket.send_json({"type": "Warning", "code": "EMPTY_TEXT", "description": "Speak with empty text"})
    elif kind == "Flush":
        tokens.flush()
    elif kind == "Clear":
        tokens.interrupt(played_ms=_played(message))
    elif kind == "Close":
        tokens.finish()
    else:
        raise unknown_type(message)


def _played(message: dict[str, Any]) -> int | None:
    """An addition to the vendor's Clear: how much the client has played, as its `/v2/speak` has it."""
    offset = message.get("playback_offset")
    value = offset.get("value") if isinstance(offset, dict) else None
    return value if isinstance(value, int) and value >= 0 else None


def _metadata(client: Client[SpeakParameters], request_id: str) -> dict[str, Any]:
    voice = client.service.voice_name(client.parameters.style.voice)
    return {
        "type": "Metadata",
        "request_id": request_id,
        "model_name": client.parameters.model or voice,
        "model_version": "1",
        "model_uuid": voice,
        "additional_model_uuids": [],
    }
