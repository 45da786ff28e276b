"""OpenAI's speech API, and whatever server speaks it: `POST {url}/audio/speech`, samples as they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.remote.http_client import HttpClient, HttpRequest
from engine.voices.remote.http_speech import read_speech
from engine.voices.remote.synthesizer import RemoteSynthesizer

if TYPE_CHECKING:
    from engine.voices.remote.speech_stream import SpeechStream
    from engine.voices.remote.synthesizer import SpeechRequest

MODEL = "gpt-4o-mini-tts"


class OpenAiSynthesizer(RemoteSynthesizer):
    """The format "pcm" is 24 kHz there; "wav", which some servers prefer, tells its own rate (`extra`)."""

    slowest, fastest = 0.25, 4.0

    def __init__(self, service: dict[str, Any]) -> None:
        super().__init__(service)
        self._http = HttpClient(self.settings, self.key, _authorization)

    async def open(self) -> None:
        self._http.keep_warm()

    async def close(self) -> None:
        await self._http.close()

    async def request(self, request: SpeechRequest, stream: SpeechStream) -> None:
        settings = self.settings
        body: dict[str, Any] = {
            "model": request.voice.model or settings.model or MODEL,
            "input": request.text,
            "voice": request.voice.id,
            "response_format": "pcm",
        }
        if request.rate != 1.0:
            body["speed"] = request.rate
        if settings.instructions:
            body["instructions"] = settings.instructions
        asking = HttpRequest("POST", "/audio/speech", json=body | settings.extra)
        async with self._http.request(asking) as answer:
            await read_speech(
                answer, stream, service=settings.name, rate_hz=self.rate_hz, max_bytes=self.max_audio_bytes
            )


def _authorization(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}
