"""SRGS XML; the vectors of `tests/vectors/srgs` have a document for each rule."""

import pytest

from engine.documents.errors import GrammarError
from engine.grammars.grammar import Alternatives, Reference, Repeat, Sequence, Special, Tag, Token
from engine.grammars.srgs import choose_root, is_rule_name, parse_srgs, split_reference


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


@pytest.mark.parametrize(
    ("encoding", "word"), [("ISO-8859-1", "été"), ("EUC-JP", "はい"), ("UTF-16", "예"), ("windows-1251", "да")]
)
def test_the_declaration_names_the_encoding(encoding: str, word: str) -> None:
    """SRGS §4.4."""
    document = f'<?xml version="1.0" encoding="{encoding}"?><grammar xml:lang="x"><rule id="a">{word}</rule></grammar>'
    assert parse_srgs(document.encode(encoding)).rules["a"].expansion == Token((word,))


def test_a_rule_may_have_a_language() -> None:
    """Appendix C has no such attribute; XML inherits it all the same."""
    grammar = parse_srgs("<grammar xml:lang='en'><rule id='a' xml:lang='fr'>2</rule><rule id='b'>2</rule></grammar>")
    assert grammar.rules["a"].expansion == Token(("2",), "fr")
    assert grammar.rules["b"].expansion == Token(("two",), "", "2")


def test_the_base_is_declared_or_a_meta_or_given() -> None:
    """SRGS §4.9.1."""
    meta = "<meta name='Base' content='http://m/'/>"
    for attributes, base in (("xml:base='http://x/'", "http://x/"), ("", "http://m/")):
        grammar = parse_srgs(f"<grammar {attributes}>{meta}<rule id='a'>x</rule></grammar>", base_uri="http://h/")
        assert grammar.base == base
    assert parse_srgs("<grammar><rule id='a'>x</rule></grammar>", base_uri="http://h/").base == "http://h/"


def test_references_resolve() -> None:
    assert split_reference("#a", "http://h/") == Reference("", "a")
    assert split_reference("x.grxml", "http://h/b/") == Reference("http://h/b/x.grxml", "")
    assert split_reference("session:a#r", "http://h/b/") == Reference("session:a", "r")


def test_what_platforms_write_is_forgiven() -> None:
    grammar = parse_srgs(
        '<grammar xmlns="https://www.w3.org/2001/06/grammar" version="1.0" root="r" xml:lang="fr" acme:a="1">'
        '<rule id="r"><item acme:b="2">caf&eacute;</item><acme:note>nothing</acme:note></rule></grammar>'
    )
    assert grammar.rules["r"].expansion == Token(("café",))


def test_rule_names() -> None:
    assert is_rule_name("a-b.c")
    assert is_rule_name("größe")
    assert not is_rule_name("a:b")
    assert not is_rule_name("a.")


def test_a_line_is_named() -> None:
    with pytest.raises(GrammarError) as caught:
        parse_srgs("<grammar>\n<rule id='a'>\n<bogus/></rule></grammar>")
    assert caught.value.line == 3
