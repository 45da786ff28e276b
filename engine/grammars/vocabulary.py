"""The words of grammars, found however a recogniser writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.grammars.folding import fold, folds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.grammars.network import Network

_MOST_PARTS = 8
_LEAST_PART = 2
"""Letters of a part of a compound: with single ones nearly everything could be taken apart."""
_LONGEST = 64


class Vocabulary:
    """The words of some networks.

    Args:
        networks: of the active grammars.
    """

    def __init__(self, networks: Sequence[Network]) -> None:
        self._folded = [network.folded for network in networks]
        self._exact = [network.words for network in networks]
        self.takes_any = any(network.takes_any for network in networks)
        """Whether GARBAGE is in them, which takes words that are not."""

    def __contains__(self, word: str) -> bool:
        return any(word in words for words in self._exact)

    def spellings(self, word: str) -> tuple[str, ...]:
        """The words that are `word`, but for accents, apostrophes and the like."""
        return tuple(dict.fromkeys(one for key in folds(word) for index in self._folded for one in index.get(key, ())))

    def parts(self, word: str) -> tuple[str, ...]:
        """The fewest words that `word` is when they are written together; () where it is none such, or one word."""
        text = fold(word)
        if not 2 * _LEAST_PART <= len(text) <= _LONGEST:
            return ()
        # best[end]: where the last part of text[:end] begins, and how many parts there are.
        best: dict[int, tuple[int, int]] = {0: (0, 0)}
        for end in range(_LEAST_PART, len(text) + 1):
            for start in range(end - _LEAST_PART + 1):
                if (
                    start in best
                    and best[start][1] + 1 < best.get(end, (0, _MOST_PARTS + 1))[1]
                    and self._has(text[start:end])
                ):
                    best[end] = (start, best[start][1] + 1)
        found: list[str] = []
        end = len(text)
        while end and end in best:
            start = best[end][0]
            found.append(self.spellings(text[start:end])[0])
            end = start
        return tuple(reversed(found)) if not end and len(found) > 1 else ()

    def _has(self, folded: str) -> bool:
        return any(folded in index for index in self._folded)
