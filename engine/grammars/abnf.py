"""SRGS 1.0, ABNF form → Grammar (SRGS appendix D, and §2 to §4 of the specification)."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from engine.documents.errors import GrammarError
from engine.grammars.dialects import LUMENVOX
from engine.grammars.grammar import (
    Alternatives,
    Expansion,
    Grammar,
    Mode,
    Reference,
    Repeat,
    Rule,
    Special,
    Tag,
    Token,
    comparable,
    map_tokens,
)
from engine.grammars.header_encoding import decode_by_header
from engine.grammars.srgs import choose_root, declared_base, is_rule_name, join, make_token, resolve, split_reference

if TYPE_CHECKING:
    from typing import NoReturn

# "V1.0" is how drafts had it, and how some examples of the specification still do.
_HEADER = re.compile(r"\ufeff?#ABNF[ \t]+V?1\.0(?:[ \t]+([A-Za-z][\w.:\-]*))?[ \t]*;")
_LEXEME = re.compile(
    r"""
      (?P<blank>\s+|//[^\r\n]*|/\*.*?\*/)
    | (?P<tag>\{!\{.*?\}!\}|\{(?!!\{)[^}]*\})
    | (?P<repeat><\s*\d[^>]*>)
    | (?P<uri><[^>]*>)
    | (?P<weight>/\s*(?:\d+(?:\.\d*)?|\.\d+)\s*/)
    | (?P<rule>\$(?:[^\W\d][\w\-]*(?:\.[\w\-]+)*))
    | (?P<dollar>\$(?=<))
    | (?P<type>~<[^>]*>)
    | (?P<quoted>"[^"]*")
    | (?P<lang>!(?=[A-Za-z]))
    | (?P<sign>[=|()\[\];])
    | (?P<reserved>[*+?])
    | (?P<value>:"[^"]*")
    | (?P<word>(?:[^\s=|()\[\];~!<>"${}/*+?:]|:(?!"))(?:/(?![\s\d/*])|[^\s=|()\[\];~!<>"${}/*+?:]|:(?!"))*)
    """,
    re.VERBOSE | re.DOTALL,
)
_REPEAT = re.compile(r"<\s*+(\d{1,9})\s*+(?:(-)\s*+(\d{1,9})?)?\s*+(?:/\s*+(\d+(?:\.\d*)?|\.\d+)\s*+/)?\s*+>")
_SINGLE_DECLARATIONS = frozenset({"language", "mode", "root", "tag-format", "base"})
_DECLARATIONS = _SINGLE_DECLARATIONS | {"lexicon", "meta", "http-equiv"}
MAX_NESTING = 100
MAX_CHARACTERS = 4_000_000


def is_abnf(document: str) -> bool:
    """Tell whether `document` begins with the self-identifying header `#ABNF` (§4.1)."""
    return document.lstrip("\ufeff \t\r\n").startswith("#ABNF")


def parse_abnf(document: bytes | str, *, base_uri: str = "", language: str = "") -> Grammar:
    """Read an SRGS ABNF grammar (application/srgs). The header may name the encoding of bytes; UTF-8 without.

    Forgiven: what `parse_srgs` forgives, further blanks in the header, a tag-format without brackets, tokens with signs
    that mean nothing in ABNF (`don't`).

    Raises:
        GrammarError: not a grammar, or not valid.
    """
    if isinstance(document, bytes):
        document = decode_by_header(document, _HEADER)
    if len(document) > MAX_CHARACTERS:
        raise GrammarError(f"grammar of {len(document)} characters, at most {MAX_CHARACTERS} are accepted")
    document = document.lstrip("\ufeff \t\r\n")
    header = _HEADER.match(document)
    if header is None:
        raise GrammarError("an ABNF grammar begins with #ABNF 1.0;", line=1)
    return _Parser(document, header.end(), base_uri, language).grammar()


class _Parser:
    """Recursive descent over the lexemes: `_kind` and `_text` are the one that comes next, "end" behind the last."""

    def __init__(self, document: str, position: int, base_uri: str, language: str) -> None:
        self._document = document
        self._position = position
        self._kind = self._text = ""
        self._base = ""
        self._base_uri = base_uri
        self._declared: set[str] = set()
        self._language = language
        self._mode: Mode = "voice"
        self._root = self._tag_format = ""
        self._lexicons: list[str] = []
        self._tags: list[str] = []
        self._metas: dict[str, str] = {}
        self._rules: dict[str, Rule] = {}
        self._depth = 0
        self._attached = False
        self._advance()

    def grammar(self) -> Grammar:
        while (self._kind == "word" and self._text in _DECLARATIONS) or self._kind == "tag":
            self._declaration()
        self._base = resolve(self._base_uri, declared_base(self._base, self._metas))
        while self._kind != "end":
            self._rule()
        return Grammar(
            self._rules,
            choose_root(self._rules, self._root),
            self._mode,
            self._language,
            self._tag_format,
            self._base,
            tuple(resolve(self._base, uri) for uri in self._lexicons),
            tuple(self._tags),
            self._metas,
        )

    # --- lexemes ----------------------------------------------------------------------------------------------------

    def _advance(self) -> str:
        """Step to the next lexeme; return the text of the one that was left."""
        before = self._text
        while True:
            if self._position >= len(self._document):
                self._kind, self._text = "end", ""
                return before
            match = _LEXEME.match(self._document, self._position)
            if match is None:
                self._fail(f"cannot read {self._document[self._position : self._position + 20]!r}")
            self._position = match.end()
            if match.lastgroup == "reserved":
                self._fail(f"{match[0]!r} is reserved; as a token it needs quotes")
            if match.lastgroup != "blank":
                self._kind, self._text = str(match.lastgroup), match[0]
                return before

    def _fail(self, reason: str) -> NoReturn:
        raise GrammarError(reason, line=self._document.count("\n", 0, self._position) + 1)

    def _expect(self, text: str) -> None:
        if self._text != text or self._kind != "sign":
            self._fail(f"expected {text!r}, found {self._text[:40]!r}")
        self._advance()

    def _take(self, kind: str) -> str:
        if self._kind != kind:
            self._fail(f"expected {kind}, found {self._text[:40]!r}")
        return self._advance()

    # --- header -----------------------------------------------------------------------------------------------------

    def _declaration(self) -> None:
        if self._kind == "tag":
            self._tags.append(_tag(self._advance()))
        else:
            self._declare(self._advance())
        self._expect(";")

    def _declare(self, name: str) -> None:
        if name in _SINGLE_DECLARATIONS & self._declared:
            self._fail(f"{name} is declared twice")
        self._declared.add(name)
        if name == "language":
            self._language = self._take("word")
        elif name == "mode":
            mode = self._take("word")
            if mode not in ("voice", "dtmf"):
                self._fail(f"mode {mode[:20]!r} is neither voice nor dtmf")
            self._mode = cast("Mode", mode)
        elif name == "root":
            self._root = self._take("rule")[1:]
        elif name == "tag-format":
            self._tag_format = self._uri() if self._kind == "uri" else self._take_format()
        elif name == "base":
            self._base = self._uri()
        elif name == "lexicon":
            self._lexicons.append(self._uri())
            self._media_type()
        else:
            self._meta()

    def _take_format(self) -> str:
        # "semantics/1.0" comes in several lexemes, as "/1.0…" looks like a weight's beginning.
        start = self._position - len(self._text)
        end = self._document.find(";", start)
        if end < 0:
            self._fail("tag-format without end")
        self._position = end
        self._advance()
        return self._document[start:end].strip()

    def _meta(self) -> None:
        key = self._quoted()
        if self._advance() != "is":
            self._fail("meta without is")
        self._metas[key] = self._quoted()

    def _quoted(self) -> str:
        """Characters in either kind of quotes; the single ones are no quotes elsewhere, so that `don't` is a token."""
        start = self._position - len(self._text)
        if self._kind == "word" and self._text[0] == "'":
            end = self._document.find("'", start + 1)
            if end < 0:
                self._fail("a quote without end")
            self._position = end + 1
            self._advance()
            return self._document[start + 1 : end]
        return self._take("quoted")[1:-1]

    def _uri(self) -> str:
        return self._take("uri")[1:-1].strip()

    def _media_type(self) -> None:
        if self._kind == "type":
            self._advance()

    # --- rules ------------------------------------------------------------------------------------------------------

    def _rule(self) -> None:
        public = False
        if self._kind == "word" and self._text in ("public", "private"):
            public = self._advance() == "public"
        name = self._take("rule")[1:]
        if not is_rule_name(name):
            self._fail(f"{name!r} is not a rule name")
        if name in self._rules:
            self._fail(f"rule {name} is defined twice")
        self._expect("=")
        self._attached = False
        expansion = self._alternatives()
        if self._attached:
            expansion = map_tokens(expansion, self._unlabelled)
        self._expect(";")
        self._rules[name] = Rule(name, expansion, public)

    def _alternatives(self) -> Expansion:
        self._depth += 1
        if self._depth > MAX_NESTING:
            self._fail(f"expansions nested deeper than {MAX_NESTING}")
        options = [self._weighted()]
        while self._kind == "sign" and self._text == "|":
            self._advance()
            options.append(self._weighted())
        self._depth -= 1
        if len(options) == 1 and options[0][0] == 1.0:
            return options[0][1]
        return Alternatives(tuple(options))

    def _weighted(self) -> tuple[float, Expansion]:
        weight = 1.0
        if self._kind == "weight":
            weight = float(self._advance().strip("/").strip())
            if weight <= 0:
                self._fail("a weight must be positive")
            weight = comparable(weight)
        return weight, self._sequence()

    def _sequence(self) -> Expansion:
        items: list[Expansion] = []
        while not (self._kind == "end" or (self._kind == "sign" and self._text in "|)];")):
            items.append(self._repeated(self._valued(self._item())))
        if not items:
            self._fail("an empty expansion")
        return join(items)

    def _item(self) -> Expansion:
        kind = self._kind
        if kind in ("word", "quoted", "value"):
            return self._token()
        if kind == "tag":
            return Tag(_tag(self._advance()))
        if kind == "rule":
            name = self._advance()[1:]
            return Special[name] if name in Special.__members__ else Reference("", name)
        if kind == "dollar":
            self._advance()
            uri = self._uri()
            self._media_type()
            return split_reference(uri, self._base)
        if kind != "sign" or self._text not in "([":
            self._fail(f"unexpected {self._text[:40]!r}")
        return self._group()

    def _group(self) -> Expansion:
        optional = self._advance() == "["
        # "()" is the same as $NULL (§2.3).
        empty = self._kind == "sign" and self._text == ")"
        inner = Special.NULL if empty and not optional else self._alternatives()
        self._expect("]" if optional else ")")
        if self._kind == "lang" and (optional or not empty):
            language = self._attachment()
            inner = map_tokens(inner, lambda token: token if token.language else self._labelled(token, language))
        return Repeat(inner, 0, 1) if optional else inner

    def _valued(self, item: Expansion) -> Expansion:
        """LumenVox' `one:"1"` and `(zero | oh):"0"`, which is short for a tag that makes that the rule's value."""
        if self._kind != "value" or self._tag_format.lower() != LUMENVOX:
            return item
        return join([item, Tag(f"$ = {json.dumps(self._advance()[2:-1])};")])

    def _token(self) -> Token:
        text = self._advance()
        text = text[2:-1] if text.startswith(':"') else text.strip('"')
        language = self._attachment() if self._kind == "lang" else ""
        return self._made(text, language)

    def _made(self, text: str, language: str) -> Token:
        try:
            token = make_token(text, language or self._language, self._mode)
        except GrammarError as failure:
            self._fail(failure.reason)
        # Without an attachment a group's may still come.
        return replace(token, language=language if self._mode == "voice" else "")

    def _attachment(self) -> str:
        """`!fr-CA`, behind a token or a group (§2.7)."""
        self._attached = True
        self._advance()
        return self._take("word")

    def _labelled(self, token: Token, language: str) -> Token:
        return self._made(token.text or " ".join(token.words), language)

    def _unlabelled(self, token: Token) -> Token:
        return replace(token, language="") if token.language == self._language else token

    def _repeated(self, item: Expansion) -> Expansion:
        return self._repeat(item) if self._kind == "repeat" else item

    def _repeat(self, item: Expansion) -> Expansion:
        match = _REPEAT.fullmatch(self._text)
        if match is None:
            self._fail(f"{self._text[:40]!r} is not a repeat count")
        minimum = int(match[1])
        maximum = minimum if match[2] is None else int(match[3]) if match[3] else None
        probability = float(match[4]) if match[4] else None
        if (maximum is not None and maximum < minimum) or (probability or 0) > 1:
            self._fail(f"{self._text[:40]!r} is not a legal repeat")
        self._advance()
        return Repeat(item, minimum, maximum, probability)


def _tag(text: str) -> str:
    return text[3:-3] if text.startswith("{!{") else text[1:-1]
