"""Whole documents, each in the manner of an example or a rule of the W3C, and what is spoken for them."""

from functools import cache
from pathlib import Path

import pytest

from engine.documents.lexicon import Lexicon, parse_lexicon
from engine.documents.ssml import lexicon_references, parse_ssml
from engine.interface import Utterance
from tests.engine.documents.ssml_score import score

VECTORS = Path(__file__).parents[2] / "vectors"
SPOKEN = VECTORS / "ssml" / "spoken"

SECTIONS = {
    "doctype": "1.0 §2.1",
    "schema-location": "1.1 §2.1",
    "ruby": "1.1 §2.2.3",
    "foreign-elements-are-transparent": "1.1 §2.2.4",
    "trim-nothing": "1.1 §3.1.1.1, first example",
    "trim-start": "1.1 §3.1.1.1, second example",
    "trim-end": "1.1 §3.1.1.1, third example",
    "trim-both": "1.1 §3.1.1.1, fourth example",
    "trim-wrong-way-round": "1.1 §3.1.1.1",
    "trim-in-a-sentence": "1.1 §3.1.1.1",
    "paragraph-in-another-language": "1.0 §3.1.2",
    "date-in-two-languages": "1.0 and 1.1 §3.1.2",
    "base-of-relative-uris": "1.0 and 1.1 §3.1.3",
    "later-lexicon-first": "1.0 §3.1.4",
    "lookup-nested": "1.1 §3.1.5.2",
    "meta": "1.0 §3.1.5, 1.1 §3.1.6",
    "metadata-is-silent": "1.0 §3.1.6, 1.1 §3.1.7",
    "sentences-of-a-paragraph": "1.0 §3.1.7, 1.1 §3.1.8.1",
    "tokens-without-blanks": "1.1 §3.1.8.2, first example",
    "token-roles": "1.1 §3.1.8.2, second example",
    "token-is-looked-up-as-a-whole": "1.1 §3.1.8.2",
    "say-as-as-far-as-it-fits": "1.0 §3.1.8, 1.1 §3.1.9",
    "phoneme-ipa": "1.0 §3.1.9, 1.1 §3.1.10",
    "alias-of-a-name": "1.0 §3.1.10, 1.1 §3.1.11",
    "language-of-words": "1.1 §3.1.12",
    "language-failure-ignores-text": "1.1 §3.1.13",
    "language-failure-ignores-language": "1.1 §3.1.13",
    "voices-by-features": "1.0 §3.2.1, first example",
    "voice-inherited-into-a-language": "1.0 §3.2.1, second example",
    "voice-with-required-features": "1.1 §3.2.1, first example",
    "voice-that-reads-two-languages": "1.1 §3.2.1, second example",
    "voice-emptied": "1.1 §3.2.1",
    "emphasis-levels": "1.0 and 1.1 §3.2.2",
    "breaks": "1.0 and 1.1 §3.2.3",
    "volume-in-decibels": "1.1 §3.2.4, first example",
    "rate-in-percent": "1.1 §3.2.4, second example",
    "rate-changed": "1.0 §3.2.4, first example",
    "rate-and-volume-of-version-1-0": "1.0 §3.2.4",
    "contour": "1.0 and 1.1 §3.2.4, last example",
    "contour-before-pitch": "1.1 §3.2.4",
    "duration-before-rate": "1.1 §3.2.4",
    "recordings-and-fallbacks": "1.0 and 1.1 §3.3.1",
    "clip-from": "1.1 §3.3.1.1, first example",
    "clip-from-to": "1.1 §3.3.1.1, second example",
    "clip-half": "1.1 §3.3.1.1, third example",
    "clip-for-a-time": "1.1 §3.3.1.1, fourth example",
    "clip-time-before-count": "1.1 §3.3.1.1, fifth example",
    "trim-with-a-clip": "1.1 §3.3.1.1, sixth example",
    "clip-turned-round": "1.1 §3.3.1.1",
    "clip-louder-and-softer": "1.1 §3.3.1.2",
    "clip-faster-and-slower": "1.1 §3.3.1.3",
    "marks-in-a-sentence": "1.0 and 1.1 §3.3.2",
    "description-is-silent": "1.1 §3.3.3",
    "description-in-a-voice": "1.0 §3.3.3",
    "mail-headers": "1.0 appendix F, 1.1 appendix E, first example",
    "music-shop": "1.0 appendix F, 1.1 appendix E, second example",
    "foreign-title": "1.0 appendix F, 1.1 appendix E, third example",
    "foreign-title-in-phonemes": "1.0 appendix F, 1.1 appendix E, fourth example",
    "greeting": "1.0 appendix F, 1.1 appendix E, with SMIL",
}
"""Which section each document follows; "1.0" and "1.1" are SSML's versions."""


@cache
def lexicon(uri: str) -> Lexicon:
    return parse_lexicon((VECTORS / "pls" / "valid" / uri.rpartition("/")[2]).read_bytes())


def parse(path: Path) -> Utterance:
    document = path.read_bytes()
    lexicons = {reference.uri: lexicon(reference.uri) for reference in lexicon_references(document)}
    return parse_ssml(document, lexicons=lexicons)


def test_every_document_has_its_section() -> None:
    assert {path.stem for path in SPOKEN.glob("*.ssml")} == set(SECTIONS)
    assert {path.stem for path in SPOKEN.glob("*.score")} == set(SECTIONS)


@pytest.mark.parametrize("name", sorted(SECTIONS), ids=lambda name: f"{name} ({SECTIONS[name]})")
def test_a_document_is_spoken_as_the_section_says(name: str) -> None:
    utterance = parse(SPOKEN / f"{name}.ssml")
    lines = score(utterance.elements)
    if utterance.start_mark or utterance.end_mark:
        lines.insert(0, f"from={utterance.start_mark} to={utterance.end_mark}")
    assert lines == (SPOKEN / f"{name}.score").read_text(encoding="utf-8").splitlines()
