"""Semantic Interpretation for Speech Recognition 1.0 and its dialects: a parse → a script, or → its literal value.

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
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from engine.documents.errors import SemanticsError
from engine.grammars.dialects import Dialect, property_of
from engine.grammars.matcher import ParseNode
from engine.grammars.sisr_runtime import RUNTIME, SCOPED_RUNTIME

if TYPE_CHECKING:
    from engine.grammars.matcher import Parse
    from engine.grammars.network import Network

_LITERAL = frozenset({Dialect.LITERALS, Dialect.PLAIN, Dialect.LABELS})
MAX_SCRIPT_CHARACTERS = 1_000_000

# §3.2.3 and ES 7.8.4: the characters of a string literal, for one kind of quotes or the other.
_ESCAPE = r"\\(?:[^\dxu\n\r\u2028\u2029]|0(?!\d)|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})"
_CHARACTERS = re.compile(rf"(?:{_ESCAPE}|[^\\'\n\r\u2028\u2029])*|(?:{_ESCAPE}|[^\\\"\n\r\u2028\u2029])*")
_ESCAPES = re.compile(r"\\(x..|u....|.)")
_LINE_END = re.compile(r"[\r\n]")
_NAMED_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "0": "\0"}


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The semantic result of a parse."""

    value: object
    """As `engine.grammars.semantic_value` has it."""
    has_tags: bool
    """False when the grammar gives no other meaning than the text of the whole input."""
    disallowed: bool = False
    """The grammar says that this sentence is none of its own after all (Nuance's SWI_disallow, SWI_decoy)."""


def uses_scripts(network: Network) -> bool:
    """Tell whether interpreting a parse may need a script to be run."""
    return any(dialect.runs for dialect in network.dialects)


def string_literal(tag: str) -> str:
    """Return the string that a tag of a literal grammar is, with its escapes resolved (§3.2.3).

    Raises:
        SemanticsError: it has line ends, both kinds of quotes, or an escape that ECMAScript does not know.
    """
    tag = _without_outer_lines(tag)
    if not _CHARACTERS.fullmatch(tag):
        raise SemanticsError(f"not a string literal: {tag[:80]!r}")
    return _ESCAPES.sub(_resolved, tag)


def _without_outer_lines(tag: str) -> str:
    """Take off blanks around `tag` that hold a line end: authors set long tags on lines of their own.

    The syntax has no place for these; other blanks are part of the string.
    """
    if _LINE_END.search(tag, 0, len(tag) - len(tag.lstrip())):
        tag = tag.lstrip()
    return tag.rstrip() if _LINE_END.search(tag, len(tag.rstrip())) else tag


def _resolved(match: re.Match[str]) -> str:
    escape = match[1]
    return chr(int(escape[1:], 16)) if len(escape) > 1 else _NAMED_ESCAPES.get(escape, escape)


def _literal_value(dialect: Dialect, tag: str) -> str:
    if dialect is Dialect.LITERALS:
        return string_literal(tag)
    # Where nobody said what tags are, they are plain text, in quotes or without.
    tag = tag.strip()
    quoted = len(tag) > 1 and tag[0] == tag[-1] and tag[0] in "\"'" and tag[0] not in tag[1:-1]
    return tag[1:-1] if quoted else tag


def literal(parse: Parse, network: Network) -> Interpretation:
    """Interpret a parse without running anything: tags are strings (§3.2.3), or there are none.

    The last tag of a rule is its value; of JSGF, where all of them are that of the sentence, one is a string and
    several are a list.

    Raises:
        SemanticsError: a tag is no string literal.
    """
    kinds = _LITERAL.intersection(network.dialects)
    whole = text(parse.tree, parse.words, network)
    if kinds == {Dialect.LABELS}:
        labels = _labels(parse.tree, network) or [whole]
        return Interpretation(labels if len(labels) > 1 else labels[0], has_tags=labels != [whole])
    if not kinds:
        return Interpretation(whole, has_tags=False)
    return Interpretation(_literal(parse.tree, parse.words, network), has_tags=True)


def _literal(node: ParseNode, words: tuple[str, ...], network: Network) -> str:
    dialect = network.dialects[network.rules[node.rule].document]
    own: str | None = None
    latest: str | None = None
    for child in node.children:
        if isinstance(child, ParseNode):
            latest = _literal(child, words, network)
        elif child[0] == "tag" and dialect in _LITERAL:
            own = _literal_value(dialect, network.tags[child[1]])
    if own is not None:
        return own
    return text(node, words, network) if latest is None else latest


def _labels(node: ParseNode, network: Network) -> list[str]:
    found: list[str] = []
    for child in node.children:
        if isinstance(child, ParseNode):
            found += _labels(child, network)
        elif child[0] == "tag" and network.dialects[network.rules[node.rule].document] is Dialect.LABELS:
            found.append(_literal_value(Dialect.LABELS, network.tags[child[1]]))
    return found


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


def script(parse: Parse, network: Network, *, score: float = 1.0, grammar_name: str = "") -> str:
    """Return the ECMAScript whose value tells the parse's meaning (`engine.grammars.semantic_value.decode`, in JSON).

    `score` is what `meta.current().score` tells, `grammar_name` what the result calls the grammar.

    Raises:
        SemanticsError: a tag is no string literal or no property, or the script would be longer than
            `MAX_SCRIPT_CHARACTERS`.
    """
    program = {
        "score": score,
        "name": grammar_name,
        "grammars": [
            {
                # "Global tags are ignored in grammars using the String Literal tag syntax" (§4.2).
                "tags": list(grammar.global_tags) if dialect.runs else [],
                "dialect": str(dialect if dialect.runs else Dialect.SCRIPT),
                "vars": _application_variables(uri or grammar_name) if dialect is Dialect.NUANCE else {},
            }
            for grammar, dialect, uri in zip(network.grammars, network.dialects, network.documents, strict=True)
        ],
        "rules": _Applications(parse.words, network).of(parse.tree),
    }
    told = json.dumps(program)
    if len(told) > MAX_SCRIPT_CHARACTERS:
        raise SemanticsError(f"the tags make a script of {len(told)} characters")
    return f"{SCOPED_RUNTIME if any(dialect.is_scoped for dialect in network.dialects) else RUNTIME}({told})"


_APPLICATION = "SWI_vars."


def _application_variables(uri: str) -> dict[str, str]:
    """What Nuance's applications hand to a grammar in its URI: `menu.grxml?SWI_vars.min=3`."""
    query = uri.partition("#")[0].partition("?")[2].replace(";", "&")
    pairs = parse_qsl(query, keep_blank_values=True)
    return {name.removeprefix(_APPLICATION): value for name, value in pairs if name.startswith(_APPLICATION)}


class _Applications:
    """Lists the rule applications of a parse tree."""

    def __init__(self, words: tuple[str, ...], network: Network) -> None:
        self._words = words
        self._network = network
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
                parts.extend(_part(self._network.dialects[rule.document], self._network.tags[child[1]]))
        return number


def _part(dialect: Dialect, tag: str) -> list[dict[str, object]]:
    if dialect is Dialect.PROPERTIES:
        found = property_of(tag)
        if found is None:
            raise SemanticsError(f"not a property: {tag.strip()[:80]!r}")
        name, value = found
        return [{"tag": f"{name or 'SWI_meaning'} = {value};"}]
    if dialect.runs:
        return [{"tag": tag}]
    return [{"literal": _literal_value(dialect, tag)}] if dialect in _LITERAL else []
