"""Values of header fields: text in, typed value out, ValueError for what the grammar (§15) does not have.

A ValueError becomes status 404, "the error for a syntax violation" (§5.4).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# VCHAR and UTF8-NONASCII; a byte that was no UTF-8 arrives as a lone surrogate and is not in here.
_UTF_TEXT: Final = re.compile(r"[\x21-\x7e\x80-\ud7ff\ue000-\U0010ffff](?:[\x20-\x7e\x80-\ud7ff\ue000-\U0010ffff\t]*)")
_VISIBLE: Final = re.compile(r"[\x21-\x7e]+")
_DIGITS: Final = re.compile(r"[0-9]{1,19}")
# FLOAT = *DIGIT ["." *DIGIT]; at least one digit, or it would be no number.
_FLOAT: Final = re.compile(r"(?=\.?[0-9])[0-9]*(?:\.[0-9]*)?")
_ABSOLUTE_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[\x21\x23-\x3b\x3d\x3f-\x7e\x80-\ud7ff\ue000-\U0010ffff]+")
_URI: Final = re.compile(r"[\x21\x23-\x3b\x3d\x3f-\x7e\x80-\ud7ff\ue000-\U0010ffff]+")
# RFC 5646 in shape: subtags of at most eight letters or digits. "_" for "-" is a habit of IVRs.
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*")
_DIRECTIVE: Final = re.compile(
    r"\s*(?:max-age\s*=\s*[0-9]{1,19}|max-stale(?:\s*=\s*[0-9]{1,19})?|min-fresh\s*=\s*[0-9]{1,19})\s*"
)
_BRACKETED: Final = re.compile(r"<([^<>\s]+)>")


def _match(pattern: re.Pattern[str], value: str, what: str) -> str:
    if pattern.fullmatch(value) is None:
        raise ValueError(f"not {what}: {value[:80]!r}")
    return value


def text(value: str) -> str:
    """1*UTFCHAR, with blanks inside."""
    return _match(_UTF_TEXT, value, "text")


def optional_text(value: str) -> str:
    """As `text`, or empty."""
    return text(value) if value else ""


def word(value: str) -> str:
    """1*VCHAR."""
    return _match(_VISIBLE, value, "a word")


def boolean(value: str) -> bool:
    """BOOLEAN. ABNF strings know no case."""
    lowered = value.lower()
    if lowered not in ("true", "false"):
        raise ValueError(f"neither true nor false: {value[:80]!r}")
    return lowered == "true"


def integer(value: str) -> int:
    """1*19DIGIT."""
    return int(_match(_DIGITS, value, "a number of at most 19 digits"))


def positive(value: str) -> int:
    """1*19DIGIT, not zero."""
    number = integer(value)
    if number == 0:
        raise ValueError("must be at least 1")
    return number


def unit_float(value: str) -> float:
    """FLOAT from 0.0 to 1.0."""
    number = float(_match(_FLOAT, value, "a decimal fraction"))
    if number > 1.0:
        raise ValueError(f"above 1.0: {value[:80]!r}")
    return number


def age(value: str) -> int:
    """1*3DIGIT."""
    if len(value) > 3:
        raise ValueError(f"more than three digits: {value[:80]!r}")
    return integer(value)


def choice(*allowed: str) -> Callable[[str], str]:
    """One of these words, whatever its case; the value is lower case."""

    def parse(value: str) -> str:
        if value.lower() not in allowed:
            raise ValueError(f"none of {', '.join(allowed)}: {value[:80]!r}")
        return value.lower()

    return parse


def uri(value: str) -> str:
    """uri: absolute or relative, perhaps in angle brackets."""
    return _match(_URI, value.removeprefix("<").removesuffix(">"), "a URI")


def absolute_uri(value: str) -> str:
    """absoluteURI, perhaps in angle brackets."""
    return _match(_ABSOLUTE_URI, value.removeprefix("<").removesuffix(">"), "an absolute URI")


def uri_list(value: str) -> tuple[str, ...]:
    """`"<" absoluteURI ">" *(" " "<" absoluteURI ">")` (§8.4.17)."""
    uris = _BRACKETED.findall(value)
    if not uris or _BRACKETED.sub("", value).strip():
        raise ValueError(f"not a list of <URI>: {value[:80]!r}")
    return tuple(absolute_uri(one) for one in uris)


def language(value: str) -> str:
    """Language tag (§8.4.9: "MUST follow RFC 5646")."""
    return _match(_LANGUAGE, value, "a language tag").replace("_", "-")


def cache_control(value: str) -> str:
    """max-age, max-stale and min-fresh, comma separated; may be empty (§6.2.13)."""
    if value:
        for directive in value.split(","):
            _match(_DIRECTIVE, directive.lower(), "a Cache-Control directive")
    return value


def request_ids(value: str) -> tuple[int, ...]:
    """Active-Request-Id-List (§6.2.3)."""
    return tuple(int(_match(_DIGITS, item.strip(), "a request-id")) for item in value.split(","))
