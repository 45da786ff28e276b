"""SSML as platforms write it."""

import pytest

from engine.documents.ssml import parse_ssml
from engine.documents.ssml_dialects import begins_as_ssml, parse_dialect
from engine.documents.xml import local_name
from engine.interface import Mark, Sentence, Utterance


def texts(utterance: Utterance) -> list[str]:
    return [element.text for element in utterance.elements if isinstance(element, Sentence)]


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("<speak>", True),
        ("  <SPEAK version", True),
        ("<speak/>", True),
        ("\ufeff\r\n<?xml version='1.0'?>", True),
        ("<?XML?>", True),
        ("speak", False),
        ("< speak", False),
        ("<speaker>", False),
        ("<speak", False),
        ("<?xmlish?>", False),
        (" " * 100_000 + "<speak>", False),
        ("", False),
    ],
)
def test_what_is_taken_for_ssml(text: str, fine: bool) -> None:
    assert begins_as_ssml(text) is fine


def test_capitals_are_small_letters() -> None:
    root, notes = parse_dialect(
        '<SPEAK xmlns="http://www.w3.org/2001/10/synthesis" VERSION="1.0">'
        '<Audio SRC="a" CLIPBEGIN="1s"/><x:Y Z="1"/></SPEAK>'
    )
    assert local_name(root)[1] == "speak"
    assert root.get("version") == "1.0"
    assert sorted(root[0].attrib.items()) == [("clipBegin", "1s"), ("src", "a")]
    assert root[1].items() == [("Z", "1")]
    assert len(notes) == 1


def test_small_letters_go_before_capitals() -> None:
    root, _ = parse_dialect("<speak><BREAK TIME='1s' time='2s'/></speak>")
    assert root[0].get("time") == "2s"


def test_a_type_is_what_it_is_to_be_interpreted_as() -> None:
    assert texts(parse_ssml("<speak><say-as type='number:ordinal'>3</say-as></speak>")) == ["third"]
    both = "<speak><say-as type='ordinal' interpret-as='digits'>3</say-as></speak>"
    assert texts(parse_ssml(both)) == ["three"]


def test_a_lexicon_inside_a_voice_is_the_documents() -> None:
    root, _ = parse_dialect("<speak><voice name='v'>one <lexicon uri='a'/>two<lexicon uri='b'/> three</voice></speak>")
    assert [local_name(child)[1] for child in root] == ["lexicon", "lexicon", "voice"]
    assert [root[0].get("uri"), root[1].get("uri")] == ["a", "b"]
    assert root[2].text == "one two three"
    assert (root[0].tail, root[1].tail) == (None, None)


def test_notes_name_what_means_nothing() -> None:
    document = "<speak><a:b/><c:d/><bookmark mark='m'/><par><media/></par></speak>"
    notes = parse_ssml(document).notes
    assert len(notes) == 3
    assert notes[0].endswith(": a, c")
    many = "".join(f"<p{number}:b/>" for number in range(9))
    assert parse_ssml(f"<speak>{many}</speak>").notes[0].endswith(": p0, p1, p2, p3, p4, …")
    assert parse_ssml("<speak xmlns:a='urn:a'><a:b/></speak>").notes == ()


def test_a_bookmark_is_a_mark_and_says_what_it_holds() -> None:
    (sentence,) = parse_ssml("<speak>One <bookmark mark='m'>two</bookmark> <bookmark/>three</speak>").elements
    assert isinstance(sentence, Sentence)
    assert sentence.text == "One two three"
    assert [part.name for part in sentence.parts if isinstance(part, Mark)] == ["m"]
