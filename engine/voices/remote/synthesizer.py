"""What the engines of services elsewhere have in common: their voices, parts of a piece, tries, and the stream."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from engine.interface import Piece, VoiceInfo
from engine.remote.key import ServiceKey
from engine.remote.retries import with_retries
from engine.remote.settings import RemoteVoice, from_options
from engine.voices.remote.cutting import cut_piece
from engine.voices.remote.speech_stream import SpeechStream
from engine.voices.remote.tempo import Tempo, piece_rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import Sink

START_DEPTH_MS = 300
"""A service that keeps just ahead of speech sends it in portions of a quarter of a second or less. One that is much
faster loses nothing by this: so much has come with its first packets."""
_MAX_PIECE_S = 180
_GENERATION = 1
"""Raised when the same request is made otherwise than before."""


class SpeechRequest(msgspec.Struct, frozen=True):
    """What one request is for."""

    piece: Piece
    voice: RemoteVoice
    rate: float
    """A factor on the voice's own, for the whole."""
    character_ms: float
    """How long a character lasts at the voice's own rate."""

    @property
    def text(self) -> str:
        """Without blanks around it, and without halves of characters, which nothing can be made of on the wire."""
        return self.piece.text.strip().encode("utf-8", "replace").decode()


class RemoteSynthesizer(ABC):
    """An `AsyncSynthesizer`; a service's own class says how one request is made.

    Args:
        service: a `ServiceSettings` as plain values.
    """

    trims_silence = True
    usual_rate_hz: ClassVar[int] = 24_000
    slowest: ClassVar[float] = 0.5
    fastest: ClassVar[float] = 2.0

    def __init__(self, service: dict[str, Any]) -> None:
        self.settings = from_options(service)
        self.key = ServiceKey(self.settings)
        self.rate_hz = self.settings.rate_hz or self.usual_rate_hz
        self.remote_voices: dict[str, RemoteVoice] = {
            f"{self.settings.name}/{name}": voice for name, voice in self.settings.voices.items()
        }
        self._tempos: dict[str, Tempo] = {}

    @abstractmethod
    async def open(self) -> None:
        """As `AsyncSynthesizer` has it."""

    @abstractmethod
    async def close(self) -> None:
        """As `AsyncSynthesizer` has it."""

    @abstractmethod
    async def request(self, request: SpeechRequest, stream: SpeechStream) -> None:
        """Have `request` spoken into `stream`.

        Raises:
            ServiceError: it is not.
        """

    def voices(self) -> Sequence[VoiceInfo]:
        return [self._info(name, voice) for name, voice in self.remote_voices.items()]

    async def synthesize(self, piece: Piece, sink: Sink) -> None:
        settings, voice = self.settings, self.remote_voices[piece.voice]
        tempo = self._tempos.setdefault(piece.voice, Tempo())
        stream = SpeechStream(
            sink,
            service=settings.name,
            rate_hz=self.rate_hz,
            idle_timeout_s=settings.idle_timeout_s,
            tempo=tempo,
        )
        for part, begin in cut_piece(piece, settings.max_text_characters):
            rate = min(max(piece_rate(part, tempo.character_ms), self.slowest), self.fastest)
            request = SpeechRequest(part, voice, round(rate, 3), tempo.character_ms)

            async def attempt(request: SpeechRequest = request, begin: int = begin) -> None:
                stream.begin_part(request.piece, begin, request.rate)
                await self.request(request, stream)
                stream.end_part()

            await with_retries(settings.retries, attempt, has_begun=lambda: stream.samples > 0)

    @property
    def max_audio_bytes(self) -> int:
        """No answer is longer."""
        return _MAX_PIECE_S * 2 * max(self.rate_hz, 48_000)

    def sound_of(self, voice: RemoteVoice) -> tuple[object, ...]:
        """All that makes a voice sound as it does: when any of it changes, cached prompts no longer fit."""
        settings = self.settings
        model = voice.model or settings.model
        return settings.kind, settings.base_url, model, voice.id, settings.instructions, settings.extra, self.rate_hz

    def _info(self, name: str, voice: RemoteVoice) -> VoiceInfo:
        sound = msgspec.json.encode((_GENERATION, *self.sound_of(voice)), order="sorted")
        plain = name.partition("/")[2]
        return VoiceInfo(
            name,
            self.settings.name,
            voice.languages,
            gender=voice.gender,
            rate_hz=self.rate_hz,
            aliases=(plain,) if plain == voice.id else (plain, voice.id),
            revision=hashlib.blake2b(sound, digest_size=8).hexdigest(),
            start_depth_ms=START_DEPTH_MS,
        )
