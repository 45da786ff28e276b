"""SRGS 1.0, XML form → Grammar (https://www.w3.org/TR/speech-grammar/)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

from engine.documents.errors import GrammarError
from engine.documents.xml import BASE, LANG, line_of, local_name, parse_xml, text_of
from engine.grammars.grammar import (
    RESERVED_NAMES,
    Alternatives,
    Expansion,
    Grammar,
    Mode,
    Reference,
    Repeat,
    Rule,
    Sequence,
    Special,
    Tag,
    Token,
    comparable,
)
from engine.grammars.tokens import matching_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

NAMESPACE = "http://www.w3.org/2001/06/grammar"

_NAME = re.compile(r"[^\W\d][\w\-]*(?:\.[\w\-]+)*")
_REPEAT = re.compile(r"(\d{1,9})(?:(-)(\d{1,9})?)?")
_FLOAT = re.compile(r"\d+(?:\.\d*)?|\.\d+")
# "quoted tokens" keep their blanks, everything else is cut at them (§2.1). A quote without its partner is the third.
_TEXT_TOKEN = re.compile(r'"([^"]*)"|([^\s"]+)|(")')
_EXPANSIONS = frozenset({"token", "ruleref", "item", "one-of", "tag"})


def parse_srgs(document: bytes | str, *, base_uri: str = "", language: str = "") -> Grammar:
    """Read an SRGS XML grammar (application/srgs+xml).

    Forgiven: a missing namespace or version, a missing xml:lang (then `language`, the request's Speech-Language,
    counts), a missing root when there is only one rule or one public rule, hyphens and periods in rule names, header
    elements behind rules, attributes that mean nothing.

    Raises:
        GrammarError: not XML, not a grammar, or not valid (Completion-Cause 005).
    """
    root = parse_xml(document, error=GrammarError)
    if _name(root) != "grammar":
        raise GrammarError(f"the root element is {local_name(root)[1]}, not grammar", line=line_of(root))
    if root.get("version", "1.0").strip() != "1.0":
        raise GrammarError(f"grammar version {root.get('version')!r} is not 1.0", line=line_of(root))
    return _Parser(root, base_uri, language).grammar()


def _name(element: _Element) -> str:
    """Return the SRGS name of an element; "" for one of another namespace."""
    namespace, name = local_name(element)
    return name if namespace in (NAMESPACE, "") else ""


class _Parser:
    def __init__(self, root: _Element, base_uri: str, language: str) -> None:
        self._root = root
        mode = root.get("mode", "voice")
        if mode not in ("voice", "dtmf"):
            raise GrammarError(f"mode {mode[:20]!r} is neither voice nor dtmf", line=line_of(root))
        self._mode = cast("Mode", mode)
        self._language = root.get(LANG, language)
        self._metas = dict(self._meta(child) for child in root if _name(child) == "meta")
        self._base = resolve(base_uri, declared_base(root.get(BASE, ""), self._metas), line_of(root))

    def grammar(self) -> Grammar:
        rules: dict[str, Rule] = {}
        lexicons, tags = [], []
        _refuse_text(self._root)
        for child in self._root:
            name = _name(child)
            if name == "rule":
                rule = self._rule(child)
                if rule.name in rules:
                    raise GrammarError(f"rule {rule.name} is defined twice", line=line_of(child))
                rules[rule.name] = rule
            elif name == "lexicon":
                lexicons.append(resolve(self._base, _required(child, "uri"), line_of(child)))
            elif name == "tag":
                tags.append(text_of(child))
            elif name not in ("meta", "metadata", ""):
                raise GrammarError(f"{name} is not allowed in grammar", line=line_of(child))
        return Grammar(
            rules,
            choose_root(rules, self._root.get("root", "")),
            self._mode,
            self._language,
            self._root.get("tag-format", "").strip(),
            self._base,
            tuple(lexicons),
            tuple(tags),
            self._metas,
        )

    def _meta(self, element: _Element) -> tuple[str, str]:
        name, header = element.get("name"), element.get("http-equiv")
        if (name is None) == (header is None):
            raise GrammarError("meta must have either name or http-equiv", line=line_of(element))
        return name or header or "", _required(element, "content")

    def _rule(self, element: _Element) -> Rule:
        name = _required(element, "id")
        if not is_rule_name(name):
            raise GrammarError(f"{name[:40]!r} is not a rule name", line=line_of(element))
        scope = element.get("scope", "private")
        if scope not in ("private", "public"):
            raise GrammarError(f"scope {scope[:20]!r} is neither private nor public", line=line_of(element))
        items = self._items(element, element.get(LANG, self._language))
        if not items:
            # "It is illegal for a rule definition to be empty" (§3.1).
            raise GrammarError(f"rule {name} is empty", line=line_of(element))
        return Rule(name, join(items), scope == "public")

    def _items(self, element: _Element, language: str) -> list[Expansion]:
        items: list[Expansion] = list(self._tokens(element.text, language))
        for child in element:
            name = _name(child)
            if name in _EXPANSIONS:
                items.append(self._expansion(child, name, language))
            elif name and (name, _name(element)) != ("example", "rule"):
                raise GrammarError(f"{name} is not allowed in {_name(element)}", line=line_of(child))
            items.extend(self._tokens(child.tail, language))
        return items

    def _tokens(self, text: str | None, language: str) -> list[Token]:
        if not text or text.isspace():
            return []
        tokens = []
        for quoted, plain, stray in _TEXT_TOKEN.findall(text):
            if stray:
                raise GrammarError(f"a quote without end in {text.strip()[:40]!r}")
            tokens.append(self._token(quoted or plain, language))
        return tokens

    def _token(self, text: str, language: str) -> Token:
        token = make_token(text, language, self._mode)
        return replace(token, language="") if language == self._language else token

    def _expansion(self, element: _Element, name: str, language: str) -> Expansion:
        language = element.get(LANG, language)
        if name == "tag":
            return Tag(text_of(element))
        if name == "ruleref":
            return _tagged(element, self._reference(element))
        if name == "token":
            text = text_of(element)
            if '"' in text or len(element):
                # "a <token> element may contain character data only", without quotes (§2.1).
                raise GrammarError("token may only have text, without quotes", line=line_of(element))
            return _tagged(element, self._token(text, language))
        if name == "one-of":
            return _tagged(element, self._one_of(element, language))
        return self._repeated(element, _tagged(element, join(self._items(element, language))))

    def _one_of(self, element: _Element, language: str) -> Expansion:
        options = []
        _refuse_text(element)
        for child in element:
            name = _name(child)
            if name == "item":
                weight = _weight(child)
                options.append((weight, self._expansion(child, "item", language)))
            elif name:
                raise GrammarError(f"{name} is not allowed in one-of", line=line_of(child))
        if not options:
            raise GrammarError("one-of without item", line=line_of(element))
        return Alternatives(tuple(options))

    def _repeated(self, element: _Element, body: Expansion) -> Expansion:
        repeat = element.get("repeat")
        if repeat is None:
            return body
        match = _REPEAT.fullmatch(repeat.strip())
        if match is None:
            raise GrammarError(f"repeat={repeat[:40]!r} is not a count", line=line_of(element))
        minimum = int(match[1])
        maximum = minimum if match[2] is None else int(match[3]) if match[3] else None
        if maximum is not None and maximum < minimum:
            raise GrammarError(f"repeat={repeat!r} ends before it begins", line=line_of(element))
        return Repeat(body, minimum, maximum, _probability(element))

    def _reference(self, element: _Element) -> Expansion:
        _refuse_text(element)
        if len(element):
            raise GrammarError("ruleref must be empty", line=line_of(element))
        uri, special = element.get("uri"), element.get("special")
        if (uri is None) == (special is None):
            raise GrammarError("ruleref must have either uri or special", line=line_of(element))
        if special is not None:
            if special not in RESERVED_NAMES:
                raise GrammarError(f"special={special[:20]!r} is not NULL, VOID or GARBAGE", line=line_of(element))
            return Special(special)
        return split_reference(uri or "", self._base, line_of(element))


def _tagged(element: _Element, expansion: Expansion) -> Expansion:
    """`tag="…"` as drafts of SRGS had it, and as grammars for Nuance still do: a tag behind the expansion."""
    tag = element.get("tag")
    return expansion if tag is None else join([expansion, Tag(tag)])


def _refuse_text(element: _Element) -> None:
    for text in (element.text, *(child.tail for child in element)):
        if text and not text.isspace():
            raise GrammarError(f"text is not allowed in {_name(element)}: {text.strip()[:40]!r}", line=line_of(element))


def make_token(text: str, language: str, mode: Mode) -> Token:
    """Return the token that `text` is in that language.

    Raises:
        GrammarError: nothing in it can be said, or pressed.
    """
    written = " ".join(text.split())
    words = matching_words(written, language, mode)
    if not words:
        raise GrammarError(f"{written[:40]!r} is not a {mode} token")
    if mode == "dtmf":
        # Languages mean nothing there (appendix E), and keys are their own spelling.
        return Token(words)
    return Token(words, language, "" if written == " ".join(words) else written)


def declared_base(base: str, metas: Mapping[str, str]) -> str:
    """Return the base URI that a header declares: the declaration itself, or a meta (§4.9.1)."""
    return base or next((content for name, content in metas.items() if name.lower() == "base"), "")


def is_rule_name(name: str) -> bool:
    """Tell whether `name` may name a rule: an XML name without colon, and none of the special rules.

    §3.1 forbids hyphens and periods too; authors use them, so they are forgiven.
    """
    return _NAME.fullmatch(name) is not None and name not in RESERVED_NAMES


def join(items: list[Expansion]) -> Expansion:
    """Return a sequence of `items`, or the only one itself."""
    return items[0] if len(items) == 1 else Sequence(tuple(items))


def choose_root(rules: dict[str, Rule], declared: str) -> str:
    """Return the root rule; where none is declared, the only rule, or the only public one.

    Raises:
        GrammarError: the declared root does not exist.
    """
    if declared:
        if declared not in rules:
            raise GrammarError(f"the root rule {declared[:40]!r} is not defined")
        return declared
    candidates = list(rules) if len(rules) == 1 else [name for name, rule in rules.items() if rule.public]
    return candidates[0] if len(candidates) == 1 else ""


def split_reference(uri: str, base: str, line: int = 0) -> Reference:
    """Resolve "#rule", "other.grxml#rule" or "other.grxml" against `base`.

    Raises:
        GrammarError: not a URI.
    """
    document, _, rule = uri.strip().partition("#")
    if not document and not rule:
        raise GrammarError("a rule reference without name", line=line)
    return Reference(resolve(base, document, line) if document else "", rule)


def resolve(base: str, uri: str, line: int = 0) -> str:
    """Return `uri` as an absolute one where `base` is.

    Raises:
        GrammarError: not a URI.
    """
    try:
        return urljoin(base, uri) if base and uri else uri or base
    except ValueError as failure:
        raise GrammarError(f"illegal URI {uri[:80]!r}: {failure}", line=line) from None


def _required(element: _Element, name: str) -> str:
    value = element.get(name)
    if value is None:
        raise GrammarError(f"{_name(element)} without {name}", line=line_of(element))
    return value


def _weight(element: _Element) -> float:
    value = element.get("weight", "1").strip()
    if not _FLOAT.fullmatch(value) or float(value) <= 0:
        raise GrammarError(f"weight={value[:40]!r} is not a positive number", line=line_of(element))
    return comparable(float(value))


def _probability(element: _Element) -> float | None:
    value = element.get("repeat-prob")
    if value is None:
        return None
    if not _FLOAT.fullmatch(value.strip()) or float(value) > 1:
        raise GrammarError(f"repeat-prob={value[:40]!r} is not a probability", line=line_of(element))
    return float(value)
