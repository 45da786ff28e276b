"""Addresses of the web and of mail, handles and hashtags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place, Shape
from engine.wording.patterns import DIGITS, MARKS

if TYPE_CHECKING:
    from engine.wording.language import Language

_LONGEST = 200
_URL = re.compile(rf"(?i:https?://|www\.)[^\s<>\"']{{1,{_LONGEST}}}(?<![.,;:!?')])")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?<!-)")
_TOP_LEVEL = (
    "com|org|net|edu|gov|info|io|app|dev|ai|co|eu|uk|us|de|fr|es|it|nl|be|ch|at|pl|ru|br|pt|mx|in|jp|cn|tr|ca|au|ie|"
    "me|tv|рф"
)
_DOMAIN = re.compile(
    rf"[^\W_][\w-]{{0,62}}(?:\.[\w-]{{1,63}}){{0,3}}\.(?:{_TOP_LEVEL})(?:/[^\s<>\"]{{0,100}}(?<![.,;:!?')]))?(?![\w])"
)
_HANDLE = re.compile(r"@(?P<name>[A-Za-z_][\w.]{1,30}(?<!\.))")
_HASHTAG = re.compile(rf"#(?P<name>[^\W\d_][\w{MARKS}]{{1,50}})")


def shapes(language: Language) -> list[Shape]:
    del language
    return [
        Shape("web", _URL, _address, 50, "aA", ".:"),
        Shape("web", _MAIL, _address, 50, "aA" + DIGITS, "@"),
        Shape("web", _DOMAIN, _domain, 34, "aA" + DIGITS, "."),
        Shape("web", _HANDLE, _handle, 20, "@"),
        Shape("web", _HASHTAG, _hashtag, 20, "#"),
    ]


def _address(match: re.Match[str], place: Place) -> str | None:
    return say(match[0], place.language)


def _domain(match: re.Match[str], place: Place) -> str | None:
    head, _, top = match[0].partition("/")[0].rpartition(".")
    # "3.de" is no host, and "etc.In" is a sentence that forgot its blank.
    if f"{match[0]}." in place.language.abbreviations:
        return None
    if (
        not any(char.isalpha() for char in head)
        or top[0].isupper()
        or (place.start and place.text[place.start - 1] in "@.")
    ):
        return None
    return say(match[0], place.language)


def _handle(match: re.Match[str], place: Place) -> str | None:
    if place.is_inside_word:
        return None
    return f"{place.language.character('@')} {say(match['name'], place.language)}"


def _hashtag(match: re.Match[str], place: Place) -> str | None:
    return f"{place.language.hashtag} {match['name']}"


_PIECE = re.compile(r"[^\W\d_]+|\d+|.", re.DOTALL)
_SCHEME = re.compile(r"(?i:https?://)")


def say(text: str, language: Language) -> str:
    """Read a URL, a host or a mail address: "www.example.com/a" → "W W W dot example dot com slash a"."""
    text = _SCHEME.sub("", text, count=1).rstrip("/") if text[:4].lower() == "http" else text.rstrip("/")
    words = []
    for piece in _PIECE.findall(text):
        if piece.isdigit() and piece.isascii():
            words.append(language.digits(piece) if len(piece) > 2 or piece[0] == "0" else language.whole(piece))
        elif piece.isalpha():
            words.append(language.web_word(piece))
        elif piece == ".":
            words.append(language.dot)
        elif not piece.isspace():
            words.append(language.spelled_signs.get(piece) or language.signs.get(piece) or "")
    return " ".join([word for word in words if word])
