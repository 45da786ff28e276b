"""Regular expressions that classes and languages are made of, and the words behind a place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

DIGITS = "0123456789"
MARKS = (
    "".join([chr(code) for code in range(0x300, 0x1000) if unicodedata.category(chr(code))[0] == "M"]) + "\u200c\u200d"
)
"""Vowel signs and other marks of letters, with the joiners: a part of a word, though `\\w` does not hold them."""
WORD = rf"[^\W\d_]+(?:[{MARKS}]+[^\W\d_]*+)*+"
"""Regular expression of the letters of a word with their marks."""
WINDOW = 60
"""How many characters from its beginning `Shape.needs` is looked for in."""


def alternatives(names: Iterable[str], *, any_case: bool = False) -> str:
    """Regular expression of one of `names`, the longest first; it looks at one character before it tries them."""
    ordered = sorted(names, key=len, reverse=True)
    firsts = {form for name in ordered for form in (name[0], name[0].lower(), name[0].upper()) if len(form) == 1}
    if not firsts:
        return "(?!)"
    written = "|".join(map(re.escape, ordered))
    return f"(?=[{re.escape(''.join(sorted(firsts)))}])(?{'i' if any_case else ''}:{written})"


_NEXT_WORD = re.compile(rf"(?:[ \u00a0,'\"()-]{{0,3}}+)({WORD})")


def words_after(text: str, position: int, count: int) -> tuple[str, ...]:
    """At most `count` words of the sentence that goes on at `position`, in small letters."""
    found: list[str] = []
    while len(found) < count:
        match = _NEXT_WORD.match(text, position, position + 60)
        if match is None:
            break
        found.append(match[1].lower())
        position = match.end()
    return tuple(found)
