import pytest

from engine.errors import EngineError
from engine.grammars.matcher import Active
from engine.recognizers.moonshine.grammar_states import ANY_WORD, Budget, GrammarStates
from tests.engine.grammars.grammar_vectors import compiled


def states_of(*rules: str, seconds: float = 10.0) -> GrammarStates:
    budget = Budget()
    budget.allow(seconds)
    return GrammarStates([Active(compiled(one)) for one in rules], budget)


def test_beginnings_that_go_on_alike_are_one_state() -> None:
    states = states_of("$a = (one | two)<1->;")
    one, two = states.feed(states.start, "one"), states.feed(states.start, "two")
    assert one is not None
    assert two is not None
    assert one[0] is two[0]
    again = states.feed(one[0], "two")
    assert again is not None
    assert again[0] is one[0]
    assert len(states) == 2
    assert one[0].is_complete
    assert not states.start.is_complete


def test_depth_of_recursion_is_part_of_a_state() -> None:
    states = states_of("$a = left $a right | middle;")
    first = states.feed(states.start, "left")
    assert first is not None
    second = states.feed(first[0], "left")
    assert second is not None
    assert second[0] is not first[0]
    assert states.feed(first[0], "right") is None


def test_words_weigh_what_their_alternatives_do() -> None:
    states = states_of("$a = /3/ one | /1/ two;")
    one, two = states.feed(states.start, "one"), states.feed(states.start, "two")
    assert one is not None
    assert two is not None
    assert one[1] > two[1]


def test_several_grammars_and_words_that_only_garbage_takes() -> None:
    states = states_of("$a = yes;", "$a = $GARBAGE please;")
    assert states.start.expected == {"yes", "please"}
    assert states.start.takes_any_word
    assert states.feed(states.start, ANY_WORD) is not None
    assert states_of("$a = yes;").start.takes_any_word is False
    assert ("yes", "yes") in states.start.forms


def test_what_is_forgotten_is_found_again() -> None:
    states = states_of("$a = one two;")
    states.feed(states.start, "one")
    states.clear()
    assert len(states) == 1
    assert states.feed(states.start, "one") is not None


def test_a_spent_budget_is_an_error() -> None:
    states = states_of("$a = one two;", seconds=-1)
    with pytest.raises(EngineError, match="too large or too ambiguous"):
        states.feed(states.start, "one")
