"""Attributes of voice and audio; `test_ssml` has the documents."""

import pytest

from engine.documents.errors import DocumentError
from engine.documents.ssml_attributes import bleep_of, clip_of, join_uri, seconds_of, voice_of
from engine.documents.xml import parse_xml
from engine.interface import BLEEP_URI, VoiceSelection


def test_uris() -> None:
    assert join_uri("http://h/a/", "b") == "http://h/a/b"
    assert join_uri("", "b") == "b"
    assert join_uri("http://h/", "") == "http://h/"
    with pytest.raises(DocumentError):
        join_uri("http://h/", "http://[")


def test_a_variant_is_not_inherited_by_another_request() -> None:
    outer = VoiceSelection(gender="female", variant=2)
    assert voice_of(parse_xml("<voice gender='male'/>"), outer).variant is None
    assert voice_of(parse_xml("<voice/>"), outer).variant == 2


def test_a_clip_stands_in_its_place() -> None:
    clip = clip_of(parse_xml("<audio/>"), "http://h/a", (), (3, 7))
    assert (clip.paragraph, clip.sentence, clip.sound_level_db, clip.speed) == (3, 7, 0.0, 1.0)


def test_an_empty_feature_asks_for_nothing_any_more() -> None:
    """SSML 1.1 §3.2.1: an empty string is "any voice", which is not the same as leaving the attribute out."""
    outer = VoiceSelection(
        names=("a",), languages=("de",), gender="female", age=6, variant=2, required=("name",), ordering=("age",)
    )
    empty = voice_of(parse_xml("<voice name='' languages='' gender='' age='' variant=''/>"), outer)
    assert empty == VoiceSelection(required=("name",), ordering=("age",))
    assert voice_of(parse_xml("<voice onvoicefailure='processorchoice'/>"), outer).gender == "female"
    plain = voice_of(parse_xml("<voice required='' ordering='languages gender'/>"), outer)
    assert (plain.required, plain.ordering, plain.names) == ((), ("languages", "gender"), ("a",))


@pytest.mark.parametrize(
    "attribute", ["required='name voice'", "ordering='x'", "languages='en und'", "languages='en:'", "languages='1'"]
)
def test_features_and_languages_have_names(attribute: str) -> None:
    with pytest.raises(DocumentError):
        voice_of(parse_xml(f"<voice {attribute}/>"), VoiceSelection())


def test_languages_may_be_ranges_with_accents() -> None:
    selection = voice_of(parse_xml("<voice languages='en-US:de de-*-CH * undine'/>"), VoiceSelection())
    assert selection.languages == ("en-US:de", "de-*-CH", "*", "undine")


def test_seconds() -> None:
    assert seconds_of(parse_xml("<lexicon maxage='0'/>"), "maxage") == 0
    assert seconds_of(parse_xml("<lexicon/>"), "maxage") is None
    with pytest.raises(DocumentError):
        seconds_of(parse_xml("<lexicon maxage='-1'/>"), "maxage")


@pytest.mark.parametrize("attribute", ["age='-1'", "age='12345'", "variant='x'", "variant='0'"])
def test_counts_are_natural_numbers(attribute: str) -> None:
    with pytest.raises(DocumentError):
        voice_of(parse_xml(f"<voice {attribute}/>"), VoiceSelection())


@pytest.mark.parametrize(("text", "length_ms"), [("a", 300), (" four words of it ", 1040), ("x" * 100, 1500)])
def test_a_bleep_lasts_about_as_long_as_the_word(text: str, length_ms: int) -> None:
    clip = bleep_of(text, (1, 2))
    assert (clip.uri, clip.repeat_ms, clip.paragraph, clip.sentence) == (BLEEP_URI, length_ms, 1, 2)
