"""Whatever grammar document comes, by its type or its looks; and lists of grammar URIs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.documents.errors import GrammarError
from engine.grammars.abnf import is_abnf, parse_abnf
from engine.grammars.grammar import Grammar, comparable
from engine.grammars.jsgf_documents import is_jsgf, parse_jsgf
from engine.grammars.srgs import parse_srgs

GRAMMAR_TYPES = (
    "application/srgs+xml",
    "application/srgs",
    "application/grammar+xml",
    "text/xml",
    "application/xml",
    "application/x-jsgf",
    "application/jsgf",
)
"""Media types of grammars that can be read, the mandatory one first (RFC 6787 §9.5.1)."""
MAX_LIST_ENTRIES = 1000


@dataclass(frozen=True, slots=True)
class GrammarReference:
    """An entry of a list: the URI, and its weight where the list has weights."""

    uri: str
    weight: float = 1.0


def parse_grammar(document: bytes | str, *, base_uri: str = "", language: str = "") -> Grammar:
    """Read an SRGS grammar in either form, or JSGF, told apart by their first characters: clients mislabel them.

    Raises:
        GrammarError: none of them, or not valid.
    """
    start = document[:400] if isinstance(document, str) else _readable(document[:400])
    if is_abnf(start):
        return parse_abnf(document, base_uri=base_uri, language=language)
    if is_jsgf(start):
        return parse_jsgf(document, language=language)
    return parse_srgs(document, base_uri=base_uri, language=language)


def _readable(start: bytes) -> str:
    return start.replace(b"\0", b"").decode("latin-1").lstrip("ÿþï»¿")


_ENTRY = re.compile(r"<([^>]*)>\s*(?:;\s*(.*))?")
_WEIGHT = re.compile(r'weight\s*=\s*"?(\d+(?:\.\d*)?|\.\d+)"?\s*+;?\s*+', re.IGNORECASE)


def parse_grammar_ref_list(text: str) -> tuple[GrammarReference, ...]:
    """Read a text/grammar-ref-list body (RFC 6787 §13.5.1): `<uri>;weight="0.85"` lines; bare URIs are accepted.

    Raises:
        GrammarError: a line is neither.
    """
    entries = []
    for number, line in _lines(text):
        match = _ENTRY.fullmatch(line)
        weight = _WEIGHT.fullmatch(match[2]) if match and match[2] else None
        if match is None and "<" not in line and " " not in line:
            entries.append(GrammarReference(line))
        elif match is None or not match[1].strip() or (match[2] and weight is None):
            raise GrammarError(f"not a grammar reference: {line[:80]!r}", line=number)
        else:
            entries.append(GrammarReference(match[1].strip(), comparable(float(weight[1])) if weight else 1.0))
    return tuple(entries)


def parse_uri_list(text: str) -> tuple[str, ...]:
    """Read a text/uri-list body (RFC 2483 §5): a URI a line, `#` begins a comment; angle brackets are taken off.

    Raises:
        GrammarError: more than `MAX_LIST_ENTRIES` lines.
    """
    return tuple(line.strip("<>") for _, line in _lines(text))


def _lines(text: str) -> list[tuple[int, str]]:
    lines = [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if len(lines) > MAX_LIST_ENTRIES:
        raise GrammarError(f"a list of {len(lines)} grammars, at most {MAX_LIST_ENTRIES} are accepted")
    return lines
