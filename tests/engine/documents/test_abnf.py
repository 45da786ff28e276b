"""SRGS ABNF; the vectors of `tests/vectors/srgs` have a document for each rule."""

import pytest

from engine.documents import abnf as module
from engine.documents.abnf import is_abnf, parse_abnf
from engine.documents.errors import GrammarError
from engine.documents.grammar import Alternatives, Reference, Repeat, Sequence, Special, Tag, Token


def test_a_grammar_becomes_the_model() -> None:
    grammar = parse_abnf(
        """#ABNF 1.0 UTF-8;
        language en-US; // a comment
        mode voice;
        root $r;
        tag-format <semantics/1.0>;
        base <http://h/a/>;
        lexicon <x.pls>~<application/pls+xml>;
        meta "n" is "c"; http-equiv "e" is "d";
        {var g;};
        /* another */
        public $r = go $<b.gram#x>~<application/srgs> on<2- /0.5/> (/2/ up | haut!fr {!{ t{} }!}) $GARBAGE [$NULL];
        private $s = ();
        """
    )
    assert (grammar.root, grammar.mode, grammar.language, grammar.base) == ("r", "voice", "en-US", "http://h/a/")
    assert (grammar.lexicons, grammar.global_tags) == (("http://h/a/x.pls",), ("var g;",))
    assert (grammar.metas, grammar.tag_format) == ({"n": "c", "e": "d"}, "semantics/1.0")
    assert grammar.rules["r"].public
    assert not grammar.rules["s"].public
    assert grammar.rules["s"].expansion is Special.NULL
    assert grammar.rules["r"].expansion == Sequence(
        (
            Token(("go",)),
            Reference("http://h/a/b.gram", "x"),
            Repeat(Token(("on",)), 2, None, 0.5),
            Alternatives(((2.0, Token(("up",))), (1.0, Sequence((Token(("haut",), "fr"), Tag(" t{} ")))))),
            Special.GARBAGE,
            Repeat(Special.NULL, 0, 1),
        )
    )


def test_a_tag_format_may_stand_without_brackets() -> None:
    assert parse_abnf("#ABNF 1.0;\ntag-format semantics/1.0-literals;\n$a = x;").tag_format == "semantics/1.0-literals"


def test_words_of_declarations_may_be_tokens() -> None:
    assert parse_abnf("#ABNF 1.0;\nlanguage en;\n$a = mode | public;").rules["a"].expansion == Alternatives(
        ((1.0, Token(("mode",))), (1.0, Token(("public",))))
    )


def test_a_lone_weight_stays() -> None:
    assert parse_abnf("#ABNF 1.0;\n$a = /3/ x;").rules["a"].expansion == Alternatives(((3.0, Token(("x",))),))


def test_keys() -> None:
    grammar = parse_abnf("#ABNF 1.0;\nmode dtmf;\n$a = 1 \"*\" # 23;")
    assert grammar.rules["a"].expansion == Sequence((Token(("1",)), Token(("*",)), Token(("#",)), Token(("2", "3"))))


@pytest.mark.parametrize("encoding", ["ISO8859-1", "UTF-8"])
def test_the_header_names_the_encoding(encoding: str) -> None:
    document = f"#ABNF 1.0 {encoding};\nlanguage de;\n$a = grün;".encode(encoding)
    assert parse_abnf(document).rules["a"].expansion == Token(("grün",))


def test_broken_bytes_and_headers() -> None:
    for document in (b"#ABNF 1.0;\n$a = \xff;", b"#ABNF 2.0;", b"", b"\xff\xfe\x00"):
        with pytest.raises(GrammarError):
            parse_abnf(document)
    assert not is_abnf("<grammar/>")


def test_what_must_follow_a_declaration() -> None:
    for declaration in ("root a;", "base x;", "mode;", "language <en>;"):
        with pytest.raises(GrammarError, match="expected"):
            parse_abnf(f"#ABNF 1.0;\n{declaration}\n$a = x;")


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CHARACTERS", 10)
    with pytest.raises(GrammarError, match="characters"):
        parse_abnf("#ABNF 1.0;\n$a = x;")


def test_a_line_is_named() -> None:
    with pytest.raises(GrammarError) as caught:
        parse_abnf("#ABNF 1.0;\n$a = x;\n$b = |;")
    assert caught.value.line == 3
