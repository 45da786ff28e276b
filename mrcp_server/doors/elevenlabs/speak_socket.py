"""ElevenLabs' `/v1/text-to-speech/{voice}/stream-input`: text up in pieces, base64 audio with its alignment down."""

from contextlib import ExitStack
from typing import Any

from fastapi import APIRouter, WebSocket

from mrcp_server.doors.elevenlabs.messages import (
    ElevenLabsCloser,
    SocketParameters,
    SpokenSink,
    first_frame_caller,
    read_parameters,
    text_of,
    with_settings,
)
from mrcp_server.doors.elevenlabs.speak import render_error
from mrcp_server.doors.web.access import Caller
from mrcp_server.doors.web.speech_service import SpeechService
from mrcp_server.doors.web.token_speech import TokenSpeech
from mrcp_server.doors.web.websocket import Socket, accept, converse, parse_object


def elevenlabs_sockets(service: SpeechService) -> APIRouter:
    """The router of this socket; the one with several contexts is in `elevenlabs_multi`."""
    router = APIRouter()

    @router.websocket("/v1/text-to-speech/{voice_id}/stream-input")
    async def stream_input(websocket: WebSocket, voice_id: str) -> None:
        with ExitStack() as held:
            parameters: SocketParameters

            def check(caller: Caller | None) -> None:
                nonlocal parameters
                parameters = read_parameters(websocket, service, voice_id)
                if caller is not None:
                    held.enter_context(caller.stream())

            entered = await accept(websocket, service, render_error, check, {}, key_may_follow=True)
            if entered is not None:
                conversation = _Conversation(service, entered[0], entered[1], parameters, held)
                await converse(entered[0], ElevenLabsCloser(parameters.idle_s), conversation.run())

    return router


class _Conversation:
    """One socket, from its first message on."""

    def __init__(
        self,
        service: SpeechService,
        socket: Socket,
        caller: Caller | None,
        parameters: SocketParameters,
        held: ExitStack,
    ) -> None:
        self._service = service
        self._socket = socket
        self._caller = caller
        self._parameters = parameters
        self._held = held

    async def run(self) -> None:
        """The first message decides who calls and how the voice is set; then both directions run."""
        message = parse_object(await self._socket.receive(self._parameters.idle_s))
        caller = first_frame_caller(self._service, self._caller, message, self._held)
        style = with_settings(self._parameters.style, message)
        sink = SpokenSink(self._socket, self._parameters.alignment)
        tokens = TokenSpeech(self._service, caller, "elevenlabs", style, sink, self._service.planner(style.voice))

        async def speaking() -> None:
            await tokens.run()
            await sink.final()
            await self._socket.close()

        async def listening() -> None:
            self._obey(tokens, message)
            while True:
                self._obey(tokens, parse_object(await self._socket.receive(self._parameters.idle_s)))

        await converse(self._socket, ElevenLabsCloser(self._parameters.idle_s), listening(), speaking())

    def _obey(self, tokens: TokenSpeech, message: dict[str, Any]) -> None:
        text = text_of(message)
        if text == "":
            tokens.finish()
            return
        if text.strip():
            tokens.push(text)
        if message.get("flush"):
            tokens.flush()
