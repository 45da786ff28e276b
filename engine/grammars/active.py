"""The grammars of one request: what is active, what a recognizer has to listen for, what keys may follow."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from engine.grammars.matcher import Active, Matcher
from engine.grammars.network import MAX_NAMED
from engine.recognition import RecognitionSpec

if TYPE_CHECKING:
    from engine.grammars.network import Network


@dataclass(frozen=True, slots=True)
class ActiveGrammar:
    """A grammar and where it came from, as results name it (`session:…`, `builtin:…`, `http:…`)."""

    uri: str
    network: Network
    weight: float = 1.0
    pronunciations: tuple[tuple[str, str], ...] = ()
    """(word, IPA) from its lexicons."""


@dataclass(frozen=True)
class GrammarSet:
    """Active grammars in order of precedence, speech and DTMF mixed. Made by `GrammarStore.activate`."""

    grammars: tuple[ActiveGrammar, ...] = ()
    transcribe: str = ""
    """The URI by which open speech was asked for; "": it was not."""
    language: str = "en-US"
    """In which they are heard: that of the first one for speech which names one."""
    jsgf: str = ""
    """For a recognizer that expands grammars; "" where none needs it."""
    networks: bytes = b""
    """For a recognizer that follows them word by word (`engine.grammars.portable`)."""
    words: tuple[str, ...] = ()
    """All that may be said in them."""
    pronunciations: tuple[tuple[str, str], ...] = ()
    """(word, IPA) from the lexicons of those for speech."""

    @property
    def speech(self) -> bool:
        """Whether one of them is for speech."""
        return bool(self.transcribe) or any(one.network.grammar.mode == "voice" for one in self.grammars)

    @property
    def dtmf(self) -> bool:
        """Whether one of them is for DTMF."""
        return any(one.network.grammar.mode == "dtmf" for one in self.grammars)

    @property
    def dropped_tags(self) -> str:
        """Which tags of them are read over, and of which grammars; "" where none are."""
        told = ((one.uri, one.network.dropped_tags) for one in self.grammars)
        named = (f"{uri[:200]}: {dropped}" if uri else dropped for uri, dropped in told if dropped)
        return "; ".join(islice(named, MAX_NAMED))

    @property
    def further_languages(self) -> tuple[str, ...]:
        """Languages of others among them, of which a recognizer has to know as well."""
        named = {one.network.grammar.language: None for one in self.grammars if one.network.grammar.mode == "voice"}
        known = _primary(self.language)
        return tuple(language for language in named if language and _primary(language) != known)

    def active(self, mode: str) -> tuple[tuple[int, ...], tuple[Active, ...]]:
        """Indices in `grammars` and what a matcher wants, of those in `mode` ("voice" or "dtmf")."""
        chosen = [(index, one) for index, one in enumerate(self.grammars) if one.network.grammar.mode == mode]
        return tuple(index for index, _ in chosen), tuple(Active(one.network, one.weight) for _, one in chosen)

    def digits(self) -> Matcher:
        """A matcher of keys that has seen none yet; `feed` answers with `matcher.Status`."""
        return Matcher(self.active("dtmf")[1])

    def recognition_spec(self, *, rate_hz: int = 8000, n_best: int = 1, spot: bool = False) -> RecognitionSpec:
        """What `ListenerPool.open` wants for these; `spot` is as in `RecognitionSpec`."""
        return RecognitionSpec(
            self.language,
            rate_hz,
            self.jsgf,
            self.words,
            self.pronunciations,
            bool(self.transcribe),
            n_best,
            self.networks,
            further_languages=self.further_languages,
            spot=spot,
        )


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].casefold()
