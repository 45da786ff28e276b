"""What the HTTP and WebSocket doors are given by the composition root: one plain object, no globals."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from engine.apart import Apart, InThreads
from engine.grammars.active import ActiveGrammar, GrammarSet
from engine.grammars.interpretation import InterpretedInput
from engine.interface import AudioChunk, AudioFormat, Utterance, VoiceInfo, VoiceSelection
from engine.recognition import Abilities, RecognitionSpec, RecognizerResult
from engine.speaking.speaker import Spoken, Timings
from engine.workers.pool import Priority
from mrcp_server.call.waveform_store import StoredWaveform
from mrcp_server.config import Aliases, Engine, Http, Log
from mrcp_server.mrcp.wire.entity import Entity
from mrcp_server.observability.feed import Feed
from mrcp_server.observability.log import TextPolicy
from mrcp_server.observability.metrics import Metrics
from mrcp_server.source_config import Sources


@dataclass(slots=True, frozen=True)
class SessionRow:
    """One live session as the console lists it."""

    session: str
    """The id its log lines and its ladder carry."""
    peer: str
    opened_at: float
    """Seconds of the monotonic clock."""
    state: str
    """What it does now, in a word or two, as in `speaking` or `idle`."""
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    """Anything worth a column: packets, octets, jitter_ms, lost, channels."""


def _always_ready() -> str:
    return ""


def _no_processes() -> Mapping[str, Sequence[int]]:
    return {}


async def _nothing_to_refresh() -> None:
    return None


def _no_sessions() -> Sequence[SessionRow]:
    return ()


class Speech(Protocol):
    """What the doors use of `engine.speaking.speech.Speech`."""

    @property
    def timings(self) -> Timings:
        """How much of it came from the cache, and when."""

    def __aiter__(self) -> Self: ...

    async def __anext__(self) -> AudioChunk: ...

    def cancel(self) -> None:
        """Stop making audio, at once."""

    def spoken(self, played_samples: int) -> Spoken:
        """What was spoken of the text."""


class Speaker(Protocol):
    """What the doors use of `engine.speaking.speaker.Speaker`."""

    def voice_for(self, selection: VoiceSelection) -> VoiceInfo:
        """The voice that will speak. Raises EngineError when there is none."""

    def speak(self, utterance: Utterance, fmt: AudioFormat, *, priority: Priority = Priority.FIRST) -> Speech:
        """Start speaking. Raises EngineError when no voice can."""


class RecognitionSession(Protocol):
    """What the doors use of `engine.workers.listener_session.RecognitionSession`."""

    def push(self, pcm: bytes, *, silent: bool = False) -> None:
        """Take 16-bit little-endian audio."""

    async def ask(self, final: bool = True, *, interim: bool = False) -> RecognizerResult:
        """Say what was recognised since it was opened or reset; `interim`: the speaker goes on. Raises EngineError."""

    def reset(self) -> None:
        """Forget all audio."""

    def close(self) -> None:
        """Give everything back."""


class Listeners(Protocol):
    """What the doors use of `engine.workers.listener_pool.ListenerPool`."""

    @property
    def abilities(self) -> Abilities:
        """What can be recognised."""

    def open(self, spec: RecognitionSpec) -> RecognitionSession:
        """Begin to recognise. Raises EngineError."""


class Grammars(Protocol):
    """What the doors use of `engine.grammars.store.GrammarStore`."""

    async def load(self, document: bytes, *, uri: str = "", language: str = "", source: str = "") -> ActiveGrammar:
        """Parse and compile a grammar. Raises GrammarError, EngineError."""

    async def activate(
        self, grammars: Sequence[ActiveGrammar], *, language: str = "en-US", source: str = ""
    ) -> GrammarSet:
        """Put grammars together. Raises GrammarError, EngineError."""


class InputInterpreter(Protocol):
    """What the doors use of `engine.grammars.interpretation.InputInterpreter`."""

    async def speech(
        self, heard: RecognizerResult, grammars: GrammarSet, n_best: int = 1, *, source: str = ""
    ) -> InterpretedInput:
        """What was recognised means this. Raises EngineError."""


class Waveforms(Protocol):
    """What the doors use of `mrcp_server.call.waveform_store.WaveformStore`."""

    def find(self, name: str) -> StoredWaveform | None:
        """The waveform of that name, while it is kept."""


@dataclass(slots=True, frozen=True)
class RecognitionServices:
    """Everything that recognises; handed in when there is a recogniser."""

    listeners: Listeners
    grammars: Grammars
    interpreter: InputInterpreter
    names: Sequence[str]
    """The recognition engines, the preferred one first."""
    apart: Apart = field(default_factory=InThreads)
    """Where uploads are decoded."""


def _no_voices() -> Sequence[VoiceInfo]:
    return ()


@dataclass(slots=True)
class HttpServices:
    """Handed to `HttpDoor`. Callables are asked at each request, so they must be cheap and must not block."""

    http: Http = field(default_factory=Http)
    apart: Apart = field(default_factory=InThreads)
    """Where long documents are read."""
    sources: Sources = field(default_factory=Sources)
    engine: Engine = field(default_factory=Engine)
    log: Log = field(default_factory=Log)
    aliases: Aliases = field(default_factory=Aliases)
    metrics: Metrics = field(default_factory=Metrics)
    feed: Feed = field(default_factory=Feed)
    unavailable: Callable[[], str] = _always_ready
    """Empty while speech is made and recognised over HTTP, else the reason why not, as in `starting` or `draining`."""
    readiness: Callable[[], str] = _always_ready
    """Empty when calls are taken, else the reason why not, as in `starting` or `draining`."""
    failing: Callable[[], str] = _always_ready
    """What keeps dying, so that calls had better be sent elsewhere; empty as a rule. Calls are taken all the same."""
    processes: Callable[[], Mapping[str, Sequence[int]]] = _no_processes
    """Process ids of the children by role, as in `{"plane": [12], "worker": [13, 14]}`."""
    refresh: Callable[[], Awaitable[None]] = _nothing_to_refresh
    """Fetches figures from other processes; awaited before the metrics are rendered."""
    sessions: Callable[[], Sequence[SessionRow]] = _no_sessions
    """Live sessions, for the console."""
    speaker: Speaker | None = None
    """`engine.speaking.speaker.Speaker`; the speech endpoints answer 503 without one."""
    recognition: RecognitionServices | None = None
    """The recognition endpoints answer 503 without it."""
    fetch: Callable[[str], Awaitable[Entity]] | None = None
    """Content at an `http` URI, within what `[fetch]` allows. Raises ClipError. Nothing is fetched without it."""
    waveforms: Waveforms | None = None
    """What callers said, by name, for Save-Waveform; without them every name is 404."""
    voices: Callable[[], Sequence[VoiceInfo]] = _no_voices
    """All voices of all engines, as `WorkerPool.voices` says."""
    text_policy: TextPolicy = field(init=False)

    def __post_init__(self) -> None:
        self.text_policy = TextPolicy(self.log.text)
