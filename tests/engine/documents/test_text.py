"""Plain text."""

import time
from itertools import islice

import pytest

from engine.documents import text as module
from engine.documents.errors import DocumentError
from engine.documents.lexicon import parse_lexicon
from engine.documents.text import parse_text, read_text
from engine.interface import Prosody, Sentence, Span, VoiceSelection
from engine.wording.reading.readers import prepare


def sentences(text: str) -> list[Sentence]:
    return [element for element in parse_text(text).elements if isinstance(element, Sentence)]


def test_sentences_and_paragraphs() -> None:
    found = sentences("One. It is $5.\n\nThree\nfour\u2029Five")
    assert [(s.text, s.paragraph, s.sentence, s.pause_ms) for s in found] == [
        ("One.", 0, 0, 250),
        ("It is five dollars.", 0, 1, 500),
        ("Three four", 1, 2, 500),
        ("Five", 2, 3, 500),
    ]


def test_headers_apply() -> None:
    voice = VoiceSelection(language="de")
    (sentence,) = parse_text("5 Tage", voice=voice, prosody=Prosody(rate=2.0)).elements
    assert isinstance(sentence, Sentence)
    assert sentence.voice == voice
    assert sentence.parts == (Span("fünf Tage", prosody=Prosody(rate=2.0), source="5 Tage"),)


def test_lexicons_apply() -> None:
    lexicon = parse_lexicon("<lexicon><lexeme><grapheme>W3C</grapheme><alias>web</alias></lexeme></lexicon>")
    (sentence,) = parse_text("The W3C", lexicons=[lexicon]).elements
    assert isinstance(sentence, Sentence)
    assert sentence.text == "The web"


@pytest.mark.parametrize("text", ["", "   ", "\n\n\n", "...", "\x00\x01", "\ud800"])
def test_nothing_to_say(text: str) -> None:
    assert parse_text(text).elements == ()


def test_control_characters_are_dropped() -> None:
    assert [sentence.text for sentence in sentences("he\x00llo\x1b")] == ["hello"]


def test_a_megabyte_starts_at_once_and_ends_soon() -> None:
    prepare("en")
    parse_text("Hello there my friend. It costs 29.99 and more words here, you know. ")
    text = "Hello there my friend. It costs 29.99 and more words here, you know. " * 15_000
    start = time.process_time()
    first = next(iter(read_text(text)))
    assert isinstance(first, Sentence)
    assert first.text == "Hello there my friend."
    assert time.process_time() - start < 0.05
    assert sum(1 for _ in read_text(text)) == 30_000
    assert time.process_time() - start < 5


@pytest.mark.parametrize("unit", ["word ", "x", "日本", "line\n"])
def test_text_without_punctuation_comes_in_bounded_sentences(unit: str) -> None:
    found = list(islice(read_text(unit * 200_000), 50))
    assert all(isinstance(element, Sentence) and len(element.text) <= 4000 for element in found)
    numbers = [element.sentence for element in found if isinstance(element, Sentence)]
    assert numbers == sorted(numbers)


def test_portions_lose_nothing() -> None:
    text = "One two three four five. " * 1000
    assert " ".join(s.text for s in sentences(text)) == text.strip()


def test_portions_end_where_sentences_do() -> None:
    text = "We met Dr. Smith of No. 5 in St. Louis, did we not? " * 300
    assert {one.text for one in sentences(text)} == {one.text for one in sentences(text[:52])}
    page = "Hello there my friend. It costs 29.99 and some more words here. " * 80
    start = time.process_time()
    next(iter(read_text(page)))
    assert time.process_time() - start < 0.005


def test_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TEXT_CHARACTERS", 3)
    with pytest.raises(DocumentError):
        parse_text("four")
