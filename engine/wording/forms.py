"""Unicode brought to one form before anything is recognised, with the way back to the original's places.

Full-width and styled letters, circled figures, the digits of other scripts, marks of direction, soft hyphens, blanks of
any width and typographic quotes are different ways to write the same thing. What means something of its own stays:
superscripts, fractions, ℃, ™, №.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_KEPT = frozenset("²³¹⁰⁴⁵⁶⁷⁸⁹½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒™℠©®№℃℉ªº…µΩ℮℞℔ʰ´¨¸¯ͺ")
_REWRITTEN = {
    "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u2043": "-",
    "\ufe63": "-", "\u2212": "−", "\u2044": "/", "\u2215": "/", "\u201f": "”", "\uff5e": "~", "\u301c": "~",
    "\u212b": "Å", "\u2126": "Ω", "\u03bc": "µ", "\u0085": " ", "\u2028": " ", "\u2029": " ",
}  # fmt: skip
# Variation selectors, and the box around a key.
_CHOOSES_LOOK = frozenset("\ufe0e\ufe0f\u20e3")
# Format characters mean nothing to an ear, but joiners shape words of Indian and Arabic scripts.
_JOINERS = frozenset("\u200c\u200d")


class OneForm(NamedTuple):
    """A text in one form."""

    text: str
    places: tuple[int, ...] | None
    """For each character of `text`, and for its end, the place in the original; None where they are the same."""

    def place(self, index: int) -> int:
        """Where in the original the character at `index` stands."""
        return index if self.places is None else self.places[index]

    def end(self, index: int) -> int:
        """Where in the original what goes to the character before `index` ends: what one character became ("⑽") is
        not cut."""
        if self.places is None or not index:
            return self.place(index)
        last = self.places[index - 1]
        while self.places[index] == last and index < len(self.text):
            index += 1
        return self.places[index]

    def is_inside(self, index: int) -> bool:
        """Whether the character at `index` is one of several that a single one of the original became."""
        places = self.places
        if places is None:
            return False
        return places[index] == places[index + 1] or (index > 0 and places[index - 1] == places[index])


_WIDE_SIGNS = frozenset("！，：；？（）．")


def with_wide_signs(form: OneForm, text: str) -> str:
    """The one form of `text` with its full-width punctuation as it was written, for what is said as written."""
    if form.places is None or _WIDE_SIGNS.isdisjoint(text):
        return form.text
    return "".join(
        [
            text[place] if text[place] in _WIDE_SIGNS else char
            for char, place in zip(form.text, form.places, strict=False)
        ]
    )


def one_form(text: str) -> OneForm:
    """Bring `text` to one form; linear in its length."""
    if text.isascii() or (_same().issuperset(text) and unicodedata.is_normalized("NFC", text)):
        return OneForm(text, None)
    parts: list[str] = []
    places: list[int] = []
    position, length = 0, len(text)
    while position < length:
        end = position + 1
        # A letter and its marks are one.
        while end < length and end - position < _LONGEST_CLUSTER and unicodedata.combining(text[end]):
            end += 1
        cluster = text[position:end]
        form = _form(cluster[0]) if end == position + 1 else _cluster(cluster)
        parts.append(form)
        # A cluster that keeps its length keeps its places, any other stands where it began.
        same = len(form) == end - position
        places.extend(range(position, end) if same else [position] * len(form))
        position = end
    joined = "".join(parts)
    if joined == text:
        return OneForm(text, None)
    places.append(length)
    return OneForm(joined, tuple(places))


_LONGEST_CLUSTER = 8


def _cluster(cluster: str) -> str:
    composed = unicodedata.normalize("NFC", cluster)
    # A keycap ("1️⃣") is its key.
    return "".join([_form(char) for char in composed if char not in "\ufe0f\u20e3"])


@lru_cache(maxsize=4096)
def _form(char: str) -> str:
    if char in _REWRITTEN:
        return _REWRITTEN[char]
    if char in _KEPT or char.isascii():
        return char
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "Zs":
        return " "
    if category == "Cf" or char in _CHOOSES_LOOK:
        return char if char in _JOINERS else ""
    if category in ("Cc", "Cs") or ord(char) & 0xFFFE == 0xFFFE:
        return " "
    if category[0] in "LNS" or 0xFF00 <= ord(char) <= 0xFFEF:
        decomposed = unicodedata.normalize("NFKC", char)
        if decomposed != char and decomposed.isprintable() and " " not in decomposed and _is_styled(char):
            return decomposed
    # Some letters are one character or two, which mean the same: Hindi's with a dot below.
    return unicodedata.normalize("NFC", char)


@lru_cache(maxsize=1)
def _same() -> frozenset[str]:
    """What most texts of most languages are: characters that are in the one form already."""
    ranges = (
        range(0xA1, 0x250),
        range(0x370, 0x530),
        range(0x900, 0x980),
        range(0x2010, 0x2027),
        range(0x20A0, 0x20C0),
    )
    chars = [chr(code) for codes in ranges for code in codes]
    same = [char for char in chars if _form(char) == char]
    return frozenset([*map(chr, range(0x80)), *same])


def _is_styled(char: str) -> bool:
    tag = unicodedata.decomposition(char).partition(" ")[0]
    return tag in ("<font>", "<wide>", "<narrow>", "<circle>", "<compat>", "<square>", "<super>", "<sub>", "")
