"""Words of a sentence, as jumps, marks and reports count them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.interface import Span

_WORD = re.compile(r"\S+")


class Word(NamedTuple):
    """Characters `start` to `end` of the text that the spans make together."""

    start: int
    end: int


def words(spans: Iterable[Span]) -> list[Word]:
    """The words of `spans`: what blanks separate, and each token span as one, whatever is in it.

    A word that is written across spans (`<emphasis>un</emphasis>likely`) is one word.
    """
    found: list[Word] = []
    position = 0
    joinable = False  # the word before ends where this span begins, and is not a token
    for span in spans:
        text = span.text
        if span.token:
            if text.strip():
                start = position + len(text) - len(text.lstrip())
                found.append(Word(start, start + len(text.strip())))
            joinable = False
        else:
            for match in _WORD.finditer(text):
                start, end = position + match.start(), position + match.end()
                if joinable and match.start() == 0 and found:
                    found[-1] = Word(found[-1].start, end)
                else:
                    found.append(Word(start, end))
            if text:
                joinable = not text[-1].isspace()
        position += len(text)
    return found
