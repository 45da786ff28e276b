"""Pronunciation Lexicon Specification 1.0: words that are said otherwise than they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.documents.errors import LexiconError
from engine.documents.xml import LANG, line_of, local_name, parse_xml, text_of
from engine.documents.xsampa import xsampa_to_ipa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

NAMESPACE = "http://www.w3.org/2005/01/pronunciation-lexicon"
MAX_LEXEMES = 100_000
_ALPHABETS = frozenset({"ipa", "x-sampa", "X-SAMPA", "xsampa"})


@dataclass(frozen=True, slots=True)
class Entry:
    """How one grapheme is said: by `ipa`, or as the words of `alias`; exactly one is not empty."""

    grapheme: str
    ipa: str = ""
    alias: str = ""
    roles: frozenset[str] = frozenset()


class _Node:
    """A step of the search tree over the tokens of graphemes; `grapheme` is set where one ends."""

    __slots__ = ("grapheme", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.grapheme = ""


@dataclass(frozen=True)
class Lexicon:
    """The entries of one PLS document, found by grapheme."""

    language: str
    entries: dict[str, tuple[Entry, ...]]
    tree: _Node = field(compare=False, repr=False, default_factory=_Node)

    def lookup(self, word: str, role: str = "") -> Entry | None:
        """The entry for `word`; of several the one with `role`, else the first without roles, else the first.

        A grapheme in small letters also covers the word with a capital (at the start of a sentence).
        """
        found = self.entries.get(word) or self.entries.get(word[:1].lower() + word[1:])
        if not found:
            return None
        if role:
            roles = set(role.split())
            for entry in found:
                if entry.roles & roles:
                    return entry
        return next((entry for entry in found if not entry.roles), found[0])


def parse_lexicon(document: bytes | str) -> Lexicon:
    """Read a PLS 1.0 document (application/pls+xml).

    The namespace may be missing. Pronunciations in an alphabet other than ipa and x-sampa are skipped; so is a lexeme
    that has nothing else.

    Raises:
        LexiconError: not XML, not a lexicon, or larger than `MAX_LEXEMES`.
    """
    root = parse_xml(document, error=LexiconError)
    namespace, name = local_name(root)
    if name != "lexicon" or namespace not in (NAMESPACE, ""):
        raise LexiconError(f"the root element is {name}, not lexicon")
    if root.get("version", "1.0") != "1.0":
        raise LexiconError(f"lexicon version {root.get('version')!r} is not 1.0")
    alphabet = root.get("alphabet", "ipa")
    entries: dict[str, list[Entry]] = {}
    count = 0
    for lexeme in root:
        if local_name(lexeme)[1] != "lexeme":
            continue
        count += 1
        if count > MAX_LEXEMES:
            raise LexiconError(f"more than {MAX_LEXEMES} lexemes")
        for entry in _lexeme(lexeme, alphabet):
            entries.setdefault(entry.grapheme, []).append(entry)
    frozen = {grapheme: tuple(found) for grapheme, found in entries.items()}
    return Lexicon(root.get(LANG, ""), frozen, _tree(frozen))


def _lexeme(lexeme: _Element, alphabet: str) -> Iterator[Entry]:
    graphemes = []
    said: list[tuple[bool, str, str]] = []
    for child in lexeme:
        name = local_name(child)[1]
        text = " ".join(text_of(child).split())
        if name == "grapheme" and text:
            graphemes.append(text)
        elif name == "phoneme" and text and child.get("alphabet", alphabet) in _ALPHABETS:
            ipa = text if child.get("alphabet", alphabet) == "ipa" else xsampa_to_ipa(text)
            said.append((child.get("prefer") == "true", ipa, ""))
        elif name == "alias" and text:
            said.append((child.get("prefer") == "true", "", text))
    if not graphemes:
        raise LexiconError("a lexeme without grapheme", line=line_of(lexeme))
    if not said:
        return
    # PLS §4.6: the first in document order, unless one is preferred.
    _, ipa, alias = next((one for one in said if one[0]), said[0])
    roles = frozenset(lexeme.get("role", "").split())
    for grapheme in graphemes:
        yield Entry(grapheme, ipa, alias, roles)


_TOKEN = re.compile(r"\w+|[^\w\s]")


def _tree(graphemes: Iterable[str]) -> _Node:
    root = _Node()
    for grapheme in graphemes:
        node = root
        for token in _TOKEN.findall(grapheme):
            node = node.next.setdefault(token, _Node())
        node.grapheme = grapheme
    return root


def apply(text: str, lexicons: Sequence[Lexicon], role: str = "") -> list[tuple[str, Entry | None]]:
    """Cut `text` into (part, entry or None); joined the parts are `text`. The first lexicon that knows a word wins.

    `role` chooses among entries of one word, as `lookup` does.
    """
    parts: list[tuple[str, Entry | None]] = [(text, None)]
    for lexicon in lexicons:
        parts = [
            piece
            for part, entry in parts
            for piece in ([(part, entry)] if entry is not None else _apply_one(part, lexicon, role))
        ]
    return parts


def _apply_one(text: str, lexicon: Lexicon, role: str) -> Iterator[tuple[str, Entry | None]]:
    tokens = list(_TOKEN.finditer(text))
    position = index = 0
    while index < len(tokens):
        grapheme, behind = _longest(tokens, index, lexicon.tree)
        entry = lexicon.lookup(grapheme, role) if grapheme else None
        if entry is None:
            index += 1
            continue
        start, end = tokens[index].start(), tokens[behind - 1].end()
        if start > position:
            yield text[position:start], None
        yield text[start:end], entry
        position, index = end, behind
    if position < len(text) or not text:
        yield text[position:], None


def _longest(tokens: list[re.Match[str]], index: int, tree: _Node) -> tuple[str, int]:
    """Find the longest grapheme that begins at token `index`: (grapheme, index behind it), or ("", index)."""
    best, end = "", index
    first = tokens[index][0]
    for start in (tree.next.get(first), tree.next.get(first[:1].lower() + first[1:])):
        node, at = start, index + 1
        while node is not None:
            if node.grapheme and at > end:
                best, end = node.grapheme, at
            node = node.next.get(tokens[at][0]) if at < len(tokens) else None
            at += 1
    return best, end
