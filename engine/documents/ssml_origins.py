"""Where the text of an SSML document stands in it: the tree knows no places, so both are counted through in order.

The parser and the walkers change blanks and nothing else about text, so characters are counted without them. In a
document that was parsed, what this reads as a tag is one; it is no parser of its own.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

from lxml import etree

from engine.documents.builder import Origin

if TYPE_CHECKING:
    from lxml.etree import _Element

# What is no text first. A section without end, which no document that was parsed has, goes to the end.
_PART = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)"
    r"|<(?>[^<>\"']|\"[^<\"]*\"|'[^<']*')*+>|&(?P<entity>#?[A-Za-z0-9]{1,32});|(?P<text>[^<&]+)|.",
    re.DOTALL,
)
Place = tuple[int, int]
"""Where a character begins and ends in the document; an entity is one character."""


def origins_of(root: _Element) -> dict[_Element, tuple[Origin, Origin]]:
    """For each element, where all the text inside it begins, with its length, and that right behind it."""
    begun: dict[_Element, int] = {}
    origins: dict[_Element, tuple[Origin, Origin]] = {}
    count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            begun[element] = count
            count += _inked(element.text)
        else:
            start = begun[element]
            tail = _inked(element.tail)
            origins[element] = Origin(start, count - start), Origin(count, tail)
            count += tail
    return origins


def places_in(document: str) -> list[Place]:
    """The place of each character of text in a document that was parsed, blanks left out."""
    places: list[Place] = []
    for match in _PART.finditer(document):
        kind = match.lastgroup
        if kind == "entity":
            places += [match.span() for char in _meaning(match["entity"]) if not char.isspace()]
        elif kind is not None:
            start = match.start(kind)
            places += [
                (start + index, start + index + 1) for index, char in enumerate(match[kind]) if not char.isspace()
            ]
    return places


def _inked(text: str | None) -> int:
    return sum(map(len, text.split())) if text else 0


def _meaning(entity: str) -> str:
    if entity[0] == "#":
        return chr(int(f"0{entity[1:]}", 0) if entity[1] in "xX" else int(entity[1:]))
    return html5.get(f"{entity};", "")
