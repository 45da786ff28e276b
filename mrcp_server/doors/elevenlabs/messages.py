"""What both of ElevenLabs' sockets have in common: the query, the first message's key and settings, audio messages."""

import base64
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from starlette.datastructures import QueryParams

from mrcp_server.doors.elevenlabs.speak import DEFAULT_FORMAT, error_state, output_format
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.sockets.playback_tracker import Interruption
from mrcp_server.doors.web.sockets.query import read_seconds
from mrcp_server.doors.web.sockets.speech_sink import Portion, SpeechSink, Style, Turn
from mrcp_server.doors.web.sockets.upgrade import Client
from mrcp_server.doors.web.sockets.websocket import POLICY, Socket, close_code
from mrcp_server.doors.web.speak_input import check_speed
from mrcp_server.doors.web.speech_service import SpeechService

_DEFAULT_IDLE_S, _LONGEST_IDLE_S = 20, 180


@dataclass(slots=True, frozen=True)
class SocketParameters:
    """The path and query of an upgrade, checked."""

    style: Style
    idle_s: float
    alignment: bool


def read_parameters(query: QueryParams, service: SpeechService, voice_id: str) -> SocketParameters:
    """Raises RefusedError for what cannot be served; what has no meaning here is ignored."""
    service.catalog.synthesizer(query.get("model_id", ""), "model_id")
    voice = service.catalog.voice(voice_id, query.get("language_code", ""), "voice_id")
    idle_s = read_seconds(query, "inactivity_timeout", _DEFAULT_IDLE_S)
    style = Style(voice, output_format(query.get("output_format", DEFAULT_FORMAT)))
    alignment = query.get("sync_alignment", "true").lower() != "false"
    return SocketParameters(style, min(idle_s, _LONGEST_IDLE_S), alignment)


def admit_by_message(client: Client[SocketParameters], message: dict[str, Any]) -> None:
    """Has a client that showed no key yet show it in this message. Raises RefusedError."""
    if client.is_known:
        return
    key = message.get("xi_api_key") or message.get("xi-api-key") or ""
    bearer = message.get("authorization")
    if not key and isinstance(bearer, str):
        key = bearer.removeprefix("Bearer ")
    client.admit({"xi-api-key": key if isinstance(key, str) else ""})


def with_settings(style: Style, message: dict[str, Any]) -> Style:
    """The style with a first message's `voice_settings`; only the speed means something to every engine."""
    settings = message.get("voice_settings")
    speed = settings.get("speed") if isinstance(settings, dict) else None
    if speed is None:
        return style
    if not isinstance(speed, int | float):
        raise RefusedError(Reason.INVALID, "voice_settings.speed is not a number", "voice_settings.speed")
    return replace(style, speed=check_speed(speed, "voice_settings.speed"))


def text_of(message: dict[str, Any]) -> str:
    """The text of a message, a blank when it has none. Raises RefusedError when it is not a text."""
    text = message.get("text")
    if text is None:
        return " "
    if not isinstance(text, str):
        raise RefusedError(Reason.INVALID, "text is not a string", "text")
    return text


def alignment_of(portion: Portion) -> dict[str, Any] | None:
    """When each character of a portion's words is spoken, spread evenly over the portion."""
    characters = list(portion.text)
    if not characters:
        return None
    width = portion.duration_ms / len(characters)
    starts = [round(index * width) for index in range(len(characters) + 1)]
    durations = [end - start for start, end in pairwise(starts)]
    return {"chars": characters, "charStartTimesMs": starts[:-1], "charDurationsMs": durations}


class TextStreamSink(SpeechSink):
    """What goes down for one stream of text; with a context id in the multi-context socket."""

    def __init__(self, socket: Socket, alignment: bool, context_id: str | None = None) -> None:
        self._socket = socket
        self._alignment = alignment
        self._named = {} if context_id is None else {"contextId": context_id}
        self._interruption: dict[str, object] = {}

    async def audio(self, portion: Portion) -> None:
        if not portion.payload:
            return
        alignment = alignment_of(portion) if self._alignment else None
        message = {
            "audio": base64.b64encode(portion.payload).decode(),
            "isFinal": None,
            "normalizedAlignment": alignment,
            "alignment": alignment,
            **self._named,
        }
        await self._socket.send_json(message)

    async def interrupted(self, token: object, interruption: Interruption, turn: Turn | None) -> None:
        """Told when the stream ends, as it does then."""
        self._interruption = {
            "text_spoken": interruption.text_spoken,
            "text_remaining": interruption.text_remaining,
            "audio_played_ms": interruption.played_ms,
        }

    async def finished(self) -> None:
        await self._socket.send_json({"audio": None, "isFinal": True, **self._named, **self._interruption})


class ElevenLabsCloser:
    """How the vendor ends a socket: a message that says why, then a close."""

    def __init__(self, idle_s: float) -> None:
        self._idle_s = idle_s

    async def refused(self, socket: Socket, refusal: RefusedError) -> None:
        code = close_code(refusal)
        await socket.send_json({"message": refusal.message, "error": error_state(refusal), "code": code})
        await socket.close(code, refusal.message)

    async def idle(self, socket: Socket) -> None:
        reason = f"no message was received for {self._idle_s:g} seconds"
        await socket.send_json({"message": reason, "error": "input_timeout_exceeded", "code": POLICY})
        await socket.close(POLICY, reason)
