"""What every engine, document parser and door agrees on: text to be spoken, voices, audio, and the engine rules.

The way of one prompt::

    document --documents--> Utterance --speaking.speaker--> Piece --workers.worker--> int16 --finisher--> AudioChunk

All types are msgspec structs, because they cross processes; they are frozen, so that they may be keys and be shared.
Durations are milliseconds, offsets are samples (at the rate that the docstring names), levels are decibels.

The rules of an engine (`Synthesizer`):

1. One call of `synthesize` per piece. It returns when all audio has been written, and raises `EngineError` if it
cannot.
2. It writes audio as soon as it has any; a chunk may have any length.
3. As soon as `sink.write` returns False, or a function given to `sink.on_cancel` is called, it stops and returns.
4. No state is left behind: the same piece sounds the same whatever was spoken before it.
5. It never plays, paces, resamples, levels or pauses: breaks, marks, loudness and format are the runtime's.
6. It runs in a process of its own and may take that process down. A piece that crashed it is given to no other worker;
one whose worker was ended from outside is, once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

import msgspec
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Samples = np.ndarray[tuple[int], np.dtype[np.int16]]
"""Mono audio."""

Encoding = Literal["PCMU", "PCMA", "L16", "PCM"]
"""PCMU and PCMA: G.711. L16: 16-bit network byte order as RTP wants it (RFC 3551 §4.5.11). PCM: the same little-endian,
as WAV, HTTP and WebSocket want it, and whoever encodes it further."""
Gender = Literal["", "male", "female", "neutral"]
Emphasis = Literal["", "strong", "moderate", "none", "reduced"]
LanguageFailure = Literal["", "changevoice", "ignoretext", "ignorelang", "processorchoice"]

MAX_PIECE_CHARACTERS = 300
"""A piece is never longer, so that a worker is soon free again and a cancelled one cost little."""
MAX_PRONUNCIATION_CHARACTERS = 1000
"""One pronunciation, which cannot be cut, is never longer; it takes a minute and a half to say."""
SENTENCE_PAUSE_MS = 250
PARAGRAPH_PAUSE_MS = 500
"""The natural pauses that document parsers put into `Sentence.pause_ms`."""

_SILENCE = {"PCMU": b"\xff", "PCMA": b"\xd5", "L16": b"\x00\x00", "PCM": b"\x00\x00"}


class AudioFormat(msgspec.Struct, frozen=True, array_like=True):
    """What a listener wants: one channel, `encoding` at `rate_hz`."""

    encoding: Encoding = "PCMU"
    rate_hz: int = 8000

    @property
    def sample_bytes(self) -> int:
        return 1 if self.encoding in {"PCMU", "PCMA"} else 2

    def samples(self, ms: int) -> int:
        """The number of samples in `ms` milliseconds, rounded."""
        return (ms * self.rate_hz + 500) // 1000

    def ms(self, samples: int) -> int:
        return (samples * 1000 + self.rate_hz // 2) // self.rate_hz

    def silence(self, samples: int) -> bytes:
        return _SILENCE[self.encoding] * samples


class AudioChunk(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of finished audio, of any length, also empty."""

    payload: bytes
    samples: int
    marks: tuple[tuple[int, str], ...] = ()
    """(offset in samples from the start of this chunk, name); several may share an offset, and an offset equal to
    `samples` means directly behind the last sample."""
    final: bool = False
    """Set on the last chunk of an utterance and on no other."""


# --- how it is to be spoken ------------------------------------------------------------------------------------------


