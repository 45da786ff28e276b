"""Portuguese numbers in words: two genders, "e" between the parts, the short and the long scale."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar, Protocol


class Numerals(Protocol):
    """What the two Portugals say differently."""

    teens: ClassVar[Sequence[str]]
    digit_names: ClassVar[Sequence[str]]
    long_scale: ClassVar[bool]

    def __hash__(self) -> int: ...


_TENS = ("", "", "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa")
_HUNDREDS = (
    "",
    "cento",
    "duzentos",
    "trezentos",
    "quatrocentos",
    "quinhentos",
    "seiscentos",
    "setecentos",
    "oitocentos",
    "novecentos",
)
_SHORT_SCALE = ("", "mil", "milhão", "bilhão", "trilhão", "quatrilhão", "quintilhão", "sextilhão")
_LONG_SCALE = ("", "milhão", "bilião", "trilião", "quatrilião")


@lru_cache(maxsize=8192)
def cardinal(language: Numerals, number: int, feminine: bool) -> str:
    """A quantity of nought or more."""
    if number < 1000:
        return _hundreds(language, number, feminine)
    if not language.long_scale:
        return _scaled(
            number, 1000, _SHORT_SCALE, lambda part, index: _hundreds(language, part, feminine and index < 2)
        )
    if number < 10**6:
        return _scaled(number, 1000, _SHORT_SCALE, lambda part, _: _hundreds(language, part, feminine))
    return _scaled(number, 10**6, _LONG_SCALE, lambda part, index: cardinal(language, part, feminine and not index))


def _scaled(number: int, base: int, scale: Sequence[str], words_of: object) -> str:
    parts: list[str] = []
    index = 0
    rests: list[int] = []
    while number:
        number, part = divmod(number, base)
        if part:
            words = words_of(part, index)  # type: ignore[operator]
            name = scale[index]
            if name == "mil":
                words = "mil" if part == 1 else f"{words} mil"
            elif name:
                words = f"{words} {name if part == 1 else name.removesuffix('ão') + 'ões'}"
            parts.append(words)
            rests.append(part)
        index += 1
    last = rests[0]
    # "Mil e duzentos", "mil duzentos e um": "e" stands before a last part that has none itself.
    while last >= 1000 and last % 1000 == 0:
        last //= 1000
    joint = " e " if last < 100 or (last < 1000 and last % 100 == 0) else " "
    parts.reverse()
    head = " ".join(parts[:-1])
    return f"{head}{joint}{parts[-1]}" if head else parts[-1]


def _hundreds(language: Numerals, number: int, feminine: bool) -> str:
    if number == 100:
        return "cem"
    words = []
    hundreds, rest = divmod(number, 100)
    if hundreds:
        words.append(_HUNDREDS[hundreds].replace("os", "as") if feminine and hundreds > 1 else _HUNDREDS[hundreds])
    if 9 < rest < 20:
        words.append(language.teens[rest - 10])
    else:
        tens, ones = divmod(rest, 10)
        if tens:
            words.append(_TENS[tens])
        if ones or not number:
            name = language.digit_names[ones]
            words.append({"um": "uma", "dois": "duas"}.get(name, name) if feminine else name)
    return " e ".join(words)


_ORDINAL_ONES = ("", "primeiro", "segundo", "terceiro", "quarto", "quinto", "sexto", "sétimo", "oitavo", "nono")
_ORDINAL_TENS = (
    "",
    "décimo",
    "vigésimo",
    "trigésimo",
    "quadragésimo",
    "quinquagésimo",
    "sexagésimo",
    "septuagésimo",
    "octogésimo",
    "nonagésimo",
)
_ORDINAL_HUNDREDS = (
    "",
    "centésimo",
    "ducentésimo",
    "trecentésimo",
    "quadringentésimo",
    "quingentésimo",
    "sexcentésimo",
    "septingentésimo",
    "octingentésimo",
    "noningentésimo",
)


@lru_cache(maxsize=4096)
def ordinal(number: int) -> str:
    """A masculine rank below ten thousand."""
    thousands, rest = divmod(number, 1000)
    words = []
    if thousands:
        words.append("milésimo" if thousands == 1 else f"{_ORDINAL_ONES[thousands]} milésimo")
    words += [_ORDINAL_HUNDREDS[rest // 100], _ORDINAL_TENS[rest // 10 % 10], _ORDINAL_ONES[rest % 10]]
    return " ".join([word for word in words if word])
