"""A model's tokens by how they are written, as a trie: which of 32,768 may follow is found by walking it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.recognizers.moonshine.spellings import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_CLASS = -1


class TrieNode:
    """What tokens may go on with, and the class of those that end here."""

    __slots__ = ("children", "token_class")

    def __init__(self) -> None:
        self.children: dict[str, TrieNode] = {}
        self.token_class = NO_CLASS


class TokenTrie:
    """Tokens whose texts are the same but for capitals and accents are of one class."""

    def __init__(self, texts: Sequence[str]) -> None:
        """`texts` by token; tokens without one, or with signs that no sentence has, are of no class."""
        self.root = TrieNode()
        self.texts: list[str] = []
        """By class."""
        members: list[list[int]] = []
        self.class_of = np.full(len(texts), NO_CLASS, np.int32)
        """By token."""
        for token, text in enumerate(texts):
            plain = folded(text) if text else None
            if plain:
                node = self._node(plain)
                if node.token_class == NO_CLASS:
                    node.token_class = len(members)
                    members.append([])
                    self.texts.append(plain)
                members[node.token_class].append(token)
                self.class_of[token] = node.token_class
        self.members: list[np.ndarray[Any, np.dtype[np.int64]]] = [np.array(one, np.int64) for one in members]
        """Tokens by class."""

    def _node(self, text: str) -> TrieNode:
        node = self.root
        for sign in text:
            node = node.children.setdefault(sign, TrieNode())
        return node
