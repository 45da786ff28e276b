"""Lists of words as tables write them: separated by blanks."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


def in_order(text: str) -> tuple[str, ...]:
    """The words of `text`, to be looked up by their place."""
    return tuple(text.split())
