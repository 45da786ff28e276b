"""Parses → scripts and literals; the vectors of `tests/vectors/srgs` have a grammar for each section."""

import json

import pytest

from engine.documents.errors import SemanticsError
from engine.grammars import sisr
from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar
from engine.grammars.matcher import Active, Matcher, Parse
from engine.grammars.network import Network
from engine.grammars.script_worker import evaluate
from engine.grammars.semantic_value import decode, json_value
from engine.grammars.sisr import Interpretation, literal, script, string_literal, text, uses_scripts


def parsed(rules: str, words: str, tag_format: str = "") -> tuple[Parse, Network]:
    header = f"#ABNF 1.0;\nlanguage en;\nroot $a;\n{f'tag-format <{tag_format}>;' if tag_format else ''}\n"
    network = compile_network(parse_grammar(header + rules))
    matcher = Matcher([Active(network)])
    for word in words.split():
        matcher.feed(word)
    return matcher.parses()[0], network


def meaning(rules: str, words: str, tag_format: str = "semantics/1.0") -> object:
    """The value of a script, JSON's kinds only; what went wrong where it failed."""
    answer = evaluate(script(*parsed(rules, words, tag_format), score=0.5))
    return json_value(decode(json.loads(answer[1:]))) if answer[0] == "=" else answer


LITERALS = "semantics/1.0-literals"


def test_literals() -> None:
    assert literal(*parsed("$a = x {one} {two};", "x")) == Interpretation("two", has_tags=True)
    assert literal(*parsed("$a = $b; $b = x {one};", "x")) == Interpretation("one", has_tags=True)
    assert literal(*parsed("$a = and $b; $b = x {one};", "and x")) == Interpretation("one", has_tags=True)
    assert literal(*parsed("$a = and $b; $b = x;", "and x")) == Interpretation("and x", has_tags=False)
    assert literal(*parsed("$a = x {one};", "x", "x-vendor")) == Interpretation("x", has_tags=False)


def test_a_rule_without_tag_has_the_value_of_the_last_rule_or_its_own_text() -> None:
    """SISR §5; what it is not is the text of the whole input."""
    assert literal(*parsed("$a = and $b; $b = Xi | y {why};", "and xi")) == Interpretation("Xi", has_tags=True)
    assert literal(*parsed("$a = and $b; $b = Xi;", "and xi", LITERALS)) == Interpretation("Xi", has_tags=True)
    assert meaning("$a = and $b; $b = Xi;", "and xi") == "Xi"
    assert meaning("$a = and $b $c then; $b = x {out = 1}; $c = y {out = 2};", "and x y then") == 2


def test_a_string_literal_is_the_whole_tag_with_its_escapes() -> None:
    """SISR §3.2.3, ES 7.8.4."""
    assert string_literal("") == ""
    assert string_literal(" two  words ") == " two  words "
    assert string_literal(r"a\tb\u00e9\x41\'\0\q\\") == "a\tb\u00e9A'\0q\\"
    assert string_literal("no's") == "no's"
    assert string_literal('a "b"') == 'a "b"'
    assert string_literal("\n    set apart \r\n  ") == "set apart"


@pytest.mark.parametrize("tag", ["a\nb", "'\"", r"\u12", r"\x4", r"\1", r"\01", "\\", "\u2028"])
def test_what_is_no_string_literal_is_an_error(tag: str) -> None:
    with pytest.raises(SemanticsError, match="not a string literal"):
        string_literal(tag)


def test_tags_of_an_unknown_format_without_declaration_are_plain_text() -> None:
    assert literal(*parsed(r"$a = x { C:\u };", "x")) == Interpretation(r"C:\u", has_tags=True)
    with pytest.raises(SemanticsError):
        literal(*parsed(r"$a = x { C:\u };", "x", LITERALS))


def test_text_is_that_of_the_whole_rule_as_its_grammar_writes_it() -> None:
    """SRGS appendix H: tokens with their white space normalised; what GARBAGE takes is none."""
    parse, network = parsed('$a = Go to $b at 10 $GARBAGE; $b = "New   York" "3";', "go to new york three at ten or so")
    assert text(parse.tree, parse.words, network) == "Go to New York 3 at 10"


def test_scripts() -> None:
    _, network = parsed("$a = x;", "x", "semantics/1.0")
    assert uses_scripts(network)
    assert meaning("$a = x {out.a = meta.current().score;} $b {out.b = rules.b;}; $b = y;", "x y") == {
        "a": 0.5,
        "b": "y",
    }


