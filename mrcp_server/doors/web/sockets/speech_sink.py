"""What a socket is told while its text is spoken: turns, portions of their audio, and the sink that a dialect makes
messages of them in."""

from dataclasses import dataclass

from engine.interface import VoiceSelection
from mrcp_server.doors.web.formats import OutputFormat, Packager
from mrcp_server.doors.web.sockets.playback_tracker import Interruption
from mrcp_server.observability.records import SpeakRecord


@dataclass(slots=True, frozen=True)
class Style:
    """How pieces are spoken; it may change between turns."""

    voice: VoiceSelection
    format: OutputFormat
    speed: float = 1.0


@dataclass(slots=True)
class Turn:
    """What lies between two flushes."""

    record: SpeakRecord
    packager: Packager
    style: Style
    characters: int = 0
    samples: int = 0
    pause_ms: int = 0
    """What is natural between the piece before and the next."""

    @property
    def audio_ms(self) -> int:
        """Audio made for it so far."""
        return self.style.format.engine_format.ms(self.samples)


@dataclass(slots=True, frozen=True)
class Portion:
    """Audio for one message, and where in the turn it belongs."""

    payload: bytes
    text: str
    """The words that are spoken in it."""
    start_ms: int
    duration_ms: int
    turn: Turn


class SpeechSink:
    """Says nothing; a dialect overrides what its vendor tells. All methods may raise what ends the socket."""

    async def begun(self, turn: Turn) -> None:
        """The first audio of a turn follows."""

    async def audio(self, portion: Portion) -> None:
        """Audio, in order."""

    async def flushed(self, token: object, turn: Turn | None) -> None:
        """Everything pushed before this flush has been sent; no turn when there was nothing to speak."""

    async def interrupted(self, token: object, interruption: Interruption, turn: Turn | None) -> None:
        """Nothing of what was pushed before follows."""

    async def finished(self) -> None:
        """Everything has been sent, and nothing more will be spoken."""
