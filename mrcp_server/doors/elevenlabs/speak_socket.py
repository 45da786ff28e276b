"""ElevenLabs' `/v1/text-to-speech/{voice}/stream-input`: text up in pieces, base64 audio with its alignment down."""

from typing import Any

from fastapi import APIRouter, WebSocket

from mrcp_server.doors.elevenlabs.messages import (
    ElevenLabsCloser,
    SocketParameters,
    TextStreamSink,
    admit_by_message,
    read_parameters,
    text_of,
    with_settings,
)
from mrcp_server.doors.elevenlabs.speak import render_error
from mrcp_server.doors.web.sockets.token_speech import TokenSpeech
from mrcp_server.doors.web.sockets.upgrade import Client, serve_upgrade
from mrcp_server.doors.web.sockets.websocket import Socket, converse, together
from mrcp_server.doors.web.speech_service import SpeechService


def elevenlabs_sockets(service: SpeechService) -> APIRouter:
    """The router of this socket; the one with several contexts is in `multi_socket`."""
    router = APIRouter()

    @router.websocket("/v1/text-to-speech/{voice_id}/stream-input")
    async def stream_input(websocket: WebSocket, voice_id: str) -> None:
        await serve_upgrade(
            websocket,
            service,
            render_error,
            lambda query: read_parameters(query, service, voice_id),
            _serve,
            key_may_follow=True,
        )

    return router


async def _serve(client: Client[SocketParameters]) -> None:
    await converse(client.socket, ElevenLabsCloser(client.parameters.idle_s), _speak(client))


async def _speak(client: Client[SocketParameters]) -> None:
    """The first message decides who calls and how the voice is set; then both directions run."""
    socket, parameters = client.socket, client.parameters
    first = await socket.receive_object(parameters.idle_s)
    admit_by_message(client, first)
    style = with_settings(parameters.style, first)
    sink = _ClosingSink(socket, parameters.alignment)
    tokens = TokenSpeech(client.service, client.caller, "elevenlabs", style, sink)

    async def read() -> None:
        message = first
        while True:
            _handle(tokens, message)
            message = await socket.receive_object(parameters.idle_s)

    await together(read(), tokens.run())


def _handle(tokens: TokenSpeech, message: dict[str, Any]) -> None:
    text = text_of(message)
    if text == "":
        tokens.finish()
        return
    if text.strip():
        tokens.push(text)
    if message.get("flush"):
        tokens.flush()


class _ClosingSink(TextStreamSink):
    """The only stream of its socket, which closes with it."""

    def __init__(self, socket: Socket, alignment: bool) -> None:
        super().__init__(socket, alignment)
        self._socket = socket

    async def finished(self) -> None:
        await super().finished()
        await self._socket.close()