def test_a_rule_named_as_a_function_of_rules_is_no_error() -> None:
    assert meaning("$a = $latest {out = rules.latest();} $b {out += rules.b;}; $latest = x; $b = y;", "x y") == "xy"


def test_tags_that_leave_out_alone_make_an_empty_object() -> None:
    """SISR §5: only where there "is no SI Tag attached to the expansion … used to match" is there a default."""
    assert meaning("$a = {var n = 1;} x $b; $b = y;", "x y") == {}
    assert meaning("$a = x [y {}];", "x") == "x"
    assert meaning("$a = x [y {}];", "x y") == {}


@pytest.mark.parametrize(("tag_format", "value"), [(LITERALS, "lit"), ("x-vendor", "x")])
def test_tags_of_another_document_inside_scripts(tag_format: str, value: str) -> None:
    rules = "$a = $<http://h/b> {!{out = {b: rules.b};}!};"
    main = parse_grammar(f"#ABNF 1.0;\nlanguage en;\nroot $a;\ntag-format <semantics/1.0>;\n{rules}")
    # A literal grammar's global tags are ignored (§4.2).
    other = parse_grammar(f"#ABNF 1.0;\nlanguage en;\ntag-format <{tag_format}>;\n{{no script}};\n$b = x {{lit}};")
    network = compile_network(main, {"http://h/b": other})
    matcher = Matcher([Active(network)])
    matcher.feed("x")
    answer = evaluate(script(matcher.parses()[0], network))
    assert decode(json.loads(answer[1:])) == {"b": value}


def test_a_script_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sisr, "MAX_SCRIPT_CHARACTERS", 10)
    with pytest.raises(SemanticsError):
        script(*parsed("$a = x {out=1};", "x", "semantics/1.0"))


def test_each_tag_of_jsgf_counts_and_quotes_around_plain_text_do_not() -> None:
    rules = "$a = $b {one} $c; $b = x; $c = y {two} | z;"
    assert literal(*parsed(rules, "x y", "jsgf")).value == ["one", "two"]
    assert literal(*parsed(rules, "x z", "jsgf")).value == "one"
    assert literal(*parsed("$a = x [y {t}];", "x", "jsgf")) == Interpretation("x", has_tags=False)
    assert literal(*parsed('$a = x { "one" };', "x")).value == "one"
    assert literal(*parsed('$a = x {"one" or "two"};', "x")).value == '"one" or "two"'


@pytest.mark.parametrize(
    ("own", "tag_format", "tag", "value"),
    [
        ("", "semantics/1.0-literals", "lit", "lit"),
        ("", "jsgf", "lit", "lit"),
        ("", "", "lit", "lit"),
        ("x-vendor", "semantics/1.0-literals", "lit", "lit"),
        ("", "semantics/1.0", "out = 1", 1),
        ("", "swi-semantics/1.0", "A = 1", {"A": 1, "SWI_literal": "go x", "SWI_meaning": "{A:1}"}),
    ],
)
def test_a_document_without_tags_hands_on_what_those_of_others_say(
    own: str, tag_format: str, tag: str, value: object
) -> None:
    named = f"tag-format <{own}>;" if own else ""
    main = parse_grammar(f"#ABNF 1.0;\nlanguage en;\nroot $a;\n{named}\n$a = go $<http://h/b> {'{?}' if own else ''};")
    named = f"tag-format <{tag_format}>;" if tag_format else ""
    other = parse_grammar(f"#ABNF 1.0;\nlanguage en;\n{named}\n$b = x {{{tag}}};")
    network = compile_network(main, {"http://h/b": other})
    matcher = Matcher([Active(network)])
    for word in ("go", "x"):
        matcher.feed(word)
    (parse,) = matcher.parses()
    if not uses_scripts(network):
        assert literal(parse, network) == Interpretation(value, has_tags=True)
    else:
        assert decode(json.loads(evaluate(script(parse, network))[1:])) == value


def test_properties_are_scripts_of_one_value() -> None:
    assert meaning('$a = $b {To = "x";} ; $b = x {2};', "x", "properties-ms/1.0") == {"To": "x", "_value": 2}
    with pytest.raises(SemanticsError, match="not a property: 'To = y'"):
        script(*parsed("$a = x {To = y};", "x", "properties-ms/1.0"))
