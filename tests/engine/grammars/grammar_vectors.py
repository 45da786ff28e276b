"""The grammars of `tests/vectors/srgs`, with what their comments say of them, and which section each follows.

Valid ones: `accept: WORDS`, `partial: WORDS`, `reject: WORDS`; behind what is accepted ` => MEANING`, that is JSON,
`error`, or `xml` with the content of an instance or `error`. Invalid ones: `refused: PART OF THE REASON`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from engine.documents.errors import SemanticsError
from engine.grammars.compiler import compile_network
from engine.grammars.documents import parse_grammar
from engine.grammars.grammar import Grammar, missing
from engine.grammars.instance import instance_xml
from engine.grammars.matcher import Parse
from engine.grammars.network import Network
from engine.grammars.semantic_value import json_value
from engine.grammars.semantics import SemanticsInterpreter

VECTORS = Path(__file__).parents[2] / "vectors" / "srgs"
VALID = sorted((VECTORS / "valid").iterdir())
INVALID = sorted((VECTORS / "invalid").iterdir())
_CHECK = re.compile(r"(?:<!--|//) (accept|partial|reject):(.*?)(?: => (.*?))?(?: -->)?$", re.MULTILINE)
_REFUSED = re.compile(r"(?:<!--|//) refused: (.*?)(?: -->)?$", re.MULTILINE)
_BASE = "http://www.example.com/"


@dataclass(frozen=True)
class Check:
    """A line of words, what becomes of it, and its meaning where the comment tells one."""

    outcome: str
    words: tuple[str, ...]
    meaning: str = ""


def checks(path: Path) -> list[Check]:
    return [
        Check(outcome, tuple(words.split()), meaning)
        for outcome, words, meaning in _CHECK.findall(path.read_text(encoding="utf-8"))
    ]


def refusal(path: Path) -> str:
    """What the reason must have in it."""
    found = _REFUSED.search(path.read_text(encoding="utf-8"))
    assert found, path.name
    return found[1]


def load(path: Path) -> Network:
    """Parse and compile a vector; http://www.example.com/X is file X among the valid ones."""
    grammar = parse_grammar(path.read_bytes())
    documents: dict[str, Grammar] = {}
    while wanted := [uri for uri in missing(grammar, documents) if _beside(uri).is_file()]:
        documents.update((uri, parse_grammar(_beside(uri).read_bytes(), base_uri=uri)) for uri in wanted)
    return compile_network(grammar, documents)


def _beside(uri: str) -> Path:
    return VECTORS / "valid" / uri.removeprefix(_BASE)


def meaning_of(network: Network, parse: Parse, interpreter: SemanticsInterpreter, *, xml: bool) -> object:
    """The meaning in JSON's kinds, or as XML in canonical form; "error" where it has none."""
    try:
        value = interpreter.interpret(parse, network).value
        return canonical(instance_xml(value)) if xml else json_value(value)
    except SemanticsError:
        return "error"


def canonical(xml: str) -> bytes:
    return etree.tostring(etree.fromstring(f"<instance>{xml}</instance>"), method="c14n")


def compiled(abnf: str, language: str = "en") -> Network:
    """Compile ABNF rules under a usual header; the first rule is `$a`."""
    return compile_network(parse_grammar(f"#ABNF 1.0;\nlanguage {language};\nroot $a;\n{abnf}"))
