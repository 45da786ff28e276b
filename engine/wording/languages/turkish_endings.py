"""Turkish endings behind a word: the vowels and consonants of an ending follow those of the word before it.

An ending that was written behind figures or a symbol fits what the writer said for them; behind other words it is said
in another form: "1 TL'dir" → "bir liradır", "45 cm'lik" → "kırk beş santimetrelik".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

_Value = TypeVar("_Value")

_VOWELS = "aıoueiöü"
_BACK = frozenset("aıou")
_VOICELESS = frozenset("fstkçşhp")
# The narrow vowel that follows each vowel.
_NARROW = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}
_SOFTENED = {"dört": "dörd", "buçuk": "buçuğ", "çeyrek": "çeyreğ", "frank": "frang", "adet": "aded"}
"""Words whose last consonant is voiced before a vowel."""
_FRONT_ENDED = ("saat", "hal", "gol", "kontrol")
"""Words with a back vowel that take the endings of front ones."""
_BARE = {
    "doları": "dolar", "frangı": "frank", "kronu": "kron", "yuanı": "yuan", "yeni": "yen", "gücü": "güç",
    "rupisi": "rupi",
    "rublesi": "ruble", "riyali": "riyal", "dirhemi": "dirhem", "wonu": "won", "sterlini": "sterlin",
    "mili": "mil",
    "lirası": "lira", "pesosu": "peso", "leyi": "ley", "zlotisi": "zloti", "forinti": "forint",
    "korunası": "koruna",
}  # fmt: skip
"""Second words of compounds, which have an ending already, without it."""
_DERIVED = re.compile(r"l[iıuü]|s[iıuü]z|c[iıuü]|ç[iıuü]")


@lru_cache(maxsize=4096)
def attach(words: str, ending: str, *, buffer: str = "y") -> str | None:
    """`words` with an ending, in the form that it has behind them; None for what is no ending.

    `buffer` parts the vowel of a case from a vowel before it: "y" of the accusative, "s" of the possessive.
    """
    if not re.fullmatch("[abcçdegğhıiklmnrstuüyzş]{1,16}", ending) or not re.search("[aeıiuü]", ending):
        return None
    head, blank, word = words.rpartition(" ")
    if not word or not word[-1].isalpha():
        return None
    compound = word in _BARE
    if compound and _DERIVED.match(ending):
        word, compound = _BARE[word], False
    small = word.lower()
    on_vowel = small[-1] in _VOWELS
    core = _core(ending, compound=compound, on_vowel=on_vowel, buffer=buffer)
    stem = word
    if core[0] in _VOWELS and word in _SOFTENED:
        stem = _SOFTENED[word]
    return f"{head}{blank}{_harmonized(stem, core)}"


def _core(ending: str, *, compound: bool, on_vowel: bool, buffer: str) -> str:
    """The ending with the consonants that part it from the word, by whether that ends in a vowel."""
    core, written = ending, ""
    if ending[0] in "ynsş" and len(ending) > 1 and not re.match("s[ıiuü]z", ending):
        follows_vowel = ending[1] in _VOWELS
        if follows_vowel or ending[0] == "y":
            core, written = ending[1:], ending[0]
        elif re.match("nc[ıiuü]", ending):
            core = f"i{ending}"
        elif re.match("n[dl]", ending):
            core = ending[1:]
    if compound:
        # Behind the possessive of a compound stands the "n" of the third person.
        return f"n{core}" if core[0] in _VOWELS or re.match("d[ae](?!n?r)|t[ae](?!n?r)", core) else core
    if not on_vowel:
        return core
    if core[0] in _VOWELS:
        if re.match("[ıiuü]nc[ıiuü]", core):
            return core[1:]
        return _buffer(core, written or buffer) + core
    if re.fullmatch("l[ae]|[dt][ıiuü]|s[ae]|m[ıiuü]ş", core):
        return f"y{core}"
    return core


def _buffer(core: str, written: str) -> str:
    if re.fullmatch("[ae]r", core):
        return "ş"
    if re.fullmatch("[ıiuü]n", core):
        return "n"
    if re.match("[ıiuü](?:n[aeıiuüd]|yl|yd)", core):
        return "s"
    return written


def _harmonized(stem: str, core: str) -> str:
    small = stem.lower()
    last = next((char for char in reversed(small) if char in _VOWELS), "e")
    if small.endswith(_FRONT_ENDED):
        last = "i" if last in "aı" else "ü"
    said = list(stem)
    before = small[-1]
    for index, char in enumerate(core):
        new = char
        if char in "ae":
            new = "a" if last in _BACK else "e"
        elif char in "ıiuü":
            # "-ki" alone keeps its vowel: "beşteki".
            new = (
                "i"
                if core[index - 1 : index] == "k" and core[max(0, index - 2) : index - 1] in ("a", "e")
                else _NARROW[last]
            )
        elif char in "dt":
            new = "t" if before in _VOICELESS else "d"
        elif char in "cç":
            new = "ç" if before in _VOICELESS else "c"
        said.append(new)
        before = new
        if new in _VOWELS:
            last = new
    return "".join(said)


def with_capitals(names: Mapping[str, _Value]) -> dict[str, _Value]:
    """With what `str.lower`, which knows no dotless "I", makes of the names in capitals: "MAYIS" → "mayis"."""
    found = dict(names)
    for name, number in names.items():
        capitals = name.replace("i", "İ").replace("ı", "I").upper()
        for written in (capitals, name.upper(), capitals[0] + name[1:]):
            found.setdefault(written.lower(), number)
    return found
