"""How sure: scores of a search → a number from 0 to 1.

Fitted by logistic regression on the `tuning` half of the recordings (people at 8 kHz, clean and with noise at 20 and
10 dB): 959 right sentences of eight grammars and 245 tries with words and sounds of none. At 0.5, 1.7 % of what is
right is refused there and 0.7 % of the rest accepted; of the `held_out` half 0.4 % and 1.1 % where the line is clean,
2.0 % and 7.7 % at 20 dB of noise. The sentence's own score tells most; what is read freely says whether there was a
better explanation, and how many letters there are for the length of the speech whether a piece of it was taken for all.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.recognizers.moonshine.search import FreeReading, Reading

_SCORE, _GAP, _LETTERS, _EVEN = 2.8, 1.1, 0.28, -3.5
"""Weights of the score a token, of its distance to the free reading's, and of letters a second of speech; and their sum
at which confidence is 0.5."""
_MOST_LETTERS = 14.0
"""A second: more does not make it any surer."""
_LEAST_SPEECH_S = 0.1
_SLOPE = 0.5
"""How steep: without it nearly everything would be 0 or 1. It moves nothing across 0.5."""


def confidence(best: Reading, free: FreeReading, speech_s: float) -> float:
    """Of the best sentence of the grammars, in so much speech."""
    tokens = len(best.token_scores)
    score = best.score / tokens
    gap = (best.score - free.score) / max(tokens, len(free.token_scores))
    letters = min(_MOST_LETTERS, sum(map(len, best.words)) / max(speech_s, _LEAST_SPEECH_S))
    return _logistic(_SLOPE * (_SCORE * score + _GAP * gap + _LETTERS * letters - _EVEN))


def lower_ranked(best: float, behind: float) -> float:
    """Of a sentence that is `behind` (log probability) the one with confidence `best`: never above it."""
    best = min(max(best, 1e-6), 1 - 1e-6)
    return min(best, _logistic(math.log(best / (1 - best)) - _SLOPE * max(0.0, behind)))


def word_confidence(scores: Sequence[float], most: float) -> float:
    """Of a word whose tokens have these log probabilities, in a text with confidence `most`."""
    mean = sum(scores) / max(1, len(scores))
    return most * math.exp(_SLOPE * mean)


def free_confidence(free: FreeReading) -> float:
    """Of a text that was read freely: its mean probability a token."""
    return math.exp(free.score / max(1, len(free.token_scores)))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
