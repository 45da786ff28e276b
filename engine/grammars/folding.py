"""Words that are written in more than one way, made comparable: accents, umlauts, ß, apostrophes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe"})
_LIGATURES = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """`word` without case, accents and apostrophes; "ß" is "ss"."""
    plain = word.casefold().translate(_LIGATURES).translate(_APOSTROPHES)
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))


def folds(word: str) -> tuple[str, ...]:
    """`fold`, and the same with umlauts written out, as in "Mueller"."""
    plain = fold(word)
    spelled = word.casefold().translate(_UMLAUTS)
    return (plain,) if spelled == word.casefold() else (plain, fold(spelled))


def folded_index(names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Words by the folded forms of their names: `names` has the word for each name, "" where they are the same."""
    index: dict[str, dict[str, None]] = {}
    for name, word in names.items():
        for key in folds(name):
            index.setdefault(key, {})[word or name] = None
    return {key: tuple(words) for key, words in index.items()}
