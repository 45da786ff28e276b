"""The texts of a model's tokens, from its tokenizer.bin, and back from tokens to text.

The file holds the tokens in order, each a length and as many octets of UTF-8. A length is one octet, from 128 on two:
`second × 128 + first − 128`. `▁` stands for a blank; length 0 for a token without a text. The 256 tokens from 3 on are
single octets, for what no other token spells.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

START, END = 1, 2
FIRST_OCTET, BEHIND_OCTETS = 3, 259
_SPECIAL = re.compile(r"<<?[A-Za-z_/0-9]+>>?")


class Tokenizer:
    """All tokens of a model.

    Raises:
        EngineError: the file is none of a tokenizer's; names it.
    """

    def __init__(self, path: Path) -> None:
        self.texts = _read(path)
        """By token; "" for those that are no text: the first three, octets that are no text alone, and special ones."""
        self._octets = {token: bytes([token - FIRST_OCTET]) for token in range(FIRST_OCTET, BEHIND_OCTETS)}

    def __len__(self) -> int:
        return len(self.texts)

    def text(self, tokens: Iterable[int]) -> str:
        """What these tokens spell; octets that are no UTF-8 together are left out."""
        parts = (self._octets.get(token) or self.texts[token].encode() for token in tokens)
        return b"".join(parts).decode("utf-8", "ignore")


def _read(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EngineError(f"tokenizer {path}: {error.strerror}") from None
    texts: list[str] = []
    at = 0
    while at < len(data):
        length = data[at]
        at += 1
        if length >= 128 and at < len(data):
            length += data[at] * 128 - 128
            at += 1
        if at + length > len(data):
            raise EngineError(f"tokenizer {path}: the file is cut short, or no tokenizer")
        texts.append(data[at : at + length].decode("utf-8", "replace").replace("▁", " "))
        at += length
    if len(texts) < BEHIND_OCTETS:
        raise EngineError(f"tokenizer {path}: only {len(texts)} tokens; the file is cut short, or no tokenizer")
    return ["" if _is_no_text(token, text) else text for token, text in enumerate(texts)]


def _is_no_text(token: int, text: str) -> bool:
    return token < BEHIND_OCTETS or _SPECIAL.fullmatch(text) is not None
