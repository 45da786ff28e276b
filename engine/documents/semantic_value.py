"""Values of ECMAScript as a script worker tells them, and what JSON makes of them.

Strings, truth values, null and finite numbers are themselves; objects are dicts, arrays lists. Beyond JSON's kinds
there are UNDEFINED, not a number, infinities, holes in arrays (UNDEFINED), and arrays with properties.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import Final, cast


class Undefined(Enum):
    """ECMAScript's undefined."""

    UNDEFINED = "undefined"


UNDEFINED: Final = Undefined.UNDEFINED


class PropertyList(list[object]):
    """An array that has properties besides its elements."""

    def __init__(self, items: list[object], properties: dict[str, object]) -> None:
        super().__init__(items)
        self.properties = properties


def decode(told: object) -> object:
    """Return the value that a script (`engine.documents.sisr_runtime`) told, in lists of properties and the like."""
    if not isinstance(told, dict):
        return told
    if "o" in told:
        return _properties(told["o"])
    if "a" in told:
        items = [decode(item) for item in cast("list[object]", told["a"])]
        return PropertyList(items, _properties(told["p"])) if "p" in told else items
    return float(cast("str", told["n"])) if "n" in told else UNDEFINED


def _properties(told: object) -> dict[str, object]:
    return {name: decode(value) for name, value in cast("list[tuple[str, object]]", told)}


def json_value(value: object) -> object:
    """Return what `JSON.stringify` would make of a value: no undefined properties, null for what JSON lacks."""
    if isinstance(value, dict):
        return {name: json_value(item) for name, item in value.items() if item is not UNDEFINED}
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if value is UNDEFINED or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value
