"""A semantic value → the XML inside an NLSML instance (SISR §7)."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

# XML 1.0 §2.3 Name without the colon; \w knows letters that XML does not.
_NAME = re.compile(
    "[A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u3001-\ud7ff]"
    "[-.0-9A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u3001-\ud7ff]*"
)


def instance_xml(value: object) -> str:
    """Return the content of an NLSML `instance` for a semantic value (SISR §7).

    Objects become elements, arrays `item` elements with an index, `_attributes` and `_value` what §7.2 says.
    A property whose name is no XML name becomes an `item` with that name.
    """
    return _content(value)


def _content(value: object) -> str:
    if isinstance(value, dict):
        inner = "".join(_element(str(key), item) for key, item in value.items() if key not in ("_attributes", "_value"))
        return (_scalar(value["_value"]) if "_value" in value else "") + inner
    if isinstance(value, list):
        return "".join(_element("item", item, f' index="{index}"') for index, item in enumerate(value))
    return _scalar(value)


def _element(name: str, value: object, attributes: str = "") -> str:
    if not _NAME.fullmatch(name):
        name, attributes = "item", f"{attributes} name={quoteattr(_legal(name))}"
    if isinstance(value, list):
        attributes += f' length="{len(value)}"'
    elif isinstance(value, dict) and isinstance(value.get("_attributes"), dict):
        for key, item in value["_attributes"].items():
            if _NAME.fullmatch(str(key)):
                attributes += f" {key}={quoteattr(_plain(item))}"
    return f"<{name}{attributes}>{_content(value)}</{name}>"


def _scalar(value: object) -> str:
    return escape(_plain(value))


def _plain(value: object) -> str:
    """Write a number, truth value, text or null as ECMAScript would."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return _legal(str(value))


# What XML 1.0 has no place for.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
