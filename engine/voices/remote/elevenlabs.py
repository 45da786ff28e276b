"""ElevenLabs' speech API: its streaming WebSocket, which tells when each character is spoken, or HTTP without that."""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from engine.remote.answers import reason_in
from engine.remote.errors import Fault, ServiceError
from engine.remote.http_client import HttpClient, HttpRequest
from engine.remote.web_socket import ServiceSocket
from engine.voices.remote.http_speech import read_speech
from engine.voices.remote.spare_sockets import SpareSockets
from engine.voices.remote.synthesizer import RemoteSynthesizer

if TYPE_CHECKING:
    from engine.voices.remote.speech_stream import SpeechStream
    from engine.voices.remote.synthesizer import SpeechRequest

MODEL = "eleven_flash_v2_5"
_KEY_ERRORS = frozenset({"invalid_api_key", "missing_api_key", "needs_authorization", "invalid_authorization_header"})
_LIMIT_ERRORS = frozenset(
    {"quota_exceeded", "too_many_concurrent_requests", "rate_limit_exceeded", "system_busy", "max_character_limit"}
)


class ElevenLabsSynthesizer(RemoteSynthesizer):
    """A socket serves one text; the next one is opened while that is spoken."""

    usual_rate_hz = 16_000
    slowest, fastest = 0.7, 1.2

    def __init__(self, service: dict[str, Any]) -> None:
        super().__init__(service)
        self._http = HttpClient(self.settings, self.key, authorization)
        self._sockets = SpareSockets()

    async def open(self) -> None:
        if self.settings.transport == "http":
            self._http.keep_warm()

    async def close(self) -> None:
        await self._sockets.close()
        await self._http.close()

    async def request(self, request: SpeechRequest, stream: SpeechStream) -> None:
        voice = quote(request.voice.id, safe="")
        model = request.voice.model or self.settings.model or MODEL
        body = dict(self.settings.extra)
        if request.rate != 1.0:
            body["voice_settings"] = {**body.get("voice_settings", {}), "speed": request.rate}
        if self.settings.transport == "http":
            await self._over_http(f"/v1/text-to-speech/{voice}/stream", request, stream, body | {"model_id": model})
        else:
            path = f"/v1/text-to-speech/{voice}/stream-input"
            query = {"model_id": model, "output_format": self._format, "inactivity_timeout": "60"}
            await self._over_socket(path, query, request, stream, body)

    @property
    def _format(self) -> str:
        return f"pcm_{self.rate_hz}"

    async def _over_http(self, path: str, request: SpeechRequest, stream: SpeechStream, body: dict[str, Any]) -> None:
        asking = HttpRequest("POST", path, query={"output_format": self._format}, json={"text": request.text, **body})
        async with self._http.request(asking) as answer:
            await read_speech(
                answer, stream, service=self.settings.name, rate_hz=self.rate_hz, max_bytes=self.max_audio_bytes
            )

    async def _over_socket(
        self, path: str, query: dict[str, str], request: SpeechRequest, stream: SpeechStream, body: dict[str, Any]
    ) -> None:
        async def make() -> ServiceSocket:
            headers = authorization(self.key.value())
            return await ServiceSocket.open(self.settings, self.key, path, query=query, headers=headers)

        purpose = f"{path} {query['model_id']}"
        async with await self._sockets.take(purpose, make) as socket:
            await socket.send({"text": " ", **body})
            # The blank behind it is asked for by the service, whose text may be a part of a longer one.
            await socket.send({"text": f"{request.text} ", "flush": True})
            await socket.send({"text": ""})
            self._sockets.prepare(purpose, make)
            await self._read(socket, stream)

    async def _read(self, socket: ServiceSocket, stream: SpeechStream) -> None:
        settings = self.settings
        loop = asyncio.get_running_loop()
        deadline = loop.time() + settings.first_byte_timeout_s
        size = 0
        while True:
            message = await socket.receive(max(0.0, deadline - loop.time()))
            if message is None:
                if not size:
                    raise ServiceError(Fault.UNREACHABLE, f"{settings.name}: closed without a word")
                raise ServiceError(Fault.GARBAGE, f"{settings.name}: closed before all was spoken")
            if isinstance(message, bytes):
                raise ServiceError(Fault.GARBAGE, f"{settings.name}: octets where a message was due")
            if message.get("error") or message.get("message"):
                raise self._refusal(message)
            if message.get("audio"):
                audio = self._decoded(message["audio"])
                size += len(audio)
                if size > self.max_audio_bytes:
                    raise ServiceError(Fault.GARBAGE, f"{settings.name}: more audio than any text needs")
                _align(message.get("alignment"), stream, stream.received_ms)
                stream.pcm(audio, self.rate_hz)
                deadline = loop.time() + settings.idle_timeout_s
            if message.get("isFinal"):
                return

    def _decoded(self, audio: object) -> bytes:
        try:
            return base64.b64decode(str(audio), validate=True)
        except (binascii.Error, ValueError):
            raise ServiceError(Fault.GARBAGE, f"{self.settings.name}: audio that is no base64") from None

    def _refusal(self, message: dict[str, Any]) -> ServiceError:
        code = str(message.get("error", ""))
        said = reason_in(self.key.redacted(str(message.get("message") or code)).encode())
        fault = Fault.KEY if code in _KEY_ERRORS else Fault.LIMITED if code in _LIMIT_ERRORS else Fault.REFUSED
        return ServiceError(fault, f"{self.settings.name}: {said}")


def _align(alignment: object, stream: SpeechStream, before_ms: float) -> None:
    """When its characters are spoken; their times count from the beginning of the audio they come with."""
    if not isinstance(alignment, dict):
        return
    characters, starts = alignment.get("chars"), alignment.get("charStartTimesMs")
    if not isinstance(characters, list) or not isinstance(starts, list):
        return
    for character, start in zip(characters, starts, strict=False):
        if isinstance(character, str) and isinstance(start, int | float) and 0 <= start < 1e7:
            stream.character(character, before_ms + start)


def authorization(key: str) -> dict[str, str]:
    """The headers that show the key."""
    return {"xi-api-key": key} if key else {}