class VoiceSelection(msgspec.Struct, frozen=True, array_like=True):
    """Which voice is wanted (SSML 1.1 §3.2.1, RFC 6787 §8.4.6). Empty or None: no wish."""

    language: str = ""
    """That of the text (xml:lang, Speech-Language); it must be spoken."""
    names: tuple[str, ...] = ()
    """In order of preference."""
    languages: tuple[str, ...] = ()
    """SSML's pairs "language" or "language:accent", all of which the voice should read."""
    gender: Gender = ""
    age: int | None = None
    variant: int | None = None
    required: tuple[str, ...] = ("languages",)
    """The features that a voice must have to be selected at all (SSML's attribute of the same name)."""
    on_failure: Literal["priorityselect", "keepexisting", "processorchoice"] = "priorityselect"
    """Who speaks where nobody has what is required: with "keepexisting" the voice in `existing`."""
    existing: VoiceSelection | None = None
    """The enclosing voice; the parser puts it here for "keepexisting"."""
    ordering: tuple[str, ...] = ("languages",)
    """The features that count before the others (SSML's attribute of the same name)."""
    on_language_failure: LanguageFailure = ""
    """What is done when the voice `around` cannot speak the language (SSML 1.1 §3.1.13); empty: as
    "processorchoice"."""
    around: VoiceSelection | None = None
    """Set where xml:lang of an element changed the language: the selection outside of it."""

    def wishes(self) -> Iterator[tuple[str, str]]:
        """Every wish, by the names that `voice_choice.Choice` has for them, as text."""
        if self.language:
            yield "language", self.language
        if self.names:
            yield "name", " ".join(self.names)
        if self.languages:
            yield "languages", " ".join(self.languages)
        if self.gender:
            yield "gender", self.gender
        if self.age is not None:
            yield "age", str(self.age)
        if self.variant is not None:
            yield "variant", str(self.variant)


class Pitch(msgspec.Struct, frozen=True, array_like=True):
    """A pitch or a range: `hz`, or the voice's own where `hz` is 0, times `factor`, plus `offset_hz`.

    SSML's three ways fit: "120Hz" is (120, 1, 0), "+20%" or "+2st" multiplies `factor`, "+10Hz" adds to `offset_hz`.
    """

    hz: float = 0.0
    factor: float = 1.0
    offset_hz: float = 0.0

    def resolve(self, own_hz: float) -> float:
        """The pitch in Hz for a voice whose own is `own_hz`."""
        return max(0.0, (self.hz or own_hz) * self.factor + self.offset_hz)


class Prosody(msgspec.Struct, frozen=True, array_like=True):
    """SSML prosody (§3.2.4) with everything relative already combined along the nesting."""

    rate: float = 1.0
    """A factor on the voice's own rate."""
    pitch: Pitch = Pitch()
    range: Pitch = Pitch()
    volume_db: float = 0.0
    """Relative to the voice's own level; silent is -inf."""
    contour: tuple[tuple[float, Pitch], ...] = ()
    """((position in percent of the span, pitch), …)."""
    duration_ms: int | None = None
    """How long the span should last; `rate` is then moot."""


SILENT_DB = -math.inf
PLAIN = Prosody()


# --- what is to be spoken --------------------------------------------------------------------------------------------


class Span(msgspec.Struct, frozen=True, array_like=True, tag="span"):
    """Words that share prosody, emphasis, language and pronunciation."""

    text: str
    """What is said: normalised (say-as, sub and lexicon aliases done), whitespace collapsed, spaces between spans kept
    inside them."""
    prosody: Prosody = PLAIN
    emphasis: Emphasis = ""
    ipa: str = ""
    """Overrides the pronunciation of all of `text`; X-SAMPA and lexicons are already turned into IPA."""
    language: str = ""
    """Set where it differs from the sentence's voice (SSML lang)."""
    source: str = ""
    """How the document wrote it, where that differs from `text`: reports to people and language models use it."""
    token: bool = False
    """One word however it is written (w, token)."""
    on_language_failure: LanguageFailure = ""
    """As in `VoiceSelection`, where `language` is set."""


class Mark(msgspec.Struct, frozen=True, array_like=True, tag="mark"):
    """An SSML mark: reported when playout passes it."""

    name: str


class Break(msgspec.Struct, frozen=True, array_like=True, tag="break"):
    """Exactly `ms` of silence; strengths are already turned into time. Adjacent breaks add up."""

    ms: int


