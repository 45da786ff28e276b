"""Semantic Interpretation for Speech Recognition 1.0: a parse → a script, or → its literal value.

The parse is told to the script rule application by rule application (the flat parse list of §6.2); the script makes
text of the root's value (`engine.grammars.sisr_runtime`) and is run elsewhere (`engine.grammars.semantics`).

A rule that no tag was met in gets the value of the last rule that it referred to, or the text that it matched where
there is none (default assignment, §5). Text is made of tokens as the grammar writes them, without what GARBAGE took.
A grammar without tags and tag-format has its text as meaning.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.documents.errors import SemanticsError
from engine.grammars.matcher import ParseNode
from engine.grammars.sisr_runtime import RUNTIME

if TYPE_CHECKING:
    from engine.grammars.grammar import Grammar
    from engine.grammars.matcher import Parse
    from engine.grammars.network import Network

_SCRIPT_FORMATS = frozenset({"semantics/1.0", "semantics/1.0.2006", "semantics/1.0/script"})
_LITERAL_FORMATS = frozenset({"semantics/1.0-literals", "semantics/1.0.2006-literals", "semantics/1.0/literals"})
Kind = Literal["script", "literals", "none"]
MAX_SCRIPT_CHARACTERS = 1_000_000

# §3.2.3 and ES 7.8.4: the characters of a string literal, for one kind of quotes or the other.
_ESCAPE = r"\\(?:[^\dxu\n\r\u2028\u2029]|0(?!\d)|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})"
_CHARACTERS = re.compile(rf"(?:{_ESCAPE}|[^\\'\n\r\u2028\u2029])*|(?:{_ESCAPE}|[^\\\"\n\r\u2028\u2029])*")
_ESCAPES = re.compile(r"\\(x..|u....|.)")
_NAMED_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "0": "\0"}
# Authors set long tags on lines of their own, which the syntax has no place for.
_OUTER_LINE_ENDS = re.compile(r"^\s*[\r\n]\s*|\s*[\r\n]\s*$")


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The semantic result of a parse."""

    value: object
    """As `engine.grammars.semantic_value` has it."""
    has_tags: bool
    """False when the grammar gives no other meaning than the text of the whole input."""


def tag_kind(grammar: Grammar, tags: list[str]) -> Kind:
    """Tell how the tags of a grammar are meant; without tag-format by their looks, since many clients leave it out."""
    declared = grammar.tag_format.lower()
    if declared in _SCRIPT_FORMATS:
        return "script"
    if declared in _LITERAL_FORMATS:
        return "literals"
    if declared or not tags:
        return "none"
    return "script" if any(sign in tag for tag in tags for sign in ("=", ";", "(")) else "literals"


def uses_scripts(network: Network) -> bool:
    """Tell whether interpreting a parse may need a script to be run."""
    return any(tag_kind(grammar, network.tags) == "script" for grammar in network.grammars)


def string_literal(tag: str) -> str:
    """Return the string that a tag of a literal grammar is, with its escapes resolved (§3.2.3).

    Raises:
        SemanticsError: it has line ends, both kinds of quotes, or an escape that ECMAScript does not know.
    """
    tag = _OUTER_LINE_ENDS.sub("", tag)
    if not _CHARACTERS.fullmatch(tag):
        raise SemanticsError(f"not a string literal: {tag[:80]!r}")
    return _ESCAPES.sub(_resolved, tag)


def _resolved(match: re.Match[str]) -> str:
    escape = match[1]
    return chr(int(escape[1:], 16)) if len(escape) > 1 else _NAMED_ESCAPES.get(escape, escape)


def _literal_value(grammar: Grammar, tag: str) -> str:
    # Where nobody said what tags are, they are plain text.
    return string_literal(tag) if grammar.tag_format else tag.strip()


def literal(parse: Parse, network: Network) -> Interpretation:
    """Interpret a parse without running anything: tags are strings (§3.2.3), or there are none.

    The last tag of a rule is its value.

    Raises:
        SemanticsError: a tag is no string literal.
    """
    kinds = _kinds(network)
    if kinds[0] != "literals":
        return Interpretation(text(parse.tree, parse.words, network), has_tags=False)
    return Interpretation(_literal(parse.tree, parse.words, network, kinds), has_tags=True)


