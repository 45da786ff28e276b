"""Attributes of voice and audio; `test_ssml` has the documents."""

import pytest

from engine.documents.errors import DocumentError
from engine.documents.ssml_attributes import clip_of, join_uri, voice_of
from engine.documents.xml import parse_xml
from engine.interface import VoiceSelection


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


@pytest.mark.parametrize("attribute", ["age='-1'", "age='12345'", "variant='x'"])
def test_counts_are_natural_numbers(attribute: str) -> None:
    with pytest.raises(DocumentError):
        voice_of(parse_xml(f"<voice {attribute}/>"), VoiceSelection())