Part = Span | Mark | Break


class Sentence(msgspec.Struct, frozen=True, array_like=True, tag="sentence"):
    """One sentence, or a fragment of one where a clip or another voice cuts it. Any length: the speaker cuts it into
    pieces.

    `paragraph` and `sentence` count from 0 over the whole utterance; fragments of one sentence share both.
    """

    parts: tuple[Part, ...]
    voice: VoiceSelection = VoiceSelection()
    paragraph: int = 0
    sentence: int = 0
    pause_ms: int = 0
    """The natural pause behind it: 0 behind a fragment, and 0 where the document has its own break there. At the end of
    an utterance it is not played."""
    unsaid_signs: int = 0
    """Signs without a name in what was written, which are said as a mere "symbol"."""

    @property
    def text(self) -> str:
        """What is said, without marks and breaks."""
        return "".join(part.text for part in self.parts if isinstance(part, Span))


class Clip(msgspec.Struct, frozen=True, array_like=True, tag="clip"):
    """Recorded audio (SSML audio, §3.3.1). All times refer to the recording at its own speed.

    `repeat_ms` goes before `repeat_count`: the clipped recording is then repeated, or cut off, to be so long.
    `fetch_timeout_ms`, `max_age_s`, `max_stale_s` are passed to the fetcher.
    """

    uri: str
    """Absolute, or `cid:`/`session:`, or `BLEEP_URI`."""
    fallback: tuple[Element, ...] = ()
    """Spoken in its place when it cannot be had; empty: that is a failure (RFC 6787: 003 uri-failure)."""
    paragraph: int = 0
    sentence: int = 0
    begin_ms: int = 0
    end_ms: int | None = None
    repeat_count: float = 1.0
    repeat_ms: int | None = None
    sound_level_db: float = 0.0
    speed: float = 1.0
    fetch_timeout_ms: int | None = None
    fetch_hint: str = ""
    max_age_s: int | None = None
    max_stale_s: int | None = None
    description: str = ""


Element = Sentence | Break | Mark | Clip


BLEEP_URI = "builtin:bleep"
"""As the URI of a clip: a tone in place of what should not be said. The speaker makes it itself."""


class Recording(NamedTuple):
    """The bytes of a clip; `media_type` and `name` tell what they are where they do not themselves, as with raw
    G.711."""

    data: bytes
    media_type: str = ""
    """Content-Type."""
    name: str = ""
    """Of a file, or the path of a URI."""


class Utterance(msgspec.Struct, frozen=True, array_like=True):
    """All that one request wants spoken."""

    elements: tuple[Element, ...]
    start_mark: str = ""
    """SSML 1.1 startmark of speak."""
    end_mark: str = ""
    """SSML 1.1 endmark of speak."""
    notes: tuple[str, ...] = ()
    """What in the document meant nothing here or was taken otherwise than written, for the log."""


# --- what an engine is given and gives -------------------------------------------------------------------------------


class VoiceInfo(msgspec.Struct, frozen=True, array_like=True):
    """A voice as `voices` lists it."""

    name: str
    """Unique over all engines."""
    engine: str
    languages: tuple[str, ...]
    """BCP 47, the best first."""
    gender: Gender = ""
    age: int | None = None
    rate_hz: int = 22050
    """What it produces."""
    aliases: tuple[str, ...] = ()
    """Further names that Voice-Name may use."""
    pitch_hz: float = 0.0
    """Its own pitch; 0: unknown."""
    revision: str = ""
    """Changes when the voice sounds otherwise than before: cached prompts then no longer fit."""
    parameters: tuple[str, ...] = ()
    """The names of the vendor-specific parameters it heeds; a piece carries no others."""
    natural: bool = False
    """It sounds like a person: in another region of its language it is still better than one that does not."""
    licence: str = ""
    """Of what the engine loads for it, as SPDX names it where that is clear; empty: not stated."""
    size_bytes: int = 0
    """Of its files; 0: not told."""
    model: str = ""
    """What is loaded for it, where several voices of an engine may share that; empty: nobody shares it."""
    start_depth_ms: int = 0
    """Audio that should be at hand before the first of it is played, because it is delivered unevenly."""
    unread: tuple[str, ...] = ()
    """Scripts that it has no readings for (ISO 15924): `HAN`."""


