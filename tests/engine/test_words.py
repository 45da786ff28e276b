from engine.interface import Span
from engine.words import Word, words


def test_blanks_separate_words() -> None:
    assert words([Span("one  two three.")]) == [Word(0, 3), Word(5, 8), Word(9, 15)]


def test_a_word_across_spans_is_one() -> None:
    assert words([Span("un"), Span("likely "), Span("but")]) == [Word(0, 8), Word(9, 12)]


def test_a_token_is_one_word_and_joins_nothing() -> None:
    spans = [Span("ab"), Span(" New York ", token=True), Span("cd")]
    assert words(spans) == [Word(0, 2), Word(3, 11), Word(12, 14)]


def test_blank_spans_and_tokens_hold_no_word() -> None:
    assert words([Span(" "), Span("  ", token=True), Span("")]) == []


def test_an_empty_span_does_not_part_a_word() -> None:
    assert words([Span("ab"), Span(""), Span("cd")]) == [Word(0, 4)]
