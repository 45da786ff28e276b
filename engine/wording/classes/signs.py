"""Signs that stand alone: what has a name is named, what has none is said once as a symbol."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import category

from engine.wording.language import Place, Shape
from engine.wording.token import Reading
from engine.wording.vocabulary.symbols import QUIET

if TYPE_CHECKING:
    from engine.wording.language import Language

SYMBOL = "symbol"
"""The kind of a sign without a name."""
_ABOUT = re.compile(r"[~≈∼][ ]?(?=\d)")
_NUMBER_SIGN = re.compile(r"(?:#|№|[Nn]º|[Nn]°)[ ]?(?=\d)")


def shapes(language: Language) -> list[Shape]:
    found = []
    if language.about:
        found.append(Shape("sign", _ABOUT, _about, 20, "~≈∼"))
    if language.number_word:
        found.append(Shape("sign", _NUMBER_SIGN, _number, 20, "#№"))
    return found


def _about(match: re.Match[str], place: Place) -> str | None:
    del match
    return place.language.about


def _number(match: re.Match[str], place: Place) -> str | None:
    del match
    return place.language.number_word


def reading(text: str, start: int, end: int, language: Language) -> Reading | None:
    """What is said for the sign at `start`; None where nothing is."""

    sign = text[start:end]
    if sign in language.signs:
        if sign == "/" and not language.is_slash_said(text, start):
            return Reading("sign", start, end, "")
        return Reading("sign", start, end, language.signs[sign])
    if sign in QUIET or sign.isspace() or _is_mark(sign):
        return None
    while end < len(text) and _is_nameless(text[end], language):
        end += 1
    return Reading(SYMBOL, start, end, language.symbol)


def _is_nameless(char: str, language: Language) -> bool:
    return not (char.isalnum() or char.isspace() or char in QUIET or char in language.signs)


def _is_mark(char: str) -> bool:
    """Accents and vowel signs belong to the letter before: what an engine makes of it is heard."""
    return category(char)[0] == "M"


def may_hold_nameless(text: str, language: Language) -> bool:
    """Whether there may be signs in `text` that have no name; False is certain, and cheap to say."""
    return _nameless(language).search(text) is not None


@lru_cache(maxsize=64)
def _nameless(language: Language) -> re.Pattern[str]:
    named = "".join([*QUIET, *(sign for sign in language.signs if len(sign) == 1)])
    return re.compile(rf"[^\w\s{re.escape(named)}]")
