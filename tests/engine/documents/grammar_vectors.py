"""The grammars of `tests/vectors/srgs`, with what their comments say they accept."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from engine.documents.compiler import compile_network
from engine.documents.grammar import Grammar, missing
from engine.documents.grammars import parse_grammar
from engine.documents.network import Network

VECTORS = Path(__file__).parents[2] / "vectors" / "srgs"
VALID = sorted((VECTORS / "valid").iterdir())
INVALID = sorted((VECTORS / "invalid").iterdir())
_CHECK = re.compile(r"(?:<!--|//) (accept|partial|reject):(.*?)(?: => (.*?))?(?: -->)?$", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """A line of words, what becomes of it, and its meaning where the comment tells one."""

    outcome: str
    words: tuple[str, ...]
    has_meaning: bool = False
    meaning: object = None


def checks(path: Path) -> list[Check]:
    return [
        Check(outcome, tuple(words.split()), bool(meaning), json.loads(meaning) if meaning else None)
        for outcome, words, meaning in _CHECK.findall(path.read_text(encoding="utf-8"))
    ]


def load(path: Path) -> Network:
    """Parse and compile a vector; a reference to http://www.example.com/X is file X beside it."""
    grammar = parse_grammar(path.read_bytes())
    documents: dict[str, Grammar] = {}
    for uri in missing(grammar, documents):
        beside = VECTORS / "valid" / uri.rpartition("/")[2]
        if beside.exists():
            documents[uri] = parse_grammar(beside.read_bytes(), base_uri=uri)
    return compile_network(grammar, documents)


def compiled(abnf: str) -> Network:
    """Compile ABNF rules under a usual header; the first rule is `$a`."""
    return compile_network(parse_grammar(f"#ABNF 1.0;\nlanguage en;\nroot $a;\n{abnf}"))
