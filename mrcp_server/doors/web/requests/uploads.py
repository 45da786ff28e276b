"""Uploads on their way to the recogniser: where the audio is, how it is decoded, and what is said in all of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import msgspec
from fastapi import Request

from engine.audio.audio_file import AudioFileError
from engine.audio.decoding_apart import decode_apart
from engine.errors import ClipError, EngineError
from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.transcripts import Transcript
from mrcp_server.doors.web.services import RecognitionServices
from mrcp_server.doors.web.speech_service import SpeechService, refused_by_engine
from mrcp_server.doors.web.utterances import Samples, UtteranceRecognized, UtteranceSegmenter, open_segmenter

_PORTION_S = 1


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


async def body_or_url(service: SpeechService, request: Request) -> Upload:
    """The audio that is a request's body, or that a JSON body names by its `url`. Raises RefusedError."""
    media_type = request.headers.get("content-type", "")
    body = await request.body()
    if not media_type.startswith("application/json"):
        return Upload(body, media_type)
    try:
        url = msgspec.json.decode(body, type=_Named).url
        parts = urlsplit(url)
    except (ValueError, RecursionError) as error:
        raise RefusedError(Reason.INVALID, f"the body does not name a recording: {error}", "url") from None
    return await _fetched(service, url, parts)


async def _fetched(service: SpeechService, url: str, parts: SplitResult) -> Upload:
    """Over HTTP only: files of this machine are for those who may write its configuration."""
    if service.server.fetch is None or parts.scheme not in {"http", "https"}:
        raise RefusedError(Reason.INVALID, "recordings are fetched by http and https", "url")
    try:
        entity = await service.server.fetch(url)
    except ClipError as error:
        raise RefusedError(Reason.AUDIO, f"the recording cannot be fetched: {error.reason}", "url") from None
    return Upload(entity.body, entity.declared_type or entity.content_type, parts.path, "url")


async def decode_upload(recognition: RecognitionServices, upload: Upload, source: str) -> tuple[Samples, int]:
    """The samples of an upload from `source`, at a rate the recogniser takes. Raises RefusedError."""
    if not upload.audio:
        raise RefusedError(Reason.AUDIO, "the recording is empty", upload.field)
    try:
        return await decode_apart(
            recognition.apart,
            upload.audio,
            media_type=upload.media_type,
            name=upload.name,
            for_recognizer=True,
            source=source,
        )
    except AudioFileError as error:
        refusal = f"the recording cannot be decoded: {error.reason}"
        raise RefusedError(Reason.AUDIO, refusal, upload.field) from None
    except EngineError as error:
        raise refused_by_engine(error) from None


async def utterances(
    segmenter: UtteranceSegmenter, samples: Samples, rate_hz: int
) -> AsyncIterator[UtteranceRecognized]:
    """Everything that is said in an upload, as it is found."""
    portion = rate_hz * _PORTION_S
    for start in range(0, len(samples), portion):
        for found in await segmenter.push(samples[start : start + portion]):
            if isinstance(found, UtteranceRecognized):
                yield found
    for said in await segmenter.finish():
        yield said


async def transcribe(recognition: RecognitionServices, samples: Samples, rate_hz: int, language: str) -> Transcript:
    """What is said in a whole upload. Raises RefusedError."""
    async with open_segmenter(recognition, language, rate_hz) as segmenter:
        said = [one async for one in utterances(segmenter, samples, rate_hz)]
    return Transcript(language, len(samples) / rate_hz, tuple(said))
