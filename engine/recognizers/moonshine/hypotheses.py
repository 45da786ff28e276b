"""What a search found → hypotheses with words, times and confidences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.audio.speech_activity import FRAME_MS
from engine.grammars.tokens import matching_words
from engine.recognition import FreeText, Hypothesis, RecognizedWord
from engine.recognizers.moonshine.confidence import confidence, free_confidence, lower_ranked, word_confidence
from engine.recognizers.moonshine.guards import is_nobody
from engine.recognizers.moonshine.timing import word_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.recognizers.moonshine.preparation import Window
    from engine.recognizers.moonshine.search import FreeReading, Reading, Search
    from engine.recognizers.moonshine.tokenizer import Tokenizer


_LEAST_SURE = 0.4
"""What is less likely a token was written into noise: sentences have 0.6 and more, 0.5 at 20 dB of noise; of beeps and
noise half has less."""


def constrained_hypotheses(
    search: Search, tokenizer: Tokenizer, window: Window, offset_ms: int, language: str, n_best: int
) -> tuple[Hypothesis, ...]:
    """The sentences of the grammars that it may have been, best first, each with less confidence than the one before.

    Args:
        search: run.
        tokenizer: the model's.
        window: what was searched.
        offset_ms: of the window's audio, in what was pushed.
        language: BCP 47.
        n_best: how many at most.
    """
    readings = search.readings[: max(1, n_best)]
    if not readings or is_nobody(tokenizer.text(search.free.tokens), language):
        return ()
    best = readings[0]
    sure = confidence(best, search.free, _speech_s(window))
    found: list[Hypothesis] = []
    for reading in readings:
        ranked = round(lower_ranked(sure, best.score - reading.score), 3)
        if found:
            # Different sentences are told apart by different scores.
            ranked = min(ranked, round(found[-1].confidence - 0.001, 3))
            if ranked <= 0:
                break
        found.append(Hypothesis(_words(reading, window, offset_ms, ranked), ranked))
    return tuple(found)


def beginning_hypothesis(
    search: Search, tokenizer: Tokenizer, window: Window, offset_ms: int, language: str
) -> Hypothesis | None:
    """The surest beginning of a sentence that it may have been, of what is none itself; None: it begins none.

    Short ones are always likely, since there is little in them to be wrong; the surest one explains most of the speech.
    """
    if is_nobody(tokenizer.text(search.free.tokens), language):
        return None
    speech_s = _speech_s(window)
    rated = [(confidence(one, search.free, speech_s), one) for one in search.beginnings]
    if not rated:
        return None
    sure, best = max(rated, key=lambda one: one[0])
    return Hypothesis(_words(best, window, offset_ms, round(sure, 3)), round(sure, 3))


def _speech_s(window: Window) -> float:
    return float(window.speech.sum()) * FRAME_MS / 1000


def _words(reading: Reading, window: Window, offset_ms: int, sure: float) -> tuple[RecognizedWord, ...]:
    times = word_times(reading.words, window)
    words = []
    begin = 0
    for word, end, (start_ms, end_ms) in zip(reading.words, reading.word_ends, times, strict=True):
        scores = reading.token_scores[begin : max(end, begin + 1)]
        begin = min(end, len(reading.tokens) - 1)
        word_sure = round(word_confidence(scores, sure), 3)
        words.append(RecognizedWord(word, start_ms + offset_ms, end_ms + offset_ms, word_sure))
    return tuple(words)


def free_text(search: Search, tokenizer: Tokenizer) -> FreeText | None:
    """What was read freely beside the grammars; None where nothing was found by these."""
    if not search.readings:
        return None
    return FreeText(tokenizer.text(search.free.tokens).strip(), round(search.free.score - search.readings[0].score, 2))


def free_hypothesis(
    free: FreeReading, tokenizer: Tokenizer, window: Window, offset_ms: int, language: str
) -> Hypothesis | None:
    """What was said where anything may be; None when it was nothing."""
    sure = free_confidence(free)
    if sure < _LEAST_SURE or is_nobody(tokenizer.text(free.tokens), language):
        return None
    pieces = _written_words(free, tokenizer)
    matching = [(text, scores, " ".join(matching_words(text, language))) for text, scores in pieces]
    matching = [one for one in matching if one[2]]
    if not matching:
        return None
    times = word_times([spoken for _, _, spoken in matching], window)
    words = tuple(
        RecognizedWord(spoken, start + offset_ms, end + offset_ms, round(word_confidence(scores, 1.0), 3), text)
        for (text, scores, spoken), (start, end) in zip(matching, times, strict=True)
    )
    return Hypothesis(words, round(sure, 3))


def _written_words(free: FreeReading, tokenizer: Tokenizer) -> list[tuple[str, tuple[float, ...]]]:
    """Each word as it is written, with the scores of its tokens."""
    found: list[tuple[list[int], list[float]]] = []
    for token, score in zip(free.tokens, free.token_scores, strict=False):
        if not found or tokenizer.texts[token].startswith(" "):
            found.append(([], []))
        found[-1][0].append(token)
        found[-1][1].append(score)
    written = [(tokenizer.text(tokens).strip(), tuple(scores)) for tokens, scores in found]
    return [one for one in written if one[0]]


def transcript(parts: Sequence[Hypothesis | None]) -> tuple[Hypothesis, ...]:
    """One hypothesis from those of consecutive windows; () when nothing was said in any."""
    said = [part for part in parts if part is not None]
    if not said:
        return ()
    words = tuple(word for part in said for word in part.words)
    weights = [len(part.words) for part in said]
    logs = [weight * math.log(max(part.confidence, 1e-6)) for part, weight in zip(said, weights, strict=True)]
    return (Hypothesis(words, round(math.exp(sum(logs) / sum(weights)), 3)),)
