"""Recordings and streams on their way to the recogniser: decoding, what is to be heard, and the whole of a file."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec
import numpy as np
from fastapi import Request
from numpy.typing import NDArray

from engine.audio.audio_file import AudioFileError, AudioReader
from engine.errors import ClipError, EngineError
from engine.recognition import RecognitionSpec
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.services import RecognitionServices
from mrcp_server.doors.web.speech_service import SpeechService, refused_by_engine
from mrcp_server.doors.web.transcripts import Transcript
from mrcp_server.doors.web.utterances import LONGEST_MS, UtteranceRecognized, UtteranceSegmenter

Samples = NDArray[np.int16]

NARROW_HZ, WIDE_HZ = 8000, 16000
_PORTION_S = 1
# The small model decodes an utterance at once when it has ended, in half the time it took to say; meanwhile its worker
# hears nobody else, and cannot be interrupted.
_LONGEST_LIMITED_MS = 10_000


class _Named(msgspec.Struct):
    url: str


@dataclass(slots=True, frozen=True)
class Upload:
    """An upload as it came, and what is said about what it is."""

    audio: bytes
    media_type: str = ""
    name: str = ""
    field: str = "file"
    """What a refusal names."""


def recognition_of(service: SpeechService) -> RecognitionServices:
    """What listens. Raises RefusedError when nothing does, or not now."""
    reason = service.services.readiness()
    if reason or service.services.recognition is None:
        raise RefusedError(Reason.NOT_READY, f"nothing is recognised now: {reason or 'there is no recogniser'}")
    return service.services.recognition


def rate_for(source_hz: int) -> int:
    """The rate the recogniser hears: wide-band audio stays wide-band, a telephone's is not blown up."""
    return WIDE_HZ if source_hz >= WIDE_HZ else NARROW_HZ


async def body_or_url(service: SpeechService, request: Request) -> Upload:
    """The recording that is a request's body, or that a JSON body names by its `url`. Raises RefusedError."""
    media_type = request.headers.get("content-type", "")
    body = await request.body()
    if not media_type.startswith("application/json"):
        return Upload(body, media_type)
    try:
        url = msgspec.json.decode(body, type=_Named).url
    except msgspec.DecodeError as error:
        raise RefusedError(Reason.INVALID, f"the body does not name a recording: {error}", "url") from None
    return await _fetched(service, url)


async def _fetched(service: SpeechService, url: str) -> Upload:
    """Over HTTP only: files of this machine are for those who may write its configuration."""
    if service.services.fetch is None or urlsplit(url).scheme.lower() not in {"http", "https"}:
        raise RefusedError(Reason.INVALID, "recordings are fetched by http and https", "url")
    try:
        entity = await service.services.fetch(url)
    except ClipError as error:
        raise RefusedError(Reason.AUDIO, f"the recording cannot be fetched: {error.reason}", "url") from None
    return Upload(entity.body, entity.declared_type or entity.content_type, urlsplit(url).path, "url")


async def decode_upload(recording: Upload) -> tuple[Samples, int]:
    """The samples of an uploaded recording, at a rate the recogniser hears. Raises RefusedError."""
    if not recording.audio:
        raise RefusedError(Reason.AUDIO, "the recording is empty", recording.field)
    try:
        return await asyncio.to_thread(_decode, recording)
    except AudioFileError as error:
        refusal = f"the recording cannot be decoded: {error.reason}"
        raise RefusedError(Reason.AUDIO, refusal, recording.field) from None


def _decode(recording: Upload) -> tuple[Samples, int]:
    source = io.BytesIO(recording.audio)
    with AudioReader(source, media_type=recording.media_type, name=recording.name) as reader:
        reader.rate_hz = rate_for(reader.source_rate_hz)
        return np.concatenate([np.zeros(0, np.int16), *reader]), reader.rate_hz


@asynccontextmanager
async def open_segmenter(
    recognition: RecognitionServices, language: str, rate_hz: int, *, silence_ms: int = 500
) -> AsyncIterator[UtteranceSegmenter]:
    """An ear for open speech. Raises RefusedError, also for what the engine says while it is used."""
    spec = RecognitionSpec(language=language, rate_hz=rate_hz, transcribe=True, limited=True)
    try:
        session = recognition.listeners.open(spec)
    except EngineError as error:
        refusal = refused_by_engine(error)
        # It is no failure but a model that is not there, and the text says what to install.
        raise (
            RefusedError(Reason.MODEL, error.reason, "model") if refusal.reason is Reason.ENGINE else refusal
        ) from None
    longest_ms = LONGEST_MS if recognition.listeners.abilities.transcription else _LONGEST_LIMITED_MS
    segmenter = UtteranceSegmenter(session, rate_hz, silence_ms=silence_ms, longest_ms=longest_ms)
    try:
        yield segmenter
    except EngineError as error:
        raise refused_by_engine(error) from None
    finally:
        segmenter.close()


async def utterances(
    segmenter: UtteranceSegmenter, samples: Samples, rate_hz: int
) -> AsyncIterator[UtteranceRecognized]:
    """Everything that is said in a recording, as it is found."""
    portion = rate_hz * _PORTION_S
    for start in range(0, len(samples), portion):
        for found in await segmenter.push(samples[start : start + portion]):
            if isinstance(found, UtteranceRecognized):
                yield found
    for said in await segmenter.finish():
        yield said


async def transcribe(recognition: RecognitionServices, samples: Samples, rate_hz: int, language: str) -> Transcript:
    """A whole recording. Raises RefusedError."""
    async with open_segmenter(recognition, language, rate_hz) as segmenter:
        said = [one async for one in utterances(segmenter, samples, rate_hz)]
    return Transcript(language, len(samples) / rate_hz, tuple(said))
