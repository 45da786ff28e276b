"""SRGS XML; the vectors of `tests/vectors/srgs` have a document for each rule."""

import pytest

from engine.documents.errors import GrammarError
from engine.documents.grammar import Alternatives, Reference, Repeat, Sequence, Special, Tag, Token
from engine.documents.srgs import choose_root, is_rule_name, parse_srgs, split_reference


def test_a_grammar_becomes_the_model() -> None:
    grammar = parse_srgs(
        """<grammar version="1.0" xml:lang="en-US" root="r" xml:base="http://h/a/" tag-format="semantics/1.0">
        <lexicon uri="x.pls"/><tag>var g;</tag><meta name="n" content="c"/><meta http-equiv="e" content="d"/>
        <rule id="r" scope="public">go <ruleref uri="b.grxml#x"/><item repeat="2-" repeat-prob="0.5">on</item>
        <one-of><x xmlns="urn:x"/><item weight="2">up</item><item xml:lang="fr">haut<tag>t</tag></item></one-of>
        <ruleref special="GARBAGE"/></rule></grammar>""",
        base_uri="http://ignored/",
    )
    assert (grammar.root, grammar.mode, grammar.language, grammar.base) == ("r", "voice", "en-US", "http://h/a/")
    assert (grammar.lexicons, grammar.global_tags) == (("http://h/a/x.pls",), ("var g;",))
    assert grammar.metas == {"n": "c", "e": "d"}
    assert grammar.rules["r"].public
    assert grammar.rules["r"].expansion == Sequence(
        (
            Token(("go",)),
            Reference("http://h/a/b.grxml", "x"),
            Repeat(Token(("on",)), 2, None, 0.5),
            Alternatives(((2.0, Token(("up",))), (1.0, Sequence((Token(("haut",), "fr"), Tag("t")))))),
            Special.GARBAGE,
        )
    )


def test_the_requests_language_counts_where_the_grammar_has_none() -> None:
    assert parse_srgs("<grammar><rule id='a'>x</rule></grammar>", language="de").language == "de"


def test_a_root_is_guessed_only_where_there_is_no_doubt() -> None:
    assert parse_srgs("<grammar><rule id='a'>x</rule></grammar>").root == "a"
    two = "<grammar><rule id='a'>x</rule><rule id='b' scope='public'>x</rule></grammar>"
    assert parse_srgs(two).root == "b"
    assert choose_root({}, "") == ""


def test_references_resolve() -> None:
    assert split_reference("#a", "http://h/") == Reference("", "a")
    assert split_reference("x.grxml", "http://h/b/") == Reference("http://h/b/x.grxml", "")
    assert split_reference("session:a#r", "http://h/b/") == Reference("session:a", "r")


def test_rule_names() -> None:
    assert is_rule_name("a-b.c")
    assert is_rule_name("größe")
    assert not is_rule_name("a:b")
    assert not is_rule_name("a.")


def test_a_line_is_named() -> None:
    with pytest.raises(GrammarError) as caught:
        parse_srgs("<grammar>\n<rule id='a'>\n<bogus/></rule></grammar>")
    assert caught.value.line == 3
