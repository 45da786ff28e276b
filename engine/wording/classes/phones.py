"""Telephone numbers: international, national by their country's groups, short numbers, extensions, words on keys."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS

if TYPE_CHECKING:
    from engine.wording.language import Language

_EXTENSION = (
    r"(?:[,;]?[ ]?(?:[eE]xt(?:ension|n)?\.?|x|[Dd]urchwahl|[Pp]oste|[Rr]amal|[Ii]nt(?:erno)?\.?|wew\.|доб\.|dahili)"
    r"[ ]?(?P<extension>\d{1,8}))?"
)
_INTERNATIONAL = re.compile(rf"(?P<body>(?:\+|00(?=[1-9]\d))\d[\d ().\-/\u00a0]{{5,22}}\d)(?![\w]|-\d){_EXTENSION}")
_BRACKETED = re.compile(
    rf"(?P<body>(?:\d{{1,3}}[-. ])?\(\d{{1,5}}\) ?\d{{2,4}}(?:[-. ]?\d{{2,4}}){{1,3}})(?!\w|-\d){_EXTENSION}"
)
_NATIONAL = re.compile(rf"(?P<body>0\d{{1,5}}(?:[ ./-]\d{{2,8}}){{1,5}})(?![\w]|[.-]\d){_EXTENSION}")
_TRIPLE = re.compile(rf"(?P<body>(?:1[-. ])?\d{{3}}[-. ]\d{{3}}[-. ]\d{{4}})(?!\w|-\d){_EXTENSION}")
_LOCAL = re.compile(rf"(?P<body>\d{{3}}-\d{{4}})(?!\w|-\d){_EXTENSION}")
_CHAIN = re.compile(rf"(?P<body>\d{{1,12}}(?:-\d{{1,12}}){{2,8}})(?!\w|-\d){_EXTENSION}")
_VANITY = re.compile(r"(?P<body>1-8\d\d-[A-Z0-9]{1,10}(?:-[A-Z0-9]{1,10}){0,3})(?![\w-])")
_KEYS = re.compile(r"(?P<body>\*\d{1,20}(?:\*\d{1,20}){0,4}#)(?!\w)")
_CLUED = re.compile(rf"(?P<body>\d{{2,15}}(?:[ \u00a0./-]\d{{2,8}}){{0,6}})(?!\w|[.,:/-]\d){_EXTENSION}")


def shapes(language: Language) -> list[Shape]:
    del language
    return [
        Shape("phone", _INTERNATIONAL, _phone, 24, "+0"),
        Shape("phone", _BRACKETED, _phone, 24, "(" + DIGITS, "("),
        Shape("phone", _NATIONAL, _phone, 17, "0"),
        Shape("phone", _TRIPLE, _phone, 22),
        Shape("phone", _LOCAL, _phone, 14, needs="-"),
        Shape("phone", _CHAIN, _chain, 14, needs="-"),
        Shape("phone", _VANITY, _phone, 26, needs="-"),
        Shape("phone", _KEYS, _phone, 25, "*"),
        Shape("phone", _CLUED, _clued, 6, clued=True),
    ]


def _phone(match: re.Match[str], place: Place) -> str | None:
    if place.is_inside_word or (place.start and place.text[place.start - 1] in ".,"):
        return None
    return spoken(match["body"], match.groupdict().get("extension") or "", place.language)


def _chain(match: re.Match[str], place: Place) -> str | None:
    if place.start and place.text[place.start - 1] == "-" and place.text[place.start - 2 : place.start - 1].isalnum():
        return None
    return _phone(match, place)


def _clued(match: re.Match[str], place: Place) -> str | None:
    return _phone(match, place) if "phone" in place.clues and not place.language.is_count(place) else None


def spoken(body: str, extension: str, language: Language) -> str:
    """A telephone number in groups, as its country writes it or as it is written."""
    international = body.startswith("+")
    groups = _groups(body, language.country)
    words = language.phone(groups, international=international)
    return f"{words}, {language.extension} {language.digits(extension)}" if extension else words


_PART = re.compile(r"\d+|[A-Za-z]+|[*#]")
_LONGEST_GROUP_DIGITS = 4


def _groups(body: str, country: str) -> list[str]:
    parts = _PART.findall(body)
    if len(parts) > 1 and not body.startswith("00"):
        return [group for part in parts for group in (cut(part) if part.isdigit() else [part])]
    digits = "".join(parts)
    known = _grouped(body if body.startswith("+") else digits, country)
    return known or [group for part in parts for group in (cut(part) if part.isdigit() else [part])]


@lru_cache(maxsize=512)
def _grouped(number: str, country: str) -> list[str] | None:
    """The groups that a number without any is written in, in its country; None where it is not valid there."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    abroad = number.startswith("+")
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL if abroad else phonenumbers.PhoneNumberFormat.NATIONAL
    groups = re.findall(r"\d+", phonenumbers.format_number(parsed, form))
    return groups if "".join(groups) == number.lstrip("+") else None


def cut(run: str) -> list[str]:
    """Cut a long run as people say it: from the left in threes, the last group of four."""
    if len(run) <= _LONGEST_GROUP_DIGITS:
        return [run]
    parts = []
    start = 0
    while len(run) - start > _LONGEST_GROUP_DIGITS:
        # 7 digits → 3 4, 8 → 4 4, 10 → 3 3 4, 11 → 1 3 3 4 (trunk or country code first).
        size = {11: 1, 8: 4, 5: 2, 6: 3}.get(len(run) - start, 3)
        parts.append(run[start : start + size])
        start += size
    return [*parts, run[start:]]


_SAID_EXTENSION = re.compile(r"(?i)(?<![,;\s])[,;\s]*+(?:ext(?:ension|n)?\.?|x)\s*+(\d++)\s*+$")
_SAID_PART = re.compile(r"\+|\d+|[A-Za-z]+|\*|#")


def say(text: str, language: Language) -> str | None:
    """Read the content of a say-as telephone; None when it has nothing to dial."""
    extension = _SAID_EXTENSION.search(text)
    if extension:
        text = text[: extension.start()]
    parts = _SAID_PART.findall(text)
    international = parts[:1] == ["+"]
    groups = [group for part in parts if part != "+" for group in (cut(part) if part.isdigit() else [part])]
    if not any(group.isdigit() or group in "*#" for group in groups):
        return None if not extension else f"{language.extension} {language.digits(extension[1])}"
    words = language.phone(groups, international=international)
    return f"{words}, {language.extension} {language.digits(extension[1])}" if extension else words
