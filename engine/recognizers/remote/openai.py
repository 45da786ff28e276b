"""Transcription as OpenAI's API has it, by any of the many servers that speak it:
`POST {url}/audio/transcriptions` with a WAV file in a form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.recognizers.remote.service import MAX_ANSWER_BYTES, hints
from engine.recognizers.remote.transcript import HeardWord, Transcript, milliseconds, number, probability
from engine.recognizers.remote.wav import wav
from engine.remote.errors import Fault, ServiceError
from engine.remote.http_client import HttpClient, HttpRequest

if TYPE_CHECKING:
    from engine.interface import Samples
    from engine.recognition import RecognitionSpec
    from engine.remote.key import ServiceKey
    from engine.remote.settings import ServiceSettings

DEFAULT_MODEL = "whisper-1"
"""The vendor's one that tells times and how sure it is."""
_MAX_HINTS = 50
"""Words of a grammar in the prompt, of which a model heeds some 200 tokens."""


class OpenAiTranscription:
    """As `UploadService` says."""

    max_audio_s = 110.0
    even = 0.37
    """A mean log probability of -1 is where Whisper itself takes its decoding for failed."""

    def __init__(self, settings: ServiceSettings, key: ServiceKey) -> None:
        self._settings = settings
        self._model = settings.transcription_model or DEFAULT_MODEL
        self._client = HttpClient(settings, key, _authorize)
        self.keep_warm = self._client.keep_warm
        self.close = self._client.close

    async def transcribe(
        self, samples: Samples, spec: RecognitionSpec, language: str, limit_s: float
    ) -> list[Transcript]:
        request = HttpRequest(
            "POST",
            "/audio/transcriptions",
            form=self._form(spec, language),
            files={"file": ("speech.wav", wav(samples, spec.rate_hz), "audio/wav")},
        )
        async with self._client.request(request, first_byte_s=limit_s) as answer:
            body = await answer.whole(MAX_ANSWER_BYTES)
        return read_answer(body, self._settings.name)

    def _form(self, spec: RecognitionSpec, language: str) -> dict[str, str]:
        form = {"model": self._model, "language": language.partition("-")[0].lower(), "temperature": "0"}
        if self._model.startswith("gpt-"):
            form["response_format"] = "json"  # "verbose_json is not compatible with" these, says the vendor
        else:
            form |= {"response_format": "verbose_json", "timestamp_granularities[]": "word"}
        expected = hints(spec.words, _MAX_HINTS)
        if expected and not spec.transcribe:
            form["prompt"] = ", ".join(expected)
        return form | {name: str(value) for name, value in self._settings.transcription_extra.items()}


def _authorize(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def read_answer(body: bytes, service: str) -> list[Transcript]:
    """The transcript in an answer of `json` or `verbose_json`.

    Raises:
        ServiceError: GARBAGE; there is none.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        raise ServiceError(Fault.GARBAGE, f"{service}: an answer without a text")
    segments = _objects(answer.get("segments"))
    words = answer.get("words") or [word for one in segments for word in _objects(one.get("words"))]
    heard = tuple(
        HeardWord(
            word["word"],
            milliseconds(word.get("start")),
            milliseconds(word.get("end")),
            number(word.get("probability")),
        )
        for word in _objects(words)
        if isinstance(word.get("word"), str)
    )
    return [Transcript(answer["text"], heard, _confidence(segments))] if answer["text"].strip() else []


def _confidence(segments: list[dict[str, Any]]) -> float | None:
    """The probability of a usual token, less how likely it is that nobody spoke."""
    sure = [found for one in segments if (found := probability(one.get("avg_logprob"))) is not None]
    if not sure:
        return None
    silent = [found for one in segments if (found := number(one.get("no_speech_prob"))) is not None]
    return min(sure) * (1.0 - min(1.0, max(0.0, *silent, 0.0)))


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
