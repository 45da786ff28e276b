"""Semantic Interpretation for Speech Recognition 1.0: a parse → a script, or → its literal value.

The script is one expression of nested functions, a function for each matched rule, so that every rule has its own
`out`, `rules` and variables; what it makes is JSON text. It is run elsewhere (`engine.documents.semantics`).

A rule whose tags leave `out` alone gets the value of the last rule that it referred to, or the text that it matched
where there is none (default assignment, SISR §5). A grammar without tags and tag-format has its text as meaning.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.documents.errors import SemanticsError
from engine.documents.matcher import ParseNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.documents.grammar import Grammar
    from engine.documents.matcher import Parse
    from engine.documents.network import Network

_SCRIPT_FORMATS = frozenset({"semantics/1.0", "semantics/1.0.2006", "semantics/1.0/script"})
_LITERAL_FORMATS = frozenset({"semantics/1.0-literals", "semantics/1.0.2006-literals", "semantics/1.0/literals"})
MAX_SCRIPT_CHARACTERS = 1_000_000

# Run before the rules; what tags may call. `String` makes a rule's text usable as a value.
_PRELUDE = """
var __untouched = function (out, first) {
  if (out !== first) return false;
  for (var key in out) return false;
  return true;
};
var __scope = function (text, rulename) {
  var latest, latestMeta, metas = {}, score = __score;
  var meta = function () {};
  meta.current = function () { return {text: text, score: score}; };
  meta.latest = function () { return latestMeta; };
  var rules = {};
  Object.defineProperty(rules, "latest", {value: function () { return latest; }, enumerable: false});
  return {rules: rules, meta: meta, rulename: rulename, set: function (name, value, matched) {
    rules[name] = latest = value;
    meta[name] = latestMeta = {text: matched, score: score};
  }};
};
"""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The semantic result: a value of JSON's kinds. `has_tags` is False when it is only the text."""

    value: object
    has_tags: bool


def tag_kind(grammar: Grammar, tags: list[str]) -> Literal["script", "literals", "none"]:
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


def literal(parse: Parse, network: Network) -> Interpretation:
    """Interpret a parse without running anything: tags are strings (SISR §3.2.2), or there are none.

    The last tag of a rule is its value.
    """
    if tag_kind(network.grammar, network.tags) != "literals":
        return Interpretation(text(parse.tree, parse.words), has_tags=False)
    return Interpretation(*_literal(parse.tree, parse.words, network))


def _literal(node: ParseNode, words: tuple[str, ...], network: Network) -> tuple[str, bool]:
    """The value of a rule, and whether it comes from a tag."""
    own: str | None = None
    latest: tuple[str, bool] | None = None
    for child in node.children:
        if isinstance(child, ParseNode):
            latest = _literal(child, words, network)
        elif child[0] == "tag":
            own = network.tags[child[1]].strip()
    if own is not None:
        return own, True
    return latest or (text(node, words), False)


def text(node: ParseNode, words: tuple[str, ...]) -> str:
    """The words that a rule matched, with single blanks."""
    return " ".join(words[index] for index in _word_indices(node))


def _word_indices(node: ParseNode) -> Iterator[int]:
    for child in node.children:
        if isinstance(child, ParseNode):
            yield from _word_indices(child)
        elif child[0] == "word":
            yield child[1]


def script(parse: Parse, network: Network, *, score: float = 1.0) -> str:
    """Return the ECMAScript whose value is the JSON text of the parse's meaning.

    `score` is what `meta.current().score` tells.

    Raises:
        SemanticsError: it would be longer than `MAX_SCRIPT_CHARACTERS`.
    """
    parts = [f"var __score = {json.dumps(score)};", _PRELUDE]
    # Global tags of every document run once, first (SISR §3.3.1, SRGS §4.12).
    parts.extend(f"{tag};\n" for grammar in network.grammars for tag in grammar.global_tags)
    writer = _Writer(parse.words, network)
    writer.rule(parse.tree)
    parts.append(f"(function () {{ var v = {''.join(writer.parts)}; var j = JSON.stringify(v);")
    parts.append("return j === undefined ? 'null' : j; })()")
    whole = "\n".join(parts)
    if len(whole) > MAX_SCRIPT_CHARACTERS:
        raise SemanticsError(f"the tags make a script of {len(whole)} characters")
    return whole


class _Writer:
    """Writes the nested functions of a parse tree."""

    def __init__(self, words: tuple[str, ...], network: Network) -> None:
        self.parts: list[str] = []
        self._words = words
        self._network = network

    def rule(self, node: ParseNode) -> None:
        rule = self._network.rules[node.rule]
        kind = tag_kind(self._network.grammars[rule.document], self._network.tags)
        own_text = json.dumps(text(node, self._words))
        write = self.parts.append
        write("(function () { var out = {}, __out = out; ")
        write(f"var __s = __scope({own_text}, {json.dumps(rule.name)}), rules = __s.rules, meta = __s.meta;\n")
        referred = False
        for child in node.children:
            if isinstance(child, ParseNode):
                self._reference(child)
                referred = True
            elif child[0] == "tag" and kind != "none":
                self._tag(self._network.tags[child[1]], scripted=kind == "script")
        default = "rules.latest()" if referred else own_text
        write(f"return __untouched(out, __out) ? {default} : out; }})()")

    def _tag(self, tag: str, *, scripted: bool) -> None:
        # A comment at a tag's end must not hide what follows.
        self.parts.append(f"{tag}\n;\n" if scripted else f"out = {json.dumps(tag.strip())};\n")

    def _reference(self, node: ParseNode) -> None:
        name = json.dumps(self._network.rules[node.rule].name)
        self.parts.append(f"__s.set({name}, ")
        self.rule(node)
        self.parts.append(f", {json.dumps(text(node, self._words))});\n")
