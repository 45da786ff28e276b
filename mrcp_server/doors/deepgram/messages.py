"""What Deepgram's sockets have in common: the id of a request, close codes, and for speech the query and its text."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Response, WebSocket
from starlette.datastructures import QueryParams

from mrcp_server.doors.deepgram.speak import output_format, render_error
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.sockets.speech_sink import Style
from mrcp_server.doors.web.sockets.upgrade import Client, serve_upgrade
from mrcp_server.doors.web.sockets.websocket import INTERNAL, POLICY, UNSUPPORTED, Socket
from mrcp_server.doors.web.speak_input import check_speed
from mrcp_server.doors.web.speech_service import SpeechService

Parameters = TypeVar("Parameters")

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


class DeepgramCloser:
    """Close codes and reasons of the vendor."""

    async def refused(self, socket: Socket, refusal: RefusedError) -> None:
        code, name = _CODES.get(refusal.reason, (POLICY, "DATA-0000"))
        await socket.close(code, f"{name}: {refusal.message}")

    async def idle(self, socket: Socket) -> None:
        await socket.close(INTERNAL, "NET-0001: no message was received within the time allowed")


async def serve_with_id(
    websocket: WebSocket,
    service: SpeechService,
    read: Callable[[QueryParams], Parameters],
    serve: Callable[[Client[Parameters], str], Awaitable[None]],
) -> None:
    """As `serve_upgrade`, with an id for the request: in a header of the answer, and for `serve` to tell."""
    request_id = uuid.uuid4().hex

    def refuse(refusal: RefusedError) -> Response:
        return render_error(refusal, request_id)

    async def serve_client(client: Client[Parameters]) -> None:
        await serve(client, request_id)

    await serve_upgrade(websocket, service, refuse, read, serve_client, {"dg-request-id": request_id})


@dataclass(slots=True, frozen=True)
class SpeakParameters:
    """The query of an upgrade, checked."""

    model: str
    style: Style


def read_speak_parameters(query: QueryParams, service: SpeechService) -> SpeakParameters:
    """Raises RefusedError for what cannot be served; `container` and what only billing needs is ignored."""
    encoding = query.get("encoding", "linear16")
    if encoding not in {"linear16", "mulaw", "alaw"}:
        raise RefusedError(Reason.FORMAT, f"encoding {encoding[:40]!r} is not one of linear16, mulaw, alaw", "encoding")
    rate, speed = query.get("sample_rate", ""), query.get("speed", "1")
    if rate and not (rate.isdecimal() and len(rate) < 7):
        raise RefusedError(Reason.FORMAT, "sample_rate is not a number", "sample_rate")
    chosen = output_format(encoding, int(rate or 0), "none")
    try:
        factor = check_speed(float(speed))
    except ValueError:
        raise RefusedError(Reason.INVALID, "speed is not a number", "speed") from None
    model = query.get("model", "")
    return SpeakParameters(model, Style(service.catalog.voice(model, field="model"), chosen, factor))


def text_of(message: dict[str, Any]) -> str:
    """The text of a Speak message. Raises RefusedError when it has none."""
    text = message.get("text")
    if not isinstance(text, str):
        raise RefusedError(Reason.INVALID, "Speak without text", "text")
    return text


def unknown_type(message: dict[str, Any]) -> RefusedError:
    """For a message that means nothing here."""
    return RefusedError(Reason.DOCUMENT, f"unknown message type {str(message.get('type'))[:40]!r}", "type")
