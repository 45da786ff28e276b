"""Phonemes in Kokoro's alphabet: IPA with one letter for each diphthong and affricate, as Misaki writes it.

What comes in is the IPA of espeak-ng, in which `^` ties the signs of one sound, or the IPA of a document, which ties
with U+0361 or not at all. The tables say what the voices were trained on, language by language.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TIE = "^"
_SYLLABIC = re.compile("(\\S)\u0329")
_TONE = re.compile("[0-9ɜ]+")
"""As espeak-ng's IPA writes the tones of Mandarin, several of them alike."""
_PITCHES = re.compile("[0-9]+")
"""As its mnemonics write them."""
_TONES = {"55": "→", "35": "↗", "214": "↓", "21": "↓", "51": "↘"}
"""By the pitches of a syllable; the neutral tone has no arrow."""

_NEAREST = {
    "ɫ": "l", "ɬ": "l", "ɦ": "h", "ħ": "h", "ʍ": "w", "ɱ": "m", "ʀ": "ʁ", "ʐ": "ʒ", "ʏ": "y", "g": "ɡ", "ɵ": "ə",
    "ɘ": "ə", "ɞ": "ɜ", "ʉ": "u",
}  # fmt: skip
"""Sounds without a letter."""
_AFFRICATES = {"dʒ": "ʤ", "tʃ": "ʧ"}
_DIPHTHONGS = {"aɪ": "I", "aʊ": "W", "eɪ": "A", "ɔɪ": "Y", "oʊ": "O", "əʊ": "Q"}
_ENGLISH = {
    **_NEAREST, **_AFFRICATES, **_DIPHTHONGS, "ɚ": "əɹ", "ɚɹ": "əɹ", "r": "ɹ", "ɐ": "ə", "ʔ": "t",
    "x": "k", "ç": "k", "e": "ɛ", "o": "ɔ", "\u0303": "", "ʲ": "",
}  # fmt: skip
"""The second row: sounds of other languages as an English speaker says them."""
_AMERICAN = {
    **_ENGLISH, "əʊ": "O", "ɝː": "ɜɹ", "ɝ": "ɜɹ", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "ɾ": "T", "ɒ": "ɑ", "ː": "",
}  # fmt: skip
_BRITISH = {**_ENGLISH, "oʊ": "Q", "eə": "ɛː", "ɛə": "ɛː", "iə": "ɪə", "ɝ": "ɜː", "ɾ": "t", "æ": "a"}
_ROMANCE = {**_NEAREST, **_AFFRICATES, "ts": "ʦ", "dz": "ʣ"}
_JAPANESE = {
    **_NEAREST, **_AFFRICATES, "tɕ": "ʨ", "dʑ": "ʥ", "ts": "ʦ", "dz": "ʣ", "ɯᵝ": "ɯ", "r": "ɾ", "ä": "a",
    "\u031e": "", "\u0308": "", "ˈ": "", "ˌ": "",
}  # fmt: skip
_MANDARIN = {
    **_NEAREST, "ts.h": "ꭧʰ", "ts.": "ꭧ", "tɕh": "ʨʰ", "tɕ": "ʨ", "tsh": "ʦʰ", "ts": "ʦ", "s.": "ʂ", "ʐ": "ɻ", "χ": "x",
    "th": "tʰ", "kh": "kʰ", "ph": "pʰ", "i.": "ɨ", "i\u032a": "ɨ", "onɡ": "ʊŋ", "ər": "ɚ", "o-": "ɤ", "ˈ": "", "ˌ": "",
}  # fmt: skip


class Alphabet:
    """Sounds to letters. `tied` are those that are one sound only where they are tied, `letters` all others."""

    def __init__(self, letters: Mapping[str, str], tied: Mapping[str, str]) -> None:
        self._tied = {TIE.join(signs): letter for signs, letter in tied.items()}
        self._letters = letters
        self._sounds = re.compile("|".join(re.escape(sound) for sound in sorted(letters, key=len, reverse=True)))

    def spell(self, phonemes: str) -> str:
        """The IPA of espeak-ng in this alphabet; what has no letter stays, and is not in a vocabulary."""
        for sound, letter in self._tied.items():
            phonemes = phonemes.replace(sound, letter)
        phonemes = _SYLLABIC.sub(r"ᵊ\1", phonemes.replace(TIE, ""))
        return self._sounds.sub(lambda match: self._letters[match.group()], phonemes)


AMERICAN = Alphabet(_AMERICAN, {"əl": "ᵊl"})
BRITISH = Alphabet(_BRITISH, {"əl": "ᵊl"})
ROMANCE = Alphabet(_ROMANCE, _DIPHTHONGS)
"""Also of Hindi: two vowels that are not tied are two."""
JAPANESE = Alphabet(_JAPANESE, {})
MANDARIN = Alphabet(_MANDARIN, {})


def plain_ipa(ipa: str) -> str:
    """The IPA of a document as espeak-ng writes it."""
    text = unicodedata.normalize("NFD", ipa).replace("c\u0327", "ç").replace("\u0361", TIE).replace("\u035c", TIE)
    # In IPA a full stop parts syllables; among phonemes it ends a sentence.
    return text.replace(".", "").replace(":", "ː").replace("ˑ", "ː").replace("'", "ˈ")


def with_tones(phonemes: str, mnemonics: str) -> str:
    """Mandarin `phonemes` with arrows for tones, which espeak-ng's `mnemonics` of the same text tell.

    Where the two do not have as many, a word of another language is among them: then there are no tones.
    """
    pitches = _PITCHES.findall(mnemonics)
    if len(pitches) != len(_TONE.findall(phonemes)):
        return _TONE.sub("", phonemes)
    following = iter(pitches)
    return _TONE.sub(lambda _: _TONES.get(next(following), ""), phonemes)
