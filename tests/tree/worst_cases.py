"""Texts that cost a pattern most, made from its own syntax: a way in, a long run of what it repeats, a bad end."""

from __future__ import annotations

from collections.abc import Iterator
from re import _constants as sre  # type: ignore[attr-defined]  # private, and the only way to a pattern's syntax
from typing import Any, Final

from tests.tree.backtracking import accepts

_MANY: Final = 16
"""A repeat that takes fewer than these is not worth a run of its own."""
_FEW_KINDS: Final = 7
"""With so few kinds of characters, every two of them in turn are a run too."""
_BAD_ENDS: Final = ("", "\0")
_CANDIDATES: Final = [
    *(chr(code) for code in (*range(32, 127), 9, 10, 13, 0)),
    *"\x85\xa0éß²ß\u0660\u2028\u2013–—“”’!¿、。⅓½€£♥\U0001f600ﬃ\ufeff",
]


def worst_cases(tree: Any, flags: int, *, is_text: bool) -> Iterator[tuple[str, str, str]]:
    """(prefix, pump, suffix) of texts to try: the pump is to be repeated as often as one likes."""
    syntax = Syntax(tree, flags, is_text=is_text)
    kinds = syntax.kinds()
    pumps = dict.fromkeys([*kinds, *syntax.bodies])
    if len(kinds) <= _FEW_KINDS:
        pumps |= dict.fromkeys(one + other for one in kinds for other in kinds)
    for prefix in dict.fromkeys(["", *syntax.prefixes]):
        for pump in pumps:
            for suffix in _BAD_ENDS:
                yield prefix, pump, suffix
    for pump in pumps:
        yield "", pump, "\n\0"
    # What begins a repeat, again and again: each beginning looks for an end that never comes.
    for begun in dict.fromkeys(syntax.beginnings):
        for kind in kinds:
            yield "", begun + kind, ""
            yield "", kind + begun, ""


class Syntax:
    """What a pattern's tree says about texts for it."""

    def __init__(self, tree: Any, flags: int, *, is_text: bool) -> None:
        self.prefixes: list[str] = []
        """A text that leads to each long repeat."""
        self.beginnings: list[str] = []
        """The same, without and with what it repeats."""
        self.bodies: list[str] = []
        """What each long repeat repeats, once and twice as long."""
        self._singles: list[tuple[tuple[Any, Any], int]] = []
        self._groups: dict[int, str] = {}
        self._is_text = is_text
        self._walk(tree, flags, "")

    def kinds(self) -> list[str]:
        """One character of each kind that the pattern tells apart, and one of none."""
        found: dict[tuple[bool, ...], str] = {}
        for character in _CANDIDATES:
            if self._is_text or ord(character) < 256:
                signature = tuple(accepts(node, character, flags) for node, flags in self._singles)
                found.setdefault(signature, character)
        return list(found.values())

    def _walk(self, nodes: Any, flags: int, before: str) -> str:
        """Note everything in `nodes`, and return a shortest text that they match."""
        start = before
        for code, argument in nodes:
            before += self._walk_one(code, argument, flags, before)
        return before[len(start) :]

    def _walk_one(self, code: Any, argument: Any, flags: int, before: str) -> str:
        if code in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            self._singles.append(((code, argument), flags))
            return self._sample((code, argument), flags)
        if code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            return self._walk_repeat(argument, flags, before)
        if code is sre.BRANCH:
            texts = [self._walk(one, flags, before) for one in argument[1]]
            return texts[0]
        if code is sre.SUBPATTERN:
            group, added, removed, body = argument
            text = self._walk(body, (flags | added) & ~removed, before)
            self._groups[group or 0] = text
            return text
        if code is sre.ATOMIC_GROUP:
            return self._walk(argument, flags, before)
        if code in (sre.ASSERT, sre.ASSERT_NOT):
            self._walk(argument[1], flags, before)
            return ""
        return self._groups.get(argument, "") if code is sre.GROUPREF else ""

    def _walk_repeat(self, argument: tuple[int, int, Any], flags: int, before: str) -> str:
        least, most, nodes = argument
        body = self._walk(nodes, flags, before)
        if most >= _MANY:
            # As it begins, and with one repeat done: the way into what follows a repeat leads through it.
            self.prefixes += [before, before + body]
            self.beginnings += [one for one in (before, before + body) if one]
            self.bodies += [text for text in (body, *self._alternatives(nodes, flags)) if text]
        return body * min(least, _MANY)

    def _alternatives(self, nodes: Any, flags: int) -> Iterator[str]:
        """Each branch of a repeated group by itself, and the group with what is optional in it."""
        for code, argument in nodes:
            if code is sre.SUBPATTERN:
                yield from self._alternatives(argument[3], flags)
            elif code is sre.ATOMIC_GROUP:
                yield from self._alternatives(argument, flags)
            elif code is sre.BRANCH:
                yield from (_fullest(one, flags, self) for one in argument[1])
        yield _fullest(nodes, flags, self)

    def _sample(self, node: tuple[Any, Any], flags: int) -> str:
        if node[0] is sre.LITERAL:
            return chr(node[1])
        return next((one for one in ("a", "1", *_CANDIDATES) if accepts(node, one, flags)), "")


def _fullest(nodes: Any, flags: int, syntax: Syntax) -> str:
    """A text of `nodes` with each optional part in it once."""
    text = ""
    for code, argument in nodes:
        if code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += _fullest(argument[2], flags, syntax)
        elif code is sre.SUBPATTERN:
            text += _fullest(argument[3], (flags | argument[1]) & ~argument[2], syntax)
        elif code is sre.ATOMIC_GROUP:
            text += _fullest(argument, flags, syntax)
        elif code is sre.BRANCH:
            text += _fullest(argument[1][0], flags, syntax)
        elif code in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            text += syntax._sample((code, argument), flags)
    return text
