"""Vendor-Specific-Parameters: `com.example.a=256;com.example.b="x;y"` (§6.2.16).

Names should follow the reverse domain convention (§13.1.6); mod_unimrcp puts every parameter it does not know in
here under a plain name, so any name is taken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# A pair ends at a semicolon that is outside quotes. What has been taken is not given back, or blanks between two parts
# would be shared out between them in every way there is.
_QUOTED: Final = r'"(?:[^"\\]|\\.)*+"(?=\s*+(?:;|$))'
_PAIR: Final = re.compile(rf'\s*+([^=;"\s][^=;"]*+)?(=\s*+({_QUOTED}|[^;]*+))?\s*+(?:;|$)')


def parse_pairs(value: str) -> dict[str, str]:
    """Names and raw values (quotes kept) in their order. Raises: ValueError for a name without "=" and so on."""
    pairs: dict[str, str] = {}
    for name, raw in _split(value):
        if raw is None:
            raise ValueError(f"vendor parameter {name[:80]!r} has no value")
        pairs[name] = raw
    return pairs


def parse_names(value: str) -> list[str]:
    """Names of a GET-PARAMS; a value behind one is not looked at. Raises: ValueError."""
    return [name for name, _ in _split(value)]


def _split(value: str) -> list[tuple[str, str | None]]:
    items: list[tuple[str, str | None]] = []
    position = 0
    while position < len(value):
        match = _PAIR.match(value, position)
        if match is None or (match[1] is None and match[2] is not None):
            raise ValueError(f"not a vendor parameter: {value[position : position + 80]!r}")
        if match[1] is not None:
            items.append((match[1].rstrip(), None if match[2] is None else match[3].strip()))
        position = match.end()
    return items


def format_pairs(pairs: Mapping[str, str]) -> str:
    """Inverse of `parse_pairs`."""
    return ";".join(f"{name}={raw}" for name, raw in pairs.items())


def unquote(raw: str) -> str:
    """The value an engine is meant to see."""
    if len(raw) >= 2 and raw[0] == raw[-1] == '"':
        return re.sub(r"\\(.)", r"\1", raw[1:-1])
    return raw