HAN = "Hani"
"""ISO 15924 of kanji and hanzi."""
NOBODY = VoiceInfo("", "", ())
"""Takes the part of a voice where a text is not to be spoken at all (onlangfailure="ignoretext")."""


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """What one engine call gets: at most `MAX_PIECE_CHARACTERS` of one sentence, in one voice, no breaks, no marks.

    Marks are placed by the runtime from the word offsets that the engine reports.
    """

    spans: tuple[Span, ...]
    voice: str
    """A `VoiceInfo.name`."""
    language: str = ""
    closes: bool = True
    """False when the sentence goes on in another piece, so that the engine does not let its voice fall."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Vendor-specific (name, value) pairs."""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


class Sink(Protocol):
    """Where an engine leaves what it makes. Offsets are samples of this piece at the voice's `rate_hz`, from 0."""

    def write(self, samples: Samples) -> bool:
        """Take mono int16 audio (the array may be reused afterwards); False: cancelled, stop now."""

    def word(self, character: int, offset: int) -> None:
        """The word at `character` of `piece.text` starts at `offset`; to be told before or with the audio of that
        place."""

    def on_cancel(self, stop: Callable[[], None]) -> None:
        """Have `stop` called, from another thread, when the piece is cancelled; at once if it already is."""


class Synthesizer(Protocol):
    """A speech engine inside its worker; made by the factory that `engine.registry` knows under its name."""

    trims_silence: bool
    """Silence at the edges of a piece is cut to a known length, unless the engine's silence is meant (the tone
    engine)."""

    def voices(self) -> Sequence[VoiceInfo]:
        """All voices it can speak with now."""

    def warm_up(self, voice: str) -> None:
        """Do what makes a first call slow; afterwards `synthesize` is as fast as it gets."""

    def synthesize(self, piece: Piece, sink: Sink) -> None:
        """Speak `piece` into `sink`, by the rules at the top of this file.

        Raises:
            EngineError: it cannot be spoken.
        """

    def close(self) -> None:
        """Give back what it holds; nothing is called afterwards."""


class AsyncSynthesizer(Protocol):
    """A speech engine that waits for somebody else, such as a service over the network: it speaks many pieces at once
    in one event loop. The rules are those of `Synthesizer`, but for the third: it is cancelled as tasks are, and lets
    CancelledError through."""

    trims_silence: bool
    """As with a `Synthesizer`."""

    async def open(self) -> None:
        """Get ready, within seconds and whatever the network does."""

    def voices(self) -> Sequence[VoiceInfo]:
        """All voices it has; asked once, when it is open."""

    async def synthesize(self, piece: Piece, sink: Sink) -> None:
        """Speak `piece` into `sink`.

        Raises:
            EngineError: it cannot be spoken.
        """

    async def close(self) -> None:
        """Give back what it holds; nothing is called afterwards."""


class Finisher(Protocol):
    """Turns an engine's audio into a listener's: resamples, levels, encodes; one object for each piece."""

    def push(self, samples: Samples, last: bool) -> bytes:
        """Finished audio for `samples`, perhaps less or later; all of the rest when `last`."""


class FinisherFactory(Protocol):
    """Handed to workers as an import path, because this package knows no codec."""

    def __call__(self, source_rate_hz: int, fmt: AudioFormat, voice_gain: float) -> Finisher: ...


def walk(elements: Sequence[Element]) -> Iterator[Element]:
    """Every element in document order, the fallbacks of clips included."""
    for element in elements:
        yield element
        if isinstance(element, Clip):
            yield from walk(element.fallback)
