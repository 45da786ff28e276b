"""Azure's speech service by REST: `POST {url}/cognitiveservices/v1` with SSML, raw samples as they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.remote.http_client import HttpClient, HttpRequest
from engine.voices.remote.azure_ssml import to_ssml
from engine.voices.remote.http_speech import read_speech
from engine.voices.remote.synthesizer import RemoteSynthesizer

if TYPE_CHECKING:
    from engine.voices.remote.speech_stream import SpeechStream
    from engine.voices.remote.synthesizer import SpeechRequest

_FORMATS = {
    8_000: "raw-8khz-16bit-mono-pcm",
    16_000: "raw-16khz-16bit-mono-pcm",
    22_050: "raw-22050hz-16bit-mono-pcm",
    24_000: "raw-24khz-16bit-mono-pcm",
    44_100: "raw-44100hz-16bit-mono-pcm",
    48_000: "raw-48khz-16bit-mono-pcm",
}


class AzureSynthesizer(RemoteSynthesizer):
    """Prosody, pronunciation and foreign words of each span are told in markup. A rate that is none of its formats is
    made of the next one above."""

    def __init__(self, service: dict[str, Any]) -> None:
        super().__init__(service)
        self._http = HttpClient(self.settings, self.key, _authorization)
        self._asked_hz = min((hz for hz in _FORMATS if hz >= self.rate_hz), default=48_000)

    async def open(self) -> None:
        self._http.keep_warm()

    async def close(self) -> None:
        await self._http.close()

    async def request(self, request: SpeechRequest, stream: SpeechStream) -> None:
        settings = self.settings
        headers = {
            "Content-Type": "application/ssml+xml",
            "X-Microsoft-OutputFormat": _FORMATS[self._asked_hz],
            **{str(name): str(value) for name, value in settings.extra.items()},
        }
        content = to_ssml(request.piece, request.voice, character_ms=request.character_ms).encode()
        asking = HttpRequest("POST", "/cognitiveservices/v1", headers=headers, content=content)
        async with self._http.request(asking) as answer:
            await read_speech(
                answer, stream, service=settings.name, rate_hz=self._asked_hz, max_bytes=self.max_audio_bytes
            )


def _authorization(key: str) -> dict[str, str]:
    return {"Ocp-Apim-Subscription-Key": key} if key else {}
