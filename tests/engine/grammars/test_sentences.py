"""The sentences of small grammars, and a bounded part of those of large ones."""

import time

import pytest

from engine.grammars.matcher import Active
from engine.grammars.sentences import sentences
from tests.engine.grammars.grammar_vectors import compiled


def listed(rules: str, most: int = 100, most_words: int = 12) -> list[str]:
    return [" ".join(words) for words in sentences([Active(compiled(rules))], most, most_words)]


def test_all_of_them_the_short_ones_first() -> None:
    assert listed("$a = call the (sales | support) [department] | help [me] | operator;") == [
        "help",
        "operator",
        "help me",
        "call the sales",
        "call the support",
        "call the sales department",
        "call the support department",
    ]


def test_no_more_and_no_longer_ones_than_are_wanted() -> None:
    assert listed("$a = one<1->;", 3) == ["one", "one one", "one one one"]
    assert listed("$a = one<1->;", 100, 2) == ["one", "one one"]
    assert listed("$a = one | two;", 0) == []
    assert listed("$a = one | two | three;", 2) == ["one", "three"]


def test_garbage_takes_nothing_first() -> None:
    assert listed("$a = $GARBAGE yes;", 1) == ["yes"]


@pytest.mark.parametrize(
    "rules",
    [
        "$a = (x | y)<1000>;",
        "$a = (((one<0->)<0->)<0->)<0->;",
        "$a = " + " | ".join(f"w{n}" for n in range(9000)) + ";",
    ],
)
def test_of_a_large_grammar_some_are_found_in_bounded_time(rules: str) -> None:
    began = time.thread_time()
    assert len(listed(rules, 10_000)) <= 2_000
    assert time.thread_time() - began < 20
