"""How words are said, in the phones of an acoustic model: its dictionary, a lexicon's IPA, or a guess.

Guesses are espeak-ng's phonemes, mapped to ARPAbet; where that cannot be loaded, letters are read by simple rules.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.voices.espeak.library import shared_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_ALTERNATIVES = 6
"""Alternative pronunciations of a word that are used at most."""

_TABLE = """
aɪə AY AH | aɪ AY | aʊ AW | eɪ EY | oʊ OW | əʊ OW | ɔɪ OY | ɔɪə OY AH | ɪə IH R | iə IY AH | eə EH R | ɛə EH R | ʊə UH R
ɑːɹ AA R | ɔːɹ AO R | ɛɹ EH R | ʊɹ UH R | ɪɹ IH R | oːɹ AO R | aɪɚ AY ER | tʃ CH | dʒ JH | ts T S | dz D Z | pf P F
əl AH L | ən AH N | n̩ AH N | l̩ AH L | m̩ AH M
iː IY | uː UW | ɑː AA | aː AA | ɔː AO | ɜː ER | eː EY | oː OW | ɛː EH | øː ER | yː UW | œː ER | æː AE | ɒː AO
i IY | y UW | ɨ IH | ʉ UW | ɯ UW | u UW | ɪ IH | ʏ UH | ʊ UH | e EY | ø ER | ɘ AH | ɵ UH | ɤ AH | o OW | ə AH | ɚ ER
ɝ ER | ɛ EH | œ ER | ɜ ER | ɞ ER | ʌ AH | ɔ AO | æ AE | ɐ AH | a AA | ɑ AA | ɒ AA | ᵻ IH
p P | b B | t T | d D | ʈ T | ɖ D | c K | ɟ G | k K | ɡ G | g G | q K | m M | ɱ M | n N | ɳ N | ɲ N Y | ŋ NG | r R | ʀ R
ɾ D | ɽ R | ɸ F | β V | f F | v V | θ TH | ð DH | s S | z Z | ʃ SH | ʒ ZH | ʂ SH | ʐ ZH | ɕ SH | ʑ ZH | ç HH | ʝ Y
x HH | ɣ G | χ HH | ʁ R | ħ HH | h HH | ɦ HH | ɬ L | ɮ L | ʋ V | ɹ R | ɻ R | j Y | ɰ G | l L | ɭ L | ʎ L Y | ʟ L | ɫ L
w W | ʍ W | ɥ W
"""
"""IPA → ARPAbet without stress, as the CMU dictionary has it; longer symbols are looked for first."""
_IPA = {
    symbol: tuple(phones)
    for symbol, *phones in (entry.split() for entry in _TABLE.replace("\n", "|").split("|") if entry.strip())
}
_LONGEST = max(map(len, _IPA))

_LETTER_TABLE = """
ch CH | sh SH | th TH | ph F | ck K | qu K W | ng NG | ee IY | ea IY | oo UW | ou AW | ow OW | ai EY | ay EY | oa OW
oi OY | oy OY | au AO | aw AO | ie IY | ei EY | igh AY | tion SH AH N
a AE | b B | c K | d D | e EH | f F | g G | h HH | i IH | j JH | k K | l L | m M | n N | o AA | p P | q K | r R | s S
t T | u AH | v V | w W | x K S | y IY | z Z
"""
"""Letters by themselves, for when there is nothing better; pairs first."""
_LETTERS = {
    symbol: tuple(phones)
    for symbol, *phones in (entry.split() for entry in _LETTER_TABLE.replace("\n", "|").split("|") if entry.strip())
}
_LONGEST_LETTERS = max(map(len, _LETTERS))


def read_dictionary(path: Path) -> dict[str, str]:
    """The words of a Sphinx dictionary, alternatives as `word(2)`, as they stand there.

    Raises:
        EngineError: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise EngineError(f"pronunciation dictionary: {error}") from error
    pairs = (line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith((";;;", "##")))
    return {pair[0]: pair[1].strip() for pair in pairs if len(pair) == 2}


def ipa_to_arpabet(ipa: str) -> tuple[str, ...]:
    """The nearest phones; what is no sound (stress, length, marks) is passed over."""
    plain = unicodedata.normalize("NFC", ipa).replace("͡", "").replace("‿", "")
    return tuple(_spelled(plain, _IPA, _LONGEST))


def letters_to_arpabet(word: str) -> tuple[str, ...]:
    """Letters read one after another, marks taken off; () when there are none."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word.casefold()) if sign.isascii() and sign.isalpha())
    return tuple(_spelled(plain, _LETTERS, _LONGEST_LETTERS))


def _spelled(text: str, table: dict[str, tuple[str, ...]], longest: int) -> Iterator[str]:
    position = 0
    while position < len(text):
        for length in range(min(longest, len(text) - position), 0, -1):
            phones = table.get(text[position : position + length])
            if phones is not None:
                yield from phones
                position += length
                break
        else:
            position += 1


class Pronouncer:
    """Pronunciations for one acoustic model.

    Args:
        dictionary: the model's.
        voice: of espeak-ng, for guesses; "": none are made, as the model's phones are not ARPAbet.
    """

    def __init__(self, dictionary: dict[str, str], voice: str = "en-us") -> None:
        self._dictionary = dictionary
        self._voice = voice
        self._guesses: dict[str, tuple[str, ...]] = {}

    def pronounce(self, word: str, ipa: Iterable[str] = ()) -> list[str]:
        """Phones separated by blanks, the most likely first. `ipa`: what lexicons say, which goes before all else.

        Raises:
            EngineError: nothing is known of the word, and it cannot be guessed.
        """
        found = [phones for phones in (" ".join(ipa_to_arpabet(one)) for one in ipa) if phones]
        if not found:
            found = self._known(word)
        if not found:
            found = self._guessed(word)
        if not found:
            raise EngineError(f"it is not known how {word[:40]!r} is said")
        return list(dict.fromkeys(found))[:MAX_ALTERNATIVES]

    def _known(self, word: str) -> list[str]:
        for spelling in (word, word.replace("'", "")):
            if spelling in self._dictionary:
                numbered = (f"{spelling}({number})" for number in range(2, MAX_ALTERNATIVES + 1))
                more = (self._dictionary.get(name, "") for name in numbered)
                return [self._dictionary[spelling], *filter(None, more)]
        return []

    def _guessed(self, word: str) -> list[str]:
        if not self._voice:
            return []
        if word not in self._guesses:
            phones = ipa_to_arpabet(_espeak_ipa(word, self._voice))
            self._guesses[word] = phones or letters_to_arpabet(word)
        return [" ".join(self._guesses[word])] if self._guesses[word] else []


def _espeak_ipa(word: str, voice: str) -> str:
    """What espeak-ng makes of it; "" where there is no espeak-ng. It is loaded when the first unknown word comes."""
    try:
        library = shared_library()
    except EngineError:
        return ""
    library.set_voice_by_language(voice)
    return library.phonemes(word)
