"""What a recognizer would have written without grammars, against what it found by built-in ones.

Held to a grammar, a recognizer finds a sentence in everything: "eight hundred five five five" becomes 1800555 where
nothing but figures may be said, "double five one" 51. What it hears much more likely tells.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.errors import LanguageUnsupportedError
from engine.grammars.builtin import TYPES, parse_builtin
from engine.grammars.compiler import compile_network
from engine.grammars.tokens import matching_words

if TYPE_CHECKING:
    from engine.recognition import FreeText

_LEAD = 4.0
"""Log probability. Of numbers and answers by people that were heard right none had more than 2.5 on a clean line or at
20 dB of noise, and 1 of 120 at 10 dB."""
_LEAD_OF_ANSWERS = 0.1
"""Of a text of which all words are those of answers: badly heard, few become others of these, 1 of 120 at 10 dB."""
_VAGUE = frozenset({"it", "no", "the"})
"""Words that are written, too, for what was heard badly; so are single letters, but for the "o" of numbers."""


def outweighs(free: FreeText, language: str) -> bool:
    """Whether `free` tells against a sentence of a built-in grammar, unless it means the same."""
    words = ["oh" if word == "o" else word for word in matching_words(free.text, language)]
    known = answer_words(language)
    is_answer = bool(words) and all(len(word) > 1 and word in known and word not in _VAGUE for word in words)
    return free.lead >= (_LEAD_OF_ANSWERS if is_answer else _LEAD)


@lru_cache(maxsize=32)
def answer_words(language: str) -> frozenset[str]:
    """All words of the built-in grammars for speech in a language."""
    found: set[str] = set()
    for name in TYPES:
        try:
            (grammar,) = parse_builtin(f"builtin:speech/{name}", language).grammars
        except LanguageUnsupportedError:
            continue
        found |= compile_network(grammar).vocabulary()
    return frozenset(found)
