"""Tokens of grammars, words of recognisers and keys of telephones in one form, so that they can be compared.

Speech: figures as words where the language is English, small letters, no punctuation but apostrophes, hyphens parted.
DTMF: one character a key, of 0–9, *, #, A–D.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.wording.normalize import is_english, normalize

if TYPE_CHECKING:
    from engine.grammars.grammar import Mode

KEYS = frozenset("0123456789*#ABCD")
# SRGS appendix D names only the characters; authors write the words.
_KEY_NAMES = {"star": "*", "asterisk": "*", "pound": "#", "hash": "#"}
_PARTED = str.maketrans({"-": " ", "–": " ", "—": " ", "/": " ", "_": " ", "’": "'"})
_STRIPPED = ".,;:!?¿¡\"“”«»()[]{}…'"


@lru_cache(maxsize=16_384)
def matching_words(text: str, language: str = "en-US", mode: Mode = "voice") -> tuple[str, ...]:
    """Return the words of `text` in matching form; () when there is nothing to match.

    In DTMF, what is no key makes the answer () as a whole.
    """
    if mode == "dtmf":
        return _keys(text)
    # A word of letters and figures ("x10", "W3C") is one that a dictionary has to have.
    is_plain = all(map(_is_word, text.split())) or not is_english(language)
    plain = text if is_plain else normalize(text, language or "en-US")
    words = (word.strip(_STRIPPED) for word in plain.casefold().translate(_PARTED).split())
    return tuple(word for word in words if word)


def _is_word(text: str) -> bool:
    return text.isalpha() or (text.isalnum() and not text.isdecimal())


def _keys(text: str) -> tuple[str, ...]:
    keys: list[str] = []
    for part in text.split():
        named = _KEY_NAMES.get(part.lower().removeprefix("dtmf-"), part.removeprefix("dtmf-"))
        keys.extend(named.upper())
    return tuple(keys) if KEYS.issuperset(keys) else ()
