"""Codes: PINs and one-time codes, letters with digits (orders, flights, seats, postcodes), digits one by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place, Shape

if TYPE_CHECKING:
    from engine.wording.language import Language

_DIGITS = re.compile(r"\d{1,40}(?:[- ]\d{1,8}(?!\w)){0,8}(?!\w|[.,:/]\d|-\w)")
_LETTERS_DIGITS = re.compile(
    r"(?=[^\W_]{0,30}[- /]?\d)[A-Z]{1,6}[a-z]?(?:-?\d{1,20}[A-Z]{0,6}){1,6}(?:[-/][A-Z0-9]{1,12}){0,6}(?![\w]|-\w|\.\d)"
)
_DIGITS_LETTERS = re.compile(
    r"\d{1,12}-?[A-Z]{1,4}(?:-?\d{1,12}[A-Z]{0,4}){0,4}(?:[-/][A-Z0-9]{1,12}){0,6}(?![\w]|-\w)"
)
_MIXED = re.compile(r"(?=[A-Za-z]{0,20}\d)[A-Za-z0-9]{2,40}(?:-[A-Za-z0-9]{1,20}){0,6}(?![\w-]|[.,:/]\d)")
_MIXED_FIGURE = re.compile(rf"(?=\d{{1,20}}+[A-Za-z]){_MIXED.pattern}")
_PARTED = re.compile(r"(?P<letters>[A-Z]{1,3})[ \u00a0](?P<digits>\d{2,6})(?!\w|[.,:/-]\d)")
_WORD_NUMBER = re.compile(r"(?P<word>[^\W\d_]{2,30})-(?P<number>\d{1,4})(?!\w|[-.]\w)")

_LONGEST_COUNT = 3
"""A number of so few digits may count the word behind it, whatever a clue says: "order 12 tickets"."""


def shapes(language: Language) -> list[Shape]:
    del language
    return [
        Shape("code", _DIGITS, _clued, 6, clued=True),
        Shape("code", _LETTERS_DIGITS, _code, 16, "aA"),
        Shape("code", _PARTED, _parted, 14, "A", clued=True),
        Shape("code", _DIGITS_LETTERS, _seat, 13),
        Shape("code", _MIXED, _mixed, 4, "aA"),
        Shape("code", _MIXED_FIGURE, _mixed, 4),
        Shape("code", _WORD_NUMBER, _word_number, 12, "aA"),
    ]


def _clued(match: re.Match[str], place: Place) -> str | None:
    # A single figure is said the same as a number, and what stands behind may be its unit.
    if "code" not in place.clues or len(match[0]) < 2:
        return None
    if len(match[0]) <= _LONGEST_COUNT and place.language.is_count(place):
        return None
    return place.language.code(match[0])


def _code(match: re.Match[str], place: Place) -> str | None:
    """ "AB-12345", "BA2490": letters by name, digits one by one; "A4" and "COVID-19" have short numbers."""
    language = place.language
    written = match[0]
    letters = re.match(r"[A-Za-z]+", written)
    head = letters[0] if letters else ""
    rest = written[len(head) :]
    if head in language.as_words or (len(head) > 3 and rest[:1] == "-" and len(rest) <= 4 and rest[1:].isdigit()):
        return f"{head} {language.whole(rest.lstrip('-'))}" if rest.lstrip("-").isdigit() else None
    number = rest.removeprefix("-")
    if number.isdigit() and len(number) <= 2 and number[0] != "0":
        return f"{language.spell(head)} {language.whole(number)}"
    return language.code(written)


def _parted(match: re.Match[str], place: Place) -> str | None:
    """ "flight UA 1234", behind a clue only."""
    language = place.language
    if match["letters"] in language.as_words:
        return None
    return f"{language.spell(match['letters'])} {language.digits(match['digits'])}"


def _seat(match: re.Match[str], place: Place) -> str | None:
    """ "14B", "221B": the number as a number if it is short, as is a house's."""
    language = place.language
    found = re.fullmatch(r"(\d{1,3})-?([A-Z]{1,2})", match[0])
    if found is None or found[1][0] == "0" or "code" in place.clues:
        return language.code(match[0])
    return f"{language.house_number(found[1])} {language.spell(found[2])}"


def _mixed(match: re.Match[str], place: Place) -> str | None:
    written = match[0]
    if place.start and place.text[place.start - 1] in "./@_":
        return None
    if "code" not in place.clues and not re.search(r"\d[A-Za-z]|[A-Za-z]\d", written):
        return None
    if not any(char.isdigit() for char in written):
        return None
    head = re.fullmatch(r"(\d{1,6})([a-z]{1,2})", written)
    if head and "code" not in place.clues:
        return f"{place.language.whole(head[1])} {place.language.spell(head[2])}"
    word = re.fullmatch(r"([A-Za-z][a-z]{2,})(\d{1,40})", written)
    if word:
        # "name5" is a word with a number.
        number = word[2]
        return f"{word[1]} {place.language.whole(number) if len(number) < 3 else place.language.digits(number)}"
    return place.language.code(written)


def _word_number(match: re.Match[str], place: Place) -> str | None:
    """ "COVID-19": the word as it is, the number as a number."""
    word = match["word"]
    if word.isupper() and len(word) <= 3:
        return None
    return f"{word} {place.language.whole(match['number'])}"


def say_digits(text: str, language: Language) -> str | None:
    """Read the content of a say-as digits; None when it has none."""
    return language.spell(text) if any(char.isdigit() for char in text) else None
