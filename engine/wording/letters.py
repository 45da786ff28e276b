"""Capitals that stand alone in words to be said: letters, where they are not words of the language.

What is spelled comes as capitals with blanks between ("nine A M", "press A"), which engines take for words where there
is such a word: "uh M". An engine that can be told asks here.
"""

from __future__ import annotations

import re

from engine.wording.languages.registry import language_of

_CAPITAL = re.compile(r"(?<![\w'’])[^\W\d_a-z](?![\w'’])")
_BEGINS = re.compile(r"(?:\A|[.!?…:;\n])[\s\"“”„«»'‘(¿¡]{0,8}\Z")
_BEGINNING_CHARACTERS = 12
_NEXT = re.compile(r",? ([^\W\d_a-z])(?![\w'’])")


def lone_letters(text: str, language: str) -> list[int]:
    """Where in `text` capitals stand that are to be named as letters; `language` is a BCP 47 tag."""
    known = language_of(language)
    words = known.single_words if known else frozenset[str]()
    found: list[int] = []
    for match in _CAPITAL.finditer(text):
        start = match.start()
        if not match[0].isupper():
            continue
        follows = bool(found) and text[found[-1] + 1 : start].strip(" ,") == ""
        is_row = follows or _NEXT.match(text, match.end()) is not None
        if match[0] not in words or is_row or not _may_be_word(text, start, match[0]):
            found.append(start)
    return found


def _may_be_word(text: str, start: int, letter: str) -> bool:
    """A word of one letter has a capital where a sentence begins; "I" has it everywhere."""
    if letter == "I":
        return True
    return (
        bool(_BEGINS.search(text, max(0, start - _BEGINNING_CHARACTERS), start))
        and text[start + 1 : start + 3].lstrip()[:1].isalpha()
    )
