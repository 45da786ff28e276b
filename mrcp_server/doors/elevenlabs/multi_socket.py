"""ElevenLabs' `/v1/text-to-speech/{voice}/multi-stream-input`: several streams of text on one socket, each a context.

Voice agents open a context for each answer and close it when they are interrupted. Contexts are spoken side by side,
each in its own order; all share the socket's bounded buffer.
"""

import asyncio
from dataclasses import dataclass
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
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.sockets.token_speech import TokenSpeech
from mrcp_server.doors.web.sockets.upgrade import Client, serve_upgrade
from mrcp_server.doors.web.sockets.websocket import converse
from mrcp_server.doors.web.speech_service import SpeechService, cancel_and_wait

_MOST_CONTEXTS = 10
_DEFAULT_CONTEXT = "default"
_LONGEST_CONTEXT_ID = 128


def elevenlabs_multi_sockets(service: SpeechService) -> APIRouter:
    """The router of this socket."""
    router = APIRouter()

    @router.websocket("/v1/text-to-speech/{voice_id}/multi-stream-input")
    async def multi_stream_input(websocket: WebSocket, voice_id: str) -> None:
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
    contexts = _Contexts(client)
    await converse(client.socket, ElevenLabsCloser(client.parameters.idle_s), contexts.read(), contexts.watch())


@dataclass(slots=True)
class _Context:
    tokens: TokenSpeech
    task: asyncio.Task[None]
    flushed: bool = False
    closing: bool = False


class _Contexts:
    """One socket's contexts."""

    def __init__(self, client: Client[SocketParameters]) -> None:
        self._client = client
        self._contexts: dict[str, _Context] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._ends: asyncio.Queue[asyncio.Task[None] | None] = asyncio.Queue()
        self._closing = False

    async def read(self) -> None:
        """Reads until the socket closes."""
        try:
            while True:
                message = await self._client.socket.receive_object(self._client.parameters.idle_s)
                admit_by_message(self._client, message)
                self._handle(message)
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
        await self._client.socket.close()

    def _handle(self, message: dict[str, Any]) -> None:
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
            context = self._open(name, message)
        if text.strip():
            context.tokens.push(text)
            context.flushed = False
        if message.get("flush"):
            context.tokens.flush()
            context.flushed = True

    def _open(self, name: str, message: dict[str, Any]) -> _Context:
        if len(self._running) >= _MOST_CONTEXTS:
            raise RefusedError(Reason.STREAMS, f"a socket may have {_MOST_CONTEXTS} contexts", "context_id")
        client = self._client
        sink = TextStreamSink(client.socket, client.parameters.alignment, name)
        style = with_settings(client.parameters.style, message)
        tokens = TokenSpeech(client.service, client.caller, "elevenlabs", style, sink)
        task = asyncio.create_task(tokens.run())
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
