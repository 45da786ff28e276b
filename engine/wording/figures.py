"""Numbers as they are written: signs, groups and decimals of any country, told apart by their shape.

`1.234,56`, `1,234.56`, `1 234,56`, `1'234.56` and `1,50,000` need no language: two different separators, or groups of
the right lengths, say which is which. Only a single separator is the language's to decide ("1.234").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.wording.patterns import MARKS


class Figure(NamedTuple):
    """A written number: digits without separators."""

    whole: str
    fraction: str = ""
    sign: str = ""
    """One of "", "-", "+", "±"."""

    @property
    def value(self) -> int:
        """The whole part."""
        return int(self.whole or "0")

    @property
    def is_one(self) -> bool:
        return self.whole == "1" and not self.fraction

    @property
    def decimal(self) -> float:
        return float(f"{self.whole or '0'}.{self.fraction or '0'}")


SIGN = rf"(?:(?<![\w.,)%{MARKS}])(?:[-−](?=\S)|[+±]\s?))?"
"""Regular expression of a sign that belongs to a number behind it."""
_GAP = r"(?:[ \u00a0\u202f]\d{3}(?!\d)){1,8}"
NUMBER = r"(?:\d{1,40}+(?:[.,'’]\d{1,40}+){0,12}+|[.,]\d{1,20}+)(?![.,'’]?\d)"
"""Regular expression of a number, of any country's separators; `parse` tells whether it is one."""
SPACED_NUMBER = rf"(?:\d{{1,3}}(?!\d){_GAP}(?:[.,]\d{{1,20}}+)?(?![.,'’]?\d)|{NUMBER})"
"""The same in languages that group by blanks."""


def parse(text: str, decimal: str = ".", group: str = ",") -> Figure | None:
    """Read a written number; None when `text` is none.

    Args:
        text: an optional sign, digits and separators, at most some hundred characters.
        decimal: the language's decimal sign, which a single doubtful separator is.
        group: its sign between groups.
    """
    sign = ""
    text = text.strip()
    if text[:1] in "-−+±" and text:
        sign = "-" if text[0] in "-−" else text[0]
        text = text[1:].lstrip()
    if text.isdigit() and text.isascii():
        return Figure(text, "", sign)
    text = text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    signs = [char for char in text if not char.isdigit()]
    if any(char not in ".,' " for char in signs) or not any(char.isdigit() for char in text):
        return None
    groups = re.split(r"[.,' ]", text)
    kinds = list(dict.fromkeys(signs))
    if len(kinds) == 1:
        return _one_kind(groups, kinds[0], sign, decimal, group)
    if len(kinds) == 2 and signs.count(kinds[1]) == 1 and signs[-1] == kinds[1] and kinds[1] in ".,":
        whole = groups[:-1]
        return Figure("".join(whole), groups[-1], sign) if _are_groups(whole) and groups[-1] else None
    return None


def _one_kind(groups: list[str], kind: str, sign: str, decimal: str, group: str) -> Figure | None:
    grouped = _are_groups(groups)
    if len(groups) > 2 or kind in "' ":
        return Figure("".join(groups), "", sign) if grouped else None
    if kind == decimal or not grouped or (kind != group and kind != decimal and not groups[0]):
        return Figure(groups[0], groups[1], sign) if groups[1] else None
    return Figure("".join(groups), "", sign)


def _are_groups(groups: list[str]) -> bool:
    """Groups of three, or as in India three behind groups of two."""
    if not 1 <= len(groups[0]) <= 3 or (groups[0] == "0" and len(groups) > 1):
        return False
    rest = groups[1:]
    if not rest:
        return True
    if len(rest[-1]) != 3:
        return False
    return all(len(part) == 3 for part in rest) or (len(groups[0]) <= 2 and all(len(part) == 2 for part in rest[:-1]))
