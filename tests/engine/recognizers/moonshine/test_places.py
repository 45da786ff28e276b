import pytest

from engine.grammars.matcher import Active
from engine.recognizers.moonshine.grammar_states import Budget, GrammarStates
from engine.recognizers.moonshine.places import Between, InOrdinal, InWord, Place, alike, ends, step
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


def test_figures_mean_nothing_where_no_number_may_come() -> None:
    states = states_of("$a = yes;")
    assert list(step(Between(states.start), "4", states)) == []
    assert list(step(Between(states.start), "$", states)) == []
