"""JSpeech Grammar Format → Grammar (https://www.w3.org/TR/jsgf/). `engine.grammars.jsgf` writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.documents.errors import GrammarError
from engine.grammars.dialects import JSGF_TAGS
from engine.grammars.grammar import (
    Alternatives,
    Expansion,
    Grammar,
    Reference,
    Repeat,
    Rule,
    Special,
    Tag,
    comparable,
)
from engine.grammars.header_encoding import decode_by_header
from engine.grammars.srgs import choose_root, join, make_token

if TYPE_CHECKING:
    from typing import NoReturn

# "#JSGF version char-encoding locale;" (§2.1), the last two optional.
_HEADER = re.compile(r"\ufeff?#JSGF[ \t]+V?1\.0(?:[ \t]+([^\s;]+))?(?:[ \t]+([^\s;]+))?[ \t]*;")
_LEXEME = re.compile(
    r"""
      (?P<blank>\s+|//[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/)
    | (?P<tag>\{(?:[^{}\\]|\\.)*\})
    | (?P<rule><[^<>\s]+>)
    | (?P<weight>/\s*(?:\d+(?:\.\d*)?|\.\d+)\s*/)
    | (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<sign>[=|;()\[\]*+])
    | (?P<word>[^\s;=|*+<>()\[\]{}/"]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BRACE = re.compile(r"\\([{}\\])")
MAX_NESTING = 100
MAX_CHARACTERS = 4_000_000


def is_jsgf(document: str) -> bool:
    """Tell whether `document` begins with JSGF's own header (§2.1)."""
    return document.lstrip("\ufeff \t\r\n").startswith("#JSGF")


def parse_jsgf(document: bytes | str, *, language: str = "") -> Grammar:
    """Read a JSGF grammar (application/x-jsgf). Its header may name the encoding of bytes, and its locale.

    Any of its public rules may be said. There are no imports: names of packages are no places where grammars lie.

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
        raise GrammarError("a JSGF grammar begins with #JSGF V1.0;", line=1)
    locale = (header[2] or "").replace("_", "-")
    return _Parser(document, header.end(), locale or language).grammar()


class _Parser:
    """Recursive descent over the lexemes: `_kind` and `_text` are the one that comes next, "end" behind the last."""

    def __init__(self, document: str, position: int, language: str) -> None:
        self._document = document
        self._position = position
        self._language = language
        self._kind = self._text = ""
        self._name = ""
        self._depth = 0
        self._rules: dict[str, Rule] = {}
        self._advance()

    def grammar(self) -> Grammar:
        if self._is_word("grammar"):
            self._advance()
            self._name = self._take("word")
            self._expect(";")
        while self._kind != "end":
            if self._is_word("import"):
                self._fail("imports are not supported: put the rules into one grammar")
            self._rule()
        return Grammar(
            self._rules, choose_root(self._rules, ""), language=self._language, tag_format=JSGF_TAGS
        )  # fmt: skip

    # --- lexemes ----------------------------------------------------------------------------------------------------

    def _advance(self) -> str:
        """Step to the next lexeme; return the text of the one that was left."""
        before = self._text
        while self._position < len(self._document):
            match = _LEXEME.match(self._document, self._position)
            if match is None:
                self._fail(f"cannot read {self._document[self._position : self._position + 20]!r}")
            self._position = match.end()
            if match.lastgroup != "blank":
                self._kind, self._text = str(match.lastgroup), match[0]
                return before
        self._kind, self._text = "end", ""
        return before

    def _fail(self, reason: str) -> NoReturn:
        raise GrammarError(reason, line=self._document.count("\n", 0, self._position) + 1)

    def _is_word(self, text: str) -> bool:
        return self._kind == "word" and self._text == text

    def _is_sign(self, signs: str) -> bool:
        return self._kind == "sign" and self._text in signs

    def _expect(self, sign: str) -> None:
        if not self._is_sign(sign):
            self._fail(f"expected {sign!r}, found {self._text[:40]!r}")
        self._advance()

    def _take(self, kind: str) -> str:
        if self._kind != kind:
            self._fail(f"expected {kind}, found {self._text[:40]!r}")
        return self._advance()

    # --- rules ------------------------------------------------------------------------------------------------------

    def _rule(self) -> None:
        public = self._is_word("public")
        if public:
            self._advance()
        name = self._take("rule")[1:-1]
        if name in self._rules or name in ("NULL", "VOID"):
            self._fail(f"rule {name[:40]} is defined twice, or reserved")
        self._expect("=")
        expansion = self._alternatives()
        self._expect(";")
        self._rules[name] = Rule(name, expansion, public)

    def _alternatives(self) -> Expansion:
        self._depth += 1
        if self._depth > MAX_NESTING:
            self._fail(f"expansions nested deeper than {MAX_NESTING}")
        options = [self._weighted()]
        while self._is_sign("|"):
            self._advance()
            options.append(self._weighted())
        self._depth -= 1
        return options[0][1] if len(options) == 1 else Alternatives(tuple(options))

    def _weighted(self) -> tuple[float, Expansion]:
        weight = 1.0
        if self._kind == "weight":
            # "A weight of zero means that the alternative is never spoken" (§4.3.1); the least weight is near it.
            weight = comparable(float(self._advance().strip("/").strip()))
        return weight, self._sequence()

    def _sequence(self) -> Expansion:
        items: list[Expansion] = []
        while not (self._kind == "end" or self._is_sign("|)];=")):
            items.append(self._modified(self._item()))
        if not items:
            self._fail("an empty expansion")
        return join(items)

    def _modified(self, item: Expansion) -> Expansion:
        """§4.5, §4.6: `*` and `+` repeat what is left of them, and tags belong to it."""
        while self._kind == "tag" or self._is_sign("*+"):
            if self._kind == "tag":
                item = join([item, Tag(_BRACE.sub(r"\1", self._advance()[1:-1]))])
            else:
                item = Repeat(item, 0 if self._advance() == "*" else 1, None)
        return item

    def _item(self) -> Expansion:
        if self._kind == "word":
            return self._token(self._advance())
        if self._kind == "quoted":
            return self._token(_ESCAPED.sub(r"\1", self._advance()[1:-1]))
        if self._kind == "rule":
            return self._reference(self._advance()[1:-1])
        if not self._is_sign("(["):
            self._fail(f"unexpected {self._text[:40]!r}")
        optional = self._advance() == "["
        inner = self._alternatives()
        self._expect("]" if optional else ")")
        return Repeat(inner, 0, 1) if optional else inner

    def _token(self, text: str) -> Expansion:
        try:
            token = make_token(text, self._language, "voice")
        except GrammarError as failure:
            self._fail(failure.reason)
        return token if not token.language else type(token)(token.words, "", token.text)

    def _reference(self, name: str) -> Expansion:
        if name in ("NULL", "VOID"):
            return Special(name)
        # "<com.acme.politeness.please>" may be its own rule by a longer name (§3.3).
        package, _, local = name.rpartition(".")
        own = self._name == package or self._name.endswith(f".{package}")
        return Reference("", local if package and own else name)
