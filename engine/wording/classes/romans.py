"""Roman numbers behind a king, a century, a chapter: the languages say behind which words, and how."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place, Shape

if TYPE_CHECKING:
    from engine.wording.language import Language

_DIGITS = r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ROMAN = re.compile(rf"(?=[MDCLXVI]){_DIGITS}(?![\w'.]|-\w)|(?=[MDCLXVI]){_DIGITS}(?=\.(?:\s|\Z)|'s\b)")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_WHOLE = re.compile(r"(?=.)M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", re.IGNORECASE | re.ASCII)


def shapes(language: Language) -> list[Shape]:
    del language
    return [Shape("roman", _ROMAN, _roman, 12, "aA")]


def _roman(match: re.Match[str], place: Place) -> str | None:
    if not match[0] or place.is_inside_word:
        return None
    return place.language.roman(value(match[0]), place)


def value(text: str) -> int:
    """The value of a roman number."""
    values = [_VALUES[char] for char in text.upper()]
    return sum(-one if index + 1 < len(values) and values[index + 1] > one else one for index, one in enumerate(values))


def whole(text: str) -> int | None:
    """The value of a say-as content, of either case; None when it is no roman number."""
    return value(text) if _WHOLE.fullmatch(text) else None
