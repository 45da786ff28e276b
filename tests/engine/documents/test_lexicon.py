"""Pronunciation Lexicon Specification 1.0."""

import time

import pytest

from engine.documents import lexicon as module
from engine.documents.errors import LexiconError
from engine.documents.lexicon import Entry, apply, find, parse_lexicon

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


def said(text: str, role: str = "", lexicon: module.Lexicon = NEWTON) -> list[tuple[str, str]]:
    found = apply(text, [lexicon], frozenset(role.split()))
    return [(part, entry.ipa or entry.alias if entry else "") for part, entry, _ in found]


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
    assert [entry.ipa or entry.alias if entry else "" for _, entry, _ in found] == ["us", "", "ˈnjuːtən"]
    assert [found_in for _, _, found_in in found] == [other, None, NEWTON]


def test_a_token_is_found_as_a_whole_or_not_at_all() -> None:
    """SSML 1.1 §3.1.8.2."""
    found = find("newton metre", [pls(""), NEWTON])
    assert found
    assert found.entry == Entry("newton metre", "", "torque")
    assert found.lexicon is NEWTON
    assert find("Isaac Newton", [NEWTON]) is None


def lexeme(*children: str, attributes: str = "") -> str:
    return f"<lexeme {attributes}>{''.join(children)}</lexeme>"


G, P, A = "<grapheme>lead</grapheme>", "<phoneme{}>{}</phoneme>", "<alias{}>{}</alias>"
PREFER = ' prefer="true"'


@pytest.mark.parametrize(
    ("lexemes", "pronunciation"),
    [
        # Of several, the first in the document; whether as sounds or in other words.
        (lexeme(G, P.format("", "led"), P.format("", "liːd")), "led"),
        (lexeme(G, A.format("", "led"), P.format("", "liːd")), "led"),
        # The preferred one, and of two preferred ones the first.
        (lexeme(G, P.format("", "led"), P.format(PREFER, "liːd")), "liːd"),
        (lexeme(G, A.format(PREFER, "lad"), P.format(PREFER, "liːd")), "lad"),
        (lexeme(G, P.format(' prefer="false"', "led"), P.format("", "liːd")), "led"),
        # Several lexemes count as one.
        (lexeme(G, P.format("", "led")) + lexeme(G, P.format("", "liːd")), "led"),
        (lexeme(G, P.format("", "led")) + lexeme(G, P.format(PREFER, "liːd")), "liːd"),
        (
            lexeme(G, A.format("", "lad"), P.format(PREFER, "liːd"))
            + lexeme(G, P.format(PREFER, "led"), P.format("", "leːd")),
            "liːd",
        ),
    ],
)
def test_which_of_several_pronunciations_is_spoken(lexemes: str, pronunciation: str) -> None:
    """PLS §4.9.2."""
    assert said("lead", lexicon=pls(lexemes)) == [("lead", pronunciation)]


def test_a_preferred_pronunciation_of_another_role_does_not_count() -> None:
    found = pls(
        lexeme(G, P.format(PREFER, "liːd"), attributes='role="verb"')
        + lexeme(G, P.format("", "led"), attributes='role="metal"')
    )
    assert said("lead", "metal", found) == [("lead", "led")]
    assert said("lead", "", found) == [("lead", "liːd")]


def test_the_words_of_an_alias_have_the_sounds_but_not_the_aliases_of_the_lexicon() -> None:
    """PLS §4.7."""
    found = pls(
        "<lexeme><grapheme>GNU</grapheme><alias>GNU is not unix now</alias><phoneme>gnuː</phoneme></lexeme>"
        "<lexeme><grapheme>unix</grapheme><alias>a system</alias><phoneme>juːnɪks</phoneme></lexeme>"
        "<lexeme><grapheme>now</grapheme><alias>today</alias></lexeme>"
    )
    assert said("GNU", lexicon=found) == [("GNU", "GNU is not unix now")]
    assert found.said("GNU is not unix now") == [("GNU", "gnuː"), (" is not ", ""), ("unix", "juːnɪks"), (" now", "")]


def test_roles_are_names_in_a_namespace() -> None:
    """PLS §4.4: the prefix does not matter, the namespace does."""
    found = parse_lexicon(
        f'<lexicon version="1.0" {NS} xmlns:c="urn:claws" alphabet="ipa" xml:lang="en">'
        + lexeme(G, P.format("", "liːd"), attributes='role="c:VV0 plain"')
        + lexeme(G, P.format("", "led"), attributes='role="c:NN1"')
        + "</lexicon>"
    )
    assert said("lead", "{urn:claws}NN1", found) == [("lead", "led")]
    assert said("lead", "c:NN1", found) == [("lead", "liːd")]
    assert said("lead", "plain", found) == [("lead", "liːd")]


def test_the_longest_sequence_from_the_left_wins() -> None:
    """PLS appendix C."""
    found = pls(
        "<lexeme><grapheme>West  End</grapheme><alias>theatres</alias></lexeme>"
        "<lexeme><grapheme>End Lane</grapheme><alias>a street</alias></lexeme>"
        "<lexeme><grapheme>do</grapheme><alias>act</alias></lexeme>"
    )
    assert said("West   End Lane", lexicon=found) == [("West   End", "theatres"), (" Lane", "")]
    assert said("done", lexicon=found) == [("done", "")]


def test_comments_in_a_grapheme_are_no_part_of_it() -> None:
    assert said("ab", lexicon=pls("<lexeme><grapheme>a<!-- x -->b</grapheme><phoneme>o</phoneme></lexeme>")) == [
        ("ab", "o")
    ]


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
        "<lexicon><lexeme><grapheme>a<b/></grapheme><phoneme>a</phoneme></lexeme></lexicon>",
        "<lexicon><lexeme><grapheme>a</grapheme><alias>b <v:c xmlns:v='urn:v'>d</v:c></alias></lexeme></lexicon>",
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
