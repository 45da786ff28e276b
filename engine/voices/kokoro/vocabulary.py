"""The ids of Kokoro's symbols: those of v1.0, unless files beside the model, or the model itself, bring their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_V1 = """
1 ;:,.!? | 9 —…"()“” | 17 ̃ʣʥʦʨᵝꭧAI | 31 O | 33 Q | 35 ST | 39 W | 41 Yᵊabcdef | 50 hijklmnopqrstuvwxyzɑɐɒæ | 75 βɔɕç
80 ɖðʤə | 85 ɚɛɜ | 90 ɟ | 92 ɡ | 99 ɥ | 101 ɨɪʝ | 110 ɯɰŋɳɲɴø | 118 ɸθœ | 123 ɹ | 125 ɾɻ | 128 ʁɽʂʃʈʧ | 135 ʊʋ
138 ʌɣɤ | 142 χʎ | 147 ʒʔ | 156 ˈˌː | 162 ʰ | 164 ʲ | 169 ↓ | 171 →↗↘ | 177 ᵻ
"""
"""The first symbol's id, then symbols whose ids follow it."""
_METADATA_KEY = "kokoro_config"
"""Where newer exports keep the model's configuration."""


def _parse(table: str) -> dict[str, int]:
    ids = {" ": 16}
    for row in table.replace("\n", "|").split("|"):
        first, _, symbols = row.strip().partition(" ")
        ids |= {symbol: int(first) + index for index, symbol in enumerate(symbols)}
    return ids


V1 = _parse(_V1.strip())


class _Model(msgspec.Struct):
    vocab: dict[str, int] = {}


class _Written(msgspec.Struct):
    """A tokenizer.json has the vocabulary in its model, a config.json at its top."""

    vocab: dict[str, int] = {}
    model: _Model = msgspec.field(default_factory=_Model)


def read_vocabulary(folder: Path, metadata: Mapping[str, str]) -> dict[str, int]:
    """The vocabulary of the model in `folder`, which says `metadata` of itself.

    Raises:
        EngineError: a file that should have it cannot be read; names it.
    """
    for path in (folder / "tokenizer.json", folder / "config.json"):
        if path.is_file():
            try:
                written = msgspec.json.decode(path.read_bytes(), type=_Written)
            except (OSError, msgspec.MsgspecError) as error:
                raise EngineError(f"Kokoro vocabulary {path}: {error}") from error
            if written.vocab or written.model.vocab:
                return _single(written.vocab or written.model.vocab)
    embedded = metadata.get(_METADATA_KEY)
    if embedded:
        try:
            return _single(msgspec.json.decode(embedded, type=_Written).vocab) or V1
        except msgspec.MsgspecError as error:
            raise EngineError(f"Kokoro vocabulary in the model: {error}") from error
    return V1


def _single(vocabulary: dict[str, int]) -> dict[str, int]:
    """Padding and the like are written as words; symbols are single characters."""
    return {symbol: number for symbol, number in vocabulary.items() if len(symbol) == 1 and symbol != "$"}
