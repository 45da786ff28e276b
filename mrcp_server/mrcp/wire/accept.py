"""Accept and Accept-Charset (§6.2.2, §6.2.5; RFC 2616 §14.1, §14.2): what of ours a client would rather have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_QUALITY: Final = re.compile(r"[01](?:\.[0-9]{0,3})?")


class _Range(NamedTuple):
    quality: float
    place: int


def preferred(value: str, offered: Sequence[str]) -> str | None:
    """The one of `offered` that an Accept field prefers; None when it takes none of them.

    `offered` are media types or charsets in lower case, our own favourite first. Of equal qualities wins what the
    field names instead of only covering it, then what it names first. Elements that cannot be read, and parameters
    other than `q`, count for nothing.
    """
    return _best(_ranges(value), offered)


def named(value: str, offered: Sequence[str]) -> str | None:
    """As `preferred`, of those that the field names itself: what `*/*` covers is not asked for."""
    ranges = _ranges(value)
    return _best(ranges, [one for one in offered if one in ranges])


def _best(ranges: Mapping[str, _Range], offered: Sequence[str]) -> str | None:
    ranked = [(rank, one) for one in offered if (rank := _rank(one, ranges)) is not None]
    return max(ranked, key=lambda item: item[0])[1] if ranked else None  # the first of equals


def _rank(name: str, ranges: Mapping[str, _Range]) -> tuple[float, bool, int] | None:
    """What is greater is preferred; None: not taken."""
    kind, slash, _ = name.partition("/")
    for cover in (name, f"{kind}/*", "*/*") if slash else (name, "*"):
        found = ranges.get(cover)
        if found is not None:
            is_named = cover == name
            return (found.quality, is_named, -found.place if is_named else 0) if found.quality else None
    return None


def _ranges(value: str) -> dict[str, _Range]:
    """By what they name, in lower case: media types, "text/*", "*/*", charsets, "*". The first of each counts."""
    ranges: dict[str, _Range] = {}
    for place, element in enumerate(value.lower().split(",")):
        name, _, parameters = element.partition(";")
        if name.strip() and name.strip() not in ranges:
            ranges[name.strip()] = _Range(_quality(parameters), place)
    return ranges


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, text = parameter.partition("=")
        if name.strip() == "q":
            # What Python takes for blanks is more than what it takes before a number.
            text = text.strip(" \t")
            return min(float(text), 1.0) if _QUALITY.fullmatch(text) else 1.0
    return 1.0
