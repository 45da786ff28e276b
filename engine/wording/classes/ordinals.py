"""Ordinals: figures with the language's endings ("22nd", "75e", "3.º")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place, Shape

if TYPE_CHECKING:
    from engine.wording.language import Language

_LONGEST_DIGITS = 21


def shapes(language: Language) -> list[Shape]:
    if not language.ordinal_suffixes:
        return []
    pattern = (
        rf"(?P<number>\d{{1,3}}(?:[,.' ]\d{{3}}){{1,6}}|\d{{1,21}})(?P<suffix>{language.ordinal_suffixes})(?![^\W_])"
    )
    return [Shape("ordinal", re.compile(pattern), _ordinal, 18)]


def _ordinal(match: re.Match[str], place: Place) -> str | None:
    digits = "".join([char for char in match["number"] if char.isdigit()])
    return place.language.ordinal(int(digits), place.language.ordinal_form(match["suffix"], place))


def say(text: str, language: Language) -> str | None:
    """Read the content of a say-as ordinal, with or without an ending; None when it is none."""
    suffixes = rf"(?:{language.ordinal_suffixes}|\.)?" if language.ordinal_suffixes else r"\.?"
    match = re.fullmatch(rf"(\d{{1,3}}(?:[,.]\d{{3}})*|\d{{1,21}})({suffixes})", text.replace(" ", ""), re.IGNORECASE)
    digits = "".join([char for char in match[1] if char.isdigit()]) if match else ""
    if not match or len(digits) > _LONGEST_DIGITS:
        return None
    place = Place(language, text, 0, len(text), (), frozenset())
    return language.ordinal(int(digits), language.ordinal_form(match[2], place))
