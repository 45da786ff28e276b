"""Versions and other numbers of several parts: "2.10.3", an address of the network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.classes.numbers import figure
from engine.wording.language import Place, Shape

if TYPE_CHECKING:
    from engine.wording.language import Language

_MOST_PARTS = 12
_VERSION = re.compile(r"\d{1,12}(?:\.\d{1,12}){2,11}(?![\w]|\.\d)")
_PREFIXED = re.compile(r"[vV](?P<parts>\d{1,6}(?:\.\d{1,6}){0,5})(?!\w|\.\d)")
_AFTER_WORD = re.compile(r"\d{1,6}(?:\.\d{1,6}){1,5}(?!\w|\.\d)")


def shapes(language: Language) -> list[Shape]:
    del language
    return [
        Shape("version", _VERSION, _version, 15, needs="."),
        Shape("version", _PREFIXED, _prefixed, 20, "a", "vV"),
        # "Version 2.0" is no decimal; without the clue it is.
        Shape("version", _AFTER_WORD, _clued, 5, needs=".", clued=True),
    ]


def _version(match: re.Match[str], place: Place) -> str | None:
    # "1.000.000" is a number where the point stands between groups.
    if place.language.separators[0] == "," and "version" not in place.clues and figure(match[0], place.language):
        return None
    return place.language.version(match[0].split("."))


def _prefixed(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    parts = language.version(match["parts"].split("."))
    return f"{language.version_word or language.character('V')} {parts}"


def _clued(match: re.Match[str], place: Place) -> str | None:
    return place.language.version(match[0].split(".")) if "version" in place.clues else None
