"""One caller heard by a service while he speaks: audio goes out as it comes, and what was said is asked for at a pause.

A connection is opened with the listener, so that it is there when somebody speaks, and used for one utterance after the
other where the service can.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from engine.recognition import RecognizerResult
from engine.recognizers.remote.stream_line import StreamLine
from engine.recognizers.remote.transcript import result_of, sound_of
from engine.remote.errors import Fault, ServiceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import Samples
    from engine.recognition import RecognitionSpec
    from engine.recognizers.remote.service import StreamService
    from engine.recognizers.remote.transcript import Transcript
    from engine.remote.guard import ServiceGuard
    from engine.remote.settings import ServiceSettings

_MAX_AUDIO_S = 120.0
"""A session's audio is kept for a stream that must begin again; control keeps no more either."""


class StreamListener:
    """As `engine.remote.recognition.RemoteListener` says.

    Raises:
        ServiceError: the service may not be asked now.
    """

    def __init__(
        self,
        service: StreamService,
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
        self._bytes_per_s = 2 * spec.rate_hz
        self._audio = bytearray()
        self._concluded: tuple[int, list[Transcript]] | None = None
        """How much audio the last answer is about, and the answer."""
        self._one_at_a_time = asyncio.Lock()
        self._line = self._new_line()

    def push(self, samples: Samples) -> None:
        if len(self._audio) >= _MAX_AUDIO_S * self._bytes_per_s:
            self._line.fail(ServiceError(Fault.REFUSED, f"{self._settings.name}: over {_MAX_AUDIO_S:g} s of speech"))
            return
        self._audio += samples.astype("<i2").tobytes()
        self._line.wake()

    def reset(self) -> None:
        """Also what went wrong is past."""
        self._audio.clear()
        self._concluded = None
        line = self._line
        if line.is_untouched:
            return
        if line.is_reusable:
            line.forget()
            return
        line.end()
        try:
            self._line = self._new_line()
        except ServiceError as error:
            line.error = error

    def close(self) -> None:
        self._line.end()
        self._audio.clear()

    async def ask(self, *, final: bool, interim: bool) -> RecognizerResult:
        if interim:
            return self._result(self._line.partial(), final=False)
        size = len(self._audio)
        if sound_of(self._samples(), self._spec.rate_hz) == (0, 0):
            return RecognizerResult(audio_ms=self._audio_ms)
        async with self._one_at_a_time:
            if self._concluded is not None and self._concluded[0] == size:
                return self._result(self._concluded[1])
            if self._line.is_spent and self._line.error is None:
                self._line.end()
                self._line = self._new_line()
            transcripts = await self._line.conclude(size)
            # Reset cancels asks: what was concluded is still about this utterance.
            self._concluded = (size, transcripts)
        return self._result(transcripts)

    def _new_line(self) -> StreamLine:
        return StreamLine(
            lambda: self._service.open(self._spec, self._language),
            self._guard,
            self._settings,
            self._audio,
            self._bytes_per_s,
        )

    @property
    def _audio_ms(self) -> int:
        return len(self._audio) * 1000 // self._bytes_per_s

    def _samples(self) -> Samples:
        return np.frombuffer(bytes(self._audio), "<i2")

    def _result(self, transcripts: Sequence[Transcript], *, final: bool = True) -> RecognizerResult:
        even = self._settings.transcription_even or self._service.even
        return result_of(
            transcripts,
            even,
            spoken_ms=sound_of(self._samples(), self._spec.rate_hz),
            audio_ms=self._audio_ms,
            final=final,
        )
