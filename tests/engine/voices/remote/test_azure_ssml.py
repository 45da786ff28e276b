"""Pieces as Azure's SSML."""

import pytest
from lxml import etree

from engine.interface import Piece, Pitch, Prosody, Span
from engine.remote.settings import RemoteVoice
from engine.voices.remote.azure_ssml import to_ssml

VOICE = RemoteVoice(id="en-US-JennyNeural", languages=("en-US",))


def inner(*spans: Span, language: str = "") -> str:
    document = to_ssml(Piece(spans, "v", language), VOICE, character_ms=65)
    etree.fromstring(document)  # it is well-formed, whatever is in it
    return document.partition('JennyNeural">')[2].removesuffix("</voice></speak>")


def test_the_document_names_language_and_voice() -> None:
    document = to_ssml(Piece((Span("Hello."),), "v", "en-GB"), VOICE, character_ms=65)
    assert document == (
        '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-GB">'
        '<voice name="en-US-JennyNeural">Hello.</voice></speak>'
    )


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span("a < b & c"), "a &lt; b &amp; c"),
        (Span("a\x00b\ud800c\uffff"), "abc"),
        (Span(" "), " "),
        (Span("tomato", ipa='tə"mɑː'), '<phoneme alphabet="ipa" ph=\'tə"mɑː\'>tomato</phoneme>'),
        (Span("bonjour", language="fr-FR"), '<lang xml:lang="fr-FR">bonjour</lang>'),
        (Span("hello", language="en-us"), "hello"),
        (Span("x", Prosody(rate=1.5)), '<prosody rate="+50%">x</prosody>'),
        (Span("x", Prosody(rate=9.0)), '<prosody rate="+100%">x</prosody>'),
        (Span("ten chars.", Prosody(duration_ms=1300)), '<prosody rate="-50%">ten chars.</prosody>'),
        (Span("x", Prosody(pitch=Pitch(120))), '<prosody pitch="120Hz">x</prosody>'),
        (Span("x", Prosody(pitch=Pitch(factor=1.2))), '<prosody pitch="+20%">x</prosody>'),
        (Span("x", Prosody(pitch=Pitch(factor=9))), '<prosody pitch="+50%">x</prosody>'),
        (Span("x", Prosody(pitch=Pitch(offset_hz=-10))), '<prosody pitch="-10Hz">x</prosody>'),
        (Span("x", Prosody(range=Pitch(factor=0.9))), '<prosody range="-10%">x</prosody>'),
        (
            Span("x", Prosody(contour=((0, Pitch(factor=1.1)), (50.5, Pitch()), (100, Pitch(hz=200))))),
            '<prosody contour="(0%,+10%) (50.5%,+0%) (100%,200Hz)">x</prosody>',
        ),
        (Span("x", emphasis="reduced"), '<prosody rate="+10%" pitch="-4%" range="-20%">x</prosody>'),
        (Span("x", Prosody(volume_db=-6)), "x"),
    ],
)
def test_spans_become_markup(span: Span, expected: str) -> None:
    assert inner(span) == expected


def test_spans_follow_each_other() -> None:
    assert inner(Span("One "), Span("two", Prosody(rate=0.5)), Span(".")) == ('One <prosody rate="-50%">two</prosody>.')
