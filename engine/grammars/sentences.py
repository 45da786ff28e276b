"""The sentences of small grammars, one by one: for recognisers that look for phrases."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from engine.grammars.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.grammars.matcher import Active

_MOST_STEPS = 2_000
"""Words tried; silent moves count as well, a hundred as one."""
_MOVES_A_STEP = 100


def sentences(grammars: Sequence[Active], most: int, most_words: int = 12) -> Iterator[tuple[str, ...]]:
    """The sentences of `grammars`, those with fewest words first.

    Args:
        grammars: those that are active; what GARBAGE might take besides their words is in no sentence.
        most: so many at most; of a grammar that has more, or is large, the shorter ones.
        most_words: of a sentence.
    """
    waiting = deque([Matcher(grammars)])
    steps = 0.0
    while waiting and most > 0:
        matcher = waiting.popleft()
        for word in sorted(matcher.expected()):
            if steps >= _MOST_STEPS or most <= 0:
                return
            longer = matcher.copy()
            longer.feed(word)
            steps += 1 + (longer.steps - matcher.steps) / _MOVES_A_STEP
            if longer.accepting():
                most -= 1
                yield longer.words
            if len(longer.words) < most_words:
                waiting.append(longer)
