"""IPA to the phoneme mnemonics of espeak-ng, for whichever language's voice is set.

Each voice has its own table of phonemes, with the same mnemonics meaning somewhat different sounds. So a symbol has
several candidates, and the voice itself is asked which of them it renders as just that symbol, or renders at all.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TABLE = r"""
aɪ aI | aʊ aU | eɪ eI | oʊ oU | əʊ oU | ɔɪ OI | ɪə i@ | iə i@ | eə e@ | ɛə e@ | ʊə U@ | ɑːɹ A@ | ɔːɹ O@
ɛɹ e@ | ʊɹ U@ | ɪɹ i@3 i@
tʃ tS | dʒ dZ | tɕ tS; tS | dʑ dZ; dZ | ts ts | dz dz | pf pF
iː i: | uː u: | ɑː A: a: | aː a: A: | ɔː O: | ɜː 3: W: Y: | eː e: eI | oː o: oU | ɛː E: e@ | øː Y: 3:
yː y: u: | œː W: 3: | æː a: aa
ɑ̃ A~ a~ O~ | ã A~ a~ | ɛ̃ E~ W~ | œ̃ W~ E~ | ɔ̃ O~ o~ | õ o~ O~ | ẽ e~ E~ | ĩ i~ | ũ u~
i i i: | y y y: u: | ɨ i" I# y I | ʉ u" u- u: | ɯ u- M u | u u u: | ɪ I i | ʏ y Y | ʊ U u | e e eI E
ø Y Y: W | ɘ @ 3 | ɵ 8 @ U | ɤ o- V @ | o o oU O | ə @ @2 | ɚ 3 | ɝ 3: 3 | ɛ E e | œ W Y | ɜ 3: 3 | ɞ 3:
ʌ V A a | ɔ O 0 O: | æ a & aa E | ɐ a# V 3 @ | a a aa a# | ɑ A A: 0 a | ɒ 0 A. O | ᵻ I# I2 I
n̩ n- @n | l̩ l- @L | m̩ m- @m | ɹ̩ 3 @r | r̩ r-
p p | b b | t t t2 | d d | ʈ t. t | ɖ d. d | c c k | ɟ J J^ g | k k | ɡ g | g g | q q k | ɢ G g | ʔ ? ?2 | m m
ɱ M m | n n | ɳ n. n | ɲ n^ n; n | ŋ N | ɴ n" N | ʙ b | r R R2 r | ʀ R" r R | ɾ * t# r | ɽ *. * r | ɸ F P f
β B v | f f | v v | θ T s | ð D z | s s | z z s | ʃ S | ʒ Z S | ʂ s. S | ʐ z. Z | ɕ S; S | ʑ Z; Z | ç C S
ʝ J^ j | x x h | ɣ Q g | χ X x | ʁ r R Q | ħ H h | ʕ ?/ ? | h h | ɦ h H | ɬ l# l | ɮ l | ʋ v# v w | ɹ r r-
ɻ r. r | j j | ɰ Q g | l l | ɭ l. l | ʎ l^ l | ʟ l | ɫ L l/2 l | w w | ʍ w# w | ɥ w" y w | ɧ x^ S
"""
"""IPA, then its candidates, the best first and the nearest other sounds last: diphthongs and r-coloured vowels,
affricates, long, nasal and plain vowels, syllabic and plain consonants."""

CANDIDATES = {
    symbol: tuple(candidates)
    for symbol, *candidates in (entry.split() for entry in _TABLE.replace("\n", "|").split("|") if entry.strip())
}
"""Longer symbols are looked for first."""

_STRESS = {"ˈ": "'", "ˌ": ",", "'": "'"}
_SAME = {
    "\u0361": "", "\u035c": "", "ˑ": "ː", ":": "ː",
    "ʦ": "ts", "ʣ": "dz", "ʧ": "tʃ", "ʤ": "dʒ", "ʨ": "tɕ", "ʥ": "dʑ",
}  # fmt: skip
"""Written together or apart, with a tie or without: one symbol. Length may be a half-long sign or a colon."""
_LONGEST = max(map(len, CANDIDATES))
MAX_WORD_PARTS = 40
"""Symbols and stress signs between two blanks. The library keeps the phonemes of a word, up to three a symbol, in 200
octets and their stress in 100, and writes on behind these: 90 vowels crash it. No word of a language is so long."""
_LONG_WORD_PARTS = 30
"""A word that must be cut soon is cut in front of a stress sign, where a syllable begins."""


def symbols(ipa: str) -> list[str]:
    """`ipa` cut into the symbols of `CANDIDATES`, stress signs and blanks; what is neither is left out."""
    text = unicodedata.normalize("NFD", ipa)
    # NFD takes ç apart, which is a letter of its own here.
    text = text.replace("c\u0327", "ç")
    for written, meant in _SAME.items():
        text = text.replace(written, meant)
    found: list[str] = []
    position = 0
    while position < len(text):
        for length in range(min(_LONGEST, len(text) - position), 0, -1):
            part = text[position : position + length]
            if part in CANDIDATES:
                found.append(part)
                break
        else:
            length = 1
            if text[position] in _STRESS or text[position].isspace():
                found.append(text[position])
        position += length
    return found


class IpaTranslator:
    """Translates for one voice; `render` is the voice's answer to "how does this mnemonic sound": IPA, or nothing."""

    def __init__(self, render: Callable[[str], str]) -> None:
        self._render = render
        self._known: dict[str, str] = {}

    def mnemonics(self, ipa: str) -> str:
        """`ipa` for use between "[[" and "]]"; empty when nothing of it can be spoken.

        What has no blank for more than `MAX_WORD_PARTS` gets one.
        """
        parts: list[str] = []
        length = 0
        for symbol in symbols(ipa):
            if length >= (_LONG_WORD_PARTS if symbol in _STRESS else MAX_WORD_PARTS):
                parts.append(" ")
                length = 0
            length = 0 if symbol.isspace() else length + 1
            if symbol in _STRESS:
                parts.append(_STRESS[symbol])
            elif symbol.isspace():
                parts.append(" ")
            else:
                parts.append(self._mnemonic(symbol))
        text = "".join(parts).strip()
        return text if text.strip("', ") else ""

    def _mnemonic(self, symbol: str) -> str:
        known = self._known.get(symbol)
        if known is None:
            known = self._known[symbol] = self._best(symbol)
        return known

    def _best(self, symbol: str) -> str:
        possible = ""
        for candidate in CANDIDATES[symbol]:
            sound = unicodedata.normalize("NFD", self._render(candidate)).replace("c\u0327", "ç")
            if sound == symbol:
                return candidate
            if sound and not possible:
                possible = candidate
        return possible
