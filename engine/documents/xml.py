"""Parse XML that a stranger sent.

Nothing is fetched, no entity is expanded, no DTD is read; depth and size have limits. A document type declaration
that only names an external DTD is accepted, because the examples of the W3C specifications carry one.

What clients get wrong without meaning anything else by it is put right by `engine.documents.xml_repair`: names of
HTML's entities, prefixes that nobody declared, a declaration of UTF-16 before bytes of UTF-8.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from engine.documents.errors import DocumentError
from engine.documents.xml_repair import (
    MAX_PASSES,
    declare_prefixes,
    is_mislabelled,
    keep_lines_before_declaration,
    spell_out_entities,
    undeclared_in,
    well_formedness_reason,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

# An hour of speech is 60 KB; 1 MB of text with markup still fits.
MAX_DOCUMENT_BYTES = 4_000_000
# The walkers recurse. Real prompts nest below ten, libxml2 itself stops at 256.
MAX_DEPTH = 100
# libxml2 compares each attribute with all before it: a megabyte of them in one tag would take half a minute.
MAX_ATTRIBUTES = 1000
_LONG_TAG_BYTES = 16_384
_ATTRIBUTE = re.compile(rb"=\s*[\"']")

XML_NAMESPACE = "{http://www.w3.org/XML/1998/namespace}"
LANG = XML_NAMESPACE + "lang"
BASE = XML_NAMESPACE + "base"
ID = XML_NAMESPACE + "id"

_GAP = re.compile(r"\n[ \t\r]*\n")
_DECLARED_ENCODING = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")


def parse_xml(document: bytes | str, *, error: type[DocumentError] = DocumentError) -> _Element:
    """Return the root element of `document`; comments and processing instructions are gone.

    Bytes are decoded as the XML declaration or a byte order mark says. A str has been decoded by whoever knew the
    charset (MIME outranks the declaration), so its declaration does not count.

    Raises:
        DocumentError: or the subclass given as `error`: not well-formed, an internal DTD or entity, too large or deep.
    """
    encoding = None
    if isinstance(document, str):
        document = _DECLARED_ENCODING.sub(_line_ends, document, count=1).encode("utf-8", "surrogatepass")
        encoding = "utf-8"
    else:
        # Clients put line ends before the declaration, which XML forbids.
        document = keep_lines_before_declaration(document)
    if len(document) > MAX_DOCUMENT_BYTES:
        raise error(f"document of {len(document)} bytes, at most {MAX_DOCUMENT_BYTES} are accepted")
    # Before libxml2 sees it: entities in attribute values would be expanded whatever the settings say.
    wide = b"\0" in document
    ascii_only = document.replace(b"\0", b"") if wide else document
    if (declared := ascii_only.find(b"<!ENTITY")) >= 0:
        raise error("entity declarations are not accepted", line=ascii_only.count(b"\n", 0, declared) + 1)
    if any(len(tag) > _LONG_TAG_BYTES and _has_many_attributes(tag) for tag in ascii_only.split(b"<")):
        raise error(f"an element has more than {MAX_ATTRIBUTES} attributes")
    if not wide:
        document = spell_out_entities(document)
        encoding = encoding or ("utf-8" if is_mislabelled(document) else None)
    root = _root_of(document, encoding, error)
    _check(root, error)
    _drop_comments(root)
    return root


def _line_ends(match: re.Match[str]) -> str:
    """As many line ends as what is taken away had: lines are counted as the sender counts them."""
    return "\n" * match[0].count("\n")


def _root_of(document: bytes, encoding: str | None, error: type[DocumentError]) -> _Element:
    for _ in range(MAX_PASSES):
        parser = etree.XMLParser(
            encoding=encoding,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            return etree.fromstring(document, parser)
        except etree.XMLSyntaxError:
            prefixes = undeclared_in(parser.error_log)
            declared = declare_prefixes(document, prefixes) if prefixes else None
            if declared is None:
                reason, line = well_formedness_reason(parser.error_log)
                raise error(f"not well-formed XML: {reason}"[:300], line=line) from None
            document = declared
        except (ValueError, LookupError) as failure:
            raise error(f"not well-formed XML: {failure}"[:300]) from None
    raise error("not well-formed XML: too many prefixes that are not declared")


def _has_many_attributes(tag: bytes) -> bool:
    return next(islice(_ATTRIBUTE.finditer(tag), MAX_ATTRIBUTES, None), None) is not None


def _check(root: _Element, error: type[DocumentError]) -> None:
    internal = root.getroottree().docinfo.internalDTD
    if internal is not None and (internal.entities() or internal.elements()):  # type: ignore[attr-defined] # not in the stubs
        raise error("an internal document type definition is not accepted")
    if internal is not None and (entity := next(root.iter(etree.Entity), None)) is not None:
        raise error(f"the entity {str(entity.text)[:40]} is not known", line=line_of(entity))
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise error(f"elements nested deeper than {MAX_DEPTH}")


def _drop_comments(root: _Element) -> None:
    """Take comments and processing instructions out. libxml2 would leave the blank lines around one as a single gap,
    which in running text ends a sentence."""
    parents = {node.getparent() for node in root.iter(etree.Comment, etree.ProcessingInstruction)}
    for parent in parents:
        if parent is None:
            continue
        before: _Element | None = None
        texts = [parent.text or ""]
        for child in list(parent):
            if not isinstance(child.tag, str):
                texts.append(child.tail or "")
                parent.remove(child)
                continue
            _set_text(parent, before, texts)
            before, texts = child, [child.tail or ""]
        _set_text(parent, before, texts)


def _set_text(parent: _Element, before: _Element | None, texts: list[str]) -> None:
    if len(texts) == 1:
        return
    joined = "".join(map(inline, texts))
    if before is None:
        parent.text = joined
    else:
        before.tail = joined


def inline(text: str) -> str:
    """`text` with the blanks at its edges made one each, so that together with those of a neighbour they are no blank
    line; a blank line of its own stays."""
    core = text.strip()
    if len(core) == len(text):
        return text
    if not core:
        return text if _GAP.search(text) else " "
    begin = text.index(core[0])
    return _edge(text[:begin]) + core + _edge(text[begin + len(core) :])


def _edge(blanks: str) -> str:
    return blanks if len(blanks) < 2 or _GAP.search(blanks) else " "


def line_of(element: _Element) -> int:
    """Return the line that `element` begins at, from 1; 0 when lxml does not know it."""
    line: int | None = element.sourceline  # type: ignore[assignment] # the stubs have no type for it
    return line or 0


def text_of(element: _Element) -> str:
    """Return all text inside `element`, in document order."""
    return "".join(str(part) for part in element.itertext())


def expanded_names(element: _Element, value: str) -> frozenset[str]:
    """The QNames in `value`, an attribute of `element`, as "{namespace}name"; as they are without a known prefix."""
    if not value:
        return frozenset()
    names = []
    for name in value.split():
        prefix, colon, local = name.partition(":")
        namespace = element.nsmap.get(prefix) if colon else None
        names.append(f"{{{namespace}}}{local}" if namespace else name)
    return frozenset(names)


_W3C_OVER_TLS = re.compile(r"https://(?:www\.)?w3\.org/", re.IGNORECASE)


def local_name(element: _Element) -> tuple[str, str]:
    """Return (namespace, local name) of an element; the namespace is "" for none.

    Those of the W3C begin with "http", and with "https" in what people write: that is forgiven.
    """
    tag = str(element.tag)
    if tag[0] != "{":
        return "", tag
    namespace, _, name = tag[1:].partition("}")
    if namespace[:5] == "https" and (w3c := _W3C_OVER_TLS.match(namespace)):
        namespace = "http://www.w3.org/" + namespace[w3c.end() :].rstrip("/")
    return namespace, name
