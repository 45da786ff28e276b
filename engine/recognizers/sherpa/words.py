"""From a model's text and tokens to words with times and confidences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from engine.recognition import Hypothesis, RecognizedWord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

UNKNOWN_CONFIDENCE = 0.75
"""Of words to which the model gives no probability."""
_MARKERS = str.maketrans("", "", "▁Ġ \t")
"""What tokens begin words with, and what the text has between them."""
_LAST_WORD_S, _LONGEST_GAP_S = 0.3, 0.5
"""Tokens have a beginning only: a word lasts until the next one begins, and not for ever."""


class Transcript(NamedTuple):
    """What a model heard in a stretch of audio; times are seconds from its beginning."""

    text: str
    tokens: Sequence[str] = ()
    starts_s: Sequence[float] = ()
    """Of each token; () where the model does not tell."""
    log_probabilities: Sequence[float] = ()
    """Of each token, likewise."""


def timed_words(
    transcript: Transcript, begin_s: float, end_s: float, place: Callable[[float], float] | None = None
) -> Iterator[RecognizedWord]:
    """The words of `transcript`, as they are written there.

    Where the model tells no times, they are spread over the speech by their lengths.

    Args:
        transcript: of some audio.
        begin_s, end_s: where speech is in it.
        place: from times of `transcript` to those of the audio; None: they are the same.
    """
    texts = transcript.text.split()
    spans = _spans(texts)
    owners = _owners(transcript, spans[-1][1] if spans else 0)
    characters = max(1, spans[-1][1] if spans else 0)
    for index, (text, (first, behind)) in enumerate(zip(texts, spans, strict=True)):
        tokens = range(0)
        if owners:
            tokens = range(owners[first], owners[behind - 1] + 1)
        if tokens and len(transcript.starts_s) == len(transcript.tokens):
            following = owners[behind] if index + 1 < len(texts) else len(transcript.tokens)
            start_s, stop_s = _times(transcript.starts_s, tokens, following)
            start_s, stop_s = (place(start_s), place(stop_s)) if place else (start_s, stop_s)
        else:
            length_s = end_s - begin_s
            start_s, stop_s = begin_s + length_s * first / characters, begin_s + length_s * behind / characters
        start_ms = round(1000 * start_s)
        sure = _confidence(transcript.log_probabilities, tokens, len(transcript.tokens))
        yield RecognizedWord(text, start_ms, max(start_ms, round(1000 * stop_s)), sure)


def hypothesis(words: Sequence[RecognizedWord]) -> Hypothesis:
    """Words as one hypothesis, as sure as they are on the (geometric) mean."""
    logs = [math.log(max(word.confidence, 1e-3)) for word in words]
    return Hypothesis(tuple(words), round(math.exp(sum(logs) / max(1, len(logs))), 3))


def _spans(texts: Sequence[str]) -> list[tuple[int, int]]:
    """First and behind-last character of each word in the text without blanks."""
    spans, position = [], 0
    for text in texts:
        length = max(1, len(text.translate(_MARKERS)))
        spans.append((position, position + length))
        position += length
    return spans


def _owners(transcript: Transcript, characters: int) -> list[int]:
    """For each character of the text without blanks the token that it is of; [] where tokens are not its parts."""
    owners: list[int] = []
    for index, token in enumerate(transcript.tokens):
        owners += [index] * len(token.translate(_MARKERS))
    return owners if len(owners) == characters else []


def _times(starts_s: Sequence[float], tokens: range, following: int) -> tuple[float, float]:
    last_s = starts_s[tokens[-1]]
    stop_s = starts_s[following] if following < len(starts_s) else last_s + _LAST_WORD_S
    return starts_s[tokens[0]], min(stop_s, last_s + _LONGEST_GAP_S)


def _confidence(logs: Sequence[float], tokens: range, count: int) -> float:
    if not tokens or len(logs) != count:
        return UNKNOWN_CONFIDENCE
    mean = sum(logs[token] for token in tokens) / len(tokens)
    return round(math.exp(min(0.0, mean)), 3) if math.isfinite(mean) else UNKNOWN_CONFIDENCE
