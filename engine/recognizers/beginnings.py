"""A sentence of the grammars, or only the beginning of one: which of them explains better what was heard."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.recognition import Hypothesis

_MARGIN = 0.5
"""So much surer (log odds of the confidences) a beginning has to be than the best sentence. On the `tuning` half of the
recordings, clean and with noise at 20 and 10 dB, Moonshine then takes none of 302 sentences for a beginning, and of 270
that are cut off it hears 32 as whole, whose last word is mostly there; PocketSphinx none of 151, and 41 of 196."""


def sentences_or_beginning(sentences: Sequence[Hypothesis], beginning: Hypothesis | None) -> tuple[Hypothesis, ...]:
    """What is to be answered: the sentences, best first, or nothing but the beginning of one.

    Args:
        sentences: whole ones.
        beginning: the likeliest that is none.
    """
    if beginning is None or (sentences and not _is_surer(beginning, sentences[0])):
        return tuple(sentences)
    return (beginning,)


def _is_surer(beginning: Hypothesis, sentence: Hypothesis) -> bool:
    return _log_odds(beginning.confidence) > _log_odds(sentence.confidence) + _MARGIN


def _log_odds(confidence: float) -> float:
    sure = min(max(confidence, 1e-6), 1 - 1e-6)
    return math.log(sure / (1 - sure))
