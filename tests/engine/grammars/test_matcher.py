"""Matching, a word at a time."""

import time

import pytest

from engine.errors import TooMuchWorkError
from engine.grammars.matcher import MAX_DEPTH, Active, Budget, Matcher, ParseNode, Status
from engine.grammars.sisr import input_text
from tests.engine.grammars.grammar_vectors import compiled


def fed(rules: str, words: str, readings: int = 1) -> Matcher:
    matcher = Matcher([Active(compiled(rules))], readings)
    for word in words.split():
        matcher.feed(word)
    return matcher


def test_status_after_each_word() -> None:
    matcher = Matcher([Active(compiled("$a = call [the] office [now];"))])
    assert matcher.status is Status.PARTIAL
    assert matcher.expected() == {"call"}
    assert matcher.feed("call") is Status.PARTIAL
    assert matcher.expected() == {"the", "office"}
    assert matcher.feed("office") is Status.COMPLETE
    assert matcher.feed("now") is Status.COMPLETE_NO_MORE
    assert matcher.feed("now") is Status.NONE
    assert matcher.feed("call") is Status.NONE
    assert matcher.parses() == ()


def test_nothing_may_be_enough() -> None:
    assert fed("$a = [x];", "").status is Status.COMPLETE
    assert fed("$a = ();", "").status is Status.COMPLETE_NO_MORE
    assert Matcher([]).status is Status.NONE


def test_a_parse_has_words_tags_and_rules_in_order() -> None:
    (parse,) = fed("$a = {t} go $b {u}; $b = {v} on;", "go on").parses()
    assert parse.tree == ParseNode(0, (("tag", 0), ("word", 0), ParseNode(1, (("tag", 2), ("word", 1))), ("tag", 1)))
    assert (parse.grammar, parse.words) == (0, ("go", "on"))


@pytest.mark.parametrize(
    ("rules", "words", "children"),
    [
        ("$a = x $NULL {t} y;", "x y", (("word", 0), ("tag", 0), ("word", 1))),
        ("$a = ((x) $NULL) {t} (y {u} z);", "x y z", (("word", 0), ("tag", 0), ("word", 1), ("tag", 1), ("word", 2))),
        ("$a = x | y | {t};", "", (("tag", 0),)),
        ("$a = {t} <0->;", "", ()),
        ("$a = (x | {t}) <0-3>;", "x", (("word", 0),)),
        ("$a = (x {t}) <0-3>;", "x x", (("word", 0), ("tag", 0), ("word", 1), ("tag", 1))),
        ("$a = x $GARBAGE y;", "x z y", (("word", 0), ("garbage", 1), ("word", 2))),
        ('$a = "New York" X;', "new york x", (("word", 0), ("word", 1), ("spelling", 0), ("word", 2), ("spelling", 1))),
    ],
)
def test_logical_parses(rules: str, words: str, children: tuple[tuple[str, int], ...]) -> None:
    """SRGS appendix H.1; of repeats that nothing can fill, the smallest parse."""
    kinds = [child for child in fed(rules, words).parses()[0].tree.children if isinstance(child, tuple)]
    # A repeated tag is compiled several times.
    numbers = {number: index for index, number in enumerate(dict.fromkeys(n for kind, n in kinds if kind == "tag"))}
    assert tuple((kind, numbers[n] if kind == "tag" else n) for kind, n in kinds) == children


def test_weights_rank_readings() -> None:
    parses = fed("$a = /1/ x {low} | /3/ x {high};", "x", 2).parses()
    assert [parse.tree.children[1] for parse in parses] == [("tag", 1), ("tag", 0)]
    assert parses[0].weight > parses[1].weight


def test_equal_readings_go_in_document_order() -> None:
    (parse,) = fed("$a = x {first} | x {second};", "x").parses()
    assert parse.tree.children[1] == ("tag", 0)


def test_repeat_probabilities_count() -> None:
    likely = fed("$a = x<0- /0.9/>;", "x x").parses()[0].weight
    unlikely = fed("$a = x<0- /0.1/>;", "x x").parses()[0].weight
    assert likely > unlikely
    assert fed("$a = x<1-3 /1/>;", "x x x").parses()[0].weight > fed("$a = x<1-3 /1/>;", "x").parses()[0].weight


def test_a_reading_without_garbage_wins() -> None:
    matcher = fed("$a = x {own} y | $GARBAGE {any} y;", "x y", 2)
    assert [parse.tree.children[1][1] for parse in matcher.parses() if isinstance(parse.tree.children[1], tuple)] == [
        0,
        1,
    ]


