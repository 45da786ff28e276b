"""Deepgram's `/v1/listen` over a WebSocket: audio up, results down, and a Finalize at each pause."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.recognizers.remote.service import hints
from engine.recognizers.remote.socket_stream import SocketStream
from engine.recognizers.remote.transcript import EVEN_CONFIDENCE, HeardWord, Transcript, milliseconds, number
from engine.remote.errors import Fault, ServiceError
from engine.remote.web_socket import ServiceSocket

if TYPE_CHECKING:
    from engine.recognition import RecognitionSpec
    from engine.remote.key import ServiceKey
    from engine.remote.settings import ServiceSettings

DEFAULT_MODEL = "nova-3"
_MAX_HINTS = 100
"""Key terms of a request, as the vendor has it."""
_FINALIZE_S = 1.0
"""A Finalize with little audio in front of it "may" not be answered; a CloseStream is, always."""
_KEYTERM_MODELS = ("nova-3", "flux")
"""The others take keywords."""


class DeepgramListening:
    """As `StreamService` says."""

    even = EVEN_CONFIDENCE

    def __init__(self, settings: ServiceSettings, key: ServiceKey) -> None:
        self._settings = settings
        self._key = key

    async def open(self, spec: RecognitionSpec, language: str) -> DeepgramStream:
        key = self._key.value()
        socket = await ServiceSocket.open(
            self._settings,
            self._key,
            "/v1/listen",
            query=self._query(spec, language),
            headers={"Authorization": f"Token {key}"} if key else {},
        )
        return DeepgramStream(self._settings.name, socket, spec.rate_hz)

    async def close(self) -> None:
        """Nothing is held."""

    def _query(self, spec: RecognitionSpec, language: str) -> dict[str, str | list[str]]:
        model = self._settings.transcription_model or DEFAULT_MODEL
        query: dict[str, str | list[str]] = {
            "model": model,
            "language": language,
            "encoding": "linear16",
            "sample_rate": str(spec.rate_hz),
            "channels": "1",
            "interim_results": "true",
            "endpointing": "false",  # where an utterance ends is decided here
        }
        expected = [] if spec.transcribe else hints(spec.words, _MAX_HINTS)
        if expected:
            query["keyterm" if model.startswith(_KEYTERM_MODELS) else "keywords"] = expected
        return query | {name: str(value) for name, value in self._settings.transcription_extra.items()}


class _Segment(NamedTuple):
    start_ms: float
    end_ms: float
    transcript: Transcript


class DeepgramStream(SocketStream):
    """One connection, on which times are those since its first sample."""

    def __init__(self, service: str, socket: ServiceSocket, rate_hz: int) -> None:
        self._bytes_per_ms = 2 * rate_hz // 1000
        self._sent_bytes = 0
        self._finalized_bytes = 0
        """How much audio stands before the last Finalize."""
        self._finalizes = 0
        self._finalized = 0
        """How many of these have been answered."""
        self._base_ms = 0.0
        self._segments: list[_Segment] = []
        self._interim: _Segment | None = None
        super().__init__(service, socket)

    async def send(self, pcm: bytes) -> None:
        self._sent_bytes += len(pcm)
        await self.socket.send(pcm)

    async def keep_alive(self) -> None:
        await self.socket.send({"type": "KeepAlive"})

    async def conclude(self) -> list[Transcript]:
        await self._finalize()
        wanted = self._finalizes
        try:
            async with asyncio.timeout(_FINALIZE_S):
                await self.until(lambda: self._finalized >= wanted)
        except TimeoutError:
            self.is_spent = True
            await self.socket.send({"type": "CloseStream"})
            with contextlib.suppress(TimeoutError):
                await self.until(lambda: self._finalized >= wanted or self.is_closed)
        return self.partial()

    def partial(self) -> list[Transcript]:
        told = [*self._segments, *([self._interim] if self._interim is not None else [])]
        transcripts = [found for one in told if (found := self._since_base(one)) is not None]
        if not transcripts:
            return []
        words = tuple(word for one in transcripts for word in one.words)
        sure = [one.confidence for one in transcripts if one.confidence is not None]
        text = " ".join(one.text for one in transcripts)
        return [Transcript(text, words, min(sure) if sure else None)]

    async def forget(self) -> None:
        if self._sent_bytes > self._finalized_bytes:
            await self._finalize()
        self._base_ms = self._sent_bytes / self._bytes_per_ms
        self._segments, self._interim = [], None
        self.keep_nothing()

    def take(self, message: dict[str, Any]) -> None:
        match message.get("type"):
            case "Results":
                self._results(message)
            case "Error":
                said = str(message.get("description") or message.get("message") or "")[:200]
                raise ServiceError(Fault.BROKEN, f"{self.service}: {said or 'an error'}")

    async def _finalize(self) -> None:
        if self._sent_bytes > self._finalized_bytes:
            self._finalized_bytes = self._sent_bytes
            self._finalizes += 1
            await self.socket.send({"type": "Finalize"})

    def _results(self, message: dict[str, Any]) -> None:
        segment = read_results(message)
        if segment is None:
            raise ServiceError(Fault.GARBAGE, f"{self.service}: results without alternatives")
        if not message.get("is_final"):
            self._interim = segment
            return
        self._interim = None
        self.keep(segment.transcript.text + "\n")
        if segment.transcript.text.strip():
            self._segments.append(segment)
        if message.get("from_finalize"):
            self._finalized += 1

    def _since_base(self, segment: _Segment) -> Transcript | None:
        """What of it was said since `forget`, with times from there."""
        transcript, base_ms = segment.transcript, self._base_ms
        if segment.end_ms <= base_ms or not transcript.text.strip():
            return None
        words = tuple(
            HeardWord(word.text, word.start_ms - base_ms, word.end_ms - base_ms, word.confidence)
            for word in transcript.words
            if word.start_ms is not None and word.end_ms is not None and word.end_ms > base_ms
        )
        if len(words) == len(transcript.words):
            return Transcript(transcript.text, words, transcript.confidence)
        return Transcript(" ".join(word.text for word in words), words, transcript.confidence) if words else None


def read_results(message: dict[str, Any]) -> _Segment | None:
    """The best alternative of a Results message; None where it has none."""
    channel = message.get("channel")
    alternatives = channel.get("alternatives") if isinstance(channel, dict) else None
    best = alternatives[0] if isinstance(alternatives, list) and alternatives else None
    if not isinstance(best, dict) or not isinstance(best.get("transcript"), str):
        return None
    listed = best.get("words")
    words = tuple(
        HeardWord(
            word["word"], milliseconds(word.get("start")), milliseconds(word.get("end")), number(word.get("confidence"))
        )
        for word in (listed if isinstance(listed, list) else [])
        if isinstance(word, dict) and isinstance(word.get("word"), str)
    )
    start_ms = milliseconds(message.get("start")) or 0.0
    end_ms = start_ms + (milliseconds(message.get("duration")) or 0.0)
    return _Segment(start_ms, end_ms, Transcript(best["transcript"], words, number(best.get("confidence"))))
