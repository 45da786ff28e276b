"""Wyoming servers (those of Home Assistant's voice projects): audio by TCP while somebody speaks, one transcript at the
end of it. A connection serves one utterance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import soxr

from engine.recognition import WIDE_HZ
from engine.recognizers.remote.transcript import EVEN_CONFIDENCE, Transcript
from engine.remote.errors import Fault, ServiceError
from engine.remote.wyoming_stream import Event, WyomingStream

if TYPE_CHECKING:
    from engine.recognition import RecognitionSpec
    from engine.remote.settings import ServiceSettings

_FORMAT = {"rate": WIDE_HZ, "width": 2, "channels": 1}
"""What every server takes; few resample."""
_LONGEST_S = 3600.0
"""Who asks bounds the waiting."""


class WyomingListening:
    """As `StreamService` says."""

    even = EVEN_CONFIDENCE

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings

    async def open(self, spec: RecognitionSpec, language: str) -> WyomingUtterance:
        settings = self._settings
        connection = await WyomingStream.open(settings)
        wanted = {"language": language.partition("-")[0].lower()}
        if settings.transcription_model:
            wanted["name"] = settings.transcription_model
        await connection.send(Event("transcribe", wanted | settings.transcription_extra))
        await connection.send(Event("audio-start", _FORMAT))
        return WyomingUtterance(settings.name, connection, spec.rate_hz)

    async def close(self) -> None:
        """Nothing is held."""


class WyomingUtterance:
    """One connection, of one utterance."""

    def __init__(self, service: str, connection: WyomingStream, rate_hz: int) -> None:
        self._service = service
        self._connection = connection
        self._widened = soxr.ResampleStream(rate_hz, WIDE_HZ, 1, "int16") if rate_hz != WIDE_HZ else None
        self.serves_one = True
        self.is_spent = False

    @property
    def is_lost(self) -> bool:
        return not self.is_spent and not self._connection.is_open

    async def send(self, pcm: bytes) -> None:
        await self._chunk(pcm, last=False)

    async def keep_alive(self) -> None:
        """TCP keeps it."""

    async def conclude(self) -> list[Transcript]:
        self.is_spent = True
        await self._chunk(b"", last=True)
        await self._connection.send(Event("audio-stop", {}))
        while (event := await self._connection.receive(_LONGEST_S)) is not None:
            if event.type == "transcript":
                text = event.data.get("text")
                if not isinstance(text, str):
                    raise ServiceError(Fault.GARBAGE, f"{self._service}: a transcript without a text")
                return [Transcript(text)] if text.strip() else []
            if event.type == "error":
                said = str(event.data.get("text") or "an error")[:200]
                raise ServiceError(Fault.BROKEN, f"{self._service}: {said}")
        raise ServiceError(Fault.UNREACHABLE, f"{self._service}: closed before it had answered")

    def partial(self) -> list[Transcript]:
        return []

    async def forget(self) -> None:
        """What was sent cannot be taken back; who has it again opens another one."""
        self.is_spent = True

    async def close(self) -> None:
        self._connection.abort()

    def abort(self) -> None:
        self._connection.abort()

    async def _chunk(self, pcm: bytes, *, last: bool) -> None:
        if self._widened is not None:
            pcm = self._widened.resample_chunk(np.frombuffer(pcm, "<i2"), last=last).astype("<i2").tobytes()
        if pcm:
            await self._connection.send(Event("audio-chunk", _FORMAT, pcm))
