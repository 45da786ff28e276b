"""Single characters as English words, for spelling out."""

from __future__ import annotations

import unicodedata

from engine.wording.numbers import UNDER_TWENTY

SYMBOLS = {
    "@": "at",
    ".": "dot",
    ",": "comma",
    "-": "dash",
    "–": "dash",
    "_": "underscore",
    "/": "slash",
    "\\": "backslash",
    ":": "colon",
    ";": "semicolon",
    "!": "exclamation mark",
    "?": "question mark",
    "#": "hash",
    "*": "star",
    "+": "plus",
    "=": "equals",
    "&": "and",
    "%": "percent",
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "¥": "yen",
    "'": "apostrophe",
    '"': "quote",
    "(": "open parenthesis",
    ")": "close parenthesis",
    "[": "open bracket",
    "]": "close bracket",
    "{": "open brace",
    "}": "close brace",
    "<": "less than",
    ">": "greater than",
    "~": "tilde",
    "^": "caret",
    "|": "bar",
    "`": "backtick",
    "°": "degree",
    "§": "section",
}


def spell(text: str, *, case: bool = False) -> str:
    """Read `text` character by character: "A4@" → "A, 4, at" as "A four at"; blanks part groups with a comma.

    Letters are written as capitals, which engines read by their names; with `case` "capital" is said before those
    that are capitals in `text` (the `detail`/`format` of say-as asks for it).
    """
    groups = []
    for group in text.split():
        names = [_name(char, case=case) for char in group]
        groups.append(" ".join([name for name in names if name]))
    return ", ".join([group for group in groups if group])


def _name(char: str, *, case: bool) -> str:
    if "0" <= char <= "9":
        return UNDER_TWENTY[ord(char) - 48]
    if char in SYMBOLS:
        return SYMBOLS[char]
    if char.isalpha():
        upper = char.upper() if len(char.upper()) == 1 else char
        return f"capital {upper}" if case and char.isupper() else upper
    return unicodedata.name(char, "").lower()
