"""Times and confidences of words, as models tell them and as they are estimated."""

import math

import pytest

from engine.recognizers.sherpa.words import UNKNOWN_CONFIDENCE, Transcript, hypothesis, timed_words


def spans(transcript: Transcript, begin_s: float = 0.0, end_s: float = 3.0) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for word in timed_words(transcript, begin_s, end_s)]


@pytest.mark.parametrize(
    "tokens",
    [("▁He", "llo", "▁world", "."), (" He", "llo", " world", "."), ("He", "llo", "Ġworld", "."), ("Hello", "world.")],
)
def test_times_are_those_of_a_words_tokens(tokens: tuple[str, ...]) -> None:
    starts = {4: (0.5, 0.7, 1.0, 1.2), 2: (0.5, 1.0)}[len(tokens)]
    transcript = Transcript("Hello world.", tokens, starts)
    assert spans(transcript) == [("Hello", 500, 1000), ("world.", 1000, 1500 if len(tokens) == 4 else 1300)]


def test_a_word_does_not_last_through_a_pause() -> None:
    assert spans(Transcript("one two", ("▁one", "▁two"), (0.0, 9.0))) == [("one", 0, 500), ("two", 9000, 9300)]


def test_without_times_words_are_spread_over_the_speech() -> None:
    assert spans(Transcript("ab abcd"), 1.0, 2.2) == [("ab", 1000, 1400), ("abcd", 1400, 2200)]


def test_tokens_that_are_not_the_text_tell_nothing() -> None:
    transcript = Transcript("42", ("forty", "two"), (0.1, 0.2), (-1.0, -1.0))
    (word,) = timed_words(transcript, 0.0, 1.0)
    assert (word.start_ms, word.end_ms, word.confidence) == (0, 1000, UNKNOWN_CONFIDENCE)


def test_confidence_is_that_of_the_tokens() -> None:
    logs = (math.log(0.5), math.log(0.5), math.log(0.9))
    words = list(timed_words(Transcript("yes no", ("▁ye", "s", "▁no"), (0, 0.1, 0.5), logs), 0.0, 1.0))
    assert [word.confidence for word in words] == [0.5, 0.9]
    assert hypothesis(words).confidence == pytest.approx(math.sqrt(0.45), abs=0.001)


def test_a_probability_that_is_none_is_unknown() -> None:
    (word,) = timed_words(Transcript("a", ("a",), (0.0,), (math.nan,)), 0.0, 1.0)
    assert word.confidence == UNKNOWN_CONFIDENCE


def test_times_go_where_they_are_placed() -> None:
    (word,) = timed_words(Transcript("a", ("a",), (0.5,)), 0.0, 1.0, lambda at_s: at_s + 10)
    assert (word.start_ms, word.end_ms) == (10_500, 10_800)


def test_no_text_has_no_words() -> None:
    assert spans(Transcript("  ")) == []
