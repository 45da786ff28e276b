"""Utterances in, finished audio out (signatures; the implementation follows)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from engine.interface import AudioChunk, AudioFormat, Clip, Utterance, VoiceInfo, VoiceSelection
from engine.pool import Priority, WorkerPool
from engine.position import START, Jump, Landing, Position

if TYPE_CHECKING:
    from engine.cache import PromptCache  # type: ignore[import-not-found]


class Fetch(Protocol):
    """Gets the bytes of a recording (any container; decoded in a worker). Raises ClipError."""

    async def __call__(self, clip: Clip) -> bytes: ...


@dataclass(slots=True)
class Timings:
    """When things happened, in loop time; None: not yet."""

    requested_at: float
    first_audio_at: float | None = None
    last_audio_at: float | None = None
    cached_pieces: int = 0
    pieces: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a listener has heard. `text` as the document wrote it, `words` counted, `complete`: all of it."""

    text: str
    words: int
    complete: bool


class Speaker:
    """Makes speech of utterances; one for the whole server, used by every door."""

    def __init__(
        self, pool: WorkerPool, *, cache: PromptCache | None = None, fetch: Fetch | None = None, default_voice: str = ""
    ) -> None: ...

    def voice_for(self, selection: VoiceSelection) -> VoiceInfo:
        """The voice that will speak. Raises LanguageUnsupportedError, VoiceUnavailableError."""
        raise NotImplementedError

    def speak(
        self,
        utterance: Utterance,
        fmt: AudioFormat,
        *,
        start: Position = START,
        length: Jump | None = None,
        priority: Priority = Priority.FIRST,
        parameters: tuple[tuple[str, str], ...] = (),
    ) -> Speech:
        """Start speaking: the first piece is asked for at once, the rest as the speech is read.

        Call it inside a running event loop. `length` is RFC 6787's Speak-Length: no more than so much.
        Raises LanguageUnsupportedError, VoiceUnavailableError when the first sentence has no voice.
        """
        raise NotImplementedError


class Speech:
    """Audio of one utterance: `async for chunk in speech`. Not reading is the back-pressure.

    Raises EngineError (ClipError, …) out of the iteration. The last chunk has `final`. After `cancel` it just ends.
    Offsets are samples from this speech's own start, in its format.
    """

    timings: Timings

    def __aiter__(self) -> Speech:
        return self

    async def __anext__(self) -> AudioChunk:
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop making audio, at once and without waiting; harmless when ended."""

    def position(self, played_samples: int) -> Position:
        """The place that is heard after `played_samples`."""
        raise NotImplementedError

    def spoken(self, played_samples: int) -> Spoken:
        """What was heard of the text, for reports of an interruption."""
        raise NotImplementedError

    def jump(self, played_samples: int, jump: Jump) -> Landing:
        """Where `jump` leads from what is heard now. Raises KeyError for a tag that is not in the utterance."""
        raise NotImplementedError

    def speak_from(self, position: Position, length: Jump | None = None) -> Speech:
        """A new speech of the same utterance from `position`; cancels this one."""
        raise NotImplementedError
