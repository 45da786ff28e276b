"""What a service heard, and how it becomes the answer of a recognizer: words as they are written there, with times and
a confidence.

Services write as people do ("It's 4:15."), word by word or as one text, with times or without, sure of words, of the
whole or of nothing they tell. How that may have been spoken is for who matches it against a grammar
(`engine.grammars.tolerant`). What is missing is estimated: words without times share the time between the first and the
last sound by their length.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.recognition import Hypothesis, RecognizedWord, RecognizerResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.interface import Samples

UNKNOWN_CONFIDENCE = 0.75
"""Of what a service says nothing about: it is used unless a caller asks for more than usual."""
EVEN_CONFIDENCE = 0.5
"""What is as likely right as wrong, in every recognizer here."""
_LEAST_PROBABILITY = 1e-3
_LEAST_RMS = 30.0
"""Of 20 ms; less (RMS of int16) is silence on any line."""
_FRAME_MS = 20


class HeardWord(NamedTuple):
    """A word as the service writes it."""

    text: str
    start_ms: float | None = None
    """From the first sample of the utterance."""
    end_ms: float | None = None
    confidence: float | None = None
    """As the service counts."""


class Transcript(NamedTuple):
    """One reading of an utterance."""

    text: str
    words: tuple[HeardWord, ...] = ()
    """() where the service does not tell them apart."""
    confidence: float | None = None
    """As the service counts; None: that of the words."""


def result_of(
    transcripts: Sequence[Transcript],
    even: float,
    *,
    spoken_ms: tuple[int, int],
    audio_ms: int,
    final: bool = True,
) -> RecognizerResult:
    """`transcripts`, best first, as hypotheses; those with the same words are one.

    Args:
        transcripts: of one utterance.
        even: the confidence of the service at which right and wrong are as likely.
        spoken_ms: where there is sound (`sound_of`), for words that come without times.
        audio_ms: the length of the utterance.
        final: as in `RecognizerResult`.
    """
    hypotheses: dict[tuple[str, ...], Hypothesis] = {}
    for transcript in transcripts:
        words = tuple(_words(transcript, even, spoken_ms, audio_ms))
        texts = tuple(word.text for word in words)
        if words and texts not in hypotheses:
            hypotheses[texts] = Hypothesis(words, _meant(_overall(transcript), even))
    return RecognizerResult(tuple(hypotheses.values()), audio_ms, final)


def mapped(confidence: float, even: float) -> float:
    """`confidence` of a service as it is meant here: `even` becomes 0.5, and 0 and 1 stay."""
    confidence = min(1.0, max(0.0, confidence))
    if confidence <= even:
        return EVEN_CONFIDENCE * confidence / even
    return 1.0 - (1.0 - EVEN_CONFIDENCE) * (1.0 - confidence) / (1.0 - even)


def sound_of(samples: Samples, rate_hz: int) -> tuple[int, int]:
    """Where the first sound begins and the last one ends, in ms; (0, 0) where there is none."""
    frame = rate_hz * _FRAME_MS // 1000
    count = len(samples) // frame
    if not count:
        return 0, 0
    frames = samples[: count * frame].reshape(count, frame).astype(np.float32)
    rms = np.sqrt((frames**2).mean(axis=1))
    loud = np.flatnonzero(rms > max(_LEAST_RMS, 0.1 * float(rms.max())))
    return (int(loud[0]) * _FRAME_MS, (int(loud[-1]) + 1) * _FRAME_MS) if len(loud) else (0, 0)


def probability(log_probability: object) -> float | None:
    """e to the power of what a service calls a log probability; None where it is no number."""
    value = number(log_probability)
    return None if value is None else math.exp(min(0.0, max(-30.0, value)))


def number(value: object) -> float | None:
    """`value` where it is a finite number, whatever a service sends."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def milliseconds(seconds: object) -> float | None:
    """A time in seconds, as services tell it; None where it is no number."""
    value = number(seconds)
    return None if value is None else value * 1000


def _overall(transcript: Transcript) -> float | None:
    if transcript.confidence is not None:
        return transcript.confidence
    told = [word.confidence for word in transcript.words if word.confidence is not None]
    if not told:
        return None
    return math.exp(sum(math.log(max(_LEAST_PROBABILITY, min(1.0, one))) for one in told) / len(told))


def _words(transcript: Transcript, even: float, spoken_ms: tuple[int, int], audio_ms: int) -> Iterator[RecognizedWord]:
    """Those of the text, with times word by word where the service tells of as many."""
    texts = transcript.text.split()
    if not any(character.isalnum() for character in transcript.text):
        return
    timed = list(_timed(transcript.words, even))
    if len(timed) == len(texts):
        for text, word in zip(texts, timed, strict=True):
            yield _within(RecognizedWord(text, word.start_ms, word.end_ms, word.confidence), audio_ms)
        return
    start_ms, end_ms = spoken_ms
    if timed:
        start_ms, end_ms = timed[0].start_ms, timed[-1].end_ms
    sure = _meant(_overall(transcript), even)
    yield from (_within(word, audio_ms) for word in _spread(texts, start_ms, end_ms, sure))


def _timed(words: Sequence[HeardWord], even: float) -> Iterator[RecognizedWord]:
    for word in words:
        if word.start_ms is not None and word.end_ms is not None:
            sure = _meant(word.confidence, even)
            yield from _spread(word.text.split(), round(word.start_ms), round(word.end_ms), sure)


def _meant(confidence: float | None, even: float) -> float:
    return UNKNOWN_CONFIDENCE if confidence is None else round(mapped(confidence, even), 3)


def _spread(texts: Sequence[str], start_ms: int, end_ms: int, confidence: float) -> Iterator[RecognizedWord]:
    """One behind the other, as long as they are written."""
    whole = sum(map(len, texts))
    end_ms = max(start_ms, end_ms)
    written = 0
    for text in texts:
        begins = start_ms + (end_ms - start_ms) * written // whole
        written += len(text)
        yield RecognizedWord(text, begins, start_ms + (end_ms - start_ms) * written // whole, confidence)


def _within(word: RecognizedWord, audio_ms: int) -> RecognizedWord:
    """With times inside the audio: a service may have put some of its own silence in."""
    start_ms = min(max(0, word.start_ms), audio_ms)
    return RecognizedWord(word.text, start_ms, min(max(start_ms, word.end_ms), audio_ms), word.confidence)
