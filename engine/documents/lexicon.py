"""Pronunciation Lexicon Specification 1.0: words that are said otherwise than they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from engine.documents.errors import LexiconError
from engine.documents.xml import LANG, expanded_names, line_of, local_name, parse_xml, text_of
from engine.documents.xsampa import xsampa_to_ipa
from engine.interface import MAX_PRONUNCIATION_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lxml.etree import _Element

NAMESPACE = "http://www.w3.org/2005/01/pronunciation-lexicon"
MAX_LEXEMES = 100_000
_TEXT_ONLY = frozenset({"grapheme", "phoneme", "alias"})
_ALPHABETS = frozenset({"ipa", "x-sampa", "X-SAMPA", "xsampa"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One way in which a grapheme is said: by `ipa`, or as the words of `alias`; exactly one is not empty."""

    grapheme: str
    ipa: str = ""
    alias: str = ""
    roles: frozenset[str] = frozenset()
    """Expanded names, as `expanded_names` makes them."""
    preferred: bool = False


class _Node:
    """A step of the search tree over the tokens of graphemes; `grapheme` is set where one ends."""

    __slots__ = ("grapheme", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.grapheme = ""


@dataclass(frozen=True)
class Lexicon:
    """The entries of one PLS document by grapheme; those of one grapheme in document order, whatever their lexeme."""

    language: str
    entries: dict[str, tuple[Entry, ...]]
    tree: _Node = field(compare=False, repr=False, default_factory=_Node)

    def lookup(self, word: str, roles: frozenset[str] = frozenset()) -> Entry | None:
        """The entry for `word`: of those that `roles` make relevant the first that is preferred, else the first.

        Relevant are those with one of `roles`; if there are none, those without any; else all.
        A grapheme in small letters also covers the word with a capital (at the start of a sentence).
        """
        return _preferred(self._relevant(word, roles))

    def said(self, alias: str) -> list[tuple[str, str]]:
        """The words of an alias as (part, IPA or "") which joined are `alias`: PLS §4.7.

        A grapheme in it is said as its phonemes are; aliases in aliases do not count.
        """
        parts = _cut(alias, self.tree, lambda word: _preferred([one for one in self._relevant(word) if one.ipa]))
        return [(part, entry.ipa if entry is not None else "") for part, entry in parts]

    def _relevant(self, word: str, roles: frozenset[str] = frozenset()) -> Sequence[Entry]:
        found = self.entries.get(word) or self.entries.get(word[:1].lower() + word[1:]) or ()
        with_role = [entry for entry in found if entry.roles & roles]
        return with_role or [entry for entry in found if not entry.roles] or found


def _preferred(entries: Sequence[Entry]) -> Entry | None:
    """PLS §4.9.2: the first in document order that is preferred, else the first."""
    return next((entry for entry in entries if entry.preferred), entries[0] if entries else None)


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
    return lexicon_of(root.get(LANG, ""), frozen)


def lexicon_of(language: str, entries: dict[str, tuple[Entry, ...]]) -> Lexicon:
    """A lexicon of entries that have been read before."""
    return Lexicon(language, entries, _tree(entries))


def _lexeme(lexeme: _Element, alphabet: str) -> Iterator[Entry]:
    graphemes = []
    said: list[tuple[str, str, bool]] = []
    for child in lexeme:
        name = local_name(child)[1]
        text = " ".join(text_of(child).split())
        if name in _TEXT_ONLY and len(child):
            # §4.5 to §4.7: "MUST NOT contain element child information items".
            raise LexiconError(f"an element in {name}", line=line_of(child))
        preferred = child.get("prefer") == "true"
        if name == "grapheme" and text:
            graphemes.append(text)
        elif name == "phoneme" and text and child.get("alphabet", alphabet) in _ALPHABETS:
            ipa = text if child.get("alphabet", alphabet) == "ipa" else xsampa_to_ipa(text)
            if len(ipa) > MAX_PRONUNCIATION_CHARACTERS:
                reason = f"a pronunciation of {len(ipa)} characters, at most {MAX_PRONUNCIATION_CHARACTERS} are taken"
                raise LexiconError(reason, line=line_of(child))
            said.append((ipa, "", preferred))
        elif name == "alias" and text:
            said.append(("", text, preferred))
    if not graphemes:
        raise LexiconError("a lexeme without grapheme", line=line_of(lexeme))
    roles = expanded_names(lexeme, lexeme.get("role", ""))
    for grapheme in graphemes:
        for ipa, alias, preferred in said:
            yield Entry(grapheme, ipa, alias, roles, preferred)


_TOKEN = re.compile(r"\w+|[^\w\s]")


def _tree(graphemes: Iterable[str]) -> _Node:
    root = _Node()
    for grapheme in graphemes:
        node = root
        for token in _TOKEN.findall(grapheme):
            node = node.next.setdefault(token, _Node())
        node.grapheme = grapheme
    return root


class Found(NamedTuple):
    """A part of a text; `lexicon` has an `entry` for it, or both are None."""

    text: str
    entry: Entry | None = None
    lexicon: Lexicon | None = None


def apply(text: str, lexicons: Sequence[Lexicon], roles: frozenset[str] = frozenset()) -> list[Found]:
    """Cut `text` into parts which joined are `text`. The first lexicon that knows a word wins.

    `roles` choose among entries of one word, as in `lookup`.
    """
    parts = [Found(text)]
    for lexicon in lexicons:
        parts = [
            piece
            for part in parts
            for piece in ([part] if part.entry is not None else _apply_one(part.text, lexicon, roles))
        ]
    return parts


def find(token: str, lexicons: Sequence[Lexicon], roles: frozenset[str] = frozenset()) -> Found | None:
    """What the first lexicon that knows `token` as a whole says of it (SSML 1.1 §3.1.8.2)."""
    for lexicon in lexicons:
        entry = lexicon.lookup(token, roles)
        if entry is not None:
            return Found(token, entry, lexicon)
    return None


def _apply_one(text: str, lexicon: Lexicon, roles: frozenset[str]) -> Iterator[Found]:
    for part, entry in _cut(text, lexicon.tree, lambda word: lexicon.lookup(word, roles)):
        yield Found(part, entry, lexicon if entry is not None else None)


def _cut(text: str, tree: _Node, entry_for: Callable[[str], Entry | None]) -> Iterator[tuple[str, Entry | None]]:
    tokens = list(_TOKEN.finditer(text))
    position = index = 0
    while index < len(tokens):
        grapheme, behind = _longest(tokens, index, tree)
        entry = entry_for(grapheme) if grapheme else None
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
