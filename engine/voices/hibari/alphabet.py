"""The alphabet of a hibari voice (that of Misaki and Kokoro), and IPA in it.

It is IPA with a letter for each English diphthong (eɪ A, aɪ I, oʊ O, aʊ W, ɔɪ Y, British əʊ Q), T for the flap, and
stress marks directly before the vowel. The voice has heard English only: the sounds of other languages go to the
nearest English ones.
"""

from __future__ import annotations

import unicodedata

from engine.voices.espeak.ipa import symbols

_TABLE = """
aɪ I | aʊ W | eɪ A | oʊ O | əʊ O | ɔɪ Y | ɪə ɪə | iə iə | eə ɛə | ɛə ɛə | ʊə ʊə | ɑːɹ ɑɹ | ɔːɹ ɔɹ
ɛɹ ɛɹ | ʊɹ ʊɹ | ɪɹ ɪɹ
tʃ ʧ | dʒ ʤ | tɕ ʧ | dʑ ʤ | ts ts | dz dz | pf pf
iː i | uː u | ɑː ɑ | aː ɑ | ɔː ɔ | ɜː ɜɹ | eː A | oː O | ɛː ɛ | øː ɜ | yː u | œː ɜ | æː æ
ɑ̃ ɑn | ã ɑn | ɛ̃ æn | œ̃ ʌn | ɔ̃ On | õ On | ẽ An | ĩ in | ũ un
i i | y u | ɨ ɪ | ʉ u | ɯ u | u u | ɪ ɪ | ʏ ʊ | ʊ ʊ | e A | ø ɜ | ɘ ə | ɵ ə | ɤ ʌ | o O | ə ə | ɚ əɹ | ɝ ɜɹ | ɛ ɛ | œ ɜ
ɜ ɜ | ɞ ɜ | ʌ ʌ | ɔ ɔ | æ æ | ɐ ɐ | a ɑ | ɑ ɑ | ɒ ɑ | ᵻ ᵻ
n̩ ᵊn | l̩ ᵊl | m̩ ᵊm | ɹ̩ əɹ | r̩ əɹ
p p | b b | t t | d d | ʈ t | ɖ d | c k | ɟ ɡ | k k | ɡ ɡ | g ɡ | q k | ɢ ɡ | ʔ t | m m | ɱ m | n n | ɳ n | ɲ nj | ŋ ŋ
ɴ ŋ | ʙ b | r ɹ | ʀ ɹ | ɾ T | ɽ T | ɸ f | β v | f f | v v | θ θ | ð ð | s s | z z | ʃ ʃ | ʒ ʒ | ʂ ʃ | ʐ ʒ | ɕ ʃ | ʑ ʒ
ç h | ʝ j | x h | ɣ ɡ | χ h | ʁ ɹ | ħ h | ʕ h | h h | ɦ h | ɬ l | ɮ l | ʋ v | ɹ ɹ | ɻ ɹ | j j | ɰ w | l l | ɭ l | ʎ lj
ʟ l | ɫ l | w w | ʍ w | ɥ w | ɧ ʃ
"""


def _by_symbol(table: dict[str, str]) -> dict[str, str]:
    """Keys as `symbols` has them: accents apart, but for the letter ç."""
    return {unicodedata.normalize("NFD", symbol).replace("c\u0327", "ç"): sound for symbol, sound in table.items()}


_AMERICAN = _by_symbol(dict(entry.split() for entry in _TABLE.replace("\n", "|").split("|") if entry.strip()))
_BRITISH = _AMERICAN | _by_symbol(
    {
        "oʊ": "Q",
        "əʊ": "Q",
        "oː": "Q",
        "o": "Q",
        "õ": "Qn",
        "ɔ̃": "Qn",
        "eə": "ɛː",
        "ɛə": "ɛː",
        "ɛː": "ɛː",
        "iː": "iː",
        "uː": "uː",
        "ɑː": "ɑː",
        "aː": "ɑː",
        "ɔː": "ɔː",
        "ɜː": "ɜː",
        "ɝ": "ɜː",
        "ɚ": "ə",
        "ɹ̩": "ə",
        "r̩": "ə",
        "a": "a",
        "ɒ": "ɒ",
        "ɑːɹ": "ɑː",
        "ɔːɹ": "ɔː",
        "øː": "ɜː",
        "œː": "ɜː",
        "yː": "uː",
        "ɾ": "t",
        "ɽ": "t",
    }
)
"""British English has long vowels of its own and no flap."""

STRESS = "ˈˌ"
PAUSES = ";:,.!?—…"
"""Marks that the voice heard pauses at."""
VOWELS = frozenset("AIOQWYaiuæɑɒɔəɐɛɜɪʊʌᵊᵻ")
SILENT = frozenset(f'{STRESS}{PAUSES}"()“” ')
"""What has no sound of its own."""


def from_ipa(ipa: str, *, british: bool = False) -> str:
    """`ipa` in the voice's alphabet; empty when nothing of it can be spoken."""
    table = _BRITISH if british else _AMERICAN
    written: list[str] = []
    stress = ""
    for symbol in symbols(ipa):
        if symbol in ("ˈ", "ˌ", "'"):
            stress = "ˌ" if symbol == "ˌ" else "ˈ"
        elif symbol.isspace():
            stress = ""
            written.append(" ")
        else:
            sound = table[symbol]
            if stress and sound[0] in VOWELS:
                sound, stress = stress + sound, ""
            written.append(sound)
    return " ".join("".join(written).split())
