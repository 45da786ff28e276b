"""ElevenLabs' `/v1/text-to-speech/{voice}/multi-stream-input`: several streams of text on one socket, each a context.

Voice agents open a context for each answer and close it when they are interrupted. Contexts are spoken side by side,
each in its own order; all share the socket's bounded buffer.
"""

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass
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
from mrcp_server.doors.web.played_text import Interruption
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.speech_service import SpeechService, cancel_and_wait
from mrcp_server.doors.web.token_speech import TokenSpeech, Turn
from mrcp_server.doors.web.websocket import Socket, accept, converse, parse_object

_MOST_CONTEXTS = 10
_DEFAULT_CONTEXT = "default"
_LONGEST_CONTEXT_ID = 128


def elevenlabs_multi_sockets(service: SpeechService) -> APIRouter:
    """The router of this socket."""
    router = APIRouter()

    @router.websocket("/v1/text-to-speech/{voice_id}/multi-stream-input")
    async def multi_stream_input(websocket: WebSocket, voice_id: str) -> None:
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
                await converse(
                    entered[0], ElevenLabsCloser(parameters.idle_s), conversation.run(), conversation.watch()
                )

    return router


class _ContextSink(SpokenSink):
    """Ends its context with what an interruption found, if there was one."""

    def __init__(self, socket: Socket, alignment: bool, context_id: str) -> None:
        super().__init__(socket, alignment, context_id)
        self._found: dict[str, object] = {}

    async def interrupted(self, token: object, interruption: Interruption, turn: Turn | None) -> None:
        self._found = {
            "text_spoken": interruption.text_spoken,
            "text_remaining": interruption.text_remaining,
            "audio_played_ms": interruption.played_ms,
        }

    async def speak(self, tokens: TokenSpeech) -> None:
        """A context from its first text to its last message."""
        await tokens.run()
        await self.final(**self._found)


@dataclass(slots=True)
class _Context:
    tokens: TokenSpeech
    task: asyncio.Task[None]
    flushed: bool = False
    closing: bool = False


class _Conversation:
    """One socket and its contexts."""

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
        self._contexts: dict[str, _Context] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._ends: asyncio.Queue[asyncio.Task[None] | None] = asyncio.Queue()
        self._closing = False

    async def run(self) -> None:
        """Reads until the socket closes."""
        try:
            while True:
                message = parse_object(await self._socket.receive(self._parameters.idle_s))
                if self._caller is None:
                    self._caller = first_frame_caller(self._service, None, message, self._held)
                self._obey(message, self._caller)
        finally:
            await cancel_and_wait(*self._running)

    async def watch(self) -> None:
        """Brings a context's failure to the socket, and closes the socket when that is wished and all is said."""
        while self._running or not self._closing:
            ended = await self._ends.get()
            if ended is not None:
                self._running.discard(ended)
                self._contexts = {name: kept for name, kept in self._contexts.items() if kept.task is not ended}
                if not ended.cancelled():
                    ended.result()
        await self._socket.close()

    def _obey(self, message: dict[str, Any], caller: Caller) -> None:
        text = text_of(message)
        if message.get("close_socket"):
            self._close_all()
            return
        name = _context_id(message)
        if message.get("close_context"):
            self._close(name)
            return
        context = self._contexts.get(name)
        if context is None or context.closing:
            if not text.strip() and not message.get("voice_settings") and text != " ":
                return  # keeps a context alive that is not there any more
            context = self._open(name, message, caller)
        if text.strip():
            context.tokens.push(text)
            context.flushed = False
        if message.get("flush"):
            context.tokens.flush()
            context.flushed = True

    def _open(self, name: str, message: dict[str, Any], caller: Caller) -> _Context:
        if len(self._running) >= _MOST_CONTEXTS:
            raise RefusedError(Reason.STREAMS, f"a socket may have {_MOST_CONTEXTS} contexts", "context_id")
        sink = _ContextSink(self._socket, self._parameters.alignment, name)
        style = with_settings(self._parameters.style, message)
        tokens = TokenSpeech(self._service, caller, "elevenlabs", style, sink, self._service.planner(style.voice))
        task = asyncio.create_task(sink.speak(tokens))
        task.add_done_callback(self._ends.put_nowait)
        self._running.add(task)
        context = self._contexts[name] = _Context(tokens, task)
        return context

    def _close(self, name: str) -> None:
        """Text that was flushed is still spoken; any other is dropped, as it is when a caller interrupts."""
        context = self._contexts.get(name)
        if context is None or context.closing:
            return
        context.closing = True
        if not context.flushed:
            context.tokens.interrupt()
        context.tokens.finish()

    def _close_all(self) -> None:
        for context in self._contexts.values():
            if not context.closing:
                context.closing = True
                context.tokens.finish()
        self._closing = True
        self._ends.put_nowait(None)


def _context_id(message: dict[str, Any]) -> str:
    name = message.get("context_id")
    if name is None:
        return _DEFAULT_CONTEXT
    if not isinstance(name, str) or len(name) > _LONGEST_CONTEXT_ID:
        raise RefusedError(Reason.INVALID, "context_id is not a short string", "context_id")
    return name
