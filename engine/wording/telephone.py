"""Telephone numbers as English words."""

from __future__ import annotations

import re

from engine.wording.numbers import digits

_EXTENSION = re.compile(r"(?i)(?<![,;\s])[,;\s]*+(?:ext(?:ension|n)?\.?|x)\s*+(\d++)\s*+$")
_GROUP = re.compile(r"\d+")
# A long run without separators is cut as people say it: from the left in threes, the last group of four.
_LONGEST_GROUP_DIGITS = 4


def telephone(text: str) -> str:
    """Read a telephone number digit by digit, a comma between its groups.

    "+1 (555) 123-4567 x89" → "plus one, five five five, one two three, four five six seven, extension eight nine".
    A `+` is read, letters are spelt by engines as they stand ("1-800-FLOWERS" keeps FLOWERS), `*` and `#` are named.
    """
    extension = _EXTENSION.search(text)
    if extension:
        text = text[: extension.start()]
    groups = []
    for part in re.findall(r"\+|\d+|[A-Za-z]+|\*|#", text):
        if part == "+":
            groups.append("plus")
        elif part == "*":
            groups.append("star")
        elif part == "#":
            groups.append("hash")
        elif part.isdigit():
            words = ", ".join([digits(run) for run in _cut(part)])
            # "plus one" is one breath.
            if groups and groups[-1] == "plus":
                groups[-1] += " " + words
            else:
                groups.append(words)
        else:
            groups.append(part)
    if extension:
        groups.append("extension " + digits(extension[1]))
    return ", ".join(groups)


def _cut(run: str) -> list[str]:
    if len(run) <= _LONGEST_GROUP_DIGITS:
        return [run]
    parts = []
    while len(run) > _LONGEST_GROUP_DIGITS:
        # 7 digits → 3 4, 8 → 4 4, 10 → 3 3 4, 11 → 1 3 3 4 (trunk or country code first).
        size = {11: 1, 8: 4, 5: 2, 6: 3}.get(len(run), 3)
        parts.append(run[:size])
        run = run[size:]
    parts.append(run)
    return parts
