"""Accept and Accept-Charset (§6.2.2, §6.2.5; RFC 2616 §14.1, §14.2): what of ours a client would rather have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_QUALITY: Final = re.compile(r"[01](?:\.[0-9]{0,3})?")


class _Range(NamedTuple):
    name: str
    """Lower case: a media type, "text/*", "*/*", a charset or "*"."""
    quality: float


def preferred(value: str, offered: Sequence[str]) -> str | None:
    """The one of `offered` that an Accept field prefers; None when it takes none of them.

    `offered` are media types or charsets in lower case, our own favourite first. Of equal qualities wins what the
    field names instead of only covering it, then what it names first. Elements that cannot be read, and parameters
    other than `q`, count for nothing.
    """
    ranges = list(_ranges(value))
    ranked = [(rank, one) for one in offered if (rank := _rank(one, ranges)) is not None]
    return max(ranked, key=lambda item: item[0])[1] if ranked else None  # the first of equals


def named(value: str, offered: Sequence[str]) -> str | None:
    """As `preferred`, of those that the field names itself: what `*/*` covers is not asked for."""
    names = {one.name for one in _ranges(value)}
    return preferred(value, [one for one in offered if one in names])


def _rank(name: str, ranges: Sequence[_Range]) -> tuple[float, bool, int] | None:
    """What is greater is preferred; None: not taken."""
    for place, one in enumerate(ranges):
        if one.name == name:
            return (one.quality, True, -place) if one.quality else None
    for cover in _wildcards(name):
        for one in ranges:
            if one.name == cover:
                return (one.quality, False, 0) if one.quality else None
    return None


def _wildcards(name: str) -> tuple[str, ...]:
    """What covers a name, the narrower one first."""
    kind, slash, _ = name.partition("/")
    return (f"{kind}/*", "*/*") if slash else ("*",)


def _ranges(value: str) -> Iterator[_Range]:
    for element in value.split(","):
        name, *parameters = (part.strip().lower() for part in element.split(";"))
        quality = next((one[2:].strip() for one in parameters if one.startswith("q=")), "1")
        if name:
            yield _Range(name, min(float(quality), 1.0) if _QUALITY.fullmatch(quality) else 1.0)
