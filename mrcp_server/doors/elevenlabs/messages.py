"""What both of ElevenLabs' sockets have in common: the query, the first message's key and settings, audio messages."""

import base64
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from fastapi import WebSocket

from mrcp_server.doors.elevenlabs.speak import DEFAULT_FORMAT, error_state, output_format
from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.played_text import Interruption
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.speak_input import check_speed
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.token_speech import Portion, Style, Turn
from mrcp_server.doors.web.websocket import INTERNAL, POLICY, Socket

_DEFAULT_IDLE_S, _LONGEST_IDLE_S = 20, 180


@dataclass(slots=True, frozen=True)
class SocketParameters:
    """The path and query of an upgrade, checked."""

    style: Style
    idle_s: float
    alignment: bool


def read_parameters(websocket: WebSocket, service: SpeechService, voice_id: str) -> SocketParameters:
    """Raises RefusedError for what cannot be served; what has no meaning here is ignored."""
    query = websocket.query_params
    service.catalog.synthesizer(query.get("model_id", ""), "model_id")
    voice = service.catalog.voice(voice_id, query.get("language_code", ""), "voice_id")
    idle = query.get("inactivity_timeout", str(_DEFAULT_IDLE_S))
    if not (idle.isdecimal() and len(idle) <= 9 and int(idle)):
        raise RefusedError(Reason.INVALID, "inactivity_timeout is not a number of seconds", "inactivity_timeout")
    style = Style(voice, output_format(query.get("output_format", DEFAULT_FORMAT)))
    alignment = query.get("sync_alignment", "true").lower() != "false"
    return SocketParameters(style, min(int(idle), _LONGEST_IDLE_S), alignment)


def first_frame_caller(
    service: SpeechService, caller: Caller | None, message: dict[str, Any], held: ExitStack
) -> Caller:
    """Who calls, by the key of the upgrade or of the first message. Raises RefusedError."""
    if caller is not None:
        return caller
    key = message.get("xi_api_key") or message.get("xi-api-key") or ""
    bearer = message.get("authorization")
    if not key and isinstance(bearer, str):
        key = bearer.removeprefix("Bearer ")
    caller = service.admit({"xi-api-key": key if isinstance(key, str) else ""})
    held.enter_context(caller.stream())
    return caller


def with_settings(style: Style, message: dict[str, Any]) -> Style:
    """The style with a first message's `voice_settings`; only the speed means something to every engine."""
    settings = message.get("voice_settings")
    speed = settings.get("speed") if isinstance(settings, dict) else None
    if speed is None:
        return style
    if not isinstance(speed, int | float):
        raise RefusedError(Reason.INVALID, "voice_settings.speed is not a number", "voice_settings.speed")
    return replace(style, speed=check_speed(float(speed), "voice_settings.speed"))


def text_of(message: dict[str, Any]) -> str:
    """The text of a message, a blank when it has none. Raises RefusedError when it is not a text."""
    text = message.get("text")
    if text is None:
        return " "
    if not isinstance(text, str):
        raise RefusedError(Reason.INVALID, "text is not a string", "text")
    return text


def alignment_of(portion: Portion) -> dict[str, Any] | None:
    """When each character of a portion's words is heard, spread evenly over the portion."""
    characters = list(portion.text)
    if not characters:
        return None
    width = portion.duration_ms / len(characters)
    starts = [round(index * width) for index in range(len(characters) + 1)]
    durations = [end - start for start, end in pairwise(starts)]
    return {"chars": characters, "charStartTimesMs": starts[:-1], "charDurationsMs": durations}


class SpokenSink:
    """What goes down for one stream of text; with a context id in the multi-context socket."""

    def __init__(self, socket: Socket, alignment: bool, context_id: str | None = None) -> None:
        self._socket = socket
        self._alignment = alignment
        self._named = {} if context_id is None else {"contextId": context_id}

    async def begun(self, turn: Turn) -> None:
        """The vendor says nothing here."""

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

    async def flushed(self, token: object, turn: Turn | None) -> None:
        """The vendor says nothing here."""

    async def interrupted(self, token: object, interruption: Interruption, turn: Turn | None) -> None:
        """Told by `final`."""

    async def failed(self, refusal: RefusedError) -> None:
        raise refusal

    async def final(self, **members: object) -> None:
        """Nothing follows for this stream."""
        await self._socket.send_json({"audio": None, "isFinal": True, **self._named, **members})


class ElevenLabsCloser:
    """How the vendor ends a socket: a message that says why, then a close."""

    def __init__(self, idle_s: float) -> None:
        self._idle_s = idle_s

    async def refused(self, socket: Socket, refusal: RefusedError) -> None:
        code = INTERNAL if refusal.reason in {Reason.ENGINE, Reason.OVERLOADED} else POLICY
        await socket.send_json({"message": refusal.message, "error": error_state(refusal), "code": code})
        await socket.close(code, refusal.message)

    async def idle(self, socket: Socket) -> None:
        reason = f"no message was received for {self._idle_s:g} seconds"
        await socket.send_json({"message": reason, "error": "input_timeout_exceeded", "code": POLICY})
        await socket.close(POLICY, reason)
