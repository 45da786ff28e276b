"""Deepgram's `/v1/speak` as a WebSocket: Speak, Flush, Clear, Close up; audio, Flushed, Cleared and the like down.

Speech begins at the first sentence, not only at Flush. Cleared tells more than the vendor's: how much was played and
which text was spoken and which was not.
"""

import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response, WebSocket

from mrcp_server.doors.deepgram.speak import output_format, render_error
from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.formats import OutputFormat
from mrcp_server.doors.web.played_text import Interruption
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.speak_input import check_speed
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.token_speech import Portion, Style, TokenSpeech, Turn
from mrcp_server.doors.web.websocket import (
    INTERNAL,
    POLICY,
    UNSUPPORTED,
    Socket,
    accept,
    converse,
    known,
    parse_object,
)

# The vendor closes a socket after an hour, whatever happens on it.
LONGEST_IDLE_S = 3600.0
_CODES = {
    Reason.INVALID: (UNSUPPORTED, "MESSAGE-0000"),
    Reason.TEXT_TOO_LONG: (POLICY, "DATA-0001"),
    Reason.DOCUMENT: (POLICY, "DATA-0000"),
    Reason.CHARACTERS: (POLICY, "DATA-0001"),
    Reason.ENGINE: (INTERNAL, "NET-0000"),
    Reason.OVERLOADED: (INTERNAL, "NET-0000"),
}


@dataclass(slots=True, frozen=True)
class SpeakParameters:
    """The query of an upgrade, checked."""

    model: str
    style: Style


def read_parameters(websocket: WebSocket, service: SpeechService) -> SpeakParameters:
    """Raises RefusedError for what cannot be served; `container` and what only billing needs is ignored."""
    query = websocket.query_params
    encoding = query.get("encoding", "linear16")
    if encoding not in {"linear16", "mulaw", "alaw"}:
        raise RefusedError(Reason.FORMAT, f"encoding {encoding[:40]!r} is not one of linear16, mulaw, alaw", "encoding")
    rate, speed = query.get("sample_rate", ""), query.get("speed", "1")
    if rate and not (rate.isdecimal() and len(rate) < 7):
        raise RefusedError(Reason.FORMAT, "sample_rate is not a number", "sample_rate")
    chosen: OutputFormat = output_format(encoding, int(rate or 0), "none")
    try:
        factor = check_speed(float(speed))
    except ValueError:
        raise RefusedError(Reason.INVALID, "speed is not a number", "speed") from None
    model = query.get("model", "")
    return SpeakParameters(model, Style(service.catalog.voice(model, field="model"), chosen, factor))


class DeepgramCloser:
    """Close codes and reasons of the vendor."""

    async def refused(self, socket: Socket, refusal: RefusedError) -> None:
        code, name = _CODES.get(refusal.reason, (POLICY, "DATA-0000"))
        await socket.close(code, f"{name}: {refusal.message}")

    async def idle(self, socket: Socket) -> None:
        await socket.close(INTERNAL, "NET-0001: no message was received within the time allowed")


class SpeakSink:
    """What goes down."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._sequence = 0

    async def begun(self, turn: Turn) -> None:
        """The vendor says nothing here."""

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

    async def failed(self, refusal: RefusedError) -> None:
        raise refusal

    def _next(self) -> int:
        sequence, self._sequence = self._sequence, self._sequence + 1
        return sequence


def deepgram_sockets(service: SpeechService) -> APIRouter:
    """The router of this dialect's socket."""
    router = APIRouter()

    @router.websocket("/v1/speak")
    async def speak(websocket: WebSocket) -> None:
        request_id = uuid.uuid4().hex
        with ExitStack() as held:
            parameters: SpeakParameters

            def check(caller: Caller | None) -> None:
                nonlocal parameters
                parameters = read_parameters(websocket, service)
                held.enter_context(known(caller).stream())

            def refuse(refusal: RefusedError) -> Response:
                return render_error(refusal, request_id)

            entered = await accept(websocket, service, refuse, check, {"dg-request-id": request_id})
            if entered is not None:
                await _serve(service, entered[0], known(entered[1]), parameters, request_id)

    return router


async def _serve(
    service: SpeechService, socket: Socket, caller: Caller, parameters: SpeakParameters, request_id: str
) -> None:
    tokens = TokenSpeech(
        service, caller, "deepgram", parameters.style, SpeakSink(socket), service.planner(parameters.style.voice)
    )

    async def listening() -> None:
        await socket.send_json(_metadata(service, parameters, request_id))
        while True:
            await _obey(socket, tokens, parse_object(await socket.receive(LONGEST_IDLE_S)))

    async def speaking() -> None:
        await tokens.run()
        await socket.close()

    await converse(socket, DeepgramCloser(), listening(), speaking())


async def _obey(socket: Socket, tokens: TokenSpeech, message: dict[str, Any]) -> None:
    kind = message.get("type")
    if kind == "Speak":
        text = message.get("text")
        if not isinstance(text, str):
            raise RefusedError(Reason.INVALID, "Speak without text", "text")
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
        raise RefusedError(Reason.DOCUMENT, f"unknown message type {str(kind)[:40]!r}", "type")


def _played(message: dict[str, Any]) -> int | None:
    """An addition to the vendor's Clear: how much the client has played, as its `/v2/speak` has it."""
    offset = message.get("playback_offset")
    value = offset.get("value") if isinstance(offset, dict) else None
    return value if isinstance(value, int) and value >= 0 else None


def _metadata(service: SpeechService, parameters: SpeakParameters, request_id: str) -> dict[str, Any]:
    voice = service.voice_name(parameters.style.voice)
    return {
        "type": "Metadata",
        "request_id": request_id,
        "model_name": parameters.model or voice,
        "model_version": "1",
        "model_uuid": voice,
        "additional_model_uuids": [],
    }
