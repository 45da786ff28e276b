"""Letters that are spelled: "U.S.", "AT&T", "ATM", a single letter ("press A")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.wording.language import Place, Shape
from engine.wording.stops import closing_stop

if TYPE_CHECKING:
    from engine.wording.language import Language

_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,8}(?:[^\W\d_](?!\w))?")
_AMPERSAND = re.compile(r"[A-Z]{1,4}(?:&[A-Z]{1,4}){1,3}(?!\w)")
_CAPITALS = re.compile(r"[^\W\d_]{2,8}(?![\w'])")
_SINGLE = re.compile(r"[^\W\d_](?![\w'.&])|[^\W\d_](?=\.(?:\s|\Z))")
_LONGEST_WITHOUT_VOWEL = 6
_LONGEST_UNKNOWN = 3


def shapes(language: Language) -> list[Shape]:
    del language
    return [
        Shape("letters", _DOTTED, _dotted, 15, "aA"),
        Shape("letters", _AMPERSAND, _ampersand, 17, "aA"),
        Shape("letters", _CAPITALS, _capitals, 8, "aA"),
        Shape("letters", _SINGLE, _single, 6, "aA"),
    ]


def _dotted(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    letters = match[0].replace(".", "")
    if not letters.isupper() and letters.lower() not in {name.replace(".", "") for name in language.halves}:
        return None
    return language.spell(letters) + closing_stop(match[0], place)


def _ampersand(match: re.Match[str], place: Place) -> str | None:
    language = place.language
    return f" {language.and_word} ".join([language.spell(part) for part in match[0].split("&")])


def _capitals(match: re.Match[str], place: Place) -> str | None:
    language, word = place.language, match[0]
    if not word.isupper() or word in language.as_words:
        return None
    if word not in language.spelled:
        is_word = language.sounds_like_word(word)
        if len(word) > (_LONGEST_UNKNOWN if is_word else _LONGEST_WITHOUT_VOWEL) or is_shouted(place):
            return None
    return language.spell(word)


def _single(match: re.Match[str], place: Place) -> str | None:
    language, letter = place.language, match[0]
    if not letter.isupper() or (place.start and place.text[place.start - 1] in "'&@#"):
        return None
    return language.spell(letter) if language.is_letter(letter, place) else None


_SENTENCE_END = re.compile(r"[.!?;]\s")
_SHOUTED = re.compile(r"[^\W\d_]{3,}")


def is_shouted(place: Place) -> bool:
    """Whether the words around are in capitals as well, so that capitals mean nothing."""
    around = (
        _SENTENCE_END.split(place.text[max(0, place.start - 30) : place.start])[-1],
        _SENTENCE_END.split(place.text[place.end : place.end + 30], maxsplit=1)[0],
    )
    words = [word for part in around for word in _SHOUTED.findall(part)]
    return bool(words) and all(word.isupper() for word in words) and any(len(word) > _LONGEST_UNKNOWN for word in words)