def test_several_grammars_at_once() -> None:
    first, second = compiled("$a = yes | maybe;"), compiled("$a = no | maybe | yes please;")
    matcher = Matcher([Active(first), Active(second)], 2)
    assert matcher.copy().feed("yes") is Status.COMPLETE
    assert matcher.copy().feed("no") is Status.COMPLETE_NO_MORE
    matcher.feed("maybe")
    assert [parse.grammar for parse in matcher.parses()] == [0, 1]
    assert matcher.accepting() == {0, 1}
    weighted = Matcher([Active(first, 0.5), Active(second, 2.0)], 2)
    weighted.feed("maybe")
    assert [parse.grammar for parse in weighted.parses()] == [1, 0]


def test_a_copy_goes_its_own_way() -> None:
    matcher = fed("$a = x y | x z;", "x")
    other = matcher.copy()
    assert other.feed("y") is Status.COMPLETE_NO_MORE
    assert matcher.status is Status.PARTIAL
    assert matcher.feed("z") is Status.COMPLETE_NO_MORE


def test_middle_recursion_counts() -> None:
    assert fed("$a = x $a y | z;", "x x z y y").status is Status.COMPLETE_NO_MORE
    assert fed("$a = x $a y | z;", "x x z y").status is Status.PARTIAL


@pytest.mark.parametrize(
    "rules",
    [
        "$a = $b<0-> $b<0-> $b<0->; $b = [x] [x] [$c]; $c = x [$c] [$c];",
        "$a = ((x|x|x|x)<0->)<0->;",
        "$a = x $a $a | x;",
        "$a = ([x]<0-20>)<0-20>;",
        "$a = $GARBAGE $GARBAGE $GARBAGE x;",
    ],
)
def test_pathological_grammars_take_bounded_time(rules: str) -> None:
    network = compiled(rules)
    matcher = Matcher([Active(network)], 5)
    start = time.process_time()
    for _ in range(20):
        matcher.feed("x")
    matcher.parses()
    assert time.process_time() - start < 10


def test_a_large_menu_is_fast() -> None:
    network = compiled("$a = " + " | ".join(f"/{n + 1}/ name{n} {{t}}" for n in range(5000)) + ";")
    start = time.process_time()
    matcher = Matcher([Active(network)])
    assert matcher.feed("name4999") is Status.COMPLETE_NO_MORE
    assert time.process_time() - start < 1


AMBIGUOUS = "$a = ($b | $c)<1->; $b = x | x x | $GARBAGE; $c = x [x] [$b];"


def _fed_often(*matchers: Matcher, times: int = 1000) -> None:
    for matcher in matchers:
        for _ in range(times):
            matcher.feed("x")


def test_a_budget_ends_what_is_read_in_too_many_ways_always_at_the_same_place() -> None:
    network = compiled(AMBIGUOUS)
    fed = []
    for _ in range(2):
        matcher = Matcher([Active(network)], 2, Budget(5_000))
        with pytest.raises(TooMuchWorkError):
            _fed_often(matcher)
        fed.append(len(matcher.words))
    assert 0 < fed[0] == fed[1] < 1000


def test_copies_share_a_budget() -> None:
    budget = Budget(300)
    matcher = Matcher([Active(compiled("$a = x<0->;"))], 1, budget)
    with pytest.raises(TooMuchWorkError):
        _fed_often(*(matcher.copy() for _ in range(300)), times=1)


def test_a_sentence_of_usual_grammars_costs_next_to_nothing() -> None:
    budget = Budget(1_000)
    matcher = Matcher([Active(compiled("$a = [please] (one | two | three)<1-20> [thanks];"))], 5, budget)
    for _ in range(20):
        matcher.feed("two")
    assert matcher.status is Status.COMPLETE
    assert budget.left > 500


def test_copies_have_words_of_their_own() -> None:
    first = Matcher([Active(compiled("$a = x<0->;"))])
    first.feed("x")
    second = first.copy()
    second.feed("y")
    assert (first.words, second.words) == (("x",), ("x", "y"))


def test_rules_nested_deeper_than_can_be_walked_match_nothing() -> None:
    """Trees are walked by recursion: hashed, told to scripts, read."""
    for depth, status in ((MAX_DEPTH - 1, Status.COMPLETE_NO_MORE), (5_000, Status.NONE)):
        chain = "".join(f"$r{n} = $r{n + 1};" for n in range(depth)) + f"$r{depth} = x;"
        matcher = Matcher([Active(compiled(f"$a = $r0; {chain}"))], 2)
        assert matcher.feed("x") is status
        assert all(
            hash(parse) and input_text(parse, compiled(f"$a = $r0; {chain}")) == "x" for parse in matcher.parses()
        )
