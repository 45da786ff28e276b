"""Values of ECMAScript as a script worker tells them, and what JSON makes of them.

Strings, truth values, null and finite numbers are themselves; objects are dicts, arrays lists. Beyond JSON's kinds
there are UNDEFINED, not a number, infinities, holes in arrays (UNDEFINED), and arrays with properties.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import Final

from engine.documents.errors import SemanticsError

# The runtime stops at 100.
MAX_DEPTH = 110


class Undefined(Enum):
    """ECMAScript's undefined."""

    UNDEFINED = "undefined"


UNDEFINED: Final = Undefined.UNDEFINED


class PropertyList(list[object]):
    """An array that has properties besides its elements."""

    def __init__(self, items: list[object], properties: dict[str, object]) -> None:
        super().__init__(items)
        self.properties = properties


def decode(encoded: object, depth: int = 0) -> object:
    """Return the value that a script (`engine.grammars.sisr_runtime`) gave, in lists of properties and the like.

    Raises:
        SemanticsError: a script that changed what its runtime is built on gave something else.
    """
    if depth > MAX_DEPTH:
        raise SemanticsError("a value nested too deep")
    match encoded:
        case None | bool() | int() | float() | str():
            return encoded
        case {"o": list(properties)}:
            return _properties(properties, depth)
        case {"a": list(items), "p": list(properties)}:
            return PropertyList([decode(item, depth + 1) for item in items], _properties(properties, depth))
        case {"a": list(items)}:
            return [decode(item, depth + 1) for item in items]
        case {"n": "NaN" | "Infinity" | "-Infinity" as number}:
            return float(number)
        case {"u": 1}:
            return UNDEFINED
    raise SemanticsError("a script gave no value")


def _properties(encoded: list[object], depth: int) -> dict[str, object]:
    properties: dict[str, object] = {}
    for pair in encoded:
        match pair:
            case [str(name), value]:
                properties[name] = decode(value, depth + 1)
            case _:
                raise SemanticsError("a script gave no value")
    return properties


def json_value(value: object) -> object:
    """Return what `JSON.stringify` would make of a value: no undefined properties, null for what JSON lacks."""
    if isinstance(value, dict):
        return {name: json_value(item) for name, item in value.items() if item is not UNDEFINED}
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if value is UNDEFINED or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value
