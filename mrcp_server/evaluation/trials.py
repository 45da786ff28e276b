"""What a recogniser made of one recording, and what became of many: the figures by which engines are compared.

Every recording has one of four outcomes at a confidence threshold: accepted with what was said, accepted with something
else, refused, or failed. What was to be refused are recordings whose text is no sentence of their grammar, and those in
which nobody speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

THRESHOLDS = (0.1, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9)
"""Of the curve in a report."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One recording and one recogniser."""

    name: str
    said: str
    in_grammar: bool
    """It is a sentence of the grammar; in open speech, somebody speaks."""
    audio_s: float
    answer_s: float = 0.0
    """From asking until the words were there."""
    heard: str = ""
    """The best hypothesis, whether or not it matches."""
    confidence: float = 0.0
    is_match: bool = False
    """It is a sentence of the grammar, or open speech."""
    is_right: bool = False
    """Its words are those that were said."""
    is_meant: bool | None = None
    """Its meaning is that of what was said; None where the grammar gives no meaning."""
    has_speech: bool = True
    """The server's detector would have handed it to a recogniser."""
    errors: int = 0
    """Words heard wrong."""
    words: int = 0
    """Words said."""
    failure: str = ""
    """Why there is no answer."""

    @property
    def is_served(self) -> bool:
        """A caller got what was said: its meaning where the grammar gives one ("yeah" for "yes"), else its words."""
        return self.is_right if self.is_meant is None else self.is_meant

    def is_accepted(self, threshold: float) -> bool:
        """Whether a caller would get this as a result."""
        return self.is_match and self.confidence >= threshold


@dataclass(frozen=True, slots=True)
class Rates:
    """Outcomes at one threshold, in percent; nan where there are no such recordings.

    The first three are shares of what is in grammar, and make 100 together with what failed.
    """

    threshold: float
    right: float
    wrong: float
    """Accepted as something else."""
    refused: float
    """False rejects."""
    false_accepted: float
    """Of what is out of grammar."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one engine."""

    engine: str
    recordings: int
    in_grammar: int
    no_speech: int
    """Recordings in which the detector finds nobody who speaks."""
    failures: int
    word_error_percent: float
    """Of what is in grammar, before anything is refused."""
    sentence_right_percent: float
    """Likewise."""
    meaning_right_percent: float
    """Of those whose grammar gives a meaning; likewise."""
    rates: Rates
    """At the threshold asked for."""
    curve: tuple[Rates, ...]
    answer_p50_ms: float
    answer_p95_ms: float
    answer_max_ms: float
    real_time_factor: float
    """Seconds of waiting for a second of audio."""
    trials: tuple[Trial, ...] = field(repr=False, default=())


def summarize(engine: str, trials: Sequence[Trial], threshold: float) -> Summary:
    """Return the figures of an engine; in percent and milliseconds, nan where nothing was measured."""
    known = [one for one in trials if one.in_grammar]
    answered = [one for one in trials if one.has_speech and not one.failure]
    waits = np.array([one.answer_s for one in answered]) * 1000
    audio_s = sum(one.audio_s for one in answered)
    meant = [one for one in known if one.is_meant is not None]
    return Summary(
        engine,
        recordings=len(trials),
        in_grammar=len(known),
        no_speech=sum(not one.has_speech for one in trials),
        failures=sum(bool(one.failure) for one in trials),
        word_error_percent=_percent(sum(one.errors for one in known), sum(one.words for one in known)),
        sentence_right_percent=_share(one.is_right for one in known),
        meaning_right_percent=_share(bool(one.is_meant) for one in meant),
        rates=rates(trials, threshold),
        curve=tuple(rates(trials, one) for one in THRESHOLDS),
        answer_p50_ms=_quantile(waits, 0.5),
        answer_p95_ms=_quantile(waits, 0.95),
        answer_max_ms=_quantile(waits, 1.0),
        real_time_factor=float(waits.sum()) / 1000 / audio_s if audio_s else float("nan"),
        trials=tuple(trials),
    )


def rates(trials: Sequence[Trial], threshold: float) -> Rates:
    """Return the outcomes at a threshold."""
    known = [one for one in trials if one.in_grammar]
    foreign = [one for one in trials if not one.in_grammar]
    return Rates(
        threshold,
        right=_share(one.is_accepted(threshold) and one.is_served for one in known),
        wrong=_share(one.is_accepted(threshold) and not one.is_served for one in known),
        refused=_share(not one.is_accepted(threshold) and not one.failure for one in known),
        false_accepted=_share(one.is_accepted(threshold) for one in foreign),
    )


def _share(outcomes: Iterable[bool]) -> float:
    counted = list(outcomes)
    return _percent(sum(counted), len(counted))


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else float("nan")


def _quantile(values: np.ndarray[tuple[int], np.dtype[np.float64]], share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else float("nan")
