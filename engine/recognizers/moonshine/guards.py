"""What keeps a model that always writes something from writing what nobody said.

Such a model writes "You" into silence and the same phrase over and over into noise. Silence is told by its level in
front of it (`engine.audio.speech_activity`); here is how much an utterance can hold, and when it turns in circles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKENS_PER_S = 6.5
"""Of fast speech; the model was trained with this limit."""
_EXTRA_TOKENS = 6
"""Letters and figures that are read one by one take more: "A. B. C."."""
_LONGEST_LOOP = 12
_ROUNDS = 4


_NOBODY = frozenset({"", "You", "Mm-hmm.", "Mm."})
"""What the model writes when nobody speaks, as it writes it then: who says "you" gets a full stop."""
_OF_FILMS = frozenset("©♪")
"""Signs of the subtitles that it learned from; nobody says them."""


def is_nobody(text: str, language: str) -> bool:
    """Whether what is read freely shows that nobody spoke: beeps and noise give these, or letters of no English."""
    text = text.strip()
    must_be_latin = language.casefold().startswith("en")
    if text in _NOBODY or not _OF_FILMS.isdisjoint(text):
        return True
    return not any(sign.isalnum() and (sign.isascii() or not must_be_latin) for sign in text)


def most_tokens(seconds: float) -> int:
    """How many tokens an utterance of this length can have."""
    return int(seconds * TOKENS_PER_S) + _EXTRA_TOKENS


def is_loop(tokens: Sequence[int]) -> bool:
    """Whether `tokens` ends in the same few tokens several times over."""
    for length in range(1, min(_LONGEST_LOOP, len(tokens) // _ROUNDS) + 1):
        # Digits that are said four times are common, eight times they are a loop.
        rounds = max(_ROUNDS, 8 // length)
        if len(tokens) < rounds * length:
            continue
        tail = tokens[-length:]
        if all(tokens[-length * (turn + 1) : -length * turn or None] == tail for turn in range(rounds)):
            return True
    return False
