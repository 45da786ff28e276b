"""What recognizers, their workers and everybody who has speech recognised agree on: audio in, words out.

::

    audio --RecognitionSession.push--> workers.listener_worker --Recognizer--> RecognizerResult
    RecognizerResult --grammars.interpretation--> meanings

The rules of a recognizer engine (`Recognizer`):

1. It runs in a process of its own and may take that process down: the session is then opened in another worker and
   is given its audio again, once.
2. It hosts many listeners at once; all calls come from one thread, one after another.
3. `Listener.push` is quick. What takes time belongs into `Listener.ask`, or, for engines that decode while
   audio comes, into `Recognizer.work`, in portions of some ten milliseconds.
4. A `RecognizerResult` depends on the audio since `open` or `reset` and on nothing before.
5. Words come in matching form (`engine.grammars.tokens`), or as the model writes them, with capitals, punctuation and
   figures; whoever matches them to a grammar reads both (`engine.grammars.tolerant`). A hypothesis need not be a
   sentence of the grammar: whoever asks has to look.

Times of words are milliseconds from the first sample that was pushed since `open` or `reset`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.interface import Samples

NARROW_HZ, WIDE_HZ = 8000, 16000
"""What `RecognitionSpec.rate_hz` may be: telephone, and wide-band (G.722, L16)."""


def recognizer_rate_hz(source_hz: int) -> int:
    """The rate at which audio is to be recognised: wide-band stays wide-band, a telephone's is not upsampled."""
    return WIDE_HZ if source_hz >= WIDE_HZ else NARROW_HZ


class RecognitionSpec(msgspec.Struct, frozen=True, array_like=True):
    """What a listener is to recognise."""

    language: str = "en-US"
    """BCP 47."""
    rate_hz: int = 8000
    grammar: str = ""
    """JSGF (`engine.grammars.jsgf`) whose public rule is `root`, over `words`."""
    words: tuple[str, ...] = ()
    pronunciations: tuple[tuple[str, str], ...] = ()
    """(word, IPA) from lexicons; several for a word are alternatives."""
    transcribe: bool = False
    """Open speech, with or without a grammar beside it."""
    n_best: int = 1
    """How many hypotheses are wanted at most."""
    networks: bytes = b""
    """The same grammars for who follows them word by word (`engine.grammars.portable`)."""
    further_languages: tuple[str, ...] = ()
    """What else is spoken, where grammars are in several languages; an engine that does not know them is not asked."""
    spot: bool = False
    """Sentences of the grammar are looked for anywhere in what is said, also while it is said (hotwords). An engine may
    answer with all the words that it hears, and whoever asks finds the sentences in them."""


class RecognizedWord(msgspec.Struct, frozen=True, array_like=True):
    """A word and when it was said."""

    text: str
    """In matching form; several words where they were written as one ("42")."""
    start_ms: int
    end_ms: int
    confidence: float = 1.0
    """0 to 1."""
    written: str = ""
    """As people write it, with capitals and punctuation, where the recognizer does so."""


class Hypothesis(msgspec.Struct, frozen=True, array_like=True):
    """What may have been said.

    `likeness` and `coverage` are what `confidence` was made from, where a recognizer has them; else nan.
    """

    words: tuple[RecognizedWord, ...]
    confidence: float
    """0 to 1, made so that 0.5 parses well as a threshold."""
    likeness: float = float("nan")
    """Mean log likelihood of the words' frames, 0 being the best."""
    coverage: float = float("nan")
    """The share of speech that the words take up."""

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def written(self) -> str:
        """The text as people write it, where the recognizer does so; else `text`."""
        return " ".join(word.written or word.text for word in self.words)


class FreeText(msgspec.Struct, frozen=True, array_like=True):
    """What a recognizer that is held to grammars would have written without them."""

    text: str
    lead: float
    """How much likelier it finds that than its best hypothesis: difference of log probabilities."""


class RecognizerResult(msgspec.Struct, frozen=True, array_like=True):
    """The answer to an ask."""

    hypotheses: tuple[Hypothesis, ...] = ()
    """Different ones, best first; () when there were no words in the audio."""
    audio_ms: int = 0
    """How much audio it is about."""
    final: bool = True
    """It was asked for as the last word on this audio."""
    engine: str = ""
    """The engine that heard it; set by the pool."""
    fallback: str = ""
    """Why another engine than the preferred one heard it; "": it did not. Set by the pool."""
    free: FreeText | None = None
    """None where the recognizer does not say."""

    @property
    def best(self) -> Hypothesis | None:
        return self.hypotheses[0] if self.hypotheses else None


class Abilities(msgspec.Struct, frozen=True, array_like=True):
    """What an engine can recognise: BCP 47 languages of grammars, and of open speech."""

    grammars: tuple[str, ...] = ()
    transcription: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    """Of grammars that are followed word by word, whatever their rules are; the others need JSGF."""


class Listener(Protocol):
    """One caller's audio inside a recognizer, and what is recognised in it."""

    def push(self, samples: Samples) -> None:
        """Take the next audio, at the rate of the spec."""

    def ask(self, *, final: bool) -> RecognizerResult:
        """Say what is recognised so far. More audio may come afterwards, even after a final one.

        Raises:
            EngineError: there is no answer.
        """

    def reset(self) -> None:
        """Forget all audio."""

    def close(self) -> None:
        """Give back what it holds; nothing is called afterwards."""


class Recognizer(Protocol):
    """A recognition engine inside its worker; made by the factory that `engine.registry` knows under its name."""

    def abilities(self) -> Abilities:
        """What it can recognise now."""

    def open(self, spec: RecognitionSpec) -> Listener:
        """Make a listener, its grammar compiled.

        Raises:
            LanguageUnsupportedError: no model for the language.
            EngineError: the grammar cannot be used.
        """

    def work(self) -> bool:
        """Do a portion of what is to be done without being asked; False when there is nothing."""

    def close(self) -> None:
        """Give back what it holds; nothing is called afterwards."""


class ListenerState(NamedTuple):
    """How a pool of listeners stands now."""

    ready: int
    sessions: int
    asking: int
    pids: tuple[int, ...]


def matching_language(wanted: str, available: Sequence[str]) -> str | None:
    """The one of `available` that serves `wanted`: the same, else one of the same primary language; None: none does.

    Any is good enough where none is wanted.
    """
    if not wanted:
        return available[0] if available else None
    folded = wanted.casefold().replace("_", "-")
    for language in available:
        if language.casefold() == folded:
            return language
    primary = folded.partition("-")[0]
    for language in available:
        if language.casefold().partition("-")[0] == primary:
            return language
    return None
