"""Recursion."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.documents.errors import GrammarError
from engine.grammars.network import Node
from engine.grammars.recursion import check_recursion
from tests.engine.grammars.grammar_vectors import compiled


@pytest.mark.parametrize(
    "rules",
    [
        "$a = $a x | y;",
        "$a = [z] $a | y;",
        "$a = $b | y; $b = {t} $c; $c = z<0-> $a;",
        "$a = z $b; $b = $b x | y;",
        "$a = $n $a | y; $n = () | z;",
    ],
)
def test_left_recursion_is_refused(rules: str) -> None:
    with pytest.raises(GrammarError, match="begins with itself"):
        compiled(rules)


@pytest.mark.parametrize("rules", ["$a = $a;", "$a = x $a;", "$a = x $b; $b = y $a;", "$a = x $b; $b = $b y;"])
def test_endless_recursion_is_refused(rules: str) -> None:
    with pytest.raises(GrammarError, match="without end"):
        compiled(rules)


@pytest.mark.parametrize(
    "rules",
    [
        "$a = x [$a];",
        "$a = x $a y | z;",
        "$a = x $b | z; $b = y $a;",
        "$a = x | $VOID;",
        "$a = $VOID;",
        "$a = $GARBAGE;",
        "$a = $b $b $c; $b = x; $c = $b;",
    ],
)
def test_recursion_that_ends_is_fine(rules: str) -> None:
    compiled(rules)


def test_a_long_chain_needs_no_deep_stack() -> None:
    chain = "".join(f"$r{n} = $r{n + 1} | x;" for n in range(3000)) + "$r3000 = x;"
    compiled(f"$a = $r0; {chain}")


class _CountedNodes(list[Node]):
    """How often a node was looked at."""

    looks = 0

    def __getitem__(self, index: Any) -> Any:
        self.looks += 1
        return super().__getitem__(index)


@pytest.mark.parametrize(
    "rules",
    [
        lambda size: "".join(f"$r{n} = $r{n + 1};" for n in range(size)) + f"$r{size} = x;",
        lambda size: "$r0 = x " + "".join(f"[$r{n + 1}] " for n in range(size)) + ";"
        + "".join(f"$r{n + 1} = x;" for n in range(size)),
        lambda size: "".join(f"$r{n} = [x] [$r{n + 1}] ;" for n in range(size)) + f"$r{size} = x;",
    ],
)  # fmt: skip
def test_the_work_grows_as_the_grammar_does(rules: Callable[[int], str]) -> None:
    looks = []
    for size in (200, 400):
        nodes = _CountedNodes(compiled(f"$a = y $r0; {rules(size)}").nodes)
        check_recursion(replace(compiled(f"$a = y $r0; {rules(size)}"), nodes=nodes))
        looks.append(nodes.looks)
    assert looks[1] < 2.2 * looks[0]
