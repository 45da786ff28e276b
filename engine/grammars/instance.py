"""A semantic value → the XML inside an NLSML instance (SISR §7)."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from engine.documents.errors import SemanticsError
from engine.grammars.semantic_value import UNDEFINED, PropertyList

# XML 1.0 §2.3 Name without the colon; \w knows letters that XML does not.
_NAME = re.compile(
    "[A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u3001-\ud7ff]"
    "[-.0-9A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u3001-\ud7ff]*"
)
# Properties that say how an element is written, and are none themselves (§7.2, §7.3).
_RESERVED = frozenset({"_attributes", "_value", "_nsdecl", "_nsprefix"})
# `emma` is for fragments that go into EMMA documents: "may not be needed when provided by the XML document" (§7.3).
_KNOWN_PREFIXES = frozenset({"xml", "emma"})


def instance_xml(value: object) -> str:
    """Return the content of an NLSML `instance` for a semantic value (SISR §7).

    Objects become elements, arrays `item` elements with an index, `_attributes`, `_value`, `_nsdecl` and `_nsprefix`
    what §7.2 and §7.3 say. Functions have no form. Elements have the order of the properties.

    Raises:
        SemanticsError: a property, an attribute or a prefix has no legal name in XML, or a prefix is not declared.
    """
    return _content(value, _KNOWN_PREFIXES)


def _content(value: object, prefixes: frozenset[str]) -> str:
    if isinstance(value, list):
        own = _properties(value)
        mark = _prefixed(own, "", prefixes)
        items = "".join(
            _element("item", item, prefixes, mark, {f"{mark}index": str(index)})
            for index, item in enumerate(value)
            if item is not UNDEFINED
        )
        return _children(own, prefixes, items)
    if isinstance(value, dict):
        return _children(value, prefixes)
    return escape(_plain(value))


def _children(own: dict[str, object], prefixes: frozenset[str], items: str = "") -> str:
    inner = "".join(_element(name, item, prefixes) for name, item in own.items() if name not in _RESERVED)
    return (escape(_plain(own["_value"])) if "_value" in own else "") + items + inner


def _element(
    name: str, value: object, prefixes: frozenset[str], mark: str = "", given: dict[str, str] | None = None
) -> str:
    """Write an element; `mark` is the prefix that the array around an item gives it. Its own attributes win."""
    own = _properties(value)
    declaration, prefixes = _declaration(own, prefixes)
    name = (_prefixed(own, "", prefixes) or mark) + _legal_name(name)
    attributes = dict(given or {})
    if isinstance(value, list):
        attributes[_prefixed(own, "length", prefixes)] = str(len(value))
    declared = own.get("_attributes")
    if isinstance(declared, dict):
        attributes.update(_attribute(key, item, prefixes) for key, item in declared.items())
    written = "".join(f" {key}={quoteattr(text)}" for key, text in {**attributes, **declaration}.items())
    return f"<{name}{written}>{_content(value, prefixes)}</{name}>"


def _attribute(name: str, value: object, prefixes: frozenset[str]) -> tuple[str, str]:
    own = value if isinstance(value, dict) else {"_value": value}
    return _prefixed(own, _legal_name(name), prefixes), _plain(own.get("_value", value))


def _declaration(own: dict[str, object], prefixes: frozenset[str]) -> tuple[dict[str, str], frozenset[str]]:
    """The namespace that `_nsdecl` declares, as an attribute, and the prefixes known inside the element."""
    declared = own.get("_nsdecl")
    if not isinstance(declared, dict):
        return {}, prefixes
    prefix, uri = _plain(declared.get("_prefix", "")), _plain(declared.get("_name", ""))
    if not prefix:
        return {"xmlns": uri}, prefixes
    if not uri or prefix in ("xml", "xmlns"):
        raise SemanticsError(f"the namespace prefix {prefix[:40]!r} cannot be declared so")
    return {f"xmlns:{_legal_name(prefix)}": uri}, prefixes | {prefix}


def _prefixed(own: dict[str, object], name: str, prefixes: frozenset[str]) -> str:
    prefix = _plain(own.get("_nsprefix", ""))
    if prefix and prefix not in prefixes:
        raise SemanticsError(f"the namespace prefix {prefix[:40]!r} is not declared")
    return f"{prefix}:{name}" if prefix else name


def _properties(value: object) -> dict[str, object]:
    if isinstance(value, PropertyList):
        return value.properties
    return value if isinstance(value, dict) else {}


def _legal_name(name: str) -> str:
    # "It is an error to transform an ECMAScript object … that contains properties with names that are not allowed".
    if not _NAME.fullmatch(name):
        raise SemanticsError(f"{name[:40]!r} is no name of an XML element or attribute")
    return name


def _plain(value: object) -> str:
    """What ECMAScript's ToString makes of a value."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, list):
        return ",".join("" if item is None or item is UNDEFINED else _plain(item) for item in value)
    if isinstance(value, dict):
        return "[object Object]"
    return _number(value) if isinstance(value, float) else _legal(str(value))


def _number(value: float) -> str:
    """ECMAScript 9.8.1: figures up to 10^21 and down to 10^-6, an exponent beyond."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)), "f")
    mantissa, exponent = repr(value).split("e")
    return f"{mantissa}e{int(exponent):+d}"


# What XML 1.0 has no place for.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
