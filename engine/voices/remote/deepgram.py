"""Deepgram's speech API: `POST /v1/speak`, or its WebSocket, which is used for piece after piece."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from engine.remote.errors import Fault, ServiceError
from engine.remote.http_client import HttpClient, HttpRequest
from engine.remote.web_socket import ServiceSocket
from engine.voices.remote.http_speech import read_speech
from engine.voices.remote.spare_sockets import SpareSockets
from engine.voices.remote.synthesizer import RemoteSynthesizer

if TYPE_CHECKING:
    from engine.remote.settings import RemoteVoice
    from engine.voices.remote.speech_stream import SpeechStream
    from engine.voices.remote.synthesizer import SpeechRequest

PATH = "/v1/speak"


class DeepgramSynthesizer(RemoteSynthesizer):
    """A voice is a model there, such as aura-2-thalia-en. A rate is sent only where one is wanted: older models refuse
    it."""

    slowest, fastest = 0.7, 1.5

    def __init__(self, service: dict[str, Any]) -> None:
        super().__init__(service)
        self._http = HttpClient(self.settings, self.key, authorization)
        self._sockets = SpareSockets()

    async def open(self) -> None:
        if self.settings.transport != "socket":
            self._http.keep_warm()

    async def close(self) -> None:
        await self._sockets.close()
        await self._http.close()

    async def request(self, request: SpeechRequest, stream: SpeechStream) -> None:
        query = self._query(request.voice, request.rate)
        if self.settings.transport == "socket":
            await self._over_socket(request, stream, query)
            return
        asking = HttpRequest("POST", PATH, query=query | {"container": "none"}, json={"text": request.text})
        async with self._http.request(asking) as answer:
            await read_speech(
                answer, stream, service=self.settings.name, rate_hz=self.rate_hz, max_bytes=self.max_audio_bytes
            )

    def _query(self, voice: RemoteVoice, rate: float) -> dict[str, str]:
        query = {"model": voice.model or voice.id, "encoding": "linear16", "sample_rate": str(self.rate_hz)}
        if rate != 1.0:
            query["speed"] = str(rate)
        return query | {name: str(value) for name, value in self.settings.extra.items()}

    async def _over_socket(self, request: SpeechRequest, stream: SpeechStream, query: dict[str, str]) -> None:
        settings = self.settings

        async def make() -> ServiceSocket:
            headers = authorization(self.key.value())
            return await ServiceSocket.open(settings, self.key, PATH, query=query, headers=headers)

        purpose = repr(sorted(query.items()))
        socket = await self._sockets.take(purpose, make)
        try:
            await socket.send({"type": "Speak", "text": request.text})
            await socket.send({"type": "Flush"})
            await self._read(socket, stream)
        except BaseException:
            # What is still to come on it is of no use to anybody else.
            socket.abort()
            raise
        self._sockets.keep(purpose, socket)

    async def _read(self, socket: ServiceSocket, stream: SpeechStream) -> None:
        settings = self.settings
        loop = asyncio.get_running_loop()
        deadline = loop.time() + settings.first_byte_timeout_s
        size = 0
        while True:
            message = await socket.receive(max(0.0, deadline - loop.time()))
            if message is None:
                raise ServiceError(Fault.UNREACHABLE, f"{settings.name}: closed before all was spoken")
            if isinstance(message, bytes):
                size += len(message)
                if size > self.max_audio_bytes:
                    raise ServiceError(Fault.GARBAGE, f"{settings.name}: more audio than any text needs")
                stream.pcm(message, self.rate_hz)
                deadline = loop.time() + settings.idle_timeout_s
            elif message.get("type") == "Flushed":
                return
            elif message.get("type") == "Error":
                said = str(message.get("description") or message.get("err_msg") or "")[:200]
                raise ServiceError(Fault.REFUSED, self.key.redacted(f"{settings.name}: {said}"))


def authorization(key: str) -> dict[str, str]:
    """The headers that show the key."""
    return {"Authorization": f"Token {key}"} if key else {}
