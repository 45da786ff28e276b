"""Signs that stand alone: what has a name is named, what has none is said once as a symbol."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.languages.symbols import QUIET
from engine.wording.shape import Place, Shape

if TYPE_CHECKING:
    from engine.wording.languages.language import Language
    from engine.wording.reader import Reading

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
    from engine.wording.reader import Reading

    sign = text[start:end]
    if sign in language.signs:
        if sign == "/" and not language.is_slash_said(text, start):
            return Reading("sign", start, end, "")
        return Reading("sign", start, end, language.signs[sign])
    if sign in QUIET or sign.isspace():
        return None
    while end < len(text) and _is_nameless(text[end], language):
        end += 1
    return Reading("symbol", start, end, language.symbol)


def _is_nameless(char: str, language: Language) -> bool:
    return not char.isalnum() and not char.isspace() and char not in QUIET and char not in language.signs
