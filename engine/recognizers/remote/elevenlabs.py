"""ElevenLabs' Scribe, an utterance at a time: `POST {url}/v1/speech-to-text` with a WAV file in a form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.recognizers.remote.service import MAX_ANSWER_BYTES
from engine.recognizers.remote.transcript import EVEN_CONFIDENCE, HeardWord, Transcript, milliseconds, probability
from engine.recognizers.remote.wav import wav
from engine.remote.errors import Fault, ServiceError
from engine.remote.http_client import HttpClient, HttpRequest

if TYPE_CHECKING:
    from engine.interface import Samples
    from engine.recognition import RecognitionSpec
    from engine.remote.key import ServiceKey
    from engine.remote.settings import ServiceSettings


class ElevenLabsTranscription:
    """As `UploadService` says."""

    max_audio_s = 110.0
    even = EVEN_CONFIDENCE

    def __init__(self, settings: ServiceSettings, key: ServiceKey) -> None:
        self._settings = settings
        self._client = HttpClient(settings, key, authorize)
        self.keep_warm = self._client.keep_warm
        self.close = self._client.close

    async def transcribe(
        self, samples: Samples, spec: RecognitionSpec, language: str, limit_s: float
    ) -> list[Transcript]:
        form = {
            "model_id": self._settings.transcription_model,
            "language_code": language.partition("-")[0].lower(),
            "timestamps_granularity": "word",
            "tag_audio_events": "false",
        }
        extra = {name: str(value) for name, value in self._settings.transcription_extra.items()}
        request = HttpRequest(
            "POST",
            "/v1/speech-to-text",
            form=form | extra,
            files={"file": ("speech.wav", wav(samples, spec.rate_hz), "audio/wav")},
        )
        async with self._client.request(request, first_byte_s=limit_s) as answer:
            body = await answer.whole(MAX_ANSWER_BYTES)
        return read_answer(body, self._settings.name)


def authorize(key: str) -> dict[str, str]:
    """The header that shows the key."""
    return {"xi-api-key": key} if key else {}


def read_answer(body: bytes, service: str) -> list[Transcript]:
    """The transcript in an answer.

    Raises:
        ServiceError: GARBAGE; there is none.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        raise ServiceError(Fault.GARBAGE, f"{service}: an answer without a text")
    return [Transcript(answer["text"], read_words(answer.get("words")))] if answer["text"].strip() else []


def read_words(words: Any) -> tuple[HeardWord, ...]:
    """The words of an answer; between them stand spacings, and audio events where they were asked for."""
    listed = words if isinstance(words, list) else []
    return tuple(
        HeardWord(
            word["text"],
            milliseconds(word.get("start")),
            milliseconds(word.get("end")),
            probability(word.get("logprob")),
        )
        for word in listed
        if isinstance(word, dict) and isinstance(word.get("text"), str) and word.get("type", "word") == "word"
    )
