"""The answer of `mrcp_server.speaking.words` for a reader: aligned for a terminal, with tabulators for a program."""

import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from mrcp_server.observability.control_characters import escaped

_HEAD: Final = ("CLASS", "PLACE", "WRITTEN", "SAID")
_WIDEST_COLUMN: Final = 32
"""One long address must not push what is said off the screen."""


def table(answer: dict[str, Any]) -> Iterator[str]:
    """Lines for a terminal: the tokens in columns, then what each sentence says."""
    rows = [_HEAD, *_rows(answer)]
    widths = [max(min(width_of(row[column]), _WIDEST_COLUMN) for row in rows) for column in range(3)]
    for row in rows:
        cells = [cell + " " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[3]]).rstrip()
    for said in answer["said"]:
        yield ""
        yield f"  {_shown(said)}"


def tabbed(answer: dict[str, Any]) -> Iterator[str]:
    """A line for each token, without a head: class, start-end, written, said."""
    for row in _rows(answer):
        yield "\t".join(row)


def width_of(text: str) -> int:
    """How many columns of a terminal `text` takes: wide characters two, marks none."""
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _rows(answer: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [
        (token["class"], f"{token['start']}-{token['end']}", _shown(token["text"]), _said(token))
        for token in answer["tokens"]
    ]


def _said(token: dict[str, Any]) -> str:
    said = f"{token['said']} /{token['ipa']}/" if token.get("ipa") else token["said"]
    language = token.get("language", "")
    return _shown(f"{said} [{language}]" if said and language else said)


def _shown(text: str) -> str:
    # Lone surrogates cannot be written anywhere.
    return escaped(text.encode("utf-8", "backslashreplace").decode())
