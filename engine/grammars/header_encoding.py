"""Octets of a grammar whose first line names their encoding → characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.charsets import is_charset
from engine.documents.errors import GrammarError

if TYPE_CHECKING:
    import re


def decode_by_header(document: bytes, header: re.Pattern[str]) -> str:
    """Return the characters of a document that begins with `#`.

    `header` matches its first line; the first group is the encoding, UTF-8 where there is none. UTF-16 needs no name.

    Raises:
        GrammarError: the encoding is not known, or these are no characters of it.
    """
    if document[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif document.startswith((b"#\0", b"\0#")):
        # No byte order mark: "auto-detection … in a manner analogous to" XML's (SRGS §4.2).
        encoding = "utf-16-le" if document[:1] == b"#" else "utf-16-be"
    else:
        named = header.match(document[:200].decode("latin-1").lstrip("ï»¿ \t\r\n"))
        encoding = (named and named[1]) or "utf-8"
    if not is_charset(encoding):
        raise GrammarError(f"cannot be decoded: unknown encoding: {encoding[:40]}", line=1)
    try:
        return document.decode(encoding)
    except UnicodeDecodeError as failure:
        raise GrammarError(f"cannot be decoded: {failure}"[:200], line=1) from None
