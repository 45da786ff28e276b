"""ElevenLabs' Scribe over a WebSocket: `/v1/speech-to-text/realtime`, with a commit at each pause."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from engine.recognizers.remote.elevenlabs import authorize, read_words
from engine.recognizers.remote.service import hints
from engine.recognizers.remote.socket_stream import SocketStream
from engine.recognizers.remote.transcript import EVEN_CONFIDENCE, HeardWord, Transcript
from engine.remote.errors import Fault, ServiceError
from engine.remote.web_socket import ServiceSocket

if TYPE_CHECKING:
    from engine.recognition import RecognitionSpec
    from engine.remote.key import ServiceKey
    from engine.remote.settings import ServiceSettings

REALTIME = "realtime"
"""Stands in the names of the models that are reached so."""
DEFAULT_MODEL = "scribe_v2_realtime"
_MAX_HINTS, _LONGEST_HINT = 50, 20
"""Key terms of a request, as the vendor has it."""
_NOTHING_NEW = frozenset({"commit_throttled", "insufficient_audio_activity"})
"""What was to be committed is too short, or is silence."""
_FAULTS = {
    "auth_error": Fault.KEY,
    "quota_exceeded": Fault.LIMITED,
    "rate_limited": Fault.LIMITED,
    "resource_exhausted": Fault.LIMITED,
    "queue_overflow": Fault.LIMITED,
    "input_error": Fault.REFUSED,
    "invalid_request": Fault.REFUSED,
    "chunk_size_exceeded": Fault.REFUSED,
    "unaccepted_terms": Fault.REFUSED,
    "session_time_limit_exceeded": Fault.REFUSED,
    "transcriber_error": Fault.BROKEN,
    "error": Fault.BROKEN,
}


class ElevenLabsListening:
    """As `StreamService` says."""

    even = EVEN_CONFIDENCE

    def __init__(self, settings: ServiceSettings, key: ServiceKey) -> None:
        self._settings = settings
        self._key = key

    async def open(self, spec: RecognitionSpec, language: str) -> ElevenLabsStream:
        query: dict[str, str | list[str]] = {
            "model_id": self._settings.transcription_model or DEFAULT_MODEL,
            "audio_format": f"pcm_{spec.rate_hz}",
            "commit_strategy": "manual",
            "language_code": language.partition("-")[0].lower(),
            "include_timestamps": "true",
        }
        expected = [] if spec.transcribe else hints(spec.words, _MAX_HINTS, longest=_LONGEST_HINT)
        if expected:
            query["keyterms"] = expected
        query |= {name: str(value) for name, value in self._settings.transcription_extra.items()}
        headers = authorize(self._key.value())
        socket = await ServiceSocket.open(
            self._settings, self._key, "/v1/speech-to-text/realtime", query=query, headers=headers
        )
        return ElevenLabsStream(self._settings.name, socket, spec.rate_hz)

    async def close(self) -> None:
        """Nothing is held."""


class ElevenLabsStream(SocketStream):
    """One connection."""

    def __init__(self, service: str, socket: ServiceSocket, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._sent_bytes = 0
        self._base_bytes = 0
        self._committed_bytes = 0
        self._commits = 0
        self._answered = 0
        self._ignored = 0
        """Commits whose answers are about what was forgotten."""
        self._segments: list[tuple[int, Transcript]] = []
        """Where each begins in the stream, in octets, and what was said."""
        self._begins: list[int] = []
        """Where the segments begin that are committed and not answered."""
        self._interim = ""
        super().__init__(service, socket)

    async def send(self, pcm: bytes) -> None:
        self._sent_bytes += len(pcm)
        await self.socket.send(self._chunk(pcm, commit=False))

    async def keep_alive(self) -> None:
        """There is no message for it; a connection that was closed meanwhile is opened again with the first audio."""

    async def conclude(self) -> list[Transcript]:
        await self._commit()
        wanted = self._commits
        await self.until(lambda: self._answered >= wanted)
        return self.partial()

    def partial(self) -> list[Transcript]:
        told = [transcript for _, transcript in self._segments]
        if self._interim.strip():
            told.append(Transcript(self._interim))
        if not told:
            return []
        # Words are of use where all of it has them.
        words = tuple(word for one in told for word in one.words) if all(one.words for one in told) else ()
        return [Transcript(" ".join(one.text for one in told), words)]

    async def forget(self) -> None:
        await self._commit()
        self._ignored = self._commits
        self._base_bytes = self._sent_bytes
        self._segments, self._interim = [], ""
        self.keep_nothing()

    def take(self, message: dict[str, Any]) -> None:
        kind = message.get("message_type")
        if not isinstance(kind, str):
            return
        if kind == "partial_transcript":
            self._interim = _text(message)
        elif kind == "committed_transcript_with_timestamps":
            self._committed(message)
        elif kind in _NOTHING_NEW:
            self._committed({})
        elif kind in _FAULTS:
            said = str(message.get("error") or "")[:200]
            raise ServiceError(_FAULTS[kind], f"{self.service}: {kind}{f': {said}' if said else ''}")

    async def _commit(self) -> None:
        if self._sent_bytes > self._committed_bytes:
            self._begins.append(self._committed_bytes)
            self._committed_bytes = self._sent_bytes
            self._commits += 1
            await self.socket.send(self._chunk(b"", commit=True))

    def _chunk(self, pcm: bytes, *, commit: bool) -> dict[str, Any]:
        return {
            "message_type": "input_audio_chunk",
            "audio_base_64": base64.b64encode(pcm).decode(),
            "commit": commit,
            "sample_rate": self._rate_hz,
        }

    def _committed(self, message: dict[str, Any]) -> None:
        if not self._begins:
            return
        begins = self._begins.pop(0)
        self._answered += 1
        self._interim = ""
        text = _text(message)
        self.keep(text)
        if self._answered <= self._ignored or not text.strip():
            return
        words = read_words(message.get("words"))
        self._segments.append((begins, Transcript(text, self._since_base(words, begins))))

    def _since_base(self, words: tuple[HeardWord, ...], begins: int) -> tuple[HeardWord, ...]:
        """Times from `forget`. The vendor does not say whether they count from the session's beginning or from the
        segment's: what would lie before the segment counts from the segment's."""
        begins_ms = begins * 1000 / (2 * self._rate_hz)
        base_ms = self._base_bytes * 1000 / (2 * self._rate_hz)
        timed = [word for word in words if word.start_ms is not None and word.end_ms is not None]
        if not timed or len(timed) < len(words):
            return ()
        first_ms = timed[0].start_ms or 0.0
        shift_ms = (begins_ms if first_ms < begins_ms else 0.0) - base_ms
        return tuple(
            HeardWord(word.text, (word.start_ms or 0.0) + shift_ms, (word.end_ms or 0.0) + shift_ms, word.confidence)
            for word in timed
        )


def _text(message: dict[str, Any]) -> str:
    text = message.get("text", "")
    return text if isinstance(text, str) else ""
