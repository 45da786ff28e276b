"""What a regular expression costs: its own parse tree walked as the `re` module walks it, with each step counted.

Steps tell growth exactly and on any machine, where seconds tell it roughly and on an idle one. The order of attempts
is that of `re`, so that what it would match is matched here too, which is how the counting is tested.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]  # private, and the only way to a pattern's syntax
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final

Continue = Callable[[int], int | None]
"""What is to be matched behind a place; says where the whole match ends, or None."""
Matcher = Callable[[int, Continue], int | None]

_DEPTH: Final = 400_000
"""Calls in calls: repeats of groups nest, as many as the text has characters."""
_REPEATS: Final = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_SINGLE: Final = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN)
_CATEGORIES: Final = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


class TooManySteps(Exception):  # noqa: N818 - it is the answer, not an error
    """The budget of steps is used up."""


def parse(pattern: re.Pattern[Any]) -> Any:
    """The syntax tree of `pattern`: a sequence of (opcode, argument)."""
    return _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)


def flags_of(pattern: re.Pattern[Any]) -> int:
    """Its flags, where bytes are text of ASCII."""
    return pattern.flags | (0 if isinstance(pattern.pattern, str) else re.ASCII)


@cache
def _category(code: Any, character: str, ascii_only: bool) -> bool:
    return re.fullmatch(_CATEGORIES[code], character, re.ASCII if ascii_only else 0) is not None


def accepts(node: tuple[Any, Any], character: str, flags: int) -> bool:
    """Whether a node that stands for one character stands for this one."""
    code, argument = node
    if code is sre.ANY:
        return character != "\n" or bool(flags & re.DOTALL)
    cases = {character, character.lower(), character.upper()} if flags & re.IGNORECASE else {character}
    cases = {case for case in cases if len(case) == 1}
    if code is sre.LITERAL:
        return any(ord(case) == argument for case in cases)
    if code is sre.NOT_LITERAL:
        return all(ord(case) != argument for case in cases)
    negated = argument[0][0] is sre.NEGATE
    ascii_only = bool(flags & re.ASCII)
    return negated != any(_in_item(item, case, ascii_only) for item in argument[negated:] for case in cases)


def _in_item(item: tuple[Any, Any], character: str, ascii_only: bool) -> bool:
    code, argument = item
    if code is sre.LITERAL:
        return bool(ord(character) == argument)
    if code is sre.RANGE:
        return bool(argument[0] <= ord(character) <= argument[1])
    return _category(argument, character, ascii_only)


class StepCounter:
    """Matches one pattern as `re` does and counts each attempt at a character, a branch and a repeat."""

    def __init__(self, tree: Any, flags: int) -> None:
        self.steps = 0
        self._budget = 0
        self._text = ""
        self._groups: dict[int, tuple[int, int]] = {}
        self._match = self._sequence(tree, flags)

    def spans(self, text: str, mode: str, budget: int = 10_000_000) -> list[tuple[int, int]]:
        """Where `text` is matched; `mode` is one of those of `tests.tree.patterns.Use`.

        Raises TooManySteps when it takes more than `budget`.
        """
        self.steps, self._budget, self._text = 0, budget, text
        with _deep():
            if mode in ("scan", "read"):
                return list(self._scan(everywhere=mode == "scan"))
            end = self._at(0, (lambda at: at if at == len(text) else None) if mode == "fullmatch" else _here)
        return [] if end is None else [(0, end)]

    def _at(self, start: int, then: Continue) -> int | None:
        self._groups = {}
        return self._match(start, then)

    def _scan(self, *, everywhere: bool) -> Iterator[tuple[int, int]]:
        start, empty_at = 0, -1
        while start <= len(self._text):
            # Where an empty match was, only a longer one counts.
            end = self._at(start, lambda at, taken=(start if empty_at == start else -1): None if at == taken else at)  # type: ignore[misc]
            if end is None and not everywhere:
                return
            if end is None:
                start += 1
                continue
            yield start, end
            start, empty_at = end, end if end == start else -1

    def _step(self, count: int = 1) -> None:
        self.steps += count
        if self.steps > self._budget:
            raise TooManySteps

    # ---- one matcher a node ----

    def _sequence(self, nodes: Any, flags: int) -> Matcher:
        matchers = [self._node(node, flags) for node in nodes]
        if len(matchers) == 1:
            return matchers[0]

        def run(at: int, then: Continue, index: int = 0) -> int | None:
            if index == len(matchers):
                return then(at)
            return matchers[index](at, lambda end: run(end, then, index + 1))

        return run

    def _node(self, node: tuple[Any, Any], flags: int) -> Matcher:
        code, argument = node
        if code in _SINGLE:
            return self._single(node, flags)
        if code in _REPEATS:
            return self._repeat(code, argument, flags)
        if code is sre.BRANCH:
            return self._branch([self._sequence(one, flags) for one in argument[1]])
        if code is sre.SUBPATTERN:
            group, added, removed, body = argument
            return self._group(group, self._sequence(body, (flags | added) & ~removed))
        if code is sre.ATOMIC_GROUP:
            return self._atomic(self._sequence(argument, flags))
        if code in (sre.ASSERT, sre.ASSERT_NOT):
            return self._look(code is sre.ASSERT, argument[0], argument[1], flags)
        if code is sre.AT:
            return self._place(argument, flags)
        if code is sre.GROUPREF:
            return self._reference(argument, flags)
        raise NotImplementedError(f"no step counting for {code}")

    def _single(self, node: tuple[Any, Any], flags: int) -> Matcher:
        takes = _predicate(node, flags)

        def run(at: int, then: Continue) -> int | None:
            self._step()
            return then(at + 1) if at < len(self._text) and takes(self._text[at]) else None

        return run

    def _branch(self, branches: list[Matcher]) -> Matcher:
        def run(at: int, then: Continue) -> int | None:
            for branch in branches:
                self._step()
                end = branch(at, then)
                if end is not None:
                    return end
            return None

        return run

    def _group(self, group: int | None, body: Matcher) -> Matcher:
        if group is None:
            return body

        def run(at: int, then: Continue) -> int | None:
            before = self._groups.get(group)

            def closed(end: int) -> int | None:
                inner = self._groups.get(group)
                self._groups[group] = (at, end)
                found = then(end)
                if found is None:
                    self._restore(group, inner)
                return found

            found = body(at, closed)
            if found is None:
                self._restore(group, before)
            return found

        return run

    def _restore(self, group: int, span: tuple[int, int] | None) -> None:
        if span is None:
            self._groups.pop(group, None)
        else:
            self._groups[group] = span

    def _atomic(self, body: Matcher) -> Matcher:
        def run(at: int, then: Continue) -> int | None:
            end = body(at, _here)
            return None if end is None else then(end)

        return run

    def _look(self, wanted: bool, direction: int, nodes: Any, flags: int) -> Matcher:
        body = self._sequence(nodes, flags)
        back = nodes.getwidth()[0] if direction < 0 else 0

        def run(at: int, then: Continue) -> int | None:
            self._step()
            found = at >= back and body(at - back, _here) is not None
            return then(at) if found == wanted else None

        return run

    def _place(self, code: Any, flags: int) -> Matcher:
        ascii_only = bool(flags & re.ASCII)

        def is_word(at: int) -> bool:
            return 0 <= at < len(self._text) and _category(sre.CATEGORY_WORD, self._text[at], ascii_only)

        def holds(at: int) -> bool:
            text, end = self._text, len(self._text)
            if code in (sre.AT_BOUNDARY, sre.AT_NON_BOUNDARY):
                return (is_word(at - 1) != is_word(at)) == (code is sre.AT_BOUNDARY)
            if code in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
                by_line = code is sre.AT_BEGINNING and flags & re.MULTILINE
                return at == 0 or bool(by_line and text[at - 1] == "\n")
            if code is sre.AT_END_STRING:
                return at == end
            return at == end or (text[at] == "\n" and (at == end - 1 or bool(flags & re.MULTILINE)))

        def run(at: int, then: Continue) -> int | None:
            self._step()
            return then(at) if holds(at) else None

        return run

    def _reference(self, group: int, flags: int) -> Matcher:
        def run(at: int, then: Continue) -> int | None:
            if group not in self._groups:
                return None
            start, end = self._groups[group]
            said, here = self._text[start:end], self._text[at : at + end - start]
            self._step(1 + len(said))
            same = said.lower() == here.lower() if flags & re.IGNORECASE else said == here
            return then(at + len(said)) if same else None

        return run

    def _repeat(self, code: Any, argument: Any, flags: int) -> Matcher:
        least, most, nodes = argument
        most = sys.maxsize if most is sre.MAXREPEAT else most
        if code is sre.POSSESSIVE_REPEAT:
            return self._atomic(self._repeat(sre.MAX_REPEAT, argument, flags))
        if code is sre.MAX_REPEAT and len(nodes) == 1 and nodes[0][0] in _SINGLE:
            return self._run_of_one(_predicate(nodes[0], flags), least, most)
        return self._run_of_many(self._sequence(nodes, flags), least, most, code is sre.MAX_REPEAT)

    def _run_of_one(self, takes: Callable[[str], bool], least: int, most: int) -> Matcher:
        def run(at: int, then: Continue) -> int | None:
            text, end = self._text, at
            limit = min(len(text), at + most)
            while end < limit and takes(text[end]):
                end += 1
            self._step(end - at + 1)
            while end >= at + least:
                found = then(end)
                if found is not None:
                    return found
                self._step()
                end -= 1
            return None

        return run

    def _run_of_many(self, body: Matcher, least: int, most: int, greedy: bool) -> Matcher:
        def more(at: int, then: Continue, count: int, start: int) -> int | None:
            self._step()
            again = count < least or (count < most and at != start)
            if count < least or not greedy:
                found = None if count < least else then(at)
                return body(at, lambda end: more(end, then, count + 1, at)) if found is None and again else found
            found = body(at, lambda end: more(end, then, count + 1, at)) if again else None
            return then(at) if found is None else found

        return lambda at, then: more(at, then, 0, -1)


def _here(at: int) -> int | None:
    return at


def _predicate(node: tuple[Any, Any], flags: int) -> Callable[[str], bool]:
    known: dict[str, bool] = {}

    def takes(character: str) -> bool:
        if character not in known:
            known[character] = accepts(node, character, flags)
        return known[character]

    return takes


@contextmanager
def _deep() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(_DEPTH)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
