"""What is written more loosely for a finite-state recogniser, and how many silent steps that leaves."""

import pytest

from engine.grammars.compiler import compile_network
from engine.grammars.grammar import Expansion, Grammar, Repeat, Rule, Sequence
from engine.grammars.loosening import MAX_LEAPS, MAX_OPTIONAL_IN_A_ROW, MAX_ROUNDS, Silence, loosened, silence
from engine.grammars.matcher import Active, Matcher, Status
from tests.engine.grammars.grammar_vectors import compiled


def expansion(rule: str) -> Expansion:
    return compiled(f"$a = {rule};").grammar.rules["a"].expansion


@pytest.mark.parametrize(
    "rule", ["x", "x<2-9>", "x<3->", "x<32>", "[x] [y] z", "x {t} [y]", "(a | /3/ b<0-32>)", "$VOID | $NULL $GARBAGE"]
)
def test_what_costs_little_says_the_same(rule: str) -> None:
    exact = expansion(rule)
    [loose] = loosened([exact])
    assert silence(loose, _no_rule) == silence(exact, _no_rule)
    assert not _has_endless(loose) or _has_endless(exact)


def test_many_rounds_are_any_number() -> None:
    assert loosened([expansion("x<1-500>")]) == loosened([expansion("x<1->")])
    [many] = loosened([expansion("x<500>")])
    assert isinstance(many, Repeat)
    assert (many.minimum, many.maximum) == (MAX_ROUNDS, None)


def test_a_long_row_of_optional_parts_is_a_loop_over_them() -> None:
    names = [f"x{number}" for number in range(MAX_OPTIONAL_IN_A_ROW + 1)]
    [loose] = loosened([expansion("a " + " {t} ".join(f"[{name}]" for name in names) + " b")])
    assert isinstance(loose, Sequence)
    assert len(loose.items) == 3
    assert silence(loose, _no_rule).longest < MAX_OPTIONAL_IN_A_ROW
    assert _status(loose, ["a", "b"]) is Status.COMPLETE_NO_MORE
    assert _status(loose, ["a", *names, "b"]) is Status.COMPLETE_NO_MORE


def test_of_very_many_rows_already_short_ones_are_loops() -> None:
    row = expansion("a " + " ".join(f"[x{number}]" for number in range(8)))
    assert loosened([row]) == [row]
    rows = loosened([row] * (MAX_LEAPS // 36 + 1))
    assert all(_has_endless(one) for one in rows)
    assert _status(rows[0], ["a", "x3", "x7"]) is Status.COMPLETE


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("x", Silence()),
        ("x {t}", Silence()),
        ("$NULL", Silence(1, 1, 1, 1)),
        ("{t}", Silence(1, 1, 1, 1)),
        ("x<0>", Silence(1, 1, 1, 1)),
        ("$VOID", Silence()),
        ("(x | y)", Silence(None, 1, 1, 1)),
        ("(x | $NULL)", Silence(2, 2, 2, 2)),
        ("x $NULL $NULL y", Silence(None, 0, 0, 2)),
        ("$NULL x $NULL", Silence(None, 1, 1, 1)),
        ("[x] [y] z", Silence(None, 2, 0, 2)),
        ("x<1-5>", Silence(None, 0, 4, 4)),
        ("x<2->", Silence(None, 0, 2, 2)),
    ],
)
def test_silent_steps_are_counted(rule: str, expected: Silence) -> None:
    assert silence(expansion(rule), _no_rule) == expected


def test_a_rule_is_as_silent_as_it_was_found_to_be() -> None:
    network = compiled("$a = $b x; $b = [y];")
    assert silence(network.grammar.rules["a"].expansion, lambda _: Silence(3, 4, 5, 6)) == Silence(None, 4, 0, 6)


def _no_rule(_: object) -> Silence:
    raise AssertionError


def _has_endless(one: Expansion) -> bool:
    return "maximum=None" in repr(one)


def _status(one: Expansion, words: list[str]) -> Status:
    matcher = Matcher((Active(compile_network(Grammar({"a": Rule("a", one, public=True)}, "a"))),))
    for word in words:
        matcher.feed(word)
    return matcher.status
