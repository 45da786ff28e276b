"""Pronunciation Lexicon Specification 1.0."""

import time

import pytest

from engine.documents import lexicon as module
from engine.documents.errors import LexiconError
from engine.documents.lexicon import Entry, apply, parse_lexicon

NS = 'xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"'


def pls(body: str, attributes: str = 'alphabet="ipa"') -> module.Lexicon:
    return parse_lexicon(f'<lexicon version="1.0" {NS} {attributes} xml:lang="en-US">{body}</lexicon>')


NEWTON = pls(
    """
    <meta name="author" content="x"/>
    <lexeme><grapheme>Newton</grapheme><phoneme>ˈnjuːtən</phoneme></lexeme>
    <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
    <lexeme><grapheme>newton metre</grapheme><grapheme>Nm</grapheme><alias>torque</alias></lexeme>
    <lexeme role="claws:VVI"><grapheme>read</grapheme><phoneme>riːd</phoneme></lexeme>
    <lexeme role="claws:VVD"><grapheme>read</grapheme><phoneme>rɛd</phoneme></lexeme>
    <lexeme><grapheme>huge</grapheme><phoneme>hju</phoneme><phoneme prefer="true">juːdʒ</phoneme></lexeme>
    <lexeme><grapheme>theatre</grapheme><phoneme alphabet="x-sampa">"Ti@t@</phoneme></lexeme>
    <lexeme><grapheme>odd</grapheme><phoneme alphabet="x-acme">od</phoneme></lexeme>
    <lexeme><grapheme>nothing</grapheme></lexeme>
    <lexeme><grapheme>Dr. No</grapheme><alias>Doctor No</alias></lexeme>
    """
)


def said(text: str, role: str = "") -> list[tuple[str, str]]:
    return [(part, entry.ipa or entry.alias if entry else "") for part, entry in apply(text, [NEWTON], role)]


def test_words_are_found_in_text() -> None:
    assert said("Isaac Newton, of the W3C.") == [
        ("Isaac ", ""),
        ("Newton", "ˈnjuːtən"),
        (", of the ", ""),
        ("W3C", "World Wide Web Consortium"),
        (".", ""),
    ]
    assert said("W3Cs") == [("W3Cs", "")]
    assert said("") == [("", "")]
    assert said("W3C") == [("W3C", "World Wide Web Consortium")]


def test_the_longest_grapheme_wins_and_small_letters_cover_a_capital() -> None:
    assert said("Newton  metre") == [("Newton  metre", "torque")]
    assert said("ask Dr. No!") == [("ask ", ""), ("Dr. No", "Doctor No"), ("!", "")]
    assert said("newton") == [("newton", "")]


def test_roles_choose() -> None:
    assert said("read", "claws:VVD x") == [("read", "rɛd")]
    assert said("read", "other") == [("read", "riːd")]
    assert said("read") == [("read", "riːd")]


def test_preferred_first_and_alphabets() -> None:
    assert said("huge theatre") == [("huge", "juːdʒ"), (" ", ""), ("theatre", "ˈθiətə")]
    assert NEWTON.lookup("odd") is None
    assert NEWTON.lookup("nothing") is None
    assert NEWTON.lookup("Nm") == Entry("Nm", "", "torque")


def test_the_first_lexicon_wins() -> None:
    other = pls("<lexeme><grapheme>W3C</grapheme><alias>us</alias></lexeme>")
    found = apply("W3C Newton", [other, NEWTON])
    assert [entry.ipa or entry.alias if entry else "" for _, entry in found] == ["us", "", "ˈnjuːtən"]


def test_lexicon_default_alphabet() -> None:
    found = pls("<lexeme><grapheme>a</grapheme><phoneme>@</phoneme></lexeme>", 'alphabet="x-sampa"').lookup("a")
    assert found
    assert found.ipa == "ə"


@pytest.mark.parametrize(
    "document",
    [
        "<lexicon",
        "<grammar/>",
        '<lexicon xmlns="urn:x"/>',
        "<lexicon version='2.0'/>",
        "<lexicon><lexeme><phoneme>a</phoneme></lexeme></lexicon>",
    ],
)
def test_broken_lexicons(document: str) -> None:
    with pytest.raises(LexiconError):
        parse_lexicon(document)


def test_too_many_lexemes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LEXEMES", 1)
    with pytest.raises(LexiconError, match="more than 1"):
        pls("<lexeme><grapheme>a</grapheme></lexeme>" * 2)


def test_a_large_lexicon_does_not_slow_the_search() -> None:
    large = pls("".join(f"<lexeme><grapheme>word{n}</grapheme><alias>x</alias></lexeme>" for n in range(20_000)))
    start = time.process_time()
    apply("some text with word19999 in it " * 10, [large])
    assert time.process_time() - start < 0.05
