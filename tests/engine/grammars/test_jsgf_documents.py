"""JSGF; the vectors of `tests/vectors/srgs` have documents of it, too."""

import time

import pytest

from engine.documents.errors import GrammarError
from engine.grammars import jsgf_documents
from engine.grammars.compiler import compile_network
from engine.grammars.grammar import Alternatives, Reference, Repeat, Sequence, Special, Tag, Token
from engine.grammars.jsgf import to_jsgf
from engine.grammars.jsgf_documents import is_jsgf, parse_jsgf
from engine.grammars.matcher import Active


def test_a_grammar_becomes_the_model() -> None:
    grammar = parse_jsgf(
        """#JSGF V1.0 ISO8859-1 fr-CA;
        grammar a.b; // a name
        public <x> = ( /2.5/ "un \\"mot\\"" | /1/ <y>* {t\\}} ) [ <a.b.y> ]+ ;
        <y> = oui | <NULL> <VOID>;"""
    )
    assert (grammar.root, grammar.mode, grammar.language, grammar.tag_format) == ("x", "voice", "fr-CA", "jsgf")
    assert (grammar.rules["x"].public, grammar.rules["y"].public) == (True, False)
    assert grammar.rules["x"].expansion == Sequence(
        (
            Alternatives(
                (
                    (2.5, Token(("un", "mot"), "", 'un "mot"')),
                    (1.0, Sequence((Repeat(Reference("", "y"), 0, None), Tag("t}")))),
                )
            ),
            Repeat(Repeat(Reference("", "y"), 0, 1), 1, None),
        )
    )
    assert grammar.rules["y"].expansion == Alternatives(
        ((1.0, Token(("oui",))), (1.0, Sequence((Special.NULL, Special.VOID))))
    )


def test_what_we_write_for_a_recognizer_we_can_read() -> None:
    network = compile_network(parse_jsgf("#JSGF V1.0;\npublic <x> = (a | /3/ b)* [c];", language="en"))
    written = to_jsgf([Active(network)])
    assert is_jsgf(written)
    assert compile_network(parse_jsgf(written, language="en")).words == {"a", "b", "c"}


def test_the_request_names_the_language_where_the_header_does_not() -> None:
    assert parse_jsgf("#JSGF V1.0;<a> = x;", language="de").language == "de"
    assert parse_jsgf("#JSGF V1.0 UTF-8;<a> = x;", language="de").language == "de"
    assert parse_jsgf("#JSGF V1.0 UTF-8 pt_BR;<a> = x;", language="de").language == "pt-BR"


def test_octets_are_in_the_encoding_that_the_header_names() -> None:
    text = "#JSGF V1.0 ISO8859-5 ru;<a> = да;"
    for encoding in ("iso8859-5", "utf-16"):
        assert parse_jsgf(text.encode(encoding)).rules["a"].expansion == Token(("да",))


def test_several_public_rules_are_no_root() -> None:
    assert parse_jsgf("#JSGF V1.0;public <a> = x; public <b> = y;").root == ""


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ("public <a>", "expected '='"),
        ("public a = x;", "expected rule"),
        ("<a> = x", "expected ';'"),
        ("<a> = (x;", "expected '\\)'"),
        ("<a> = [x);", "expected ']'"),
        ("<a> = ();", "an empty expansion"),
        ("<a> = * x;", "unexpected '\\*'"),
        ("<a> = x {t;", "cannot read '{t"),
        ("<a> = /* x;", "cannot read '/\\*"),
        ('<a> = "x;', "cannot read"),
        ("<a> = ...;", "is not a voice token"),
        ("<NULL> = x;", "reserved"),
        ("grammar <a>;", "expected word"),
        ("grammar a.b; grammar a.c;", "expected rule"),
        (f"<a> = {'(' * 101}x{')' * 101};", "nested deeper than 100"),
        ("import <b.*>; <a> = x;", "imports are not supported"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(rules: str, reason: str) -> None:
    with pytest.raises(GrammarError, match=f"^line 2: .*{reason}"):
        parse_jsgf(f"#JSGF V1.0;\n{rules}", language="en")


@pytest.mark.parametrize(
    "document", ["", "#JSGF", "#JSGF V2.0;<a> = x;", "#JSGF V1.0", b"#JSGF V1.0 nonsense;<a> = x;"]
)
def test_the_header_is_needed(document: str | bytes) -> None:
    with pytest.raises(GrammarError):
        parse_jsgf(document)


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsgf_documents, "MAX_CHARACTERS", 10)
    with pytest.raises(GrammarError, match="at most 10"):
        parse_jsgf("#JSGF V1.0;<a> = x;")


@pytest.mark.parametrize("bait", ["/*", "{", "<", '"', "/1", "\\", "x ", "<a>=x;", "/**"])
def test_reading_takes_time_in_proportion(bait: str) -> None:
    document = "#JSGF V1.0;<r> = " + bait * (200_000 // len(bait))
    start = time.process_time()
    with pytest.raises(GrammarError):
        parse_jsgf(document, language="en")
    assert time.process_time() - start < 10
