"""One caller heard by a service that takes whole utterances: what was said is uploaded when it may be all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from engine.errors import EngineError
from engine.recognition import RecognizerResult
from engine.recognizers.remote.service import check_length
from engine.recognizers.remote.transcript import result_of, sound_of
from engine.remote.errors import ServiceError
from engine.remote.retries import with_retries

if TYPE_CHECKING:
    from engine.interface import Samples
    from engine.recognition import RecognitionSpec
    from engine.recognizers.remote.service import UploadService
    from engine.recognizers.remote.transcript import Transcript
    from engine.remote.guard import ServiceGuard
    from engine.remote.settings import ServiceSettings

_BEHIND_SPEECH = 0.25
"""How much longer an answer may take with each second of speech."""


class UploadListener:
    """As `engine.remote.recognition.RemoteListener` says.

    Every upload costs money, so only a pause makes one; who looks while the caller speaks is told the last answer.
    """

    def __init__(
        self,
        service: UploadService,
        guard: ServiceGuard,
        settings: ServiceSettings,
        spec: RecognitionSpec,
        language: str,
    ) -> None:
        self._service = service
        self._guard = guard
        self._settings = settings
        self._spec = spec
        self._language = language
        self._max_samples = int(service.max_audio_s * spec.rate_hz)
        self.reset()

    def push(self, samples: Samples) -> None:
        self._length += len(samples)
        if self._length <= self._max_samples:
            self._parts.append(samples)

    def reset(self) -> None:
        self._parts: list[Samples] = []
        self._length = 0
        self._latest = RecognizerResult()

    def close(self) -> None:
        """An upload under way is cancelled with the ask that made it."""
        self.reset()

    async def ask(self, *, final: bool, interim: bool) -> RecognizerResult:
        audio_ms = self._length * 1000 // self._spec.rate_hz
        if interim:
            return msgspec.structs.replace(self._latest, audio_ms=audio_ms, final=False)
        if self._length > self._max_samples:
            name, most_s = self._settings.name, self._service.max_audio_s
            raise EngineError(f"{name}: {audio_ms / 1000:.1f} s of speech, and it takes {most_s:g} s")
        samples = np.concatenate(self._parts) if self._parts else np.zeros(0, np.int16)
        self._parts = [samples]
        spoken_ms = sound_of(samples, self._spec.rate_hz)
        if spoken_ms == (0, 0):
            return RecognizerResult(audio_ms=audio_ms)
        transcripts = await self._upload(samples)
        even = self._settings.transcription_even or self._service.even
        heard = result_of(transcripts, even, spoken_ms=spoken_ms, audio_ms=audio_ms)
        if self._parts and self._parts[0] is samples:
            self._latest = heard
        return heard

    async def _upload(self, samples: Samples) -> list[Transcript]:
        settings, guard = self._settings, self._guard
        loop = asyncio.get_running_loop()
        seconds = len(samples) / self._spec.rate_hz
        limit_s = settings.first_byte_timeout_s + _BEHIND_SPEECH * seconds
        guard.admit(loop.time(), seconds=seconds)
        try:
            transcripts = await with_retries(
                settings.retries,
                lambda: self._service.transcribe(samples, self._spec, self._language, limit_s),
                has_begun=lambda: False,
            )
            check_length(transcripts, settings.name)
        except ServiceError as error:
            guard.failed(error, loop.time())
            raise
        except BaseException:
            guard.withdrawn()
            raise
        guard.succeeded()
        return transcripts
