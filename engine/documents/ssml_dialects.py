"""SSML as platforms write it → the elements that `engine.documents.ssml` walks.

Speech services have added elements of their own to SSML and forgive what XML does not, and their documents are sent to
other servers as they are. Here names in capitals become SSML's, what some draft or service calls otherwise gets its
name, and what is not as it should be is put into words for the log.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.documents.xml import local_name, parse_xml
from engine.documents.xml_repair import UNDECLARED

if TYPE_CHECKING:
    from lxml.etree import _Element

_BEGINNING = re.compile(r"[\s\ufeff]*<(?:\?xml(?=[\s?])|speak(?=[\s/>]))", re.IGNORECASE)
_LONGEST_LEAD_CHARACTERS = 1000
# Of SSML 1.1 and of Google's media element; all other attributes are in small letters.
_CAMEL_CASE = ("clipBegin", "clipEnd", "repeatCount", "repeatDur", "soundLevel", "fadeInDur", "fadeOutDur")
_ATTRIBUTES = {name.lower(): name for name in _CAMEL_CASE}
_MOST_NAMED = 5


def begins_as_ssml(text: str) -> bool:
    """Tell whether a text that nobody declared to be SSML begins as a document does: `<speak` or `<?xml`."""
    return _BEGINNING.match(text[:_LONGEST_LEAD_CHARACTERS]) is not None


def parse_dialect(document: bytes | str) -> tuple[_Element, tuple[str, ...]]:
    """Return the root of an SSML document, and what in it means nothing here or was taken otherwise than written.

    Raises:
        DocumentError: it is not XML.
    """
    root = parse_xml(document)
    written = {tag.rpartition("}")[2] for tag in {str(element.tag) for element in root.iter()}}
    names = {name.lower() for name in written}
    if names != written:
        _in_small_letters(root)
    if "say-as" in names:
        _name_kinds(root)
    if "lexicon" in names:
        _move_lexicons_up(root)
    return root, _notes(root, names)


def _in_small_letters(root: _Element) -> None:
    """A document in capitals: elements and their attributes without a namespace of another language."""
    for element in root.iter():
        namespace, name = local_name(element)
        if name == name.lower() or namespace.startswith(UNDECLARED):
            continue
        element.tag = f"{{{namespace}}}{name.lower()}" if namespace else name.lower()
        for key in [str(key) for key in element.attrib]:
            small = _ATTRIBUTES.get(key.lower(), key.lower())
            if key[0] != "{" and key != small and small not in element.attrib:
                element.attrib[small] = element.attrib.pop(key)


def _name_kinds(root: _Element) -> None:
    """Drafts of SSML 1.0, and older Microsoft and VoiceXML platforms, have `type` for `interpret-as`."""
    for element in root.iter():
        attributes = element.attrib
        if "type" in attributes and "interpret-as" not in attributes and local_name(element)[1] == "say-as":
            attributes["interpret-as"] = attributes.pop("type")


def _move_lexicons_up(root: _Element) -> None:
    """Azure has lexicon inside voice, where it counts for all that the voice says: here it counts for the document."""
    moved = 0
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is None or parent is root:
            continue
        if local_name(element)[1] != "lexicon" or local_name(parent)[1] != "voice":
            continue
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + (element.tail or "")
        else:
            parent.text = (parent.text or "") + (element.tail or "")
        element.tail = None
        root.insert(moved, element)
        moved += 1


def _notes(root: _Element, names: set[str]) -> tuple[str, ...]:
    notes = []
    if prefixes := sorted(str(prefix) for prefix, uri in root.nsmap.items() if uri.startswith(UNDECLARED)):
        told = ", ".join(prefixes[:_MOST_NAMED]) + (", …" if len(prefixes) > _MOST_NAMED else "")
        notes.append(f"elements of prefixes that nobody declared mean nothing, their text is spoken: {told}")
    if "bookmark" in names:
        notes.append("bookmark is no element of SSML: it is taken for mark")
    if "par" in names or "seq" in names:
        notes.append("nothing overlaps: what stands in par is played one after another")
    return tuple(notes)
