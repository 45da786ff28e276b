"""XML as platforms send it: what is wrong in form and clear in meaning is put right before, or between, two parses.

Pure functions over the bytes. Each is one pass, and `MAX_PASSES` bounds how often a document is parsed. Line numbers
stay those of the sender.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _ListErrorLog

MAX_PASSES = 4
"""libxml2 lists a hundred errors at a time: so often at most more prefixes may come to light."""
UNDECLARED = "urn:undeclared-prefix:"
"""The namespace that a prefix nobody declared is given: this, and the prefix."""

_PREDEFINED = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
# What must not be looked into is matched first. A section without end goes to the end: each byte is read once.
_ENTITY = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|&([A-Za-z][A-Za-z0-9]{1,31});", re.DOTALL
)


def spell_out_entities(document: bytes) -> bytes:
    """Replace the entities that HTML names (`&nbsp;`, `&eacute;`) by character references.

    XML knows five names; these are the characters that HTML's stand for, whatever a DTD would have said. No entity is
    declared or expanded by it: a character reference is data and never markup. Unknown names stay.
    """
    return _ENTITY.sub(_spelled_out, document) if b"&" in document else document


def _spelled_out(match: re.Match[bytes]) -> bytes:
    name = match[1]
    if name is None or name in _PREDEFINED:
        return match[0]
    characters = html5.get(name.decode("ascii") + ";")
    return match[0] if characters is None else "".join(f"&#{ord(one)};" for one in characters).encode("ascii")


_DECLARATION = re.compile(rb"[ \t\r\n]*(<\?xml)(?=\s)")
_WIDE_ENCODING = re.compile(
    rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"'](?:utf-?(?:16|32)|ucs-?[24]|unicode)[^>]*>", re.IGNORECASE
)


def keep_lines_before_declaration(document: bytes) -> bytes:
    """Take away the blanks before an XML declaration; line ends among them move into it, where they are allowed."""
    match = _DECLARATION.match(document)
    if match is None or not match.start(1):
        return document
    return b"<?xml" + b"\n" * document.count(b"\n", 0, match.start(1)) + document[match.end() :]


def is_mislabelled(document: bytes) -> bool:
    """Tell whether a document of single bytes declares a wide encoding: what .NET's StringWriter leaves in a string
    that is then sent as UTF-8."""
    return _WIDE_ENCODING.match(document) is not None


_UNDECLARED_PREFIX = re.compile(r"Namespace prefix ([A-Za-z_][\w.-]{0,60}) ", re.ASCII)
# The prolog, then the name of the root. Nothing in it is tried twice.
_ROOT_NAME = re.compile(rb"(?>\s|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->|<![A-Z][^>]*>)*+<[^\s/>!?]+", re.DOTALL)


def undeclared_in(errors: _ListErrorLog) -> frozenset[str]:
    """Return the prefixes that a parse found undeclared; none when anything else is wrong as well."""
    found = set()
    for entry in errors:
        if entry.level_name == "WARNING":
            continue
        match = _UNDECLARED_PREFIX.match(entry.message)
        if entry.type_name != "NS_ERR_UNDEFINED_NAMESPACE" or match is None:
            return frozenset()
        found.add(match[1])
    return frozenset(found)


def declare_prefixes(document: bytes, prefixes: Iterable[str]) -> bytes | None:
    """Return the document with each prefix declared at its root; None when its root cannot be found."""
    match = _ROOT_NAME.match(document)
    if match is None:
        return None
    declarations = "".join(f' xmlns:{prefix}="{UNDECLARED}{prefix}"' for prefix in sorted(prefixes))
    return document[: match.end()] + declarations.encode("ascii") + document[match.end() :]


_HINTS = dict.fromkeys(
    ("ERR_ENTITYREF_SEMICOL_MISSING", "ERR_NAME_REQUIRED"), 'a "&" that means itself must be written &amp;'
)
_BARE_LESS_THAN = 'a "<" that means itself must be written &lt;'


def well_formedness_reason(errors: _ListErrorLog) -> tuple[str, int]:
    """Return what is wrong, with its column, and its line (0: not known), of the first error that is no mere prefix.

    `errors` are those of the parser: what the exception carries may be those of another document.
    """
    real = [entry for entry in errors if entry.level_name != "WARNING"]
    first = next((entry for entry in real if entry.level_name == "FATAL"), real[0] if real else None)
    if first is None:
        return "the document cannot be read", 0
    message = first.message.strip()
    hint = _BARE_LESS_THAN if "invalid element name" in message else _HINTS.get(first.type_name, "")
    return f"{message}{f' ({hint})' if hint else ''}, column {first.column}", first.line
