"""Whatever comes as a grammar is a grammar or a documented error, and matching it takes bounded time."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.documents.errors import DocumentError, GrammarError, SemanticsError
from engine.errors import LanguageUnsupportedError
from engine.grammars.builtin import parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar, parse_grammar_ref_list, parse_uri_list
from engine.grammars.instance import instance_xml
from engine.grammars.jsgf import to_jsgf
from engine.grammars.matcher import Active, Matcher, Status
from engine.grammars.semantic_value import decode, json_value
from engine.grammars.sisr import literal, script, string_literal

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

WORDS = st.sampled_from(["x", "y", "z"])
PARTS = st.recursive(
    st.sampled_from(
        ["x", "y", '"x y"', "$a", "$b", "$NULL", "$VOID", "$GARBAGE", "{t}", "{out=1;}", "{$.x=$a}", "{v=b}"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda options: f"({'|'.join(options)})"),
        inner.map(lambda part: f"[{part}]"),
        st.tuples(inner, st.sampled_from(["<0->", "<2>", "<1-3>", "<0-1 /0.5/>", "<0>"])).map(
            lambda two: f"({two[0]}){two[1]}"
        ),
        st.tuples(st.sampled_from(["/2/", "/.1/"]), inner, inner).map(
            lambda three: f"({three[0]} {three[1]} | {three[2]})"
        ),
    ),
    max_leaves=12,
)


@QUICK
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200),
        st.text(max_size=100).map(lambda text: f"#ABNF 1.0;{text}"),
        st.text(max_size=100).map(lambda text: f"#JSGF V1.0;{text}"),
    )
)
def test_documents_that_are_no_grammars(document: bytes | str) -> None:
    with suppress(GrammarError):
        compile_network(parse_grammar(document))


@QUICK
@given(st.text(alphabet='#ABNF 1.0;\n$ab=|()[]<>{}!/~"xy-*', max_size=80))
def test_lexemes_in_any_order(text: str) -> None:
    with suppress(GrammarError):
        parse_grammar(f"#ABNF 1.0;\nlanguage en;\n{text}")


@QUICK
@given(st.text(alphabet='<ab>=|;()[]{}*+/"\\ 1.x\n', max_size=80))
def test_lexemes_of_jsgf_in_any_order(text: str) -> None:
    with suppress(GrammarError):
        compile_network(parse_grammar(f"#JSGF V1.0;\npublic <a> = {text}", language="en"))


FORMATS = ["", "semantics/1.0", "swi-semantics/1.0", "lumenvox/1.0", "semantics/1.0-literals", "jsgf", "x/1"]


@QUICK
@given(PARTS, PARTS, st.lists(WORDS, max_size=8), st.sampled_from(FORMATS))
def test_grammars_of_all_constructs(first: str, second: str, words: list[str], tag_format: str) -> None:
    header = f"#ABNF 1.0;\nlanguage en;\nroot $a;\n{f'tag-format <{tag_format}>;' if tag_format else ''}"
    try:
        network = compile_network(parse_grammar(f"{header}\n$a = {first};\n$b = {second};"))
    except GrammarError:
        return
    matcher = Matcher([Active(network)], 3)
    alive = matcher.status is not Status.NONE
    for word in words:
        status = matcher.feed(word)
        # What was dead stays dead.
        assert alive or status is Status.NONE
        alive = status is not Status.NONE
        assert bool(matcher.parses()) == (status in (Status.COMPLETE, Status.COMPLETE_NO_MORE))
    for parse in matcher.parses():
        literal(parse, network)
        script(parse, network)
    with suppress(GrammarError):
        to_jsgf([Active(network)])


@QUICK
@given(st.text(max_size=100))
def test_lists_and_builtins(text: str) -> None:
    parse_uri_list(text)
    with suppress(DocumentError):
        parse_grammar_ref_list(text)
    for uri in (text, f"builtin:{text}", f"builtin:grammar/digits?{text}", f"builtin:dtmf/boolean?y={text}"):
        with suppress(DocumentError, LanguageUnsupportedError):
            parse_builtin(uri)


RESERVED = ["a", "index", "length", "xmlns", "_attributes", "_value", "_nsdecl", "_nsprefix", "_prefix", "_name"]
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.text(max_size=5), st.sampled_from(RESERVED)), inner, max_size=3),
    ),
    max_leaves=10,
)


@QUICK
@given(VALUES)
def test_every_value_is_xml(value: object) -> None:
    from lxml import etree

    with suppress(SemanticsError):
        etree.fromstring(f'<instance xmlns:emma="urn:emma">{instance_xml(value)}</instance>')


@pytest.mark.parametrize("weight", ["9" * 400, "0." + "0" * 30 + "1", "1" + "0" * 308])
def test_weights_that_no_float_can_compare(weight: str) -> None:
    abnf = f"#ABNF 1.0;\nlanguage en;\nroot $a;\n$a = /{weight}/ x | /1/ y | /{weight}/ z;"
    srgs = (
        '<grammar version="1.0" xmlns="http://www.w3.org/2001/06/grammar" xml:lang="en" root="a"><rule id="a"><one-of>'
        f'<item weight="{weight}">x</item><item>y</item><item weight="{weight}">z</item></one-of></rule></grammar>'
    )
    for document in (abnf, srgs):
        network = compile_network(parse_grammar(document))
        matcher = Matcher([Active(network)])
        matcher.feed("y")
        assert matcher.status is Status.COMPLETE_NO_MORE
        assert "inf" not in to_jsgf([Active(network, weight=float("inf"))])
    (reference,) = parse_grammar_ref_list(f"<http://a>;weight={weight}")
    assert 0 < reference.weight < 1e7


TOLD = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["NaN", "Infinity"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from("oapnux"), inner, max_size=2),
        st.fixed_dictionaries({"o": st.lists(st.tuples(st.sampled_from(RESERVED), inner).map(list), max_size=3)}),
    ),
    max_leaves=10,
)


@QUICK
@given(TOLD)
def test_whatever_a_script_tells(told: object) -> None:
    with suppress(SemanticsError):
        value = decode(told)
        json.dumps(json_value(value), allow_nan=False)
        instance_xml(value)


@QUICK
@given(st.lists(st.one_of(st.text(max_size=3), st.sampled_from(["\\", "u00e9", "'", '"', "0", "\n"]))).map("".join))
def test_string_literals(tag: str) -> None:
    with suppress(SemanticsError):
        assert len(string_literal(tag)) <= len(tag)
