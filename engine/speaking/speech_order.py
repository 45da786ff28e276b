"""What one speech was asked for, and what it asks of the speaker that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from engine.speaking.position import START, Position
from engine.workers.pool import Priority

if TYPE_CHECKING:
    from engine.interface import AudioFormat, Clip, Piece, Utterance, VoiceInfo, VoiceSelection
    from engine.speaking.structure import UtteranceStructure
    from engine.workers.rendition import Rendition


@dataclass(frozen=True, slots=True)
class SpeechOrder:
    """An utterance in a format, from `start` up to, without, `end`, and no more than `max_ms` of it."""

    utterance: Utterance
    fmt: AudioFormat
    start: Position = START
    end: Position | None = None
    max_ms: int | None = None
    priority: Priority = Priority.FIRST
    parameters: tuple[tuple[str, str], ...] = ()


class SpeechBackend(Protocol):
    """Where audio comes from: the speaker, as its speeches see it."""

    def voice_for(self, selection: VoiceSelection) -> VoiceInfo:
        """The voice that will speak. Raises LanguageUnsupportedError, VoiceUnavailableError."""

    def render(self, piece: Piece, fmt: AudioFormat, priority: Priority) -> tuple[Rendition, bool]:
        """The audio of a piece, acquired, and whether it came from the cache. Raises OverloadedError."""

    async def record(self, clip: Clip, fmt: AudioFormat, priority: Priority) -> Rendition:
        """The audio of a recording, acquired. Raises ClipError, OverloadedError."""

    def length(self, piece: Piece, fmt: AudioFormat) -> int | None:
        """How many samples the piece has, when that is known."""

    def note_length(self, piece: Piece, fmt: AudioFormat, samples: int) -> None:
        """Remember the length of a piece that was made whole."""

    def structure(self, order: SpeechOrder) -> UtteranceStructure:
        """The structure of the utterance, for jumps."""
