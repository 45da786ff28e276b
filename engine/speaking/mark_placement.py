"""Where marks fall in a piece's audio, and where speech that starts inside a piece best begins."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SNAP_MS = 400
"""A start inside a piece moves on to the next word if that begins within so much: no word is cut, and nothing
clicks."""


class MarkPlacer:
    """Turns marks at characters into marks at samples, as the words of the piece become known.

    A mark stands where the word begins that follows it, and at the end when none does.
    """

    def __init__(self, marks: Sequence[tuple[int, str]], words: list[tuple[int, int]]) -> None:
        self._marks = sorted(marks, key=lambda mark: mark[0])
        self._words = words

    def skip_to(self, sample: int) -> None:
        """Leave out the marks that lie before `sample`."""
        while self._marks and (place := self._sample(self._marks[0][0])) is not None and place < sample:
            self._marks.pop(0)

    def marks(self, begin: int, end: int, *, last: bool) -> tuple[tuple[int, str], ...]:
        """(offset in the chunk, name) of those that fall into the samples from `begin` to `end`."""
        found = []
        while self._marks:
            character, name = self._marks[0]
            sample = self._sample(character)
            if sample is None and last:
                sample = end
            if sample is None or (sample >= end and not last):
                break
            found.append((min(max(0, sample - begin), end - begin), name))
            self._marks.pop(0)
        return tuple(found)

    def rest(self) -> list[str]:
        """The names that are left, which come behind the piece."""
        names = [name for _, name in self._marks]
        self._marks.clear()
        return names

    def _sample(self, character: int) -> int | None:
        if character == 0:
            return 0
        index = bisect_left(self._words, (character, -1))
        return self._words[index][1] if index < len(self._words) else None


def skip_target(sample: int, words: Sequence[tuple[int, int]], rate_hz: int) -> int:
    """The sample to begin at, wanted `sample`: where a word starts soon, else just there."""
    latest = sample + rate_hz * _SNAP_MS // 1000
    for _, start in words:
        if sample <= start <= latest:
            return start
    return sample
