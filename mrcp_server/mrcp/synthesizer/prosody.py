"""Values of the Prosody-* fields: those of the SSML prosody element (§8.4.7; SSML 1.0 §3.2.4, SSML 1.1 §3.2.4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_NUMBER: Final = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_PITCH: Final = rf"x-low|low|medium|high|x-high|default|[+-]?{_NUMBER}hz|[+-]?{_NUMBER}%|[+-]{_NUMBER}st|[+-]{_NUMBER}"
_POINT: Final = rf"\({_NUMBER}%,(?:{_PITCH})\)"

# Relative numbers have a sign; SSML 1.1 allows "120%" for a rate and decibels for a volume.
_VALUES: Final = {
    "pitch": _PITCH,
    "range": _PITCH,
    "contour": rf"{_POINT}(?:\s*{_POINT})*",
    "rate": rf"x-slow|slow|medium|fast|x-fast|default|[+-]?{_NUMBER}%?",
    "duration": rf"{_NUMBER}m?s",
    "volume": rf"silent|x-soft|soft|medium|loud|x-loud|default|[+-]?{_NUMBER}(?:db|%)?",
}

PREFIX: Final = "Prosody-"
ATTRIBUTES: Final = tuple(_VALUES)


def parser(attribute: str) -> Callable[[str], str]:
    """Parse function for one attribute; it raises ValueError and gives the value in lower case."""
    pattern = re.compile(_VALUES[attribute])

    def parse(value: str) -> str:
        lowered = value.lower()
        if pattern.fullmatch(lowered) is None:
            raise ValueError(f"not a prosody {attribute}: {value[:80]!r}")
        return lowered

    return parse
