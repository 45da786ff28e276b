"""Both ways to count through a document come to the same characters."""

import random

import pytest

from engine.documents.errors import DocumentError
from engine.documents.ssml_dialects import parse_dialect
from engine.documents.ssml_origins import origins_of, places_in
from engine.documents.xml import text_of

_PIECES = [
    "a", "5 ", " ", "\n\n", "<p>", "</p>", "<break/>", "<!-- <p> > -->", "<![CDATA[<x> & ]]>", "&amp;", "&lt;",
    "&nbsp;", "&eacute;", "&#233;", "&#x1F600;", "<?pi > ?>", "<emphasis level='strong'>", "</emphasis>",
    "<sub alias='> <'>w</sub>",
    "é", "👍", "<SUB alias='x'>W</SUB>", "<o:x>f</o:x>", "\r\n", "\u0085", "'", '"', "]]",
]  # fmt: skip


def _inked(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("seed", range(40))
def test_places_are_those_of_the_text_in_the_tree(seed: int) -> None:
    chance = random.Random(seed)
    compared = 0
    for _ in range(60):
        pieces = chance.choices(_PIECES, k=chance.randint(1, 12))
        document = "<?xml version='1.0'?><!DOCTYPE speak>\n<speak>" + "".join(pieces) + "</speak>"
        try:
            root, _ = parse_dialect(document)
        except DocumentError:
            continue
        text = _inked(text_of(root))
        places = places_in(document)
        assert len(places) == len(text)
        for char, (start, end) in zip(text, places, strict=True):
            assert document[start:end] == char or document[start] == "&"
        compared += 1
    assert compared


def test_where_the_text_of_each_element_begins() -> None:
    root, _ = parse_dialect("<speak>ab <p>c d<s>e</s> f</p> g</speak>")
    origins = origins_of(root)
    paragraph, sentence = root[0], root[0][0]
    assert (origins[root][0].at, origins[root][0].size) == (0, 7)
    assert (origins[paragraph][0].at, origins[paragraph][0].size, origins[paragraph][1].at) == (2, 4, 6)
    assert (origins[sentence][0].at, origins[sentence][1].at) == (4, 5)


@pytest.mark.parametrize("document", ["<", "&", "<!--", "<a b='", "&x;", "]]>", "<![CDATA["])
def test_what_is_no_document_is_read_to_its_end(document: str) -> None:
    assert len(places_in(document * 2000)) <= 2000 * len(document)
