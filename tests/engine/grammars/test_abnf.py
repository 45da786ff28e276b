"""SRGS ABNF; the vectors of `tests/vectors/srgs` have a document for each rule."""

import pytest

from engine.documents.errors import GrammarError
from engine.grammars import abnf as module
from engine.grammars.abnf import is_abnf, parse_abnf
from engine.grammars.grammar import Alternatives, Reference, Repeat, Sequence, Special, Tag, Token


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
    grammar = parse_abnf('#ABNF 1.0;\nmode dtmf;\n$a = 1 "*" # 23;')
    assert grammar.rules["a"].expansion == Sequence((Token(("1",)), Token(("*",)), Token(("#",)), Token(("2", "3"))))


@pytest.mark.parametrize(
    ("encoding", "language", "word"),
    [
        ("ISO-8859-1", "de", "grün"),
        ("UTF-8", "de", "grün"),
        ("EUC-JP", "ja", "はい"),
        ("Shift_JIS", "ja", "はい"),
        ("UTF-16", "ko", "예"),
    ],
)
def test_the_header_names_the_encoding(encoding: str, language: str, word: str) -> None:
    """SRGS §4.4."""
    document = f"#ABNF 1.0 {encoding};\nlanguage {language};\n$a = {word};".encode(encoding)
    assert parse_abnf(document).rules["a"].expansion == Token((word,))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
def test_unicode_is_known_without_being_named(encoding: str) -> None:
    """SRGS §4.2: by the byte order mark, and UTF-16 by its zeros."""
    document = "#ABNF 1.0;\nlanguage ko;\n$a = 예;".encode(encoding)
    assert parse_abnf(document).rules["a"].expansion == Token(("예",))


def test_a_language_fills_what_has_none() -> None:
    """SRGS §2.7."""
    expansion = parse_abnf("#ABNF 1.0;\nlanguage en;\n$a = (b c!de (d!en)!it)!fr [e]!fr;").rules["a"].expansion
    inner = Sequence((Token(("b",), "fr"), Token(("c",), "de"), Token(("d",))))
    assert expansion == Sequence((inner, Repeat(Token(("e",), "fr"), 0, 1)))


def test_languages_mean_nothing_to_keys() -> None:
    assert parse_abnf("#ABNF 1.0;\nmode dtmf;\n$a = (1 2!fr)!de;").rules["a"].expansion == Sequence(
        (Token(("1",)), Token(("2",)))
    )


def test_a_token_keeps_how_it_is_written() -> None:
    """SRGS §2.1: with its white space normalised."""
    expansion = parse_abnf('#ABNF 1.0;\nlanguage en;\n$a = (2 " New \n York ")!en-GB;').rules["a"].expansion
    assert expansion == Sequence((Token(("two",), "en-GB", "2"), Token(("new", "york"), "en-GB", "New York")))


def test_a_group_may_hold_a_token_that_its_language_has_no_words_for() -> None:
    with pytest.raises(GrammarError, match="not a voice token"):
        parse_abnf("#ABNF 1.0;\nlanguage en;\n$a = ('…')!fr;")


def test_declarations_have_any_order() -> None:
    """SRGS §4.1: a base counts for lexicons before it."""
    grammar = parse_abnf("#ABNF 1.0;\nlexicon <x.pls>;\nbase <b/>;\n$a = x;", base_uri="http://h/a/")
    assert (grammar.base, grammar.lexicons) == ("http://h/a/b/", ("http://h/a/b/x.pls",))
    grammar = parse_abnf("#ABNF 1.0;\nmeta 'base' is \"http://g/\";\n$a = $<x>;", base_uri="http://h/a/")
    assert grammar.rules["a"].expansion == Reference("http://g/x", "")


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
