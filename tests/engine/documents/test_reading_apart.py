"""Documents read here or apart, with the same outcome."""

from __future__ import annotations

import asyncio

import pytest

from engine.apart import InThreads
from engine.documents import reading_apart
from engine.documents.errors import DocumentError
from engine.documents.reading_apart import LONG_CHARACTERS, Kind, read_document
from engine.documents.ssml import parse_ssml
from engine.documents.text import parse_text
from engine.interface import Prosody, Sentence, Utterance, VoiceSelection
from tests.engine.documents.test_lexicon import pls

VOICE = VoiceSelection(language="en-US")
LEXICON = pls("<lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>")


class Counted(InThreads):
    """Where it is done, and how often."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    async def run(self, function: str, data: bytes, *, source: str = "") -> bytes:
        self.calls.append((function, source))
        return await super().run(function, data, source=source)


def read(document: str | bytes, kind: Kind, **options: object) -> tuple[Utterance, list[tuple[str, str]]]:
    apart = Counted()
    utterance = asyncio.run(read_document(apart, document, kind, voice=VOICE, source="10.0.0.1", **options))  # type: ignore[arg-type]
    return utterance, apart.calls


def test_a_short_document_is_read_here() -> None:
    utterance, calls = read("<speak>Short.</speak>", "markup")
    assert utterance == parse_ssml("<speak>Short.</speak>", voice=VOICE)
    assert calls == []


@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_a_long_text_is_read_apart_in_turn_with_those_of_others(kind: Kind) -> None:
    text = "The W3C has 5 *members*.\n\n" * (LONG_CHARACTERS // 20)
    utterance, calls = read(text, kind, session_lexicons=[LEXICON], prosody=Prosody(rate=2))
    assert calls == [(reading_apart.FUNCTION, "10.0.0.1")]
    (first, *_) = [element for element in utterance.elements if isinstance(element, Sentence)]
    assert first.text.startswith("The World Wide Web Consortium has five ")
    assert kind == "text" or first.text.endswith(" five members.")
    if kind == "text":
        assert utterance == parse_text(text, voice=VOICE, prosody=Prosody(rate=2), lexicons=[LEXICON])


def test_long_markup_is_what_it_would_be_here() -> None:
    document = (
        "<speak version='1.1'><lexicon uri='a.pls' xml:id='a'/>" + "<s>5 W3C <mark name='m'/></s>" * 200 + "</speak>"
    )
    lexicons = {"http://h/a.pls": LEXICON}
    utterance, calls = read(document.encode(), "markup", lexicons=lexicons, base_uri="http://h/")
    assert len(calls) == 1
    assert utterance == parse_ssml(document, voice=VOICE, lexicons=lexicons, base_uri="http://h/")


def test_a_refusal_comes_back_with_its_line() -> None:
    document = "<speak>" + "\n<s>One.</s>" * LONG_CHARACTERS + "\n<nonsense/></speak>"
    with pytest.raises(DocumentError) as refused:
        read(document, "markup")
    with pytest.raises(DocumentError) as here:
        parse_ssml(document, voice=VOICE)
    assert refused.value.line == here.value.line > LONG_CHARACTERS
