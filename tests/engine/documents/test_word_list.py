"""What will be said of a prompt is what its sentences say, and every token keeps its place in the prompt."""

import random

import pytest

from engine.documents.errors import DocumentError
from engine.documents.lexicon import parse_lexicon
from engine.documents.markdown import without_markdown
from engine.documents.ssml import parse_ssml
from engine.documents.text import parse_text
from engine.documents.word_list import SaidToken, list_words
from engine.interface import Sentence, Utterance, VoiceSelection

_LEXICON = parse_lexicon(
    b"<lexicon version='1.0' xmlns='http://www.w3.org/2005/01/pronunciation-lexicon' alphabet='ipa' xml:lang='en-US'>"
    b"<lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme></lexicon>"
)


def _rows(prompt: str, tokens: list[SaidToken]) -> list[tuple[str, str, str]]:
    return [(token.kind, prompt[token.start : token.end], token.words) for token in tokens if token.words]


def test_a_plain_text() -> None:
    prompt = "Pay **$5** now. See [the page](http://x/now) now."
    found = list_words(prompt)
    assert found.said == ["Pay five dollars now.", "See the page now."]
    assert _rows(prompt, found.tokens) == [
        ("word", "Pay", "Pay"),
        ("amount", "$5", "five dollars"),
        ("word", "now", "now"),
        ("word", "See", "See"),
        ("word", "the", "the"),
        ("word", "page", "page"),
        ("word", "now", "now"),
    ]
    assert found.tokens[-2].start == prompt.rindex("now")
    assert [token.sentence for token in found.tokens] == [0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert (found.notes, found.unknown_languages, found.unsaid_signs) == ((), [], 0)


def test_styled_and_full_width_and_combining_characters_keep_their_places() -> None:
    prompt = "\x01 𝟓𝟓  ＡＢＣ\n e\u0301te\u0301 ﬁne ⑽ 1\ufe0f\u20e3"
    rows = _rows(prompt, list_words(prompt).tokens)
    assert rows == [
        ("cardinal", "𝟓𝟓", "fifty five"),
        ("letters", "ＡＢＣ", "A B C"),
        ("word", "e\u0301te\u0301", "été"),
        ("word", "ﬁne", "fine"),
        ("cardinal", "⑽", "ten"),
        ("cardinal", "1\ufe0f\u20e3", "one"),
    ]


def test_places_in_a_document_are_those_of_the_document() -> None:
    prompt = (
        "<?xml version='1.0'?><!-- > 5 --><speak>Call AT&amp;T&nbsp;on\n\n <say-as interpret-as='date' format='dmy'>"
        "3/4/2025</say-as>, <sub alias='World Wide'>W&#x57;W</sub> <![CDATA[5 < 6]]>. e&#x301;t <emphasis>$6</emphasis>"
        " <phoneme ph='təˈmɑːtəʊ'>tomato</phoneme></speak>"
    )
    found = list_words(prompt)
    assert _rows(prompt, found.tokens) == [
        ("word", "Call", "Call"),
        ("letters", "AT&amp;T", "A T and T"),
        ("word", "on", "on"),
        ("say-as", "3/4/2025", "the third of April, twenty twenty five"),
        ("sub", "W&#x57;W", "World Wide"),
        ("cardinal", "5", "five"),
        ("sign", "<", "less than"),
        ("cardinal", "6", "six"),
        ("word", "e&#x301;t", "ét"),
        ("amount", "$6", "six dollars"),
        ("phoneme", "tomato", "tomato"),
    ]
    assert found.tokens[-1].ipa == "təˈmɑːtəʊ"
    assert [token.written for token in found.tokens if token.kind == "letters"] == ["AT&T"]


def test_text_with_elements_in_it_but_none_around_it() -> None:
    prompt = "<say-as interpret-as='cardinal'>55</say-as> of <emphasis>60</emphasis>"
    found = list_words(prompt, ssml=True)
    assert found.said == ["fifty five of sixty"]
    assert [row[1] for row in _rows(prompt, found.tokens)] == ["55", "of", "60"]


def test_what_is_heard_in_place_of_text() -> None:
    prompt = "<speak>A <audio src='a.wav'>or 5</audio> <say-as interpret-as='expletive'>damn</say-as> then</speak>"
    found = [(token.kind, prompt[token.start : token.end], token.written) for token in list_words(prompt).tokens]
    assert found == [
        ("word", "A", "A"),
        ("recording", "or 5", "a.wav"),
        ("bleep", "damn", ""),
        ("word", "then", "then"),
    ]


def test_a_lexicon_has_its_words() -> None:
    prompt = "The W3C says 5."
    rows = _rows(prompt, list_words(prompt, lexicons=[_LEXICON]).tokens)
    assert ("lexicon", "W3C", "World Wide Web Consortium") in rows
    assert rows[-1] == ("cardinal", "5", "five")
    document = "<speak>The <w>W3C</w> says 5.</speak>"
    rows = _rows(document, list_words(document, lexicons=[_LEXICON]).tokens)
    assert ("lexicon", "W3C", "World Wide Web Consortium") in rows


def test_ruby_is_said_as_its_reading() -> None:
    prompt = "<speak><ruby xmlns='http://www.w3.org/1999/xhtml'><rb>WWW</rb><rt>the web</rt></ruby> now</speak>"
    assert list_words(prompt).said == ["the web now"]
    assert list_words(prompt).tokens[0].kind == "ruby"


def test_a_language_of_its_engine_is_passed_on_as_it_is() -> None:
    prompt = "<speak>5 <p xml:lang='tlh'>nuq 5 ⌘</p></speak>"
    found = list_words(prompt)
    assert found.unknown_languages == ["tlh"]
    assert [(token.words, token.language) for token in found.tokens] == [
        ("five", "en-US"), ("nuq", "tlh"), ("5", "tlh"), ("⌘", "tlh"),
    ]  # fmt: skip
    assert found.unsaid_signs == 0


@pytest.mark.parametrize("prompt", ["⌘", "☃ ☃", "👍", "<speak>☃</speak>"])
def test_a_prompt_of_nothing_but_signs_is_said(prompt: str) -> None:
    found = list_words(prompt)
    assert set(" ".join(found.said).split()) == {"symbol"}
    assert found.unsaid_signs >= 1


def test_a_prompt_that_says_nothing_has_its_tokens() -> None:
    found = list_words("... !")
    assert found.said == []
    assert [(token.kind, token.words, token.sentence) for token in found.tokens] == [("sign", "", 0)] * 4
    assert list_words("  ").tokens == []


def test_a_document_that_is_wrong() -> None:
    with pytest.raises(DocumentError, match="sub without alias"):
        list_words("<speak><sub>x</sub></speak>")


@pytest.mark.parametrize("seed", range(20))
def test_it_says_what_is_spoken(seed: int) -> None:
    chance = random.Random(seed)
    pieces = [
        "Pay ", "$42.10", " now. ", "**bold**", "\n\n", "* item ", "3:30", " on 3/4/2025", "☃", "⌘", "`x`", "[a](b)",
        "e\u0301", "①", "१२", "\u200b", "# ", "Dr. Who", "! ", "😀", " ", "5", "\\*", "> ",
    ]  # fmt: skip
    for _ in range(40):
        prompt = "".join(chance.choices(pieces, k=chance.randint(1, 15)))
        found = list_words(prompt)
        spoken = parse_text(without_markdown(prompt), voice=VoiceSelection(language="en-US"))
        assert found.said == _sentences(spoken)
        assert found.unsaid_signs == sum(one.unsaid_signs for one in spoken.elements if isinstance(one, Sentence))
        assert [token.start for token in found.tokens] == sorted(token.start for token in found.tokens)
        for token in found.tokens:
            there = prompt[token.start : token.end]
            assert (there[0], there[-1]) == (token.written[0], token.written[-1])
            assert _holds(there, token.written)
        assert _letters(" ".join(token.words for token in found.tokens)) == _letters(" ".join(found.said))


def _holds(text: str, written: str) -> bool:
    """Whether what was written is in `text`, in order, with marks between its characters."""
    rest = iter(text)
    return all(char in rest for char in written if not char.isspace())


def _letters(text: str) -> str:
    return " ".join("".join(char if char.isalnum() or char in "' " else " " for char in text).split())


def _sentences(utterance: Utterance) -> list[str]:
    return [" ".join(one.text.split()) for one in utterance.elements if isinstance(one, Sentence)]


def test_it_says_what_a_document_has_spoken() -> None:
    document = (
        "<speak><p><s>It is <emphasis>5</emphasis>:<break/>30.</s> Go <prosody rate='slow'>to 10 Main St. now</prosody>"
        "</p><voice gender='female'>x 7</voice></speak>"
    )
    assert list_words(document).said == _sentences(parse_ssml(document, voice=VoiceSelection(language="en-US")))
