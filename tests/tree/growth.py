"""Whether a pattern's cost grows faster than its text, by counted steps."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from re import _constants as sre  # type: ignore[attr-defined]  # private, and the only way to a pattern's syntax
from typing import Any, Final

from tests.tree.backtracking import StepCounter, TooManySteps, flags_of, parse
from tests.tree.worst_cases import worst_cases

_SHORT, _LONG, _LONGER = 72, 320, 1280
"""Characters of the text to try everything on, and of two to see growth."""
_CHEAP: Final = 12
"""Steps a character which no run of that length could stay below if it was tried anew from each of its places."""
_COSTLIEST: Final = 8
"""So many of the texts that cost more are looked at longer."""
_TOO_MUCH: Final = 600
"""Steps a character that no pattern may take."""
_FASTER: Final = 2.0
"""Four times the text may cost four times as much, and twice of that: a quadratic pattern costs sixteen times."""

Case = tuple[str, str, str]


def faster_than_linear(pattern: re.Pattern[Any], uses: Iterable[str]) -> str | None:
    """The first text found on which one of `uses` costs more than linear time, described; None when there is none."""
    flags, is_text = flags_of(pattern), isinstance(pattern.pattern, str)
    for tree in alternatives(list(parse(pattern))):
        counter, cases = StepCounter(tree, flags), list(worst_cases(tree, flags, is_text=is_text))
        found = next((found for use in sorted(uses) if (found := _found(counter, cases, use))), None)
        if found:
            return found
    return None


def alternatives(nodes: list[Any]) -> Iterator[list[Any]]:
    """The branches of a pattern that is nothing else, each by itself: together they cost the sum of each."""
    last: tuple[Any, Any] = nodes[-1] if nodes else (sre.AT, None)
    code, argument = last
    if "GROUPREF" in repr(nodes) or any(one not in (sre.ASSERT, sre.ASSERT_NOT, sre.AT) for one, _ in nodes[:-1]):
        yield nodes
    elif code is sre.BRANCH:
        for branch in argument[1]:
            yield from alternatives([*nodes[:-1], *branch])
    elif code is sre.SUBPATTERN and not argument[1] and not argument[2]:
        for branch in alternatives(list(argument[3])):
            yield [*nodes[:-1], *branch]
    else:
        yield nodes


def _found(counter: StepCounter, cases: list[Case], use: str) -> str | None:
    costs = {case: cost for case in cases if (cost := _cost(counter, case, _SHORT, use)) > _CHEAP}
    for case in sorted(costs, key=costs.__getitem__, reverse=True)[:_COSTLIEST]:
        if _grows(counter, case, use):
            prefix, pump, suffix = case
            return f"{use} of {prefix!r} + {pump!r} * n + {suffix!r}"
    return None


def _grows(counter: StepCounter, case: Case, use: str) -> bool:
    cost = _cost(counter, case, _LONG, use, most=_TOO_MUCH)
    return cost > _TOO_MUCH or _cost(counter, case, _LONGER, use, most=_FASTER * cost + _CHEAP) == math.inf


def _cost(counter: StepCounter, case: Case, length: int, use: str, most: float = 4 * _CHEAP) -> float:
    """Steps a character; infinite above `most`."""
    prefix, pump, suffix = case
    text = prefix + pump * (length // len(pump)) + suffix
    try:
        counter.spans(text, use, int(most * len(text)))
    except TooManySteps:
        return math.inf
    return counter.steps / len(text)
