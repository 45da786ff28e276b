"""Deepgram's `/v2/speak`, made for voice agents: turns with ids, and an Interrupt that tells which text was spoken."""

from dataclasses import replace
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
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.sockets.playback_tracker import Interruption
from mrcp_server.doors.web.sockets.speech_sink import Portion, SpeechSink, Turn
from mrcp_server.doors.web.sockets.token_speech import TokenSpeech
from mrcp_server.doors.web.sockets.upgrade import Client
from mrcp_server.doors.web.sockets.websocket import Socket, converse
from mrcp_server.doors.web.speak_input import check_speed
from mrcp_server.doors.web.speech_service import SpeechService

_ERRORS = {Reason.INVALID: "MESSAGE-0000", Reason.ENGINE: "NET-0000", Reason.OVERLOADED: "NET-0000"}
_NO_CONTROLS = {"pronunciations_applied": 0, "breaks_applied": 0, "pronunciation_warnings": 0}


class FluxSink(SpeechSink):
    """What goes down."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self.audio_ms = 0
        self.characters = 0

    async def begun(self, turn: Turn) -> None:
        await self._socket.send_json({"type": "SpeechStarted", "speech_id": _speech_id(turn)})

    async def audio(self, portion: Portion) -> None:
        self.audio_ms += portion.duration_ms
        await self._socket.send_bytes(portion.payload)

    async def flushed(self, token: object, turn: Turn | None) -> None:
        if turn is None:
            await self.warn("NO_ACTIVE_SPEECH", "there is nothing to flush")
            return
        self.characters += turn.characters
        if not turn.samples:
            await self.warn("NO_SYNTHESIZABLE_TEXT", "nothing in the text can be spoken")
        await self._socket.send_json({"type": "SpeechMetadata", **_described(turn), "timing": turn.record.times_ms()})
        await self._socket.send_json({"type": "Flushed", "speech_id": _speech_id(turn)})

    async def interrupted(self, token: object, interruption: Interruption, turn: Turn | None) -> None:
        if turn is None or not interruption.active:
            await self.warn("NO_ACTIVE_SPEECH", "there is nothing to interrupt")
            return
        self.audio_ms = interruption.played_ms
        self.characters += turn.characters
        await self._socket.send_json(
            {
                "type": "SpeechInterrupted",
                "audio_played_ms": interruption.played_ms,
                "text_spoken": interruption.text_spoken,
                "text_remaining": interruption.text_remaining,
                "metadata": _described(turn),
            }
        )

    async def finished(self) -> None:
        """The socket's totals, before it closes."""
        totals = {"total_input_character_count": self.characters, "total_billable_character_count": self.characters}
        content = {"type": "SessionMetadata", "total_audio_duration_ms": self.audio_ms, **totals}
        await self._socket.send_json(content)
        await self._socket.close()

    async def warn(self, code: str, description: str) -> None:
        """Something was ignored."""
        await self._socket.send_json({"type": "Warning", "code": code, "description": description})


class FluxCloser(DeepgramCloser):
    """An Error message goes before the close."""

    async def refused(self, socket: Socket, refusal: RefusedError) -> None:
        code = _ERRORS.get(refusal.reason, "DATA-0000")
        await socket.send_json({"type": "Error", "code": code, "description": refusal.message})
        await super().refused(socket, refusal)


def flux_sockets(service: SpeechService) -> APIRouter:
    """The router of this socket."""
    router = APIRouter()

    @router.websocket("/v2/speak")
    async def speak(websocket: WebSocket) -> None:
        async def serve(client: Client[SpeakParameters], request_id: str) -> None:
            await _FluxConversation(client, request_id).run()

        await serve_with_id(websocket, service, lambda query: read_speak_parameters(query, service), serve)

    return router


class _FluxConversation:
    """From Connected to SessionMetadata."""

    def __init__(self, client: Client[SpeakParameters], request_id: str) -> None:
        self._client = client
        self._socket = client.socket
        self._request_id = request_id
        self._sink = FluxSink(client.socket)
        self._tokens = TokenSpeech(client.service, client.caller, "deepgram", client.parameters.style, self._sink)

    async def run(self) -> None:
        await converse(self._socket, FluxCloser(), self._read(), self._tokens.run())

    async def _read(self) -> None:
        await self._connected()
        while True:
            await self._handle(await self._socket.receive_object(LONGEST_IDLE_S))

    async def _connected(self) -> None:
        parameters = self._client.parameters
        voice = self._client.service.voice_name(parameters.style.voice)
        content = {"type": "Connected", "request_id": self._request_id, "model_name": parameters.model or voice}
        await self._socket.send_json({**content, "model_version": "1", "model_uuids": [voice]})

    async def _handle(self, message: dict[str, Any]) -> None:
        kind = message.get("type")
        if kind == "Speak":
            self._tokens.push(text_of(message))
        elif kind == "Flush":
            self._tokens.flush()
        elif kind == "Interrupt":
            await self._interrupt(message)
        elif kind == "Configure":
            await self._configure(message)
        elif kind == "Close":
            self._tokens.finish()
        else:
            raise unknown_type(message)

    async def _interrupt(self, message: dict[str, Any]) -> None:
        offset = message.get("playback_offset")
        played = offset.get("value") if isinstance(offset, dict) else None
        if played is not None and not (isinstance(played, int) and played >= 0):
            await self._sink.warn("INVALID_INTERRUPT_OFFSET", "playback_offset is not a number of milliseconds")
            return
        self._tokens.interrupt(played_ms=played)

    async def _configure(self, message: dict[str, Any]) -> None:
        """The speed of the text that comes from now on."""
        speed = message.get("speed")
        try:
            if not isinstance(speed, int | float):
                raise RefusedError(Reason.INVALID, "speed is not a number", "speed")
            self._tokens.style = replace(self._tokens.style, speed=check_speed(speed))
        except RefusedError as refusal:
            failure = {"code": "SPEED_OUT_OF_RANGE", "field": "speed", "description": refusal.message}
            await self._socket.send_json({"type": "ConfigureFailure", **failure})
            return
        await self._socket.send_json({"type": "ConfigureSuccess", "applied": {"speed": speed}})


def _speech_id(turn: Turn) -> str:
    return f"dg_sp_{turn.record.utterance[:12]}"


def _described(turn: Turn) -> dict[str, Any]:
    return {
        "speech_id": _speech_id(turn),
        "audio_duration_ms": turn.audio_ms,
        "input_character_count": turn.characters,
        "billable_character_count": turn.characters,
        "controls_applied": _NO_CONTROLS,
    }
