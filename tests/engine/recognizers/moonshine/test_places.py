import random

import pytest

from engine.grammars.builtin import parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.matcher import Active, Matcher
from engine.grammars.semantics import SemanticsInterpreter
from engine.recognizers.moonshine.grammar_states import Budget, GrammarStates
from engine.recognizers.moonshine.places import Between, InOrdinal, InWord, Place, alike, ends, step
from engine.recognizers.moonshine.token_trie import TokenTrie
from engine.recognizers.moonshine.walker import Walker
from tests.engine.grammars.grammar_vectors import compiled


def states_of(rules: str) -> GrammarStates:
    budget = Budget()
    budget.allow(10)
    return GrammarStates([Active(compiled(rules))], budget)


def test_places_of_different_kinds_are_different() -> None:
    state = states_of("$a = one;").start
    assert len({Between(state), InOrdinal(state), Between(state, "$"), Between(state)}) == 3


def test_a_word_is_said_with_its_last_letter_and_not_before() -> None:
    states = states_of("$a = on | one;")
    (first,) = step(Between(states.start), "o", states)
    assert (first.place, first.words, first.weight) == (InWord(states.start, "o"), (), 0.0)
    second = list(step(first.place, "n", states))
    assert [landing.words for landing in second] == [("on",), ()]
    assert [ends(landing.place, states) for landing in second] == [True, False]
    assert list(step(second[0].place, "e", states)) == []
    assert list(step(Between(states.start), "x", states)) == []


@pytest.mark.parametrize("sign", [" ", "-", "'"])
def test_signs_between_words_and_in_them_count_for_nothing_but_are_few(sign: str) -> None:
    states = states_of("$a = one;")
    for first, most in ((Between(states.start), 2), (InWord(states.start, "o"), 1)):
        place: Place = first
        for _ in range(most):
            (landing,) = step(place, sign, states)
            assert alike(landing.place) == alike(place)
            place = landing.place
        assert list(step(place, sign, states)) == []


def test_a_full_stop_parts_abbreviations_only() -> None:
    states = states_of("$a = one;")
    assert len(list(step(InWord(states.start, "o"), ".", states))) == 1
    assert list(step(InWord(states.start, "onl"), ".", states)) == []
    assert list(step(InWord(states.start, "o"), ",", states)) == []


NUMBER = Active(compile_network(parse_builtin("builtin:speech/number").grammars[0]))


@pytest.mark.parametrize("seed", range(4))
def test_a_run_of_figures_is_no_other_number(seed: int) -> None:
    """Words that are said of a part of it become one number with those of the next part: "seventy three" of "703"."""
    rng = random.Random(seed)
    known = (703, 1005, 1100, 1203, 20_005, 609_067, 955_770, 9_557_703, 171_022, 100_005, 2010, 51_109)
    drawn = [rng.randrange(10 ** rng.randrange(1, 7)) for _ in range(60)]
    walker = Walker(TokenTrie([]), [NUMBER])
    walker.begin(60)
    with SemanticsInterpreter() as interpreter:
        for number in (*known[seed::4], *drawn):
            for text in {f"{number}.", f"{number:,}"}:
                readings = walker.read(text)
                assert readings, text
                for words in readings:
                    matcher = Matcher([NUMBER])
                    for word in words:
                        matcher.feed(word)
                    (parse,) = matcher.parses()
                    assert interpreter.interpret(parse, NUMBER.network).value == str(number), (text, words)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("4582", {"four five eight two", "forty five eighty two", "four five eighty two", "forty five eight two"}),
        ("703", {"seven zero three", "seven oh three"}),
        ("7030", {"seventy thirty", "seven zero thirty", "seven oh thirty"}),
        ("70 3", {"seventy three", "seven zero three", "seven oh three"}),
        ("2008", {"twenty zero eight", "twenty oh eight", "two zero zero eight", "two oh oh eight"}),
    ],
)
def test_figures_said_in_pairs(text: str, readings: set[str]) -> None:
    pairs = Active(
        compiled(
            "$a = ($one | $ten [$one] | zero | oh)<1->;"
            "$one = one | two | three | four | five | six | seven | eight | nine;"
            "$ten = twenty | thirty | forty | fifty | sixty | seventy | eighty | ninety;"
        )
    )
    walker = Walker(TokenTrie([]), [pairs])
    walker.begin(60)
    assert readings <= {" ".join(words) for words in walker.read(text)}
    assert "twenty eight" not in {" ".join(words) for words in walker.read("208")}


def test_figures_mean_nothing_where_no_number_may_come() -> None:
    states = states_of("$a = yes;")
    assert list(step(Between(states.start), "4", states)) == []
    assert list(step(Between(states.start), "$", states)) == []
