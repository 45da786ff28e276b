"""The grammars that a worker's callers use, compiled once for all of them."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from typing import TYPE_CHECKING

from engine.grammars.portable import decode_networks
from engine.recognizers.moonshine.walker import Walker

if TYPE_CHECKING:
    from engine.recognizers.moonshine.token_trie import TokenTrie

_MAX_SIZE = 400_000
"""Of all walkers together, in what `Walker.size` counts."""


class CompiledGrammars:
    """Walkers by what their grammars are; the least recently used go first, and earlier where they have grown large."""

    def __init__(self, trie: TokenTrie, max_grammars: int) -> None:
        self._trie = trie
        self._max_grammars = max_grammars
        self._walkers: OrderedDict[bytes, Walker] = OrderedDict()

    def __len__(self) -> int:
        return len(self._walkers)

    def walker(self, networks: bytes) -> Walker:
        """The one for these grammars (`engine.grammars.portable`), ready for an utterance's first token.

        Raises:
            EngineError: the grammars are damaged, or too large to be followed.
        """
        key = blake2b(networks, digest_size=16).digest()
        walker = self._walkers.get(key)
        if walker is None:
            walker = Walker(self._trie, decode_networks(networks))
            # What comes first is looked up now, while the caller is not speaking yet.
            walker.tokens(walker.start)
            self._walkers[key] = walker
        self._walkers.move_to_end(key)
        self._trim()
        return walker

    def _trim(self) -> None:
        while len(self._walkers) > 1 and (
            len(self._walkers) > self._max_grammars or sum(one.size for one in self._walkers.values()) > _MAX_SIZE
        ):
            self._walkers.popitem(last=False)
