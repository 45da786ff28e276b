"""Voices behind the Wyoming protocol: Piper and others, as Home Assistant runs them. They list their voices."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from engine.remote.errors import Fault, ServiceError
from engine.remote.settings import RemoteVoice
from engine.remote.wyoming_stream import Event, WyomingStream
from engine.voices.remote.synthesizer import RemoteSynthesizer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.voices.remote.speech_stream import SpeechStream
    from engine.voices.remote.synthesizer import SpeechRequest

_MAX_VOICES = 2000
_MAX_OTHER_EVENTS = 100
"""Events that are not for us, before the one that is."""
_WIDTH_BYTES = 2


class WyomingSynthesizer(RemoteSynthesizer):
    """Each voice has a rate of its own, told with its audio: it is brought to one. Voices that the configuration names
    are not asked for."""

    usual_rate_hz = 22_050

    def __init__(self, service: dict[str, Any]) -> None:
        super().__init__(service)
        self._idle: list[WyomingStream] = []

    async def open(self) -> None:
        """Ask which voices there are, unless they are configured; where nobody answers there are none."""
        if self.remote_voices:
            return
        with contextlib.suppress(ServiceError):
            stream = await WyomingStream.open(self.settings)
            try:
                await stream.send(Event("describe", {}))
                self.remote_voices = dict(self._listed(await self._describe(stream)))
            finally:
                stream.abort()

    async def close(self) -> None:
        for stream in self._idle:
            stream.abort()
        self._idle.clear()

    async def request(self, request: SpeechRequest, stream: SpeechStream) -> None:
        connection = await self._connect()
        name, _, speaker = request.voice.id.partition("#")
        voice = {"name": name, "language": request.voice.languages[0]} | ({"speaker": speaker} if speaker else {})
        try:
            await connection.send(Event("synthesize", {"text": request.text, "voice": voice, **self.settings.extra}))
            await self._read(connection, stream)
        except BaseException:
            connection.abort()
            raise
        if connection.is_open and len(self._idle) < self.settings.concurrency:
            self._idle.append(connection)
        else:
            connection.abort()

    async def _connect(self) -> WyomingStream:
        while self._idle:
            kept = self._idle.pop()
            if kept.is_open:
                return kept
            kept.abort()
        return await WyomingStream.open(self.settings)

    async def _read(self, connection: WyomingStream, stream: SpeechStream) -> None:
        settings = self.settings
        loop = asyncio.get_running_loop()
        deadline = loop.time() + settings.first_byte_timeout_s
        size = others = 0
        while True:
            event = await connection.receive(max(0.0, deadline - loop.time()))
            if event is None:
                raise ServiceError(Fault.UNREACHABLE, f"{settings.name}: ended the connection before all was spoken")
            match event.type:
                case "audio-chunk":
                    size += len(event.payload)
                    if size > self.max_audio_bytes:
                        raise ServiceError(Fault.GARBAGE, f"{settings.name}: more audio than any text needs")
                    stream.pcm(event.payload, self._rate_of(event))
                    deadline = loop.time() + settings.idle_timeout_s
                case "audio-stop":
                    return
                case "error":
                    said = str(event.data.get("text") or event.data.get("message") or "an error")[:200]
                    raise ServiceError(Fault.REFUSED, f"{settings.name}: {said!r}")
                case _:
                    others += 1
                    if others > _MAX_OTHER_EVENTS:
                        raise ServiceError(Fault.GARBAGE, f"{settings.name}: talks of something else")

    def _rate_of(self, event: Event) -> int:
        rate, width, channels = (event.data.get(name) for name in ("rate", "width", "channels"))
        if not isinstance(rate, int) or width != _WIDTH_BYTES or channels != 1:
            name = self.settings.name
            raise ServiceError(Fault.GARBAGE, f"{name}: audio of {rate} Hz, {width} octets, {channels} channels"[:200])
        return rate

    async def _describe(self, stream: WyomingStream) -> dict[str, Any]:
        deadline = asyncio.get_running_loop().time() + self.settings.first_byte_timeout_s
        for _ in range(_MAX_OTHER_EVENTS):
            event = await stream.receive(max(0.0, deadline - asyncio.get_running_loop().time()))
            if event is None:
                break
            if event.type == "info":
                return event.data
        return {}

    def _listed(self, info: dict[str, Any]) -> Iterator[tuple[str, RemoteVoice]]:
        """The voices that are installed there, by their names here."""
        count = 0
        for program in _objects(info.get("tts")):
            for voice in _objects(program.get("voices")):
                name, languages = voice.get("name"), voice.get("languages")
                if not isinstance(name, str) or not name or voice.get("installed") is False:
                    continue
                tags = tuple(tag.replace("_", "-") for tag in languages or () if isinstance(tag, str) and tag)
                speakers = [one.get("name") for one in _objects(voice.get("speakers"))]
                for own in [f"{name}#{speaker}" for speaker in speakers if isinstance(speaker, str)] or [name]:
                    count += 1
                    if count > _MAX_VOICES:
                        return
                    yield f"{self.settings.name}/{own}", RemoteVoice(id=own, languages=tags or ("en-US",))


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
