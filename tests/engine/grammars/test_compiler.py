"""Linking and compiling."""

import time

import pytest

from engine.documents.errors import GrammarError
from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar
from engine.grammars.grammar import Grammar
from engine.grammars.matcher import Active, Matcher, Status
from tests.engine.grammars.grammar_vectors import compiled

MAIN = parse_grammar("#ABNF 1.0;\nlanguage en;\nroot $a;\n$a = go $<http://h/o#b>; $c = no; public $d = yes;")


def other(text: str) -> dict[str, Grammar]:
    return {"http://h/o": parse_grammar(f"#ABNF 1.0;\n{text}")}


def test_other_documents_are_linked() -> None:
    network = compile_network(MAIN, other("language en; public $b = on $c; $c = now;"))
    assert [(rule.name, rule.document) for rule in network.rules] == [("a", 0), ("b", 1), ("c", 1)]
    matcher = Matcher([Active(network)])
    assert [matcher.feed(word) for word in ("go", "on", "now")][-1] is Status.COMPLETE_NO_MORE


@pytest.mark.parametrize(
    "text", ["language en; $b = on; $c = x;", "language en; $x = on;", "mode dtmf; public $b = 1;"]
)
def test_only_public_rules_of_the_same_mode_are_reached(text: str) -> None:
    with pytest.raises(GrammarError):
        compile_network(MAIN, other(text))


def test_a_private_root_may_be_referred_to_unless_by_its_name() -> None:
    """SRGS §3.2 and §4.7."""
    documents = other("language en; root $b; $b = on;")
    compile_network(parse_grammar("#ABNF 1.0;\nlanguage en;\nroot $a;\n$a = go $<http://h/o>;"), documents)
    with pytest.raises(GrammarError, match="not public"):
        compile_network(MAIN, documents)
    with pytest.raises(GrammarError, match="not public"):
        compile_network(documents["http://h/o"], rule="b")


def test_rules_that_do_not_exist_are_missed_where_nobody_uses_them_too() -> None:
    """SRGS appendix D, localRuleRef."""
    with pytest.raises(GrammarError, match="'c' is not defined"):
        compiled("$a = x; $b = $c;")
    with pytest.raises(GrammarError, match="'c' is not defined"):
        compile_network(MAIN, other("language en; public $b = on; $d = [$c];"))


def test_a_token_keeps_its_spelling_and_its_weight() -> None:
    network = compiled('$a = /3/ "New York" | /1/ x;')
    assert network.spellings == [("New York", 2)]
    start = network.nodes[network.rules[0].start]
    assert start.words["new"][0][1] > start.words["x"][0][1]
    assert [arc[2] for arc in start.words["new"] + start.words["x"]] == [-1, -1]


def test_the_same_document_is_linked_once_and_may_refer_back() -> None:
    grammar = parse_grammar("#ABNF 1.0;\nlanguage en;\n$a = x $<http://h/o> $<http://h/o#b>;")
    network = compile_network(grammar, other("language en; root $b; public $b = y [$<http://h/o#b>];"))
    assert len(network.grammars) == 2


def test_another_rule_may_be_asked_for() -> None:
    network = compile_network(MAIN, rule="d")
    assert network.rules[network.root].name == "d"
    for rule in ("c", "zz"):
        with pytest.raises(GrammarError):
            compile_network(MAIN, rule=rule)


@pytest.mark.parametrize(
    "rules",
    [
        "$a = b<0-999999999>;",
        "$a = b<999999999>;",
        "$a = (((b<1000>)<1000>)<1000>)<1000>;",
        "$a = (((b<0-1000>)<0-1000>)<0-1000>)<0-1000>;",
    ],
)
def test_what_explodes_is_refused_in_bounded_time(rules: str) -> None:
    start = time.process_time()
    with pytest.raises(GrammarError, match="too large"):
        compiled(rules)
    assert time.process_time() - start < 5


def test_chained_references_do_not_explode() -> None:
    rules = "".join(f"$r{n} = $r{n + 1} $r{n + 1};" for n in range(60)) + "$r60 = x;"
    assert len(compiled(f"$a = $r0; {rules}").nodes) < 400


def test_repeat_of_nothing() -> None:
    matcher = Matcher([Active(compiled("$a = x<0> ()<3-> y;"))])
    assert matcher.feed("y") is Status.COMPLETE_NO_MORE


def test_empty_sequences() -> None:
    network = compile_network(parse_grammar("<grammar><rule id='a'>x<item/></rule></grammar>"))
    assert Matcher([Active(network)]).feed("x") is Status.COMPLETE_NO_MORE
