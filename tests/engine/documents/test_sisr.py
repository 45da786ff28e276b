"""Parses → scripts and literals; the vectors of `tests/vectors/srgs` have the specification's examples."""

import pytest

from engine.documents import sisr
from engine.documents.compiler import compile_network
from engine.documents.errors import SemanticsError
from engine.documents.grammar import Grammar
from engine.documents.grammars import parse_grammar
from engine.documents.matcher import Active, Matcher, Parse
from engine.documents.network import Network
from engine.documents.script_worker import evaluate
from engine.documents.sisr import Interpretation, literal, script, tag_kind, text, uses_scripts


def parsed(rules: str, words: str, tag_format: str = "") -> tuple[Parse, Network]:
    header = f"#ABNF 1.0;\nlanguage en;\nroot $a;\n{f'tag-format <{tag_format}>;' if tag_format else ''}\n"
    network = compile_network(parse_grammar(header + rules))
    matcher = Matcher([Active(network)])
    for word in words.split():
        matcher.feed(word)
    return matcher.parses()[0], network


@pytest.mark.parametrize(
    ("tag_format", "tags", "kind"),
    [
        ("semantics/1.0", [], "script"),
        ("semantics/1.0-literals", ["a=b"], "literals"),
        ("x-vendor", ["a"], "none"),
        ("", [], "none"),
        ("", ["yes"], "literals"),
        ("", ["yes", "out.x=1"], "script"),
    ],
)
def test_kinds_of_tags(tag_format: str, tags: list[str], kind: str) -> None:
    assert tag_kind(Grammar({}, tag_format=tag_format), tags) == kind


def test_literals() -> None:
    assert literal(*parsed("$a = x {one} {two};", "x")) == Interpretation("two", has_tags=True)
    assert literal(*parsed("$a = $b; $b = x {one};", "x")) == Interpretation("one", has_tags=True)
    assert literal(*parsed("$a = and $b; $b = x {one};", "and x")) == Interpretation("one", has_tags=True)
    assert literal(*parsed("$a = and $b; $b = x | y {why};", "and x")) == Interpretation("x", has_tags=False)
    assert literal(*parsed("$a = and $b; $b = x;", "and x")) == Interpretation("and x", has_tags=False)
    assert literal(*parsed("$a = x {one};", "x", "x-vendor")) == Interpretation("x", has_tags=False)


def test_text_is_that_of_the_whole_rule() -> None:
    parse, _ = parsed("$a = x $b z; $b = y;", "x y z")
    assert text(parse.tree, parse.words) == "x y z"


def test_scripts() -> None:
    parse, network = parsed(
        "$a = x {out.a = meta.current().score;} $b {out.b = rules.b;}; $b = y;", "x y", "semantics/1.0"
    )
    assert uses_scripts(network)
    assert evaluate(script(parse, network, score=0.5)) == '={"a":0.5,"b":"y"}'


def test_a_rule_named_as_a_function_of_rules_is_no_error() -> None:
    parse, network = parsed(
        "$a = $latest {out = rules.b;} $b {out = rules.b;}; $latest = x; $b = y;", "x y", "semantics/1.0"
    )
    assert evaluate(script(parse, network)) == '="y"'


def test_tags_that_leave_out_alone_change_nothing() -> None:
    parse, network = parsed("$a = {var n = 1;} x $b; $b = y {var m;} z;", "x y z", "semantics/1.0")
    assert evaluate(script(parse, network)) == '="y z"'
    parse, network = parsed("$a = x {out = new Object();};", "x", "semantics/1.0")
    assert evaluate(script(parse, network)) == "={}"


def test_an_undefined_value_is_null() -> None:
    parse, network = parsed("$a = x {out = undefined;};", "x", "semantics/1.0")
    assert evaluate(script(parse, network)) == "=null"


@pytest.mark.parametrize(("tag_format", "value"), [("semantics/1.0-literals", "lit"), ("x-vendor", "x")])
def test_tags_of_another_document_inside_scripts(tag_format: str, value: str) -> None:
    rules = "$a = $<http://h/b> {!{out = {b: rules.b};}!};"
    main = parse_grammar(f"#ABNF 1.0;\nlanguage en;\nroot $a;\ntag-format <semantics/1.0>;\n{rules}")
    other = parse_grammar(f"#ABNF 1.0;\nlanguage en;\ntag-format <{tag_format}>;\n$b = x {{lit}};")
    network = compile_network(main, {"http://h/b": other})
    matcher = Matcher([Active(network)])
    matcher.feed("x")
    assert evaluate(script(matcher.parses()[0], network)) == f'={{"b":"{value}"}}'


def test_a_script_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sisr, "MAX_SCRIPT_CHARACTERS", 10)
    with pytest.raises(SemanticsError):
        script(*parsed("$a = x {out=1};", "x", "semantics/1.0"))
