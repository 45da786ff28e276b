"""Azure's speech to text for short audio, by REST: a WAV file in, up to five readings out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import soxr

from engine.recognition import WIDE_HZ
from engine.recognizers.remote.service import MAX_ANSWER_BYTES
from engine.recognizers.remote.transcript import EVEN_CONFIDENCE, HeardWord, Transcript, number
from engine.recognizers.remote.wav import wav
from engine.remote.errors import Fault, ServiceError
from engine.remote.http_client import HttpClient, HttpRequest

if TYPE_CHECKING:
    from engine.interface import Samples
    from engine.recognition import RecognitionSpec
    from engine.remote.key import ServiceKey
    from engine.remote.settings import ServiceSettings

_PATH = "/speech/recognition/conversation/cognitiveservices/v1"
_NOTHING = frozenset({"NoMatch", "InitialSilenceTimeout", "BabbleTimeout", "EndOfDictation"})
"""There is no speech in it, or none in this language."""
_TICKS_PER_MS = 10_000
"""Times are in units of 100 ns."""


class AzureTranscription:
    """As `UploadService` says."""

    max_audio_s = 60.0
    even = EVEN_CONFIDENCE

    def __init__(self, settings: ServiceSettings, key: ServiceKey) -> None:
        self._settings = settings
        self._client = HttpClient(settings, key, _authorize)
        self.keep_warm = self._client.keep_warm
        self.close = self._client.close

    async def transcribe(
        self, samples: Samples, spec: RecognitionSpec, language: str, limit_s: float
    ) -> list[Transcript]:
        # "WAV, PCM, 256 kbps, 16 kHz, mono" is the one uncompressed form that is documented.
        wide = samples if spec.rate_hz == WIDE_HZ else soxr.resample(samples, spec.rate_hz, WIDE_HZ)
        query = {"language": language, "format": "detailed", "profanity": "raw", "wordLevelTimestamps": "true"}
        query |= {name: str(value) for name, value in self._settings.transcription_extra.items()}
        request = HttpRequest(
            "POST",
            _PATH,
            query=query,
            headers={
                "Content-Type": f"audio/wav; codecs=audio/pcm; samplerate={WIDE_HZ}",
                "Accept": "application/json",
            },
            content=wav(wide, WIDE_HZ),
        )
        async with self._client.request(request, first_byte_s=limit_s) as answer:
            body = await answer.whole(MAX_ANSWER_BYTES)
        return read_answer(body, self._settings.name)[: max(1, spec.n_best)]


def _authorize(key: str) -> dict[str, str]:
    return {"Ocp-Apim-Subscription-Key": key} if key else {}


def read_answer(body: bytes, service: str) -> list[Transcript]:
    """The readings in an answer of the detailed or the simple format.

    Raises:
        ServiceError: GARBAGE; there are none and it does not say that there is no speech. BROKEN; it says so.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    status = answer.get("RecognitionStatus") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(status, str):
        raise ServiceError(Fault.GARBAGE, f"{service}: an answer without a RecognitionStatus")
    if status in _NOTHING:
        return []
    if status != "Success":
        raise ServiceError(Fault.BROKEN, f"{service}: RecognitionStatus {status[:40]!r}")
    best = answer.get("NBest")
    readings = [_reading(one) for one in best if isinstance(one, dict)] if isinstance(best, list) else []
    found = [one for one in readings if one is not None]
    text = answer.get("DisplayText")
    if not found and isinstance(text, str):
        found = [Transcript(text)]
    if not found:
        raise ServiceError(Fault.GARBAGE, f"{service}: success without a text")
    found.sort(key=lambda one: -(one.confidence or 0.0))
    return [one for one in found if one.text.strip()]


def _reading(one: dict[str, Any]) -> Transcript | None:
    """Words as they were said rather than as people write them: that is how grammars are written."""
    text = one.get("Lexical") or one.get("Display")
    if not isinstance(text, str):
        return None
    words = one.get("Words")
    listed = words if isinstance(words, list) else []
    heard = tuple(_word(word) for word in listed if isinstance(word, dict) and isinstance(word.get("Word"), str))
    return Transcript(text, heard, number(one.get("Confidence")))


def _word(word: dict[str, Any]) -> HeardWord:
    offset, duration = number(word.get("Offset")), number(word.get("Duration"))
    if offset is None or duration is None:
        return HeardWord(word["Word"], confidence=number(word.get("Confidence")))
    start_ms = offset / _TICKS_PER_MS
    return HeardWord(word["Word"], start_ms, start_ms + duration / _TICKS_PER_MS, number(word.get("Confidence")))
