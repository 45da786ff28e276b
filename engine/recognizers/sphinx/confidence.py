"""How sure a recognizer may be: acoustic likeness and coverage → a number from 0 to 1.

Fitted by logistic regression on telephone speech of 17 synthetic voices: 272 sentences of two grammars (yes and no; a
menu of 14) and 450 tries with sentences of neither. With 5 % of what is right refused, and what is recognised matched
against the grammar again, 2 % of what is not is accepted; by likeness alone 13 %, by coverage alone 14 %. At 0.5 it is
about 2 % each. `bench.recognition` prints the curve.

Likeness is the decoder's own score, which it counts from the best sound that the grammar knows in each frame. Scoring
any sounds beside it (an allphone search), or counting from all sounds of the model, costs two to three times as much:
5 % and 2 % were accepted so.
"""

from __future__ import annotations

import math

_USUAL_WORDS, _PER_DOUBLING = 32, 0.2
"""Likeness of what is right by the size of the vocabulary: -2.8 at 33 words, -3.1 at 90, -3.5 at 430, -4.0 at 2,000."""
_LIKENESS, _COVERAGE, _EVEN = 2.55, 11.56, 0.0
"""Weights of likeness and coverage, and their sum at which confidence is 0.5."""
_SLOPE = 0.5
"""How steep: without it nearly everything would be 0 or 1. It moves nothing across 0.5."""


def comparable(likeness: float, vocabulary: int) -> float:
    """What `likeness` would be in a grammar of few words: the more sounds a grammar knows, the better is the best."""
    return likeness + _PER_DOUBLING * math.log2(max(1.0, vocabulary / _USUAL_WORDS))


def confidence(likeness: float, coverage: float) -> float:
    """Likeness: mean log likelihood of the words' frames, 0 or less; coverage: share of speech in them, 0 to 1."""
    return _logistic(_SLOPE * (_LIKENESS * likeness + _COVERAGE * coverage - _EVEN))


def word_confidence(likeness: float) -> float:
    """Of one word, where all else was covered."""
    return confidence(likeness, 1.0)


def lower_ranked(best: float, behind: float) -> float:
    """Of a hypothesis that is `behind` (log likelihood) the one with confidence `best`: never above it."""
    best = min(max(best, 1e-6), 1 - 1e-6)
    return min(best, _logistic(math.log(best / (1 - best)) - max(0.0, behind)))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