def _kinds(network: Network) -> list[Kind]:
    return [tag_kind(grammar, network.tags) for grammar in network.grammars]


def _literal(node: ParseNode, words: tuple[str, ...], network: Network, kinds: list[Kind]) -> str:
    document = network.rules[node.rule].document
    own: str | None = None
    latest: str | None = None
    for child in node.children:
        if isinstance(child, ParseNode):
            latest = _literal(child, words, network, kinds)
        elif child[0] == "tag" and kinds[document] == "literals":
            own = _literal_value(network.grammars[document], network.tags[child[1]])
    if own is not None:
        return own
    return text(node, words, network) if latest is None else latest


def text(node: ParseNode, words: tuple[str, ...], network: Network) -> str:
    """The tokens that a rule matched, as its grammar writes them, with single blanks (SRGS appendix H)."""
    return " ".join(_tokens(node, words, network, ("word",)))


def input_text(parse: Parse, network: Network) -> str:
    """The whole input: tokens as the grammar writes them, what GARBAGE took as it came, with single blanks."""
    return " ".join(_tokens(parse.tree, parse.words, network, ("word", "garbage")))


def _tokens(node: ParseNode, words: tuple[str, ...], network: Network, kinds: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for child in node.children:
        if isinstance(child, ParseNode):
            found += _tokens(child, words, network, kinds)
        elif child[0] in kinds:
            found.append(words[child[1]])
        elif child[0] == "spelling":
            written, count = network.spellings[child[1]]
            found[-count:] = [written]
    return found


def script(parse: Parse, network: Network, *, score: float = 1.0) -> str:
    """Return the ECMAScript whose value tells the parse's meaning (`engine.grammars.semantic_value.decode`, in JSON).

    `score` is what `meta.current().score` tells.

    Raises:
        SemanticsError: a tag is no string literal, or the script would be longer than `MAX_SCRIPT_CHARACTERS`.
    """
    kinds = _kinds(network)
    program = {
        "score": score,
        # "Global tags are ignored in grammars using the String Literal tag syntax" (§4.2).
        "grammars": [
            {"tags": list(grammar.global_tags) if kind == "script" else [], "declared": bool(grammar.tag_format)}
            for grammar, kind in zip(network.grammars, kinds, strict=True)
        ],
        "rules": _Applications(parse.words, network, kinds).of(parse.tree),
    }
    whole = f"{RUNTIME}({json.dumps(program)})"
    if len(whole) - len(RUNTIME) > MAX_SCRIPT_CHARACTERS:
        raise SemanticsError(f"the tags make a script of {len(whole)} characters")
    return whole


class _Applications:
    """Lists the rule applications of a parse tree."""

    def __init__(self, words: tuple[str, ...], network: Network, kinds: list[Kind]) -> None:
        self._words = words
        self._network = network
        self._kinds = kinds
        self._found: list[dict[str, object]] = []

    def of(self, tree: ParseNode) -> list[dict[str, object]]:
        self._add(tree)
        return self._found

    def _add(self, node: ParseNode) -> int:
        rule = self._network.rules[node.rule]
        parts: list[dict[str, object]] = []
        number = len(self._found)
        self._found.append(
            {
                "grammar": rule.document,
                "name": rule.name,
                "text": text(node, self._words, self._network),
                "parts": parts,
            }
        )
        for child in node.children:
            if isinstance(child, ParseNode):
                parts.append({"rule": self._add(child)})
            elif child[0] == "tag":
                parts.extend(self._tag(rule.document, self._network.tags[child[1]]))
        return number

    def _tag(self, document: int, tag: str) -> list[dict[str, object]]:
        if self._kinds[document] == "script":
            return [{"tag": tag}]
        if self._kinds[document] == "literals":
            return [{"literal": _literal_value(self._network.grammars[document], tag)}]
        return []
