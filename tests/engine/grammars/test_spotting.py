"""Sentences in the midst of what was said."""

import time

import pytest

from engine.grammars.matcher import Active
from engine.grammars.spotting import spot_written
from engine.grammars.tolerant import MAX_TOKENS
from tests.engine.grammars.grammar_vectors import compiled

RULES = "$a = call the (sales | support) department | operator | help [me] | voicemail | four two;"


def spotted(written: str, rules: str = RULES, language: str = "en-US") -> list[tuple[str, int, int]]:
    found = spot_written(written, [Active(compiled(rules, language=language))], language)
    return [(" ".join(one.matcher.words), one.first, one.behind) for one in found]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("operator", [("operator", 0, 1)]),
        ("I would like, please, to talk to an Operator.", [("operator", 8, 9)]),
        ("so call the sales department, will you", [("call the sales department", 1, 5)]),
        ("can you help me now", [("help me", 2, 4), ("help", 2, 3)]),
        ("my voice mail, please", [("voicemail", 1, 3)]),
        ("number 42 please", [("four two", 1, 2)]),
        ("the operator helps the operator", [("operator", 1, 2), ("operator", 4, 5)]),
        ("call the sales", []),
        ("nothing of the kind", []),
        ("", []),
    ],
)
def test_a_sentence_is_found_wherever_it_stands(written: str, found: list[tuple[str, int, int]]) -> None:
    assert spotted(written) == found


def test_in_other_languages_words_are_found_however_they_are_written() -> None:
    assert spotted("bitte den Kunden-Dienst, schnell", "$a = kundendienst;", "de-DE") == [("kundendienst", 2, 3)]


def test_of_a_long_transcript_the_end_is_looked_at() -> None:
    long = "operator " + "word " * MAX_TOKENS
    assert spotted(long) == []
    assert spotted(long + "operator") == [("operator", MAX_TOKENS + 1, MAX_TOKENS + 2)]


def test_a_grammar_that_could_be_anywhere_costs_no_more_than_a_few_passes() -> None:
    rules = "$a = $GARBAGE (one | two)<1-> $GARBAGE;"
    began = time.thread_time()
    found = spotted("one two three " * 90, rules)
    assert found[0][1:] == (0, 24)
    assert time.thread_time() - began < 20
