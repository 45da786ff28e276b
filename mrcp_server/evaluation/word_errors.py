"""How many words of an utterance were recognised wrong, whatever way they are written.

Both sides are brought into matching form first (`engine.grammars.tokens`): small letters, no punctuation, figures as
words. What may be written in several ways counts as the nearest of them: "415" as "four hundred fifteen", "four one
five" or "four fifteen"; "I'm" as "I am"; "log in" as "login".
"""

import re
from typing import NamedTuple

from engine.grammars.tokens import matching_words

MOST_WORDS = 1000
"""A longer text is refused by who reads it: comparing takes the product of both lengths."""

_FIGURES = re.compile(r"\d{2,}")
_SHORTENED = {
    "i'm": "i am",
    "can't": "can not",
    "won't": "will not",
    "it's": "it is",
    "that's": "that is",
    "there's": "there is",
    "what's": "what is",
    "he's": "he is",
    "she's": "she is",
}
_ENDINGS = {"'re": " are", "'ve": " have", "'ll": " will", "n't": " not"}


class WordErrors(NamedTuple):
    """Of one utterance: words substituted, left out and put in, and how many were said."""

    errors: int
    words: int


def word_errors(said: str, heard: str, language: str = "en-US") -> WordErrors:
    """Compare what was heard with what was said; both at most `MOST_WORDS` words long."""
    heard_ways = [_spoken_out(way) for way in readings(heard, language)]
    compared = (
        WordErrors(_distance(way, heard_way), len(way))
        for way in (_spoken_out(one) for one in readings(said, language))
        for heard_way in heard_ways
    )
    return min(compared, key=lambda one: one.errors)


def readings(text: str, language: str = "en-US") -> list[tuple[str, ...]]:
    """Return the ways to read a written text aloud, in matching form, the usual one first; never none."""
    ways = (
        text,
        _FIGURES.sub(lambda figures: " ".join(figures[0]), text),
        _FIGURES.sub(lambda figures: _in_pairs(figures[0]), text),
    )
    return list(dict.fromkeys(matching_words(way, language) for way in ways))


def _in_pairs(figures: str) -> str:
    """1234 → 12 34; the odd one stands first. A zero in front is said by itself: 05 → 0 5."""
    start = len(figures) % 2
    pairs = [figures[:start], *(figures[at : at + 2] for at in range(start, len(figures), 2))]
    return " ".join(" ".join(pair) if pair.startswith("0") else pair for pair in pairs if pair)


def _spoken_out(words: tuple[str, ...]) -> list[str]:
    """Without shortened forms."""
    whole: list[str] = []
    for word in words:
        longer = _SHORTENED.get(word, word)
        for ending, full in _ENDINGS.items():
            if longer.endswith(ending):
                longer = longer.removesuffix(ending) + full
        whole += longer.replace("cannot", "can not").split()
    return whole


def _distance(said: list[str], heard: list[str]) -> int:
    """The least number of changes that make one of the other; words written apart or together are no change."""
    before: list[int] = []
    last = list(range(len(heard) + 1))
    for row, word in enumerate(said):
        now = [row + 1]
        for column, other in enumerate(heard):
            best = min(last[column] + (word != other), last[column + 1] + 1, now[column] + 1)
            if column and word == heard[column - 1] + other:
                best = min(best, last[column - 1])
            if row and said[row - 1] + word == other:
                best = min(best, before[column])
            now.append(best)
        before, last = last, now
    return last[-1]
