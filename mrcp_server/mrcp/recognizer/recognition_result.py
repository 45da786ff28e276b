"""What comes back from recognition: matches, words, waveforms; and what is wanted of compiled grammars."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class MatchState(StrEnum):
    """How far the input so far is a sentence of an active grammar; spelled as in `engine.grammars.matcher.Status`."""

    NONE = "none"
    """It is not, and nothing can follow that makes it one."""
    PARTIAL = "partial"
    """It begins one."""
    COMPLETE = "complete"
    """It is one, and more input may make another."""
    COMPLETE_NO_MORE = "complete-no-more"
    """It is one, and no further input is possible."""


class DigitMatcher(Protocol):
    """DTMF input against the active DTMF grammars, digit by digit."""

    def feed(self, digit: str) -> MatchState:
        """Take the next digit ("0"-"9", "*", "#", "A"-"D") and return the new state."""


class Grammars(Protocol):
    """The compiled grammars of one request, as the channel holds them."""

    @property
    def speech(self) -> bool:
        """Whether one of them is for speech."""

    @property
    def dtmf(self) -> bool:
        """Whether one of them is for DTMF."""

    @property
    def dropped_tags(self) -> str:
        """Which tags of them are read over, for the client's log (Completion-Reason); "" where none are."""

    def digits(self) -> DigitMatcher:
        """A matcher that has seen no digit yet."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the input and, where the engine has them, its times (monotonic seconds) and confidence."""

    text: str
    start: float | None = None
    end: float | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """One reading of the input."""

    text: str
    """The input: words as the grammar writes them, or digits as pressed."""
    confidence: float
    """0.0 to 1.0; DTMF and text are 1.0."""
    grammar: str
    """URI of the grammar that matched: `session:…`, `builtin:…`, `http:…`."""
    instance: str | None = None
    """Content of the NLSML `instance`: well-formed XML, already escaped (SISR §7). None: the same as the input."""
    mode: str = "speech"
    """"speech", "dtmf", or "text" that was neither said nor pressed."""
    words: tuple[Word, ...] = ()
    """Word timings; empty where the engine has none."""
    start: float | None = None
    """When the input began and ended, monotonic seconds."""
    end: float | None = None
    semantics_failed: bool = False
    """The words match but their meaning could not be computed (cause 012)."""
    reason: str = ""
    """Why its meaning is not what the grammar's tags say, for the client's log (Completion-Reason)."""


@dataclass(frozen=True, slots=True)
class RecognitionResult:
    """All an engine made of one input, whatever its confidence."""

    alternatives: tuple[Alternative, ...] = ()
    """Full matches; in any order."""
    partial: Alternative | None = None
    """What was recognized, when it only begins a sentence of a grammar. None where the engine cannot tell (§9.9, 3)."""
    rejected: Alternative | None = None
    """The best of what matched nothing, for `nomatch`."""


@dataclass(frozen=True, slots=True)
class Waveform:
    """A stored waveform (§9.4.8)."""

    uri: str
    size_bytes: int
    duration_ms: int

    def __str__(self) -> str:
        return f"<{self.uri}>;size={self.size_bytes};duration={self.duration_ms}"
