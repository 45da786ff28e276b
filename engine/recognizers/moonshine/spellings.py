"""How the words of a grammar may be written: letters that count, abbreviations, what sounds the same, signs.

A model writes what it hears as people write it, while a grammar has words in matching form. Both are compared by
letters and figures alone: blanks, hyphens, apostrophes and punctuation part nothing and join nothing, so that "O.K.",
"voice mail" and "A-B-C" are what the grammar calls "okay", "voicemail" and "a b c". Figures are
`engine.recognizers.moonshine.figures`.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

IGNORED = frozenset(" '-.,:;!?\"()/\n")
"""Signs that count for nothing, unless a grammar has a word for them."""
SIGNS = {
    "%": ("percent",),
    "&": ("and", "ampersand"),
    "@": ("at",),
    "+": ("plus",),
    "#": ("number", "pound", "hash"),
    "*": ("star", "asterisk"),
    "=": ("equals",),
    ".": ("point", "dot"),
    "-": ("minus", "dash", "hyphen", "negative", "to"),
    "/": ("slash",),
    ",": ("comma",),
    ":": ("colon",),
}
"""The words that a sign alone may stand for."""
COINS = {"$": ("dollars", "dollar"), "£": ("pounds", "pound"), "€": ("euros", "euro")}
"""Signs that stand before a figure and are said behind it."""
_KNOWN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789") | IGNORED | SIGNS.keys() | COINS.keys()

_LETTERS = {
    "a": "eh ay", "b": "be bee", "c": "see sea", "d": "dee", "e": "ee", "f": "eff", "g": "gee", "h": "aitch",
    "i": "eye", "j": "jay", "k": "kay", "l": "el ell", "m": "em", "n": "en", "o": "oh", "p": "pee", "q": "queue cue",
    "r": "are", "s": "ess", "t": "tee tea", "u": "you", "v": "vee", "w": "doubleu doubleyou", "x": "ex", "y": "why",
    "z": "zee zed",
}  # fmt: skip
_SAME = (
    ("okay", "ok"), ("oh", "o"), ("zero", "naught"), ("two", "to", "too"), ("four", "for", "fore"), ("one", "won"),
    ("eight", "ate"), ("alpha", "alfa"), ("juliet", "juliett"), ("whiskey", "whisky"), ("xray", "exray"),
    ("mister", "mr"), ("missus", "mrs"), ("miss", "ms"), ("doctor", "dr"), ("street", "st"), ("saint", "st"),
    ("avenue", "ave"), ("road", "rd"), ("boulevard", "blvd"), ("apartment", "apt"), ("extension", "ext"),
    ("department", "dept"), ("versus", "vs"), ("etcetera", "etc"), ("junior", "jr"), ("senior", "sr"),
    ("yeah", "yea"), ("gray", "grey"), ("color", "colour"), ("center", "centre"), ("check", "cheque"),
    ("canceled", "cancelled"), ("inquiry", "enquiry"), ("program", "programme"), ("goodbye", "goodby"),
    ("am", "am"), ("pm", "pm"), ("hour", "our"), ("right", "write"), ("no", "know"), ("by", "buy", "bye"),
    ("their", "there"), ("mail", "male"), ("sales", "sails"), ("sale", "sail"), ("week", "weak"), ("weight", "wait"),
    ("sunday", "sundae"), ("march", "march"), ("new", "knew"), ("here", "hear"), ("whole", "hole"), ("pier", "peer"),
    ("dear", "deer"), ("flour", "flower"), ("meat", "meet"), ("plain", "plane"), ("son", "sun"), ("tail", "tale"),
    ("hi", "high"), ("blue", "blew"), ("red", "read"), ("mike", "mic"), ("papa", "poppa"),
)  # fmt: skip


def _alternatives() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {letter: set(names.split()) for letter, names in _LETTERS.items()}
    for group in _SAME:
        for word in group:
            found.setdefault(word, set()).update(group)
    return {word: tuple(sorted(others - {word})) for word, others in found.items()}


_ALTERNATIVES = _alternatives()


@lru_cache(maxsize=65_536)
def folded(text: str) -> str | None:
    """`text` in small letters without accents; None where a sign is in it that no sentence of a grammar may have."""
    plain = text.replace("’", "'").casefold()
    if not plain.isascii():
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return plain if _KNOWN.issuperset(plain) else None


def letters(word: str) -> str:
    """The letters and figures of a grammar's word, which are what counts."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def forms(words: Iterable[str]) -> list[tuple[str, str]]:
    """(letters, word) for each way in which each of `words` may be written, sorted by letters."""
    found = []
    for word in words:
        plain = letters(word)
        if plain:
            found.append((plain, word))
        found += [(other, word) for other in _ALTERNATIVES.get(plain, ())]
    found.sort()
    return found
