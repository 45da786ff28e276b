"""Shapes and clues: how a class says what it looks like, and which words around make it likelier."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from engine.wording.languages.language import Language

DIGITS = "0123456789"
WINDOW = 60
CLUE = 20
"""What a clue adds to a weight: more than any shape is ahead of another."""


class Place(NamedTuple):
    """Where a shape was found."""

    language: Language
    text: str
    """The whole text, in one form."""
    start: int
    end: int
    before: tuple[str, ...]
    """The words just before, in small letters, the last one last; "." where a sentence ended."""
    clues: frozenset[str]
    """The classes that the words before speak for."""

    @property
    def written(self) -> str:
        return self.text[self.start : self.end]

    @property
    def is_inside_word(self) -> bool:
        """Whether a letter or figure of the same word stands just before."""
        before = self.text[self.start - 1 : self.start] if self.start else ""
        return before.isalnum() and (before.isascii() or not self.language.unspaced)

    def after(self, count: int = 2) -> tuple[str, ...]:
        """The next words of the sentence, in small letters."""
        return words_after(self.text, self.end, count)

    def before_is(self, words: frozenset[str], within: int = 1) -> bool:
        """Whether one of the last `within` words before is among `words`."""
        return any(word in words for word in self.before[-within:])


class Shape(NamedTuple):
    """One shape of a class."""

    kind: str
    pattern: re.Pattern[str]
    """Matched at the first character only, and bounded in what it reads."""
    read: Callable[[re.Match[str], Place], str | None]
    """What is said; None where it is not of this class after all."""
    weight: int
    """How much the shape says by itself: 10 is a bare number, 20 a shape that is hardly anything else."""
    starts: str = DIGITS
    """The characters it can begin with; "A" stands for a word that begins with a capital letter, "a" for any word."""
    needs: str = ""
    """Characters of which one at least is in what it reads, within `WINDOW` characters: a look that spares a match."""
    clued: bool = False
    """Whether it is looked for behind a clue of its class only."""


def alternatives(names: Iterable[str], *, any_case: bool = False) -> str:
    """Regular expression of one of `names`, the longest first; it looks at one character before it tries them."""
    ordered = sorted(names, key=len, reverse=True)
    firsts = {form for name in ordered for form in (name[0], name[0].lower(), name[0].upper()) if len(form) == 1}
    if not firsts:
        return "(?!)"
    written = "|".join(map(re.escape, ordered))
    return f"(?=[{re.escape(''.join(sorted(firsts)))}])(?{'i' if any_case else ''}:{written})"


_ENDS = re.compile(r"[ ]{0,20}(?:[\"')\]]{0,3}[ ]{0,20}\Z|\n)")
_STARTS = re.compile(r"[ ]{1,3}[\"'(]?([^\W\d_]{1,30})")


def closing_stop(written: str, place: Place) -> str:
    """The full stop of an abbreviation where it also ends the sentence, else nothing."""
    if not written.endswith("."):
        return ""
    if _ENDS.match(place.text, place.end) or place.language.ends_sentence(place):
        return "."
    following = _STARTS.match(place.text, place.end)
    if following is None or not following[1][0].isupper() or written in place.language.stop_abbreviations:
        return ""
    return "." if following[1].lower() in place.language.sentence_starts else ""


_NEXT_WORD = re.compile(r"(?:[ \u00a0,'\"()-]{0,3}+)([^\W\d_]+)")


def words_after(text: str, position: int, count: int) -> tuple[str, ...]:
    """At most `count` words of the sentence that goes on at `position`, in small letters."""
    found: list[str] = []
    while len(found) < count:
        match = _NEXT_WORD.match(text, position, position + 60)
        if match is None:
            break
        found.append(match[1].lower())
        position = match.end()
    return tuple(found)
