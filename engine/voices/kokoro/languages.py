"""What the name of a Kokoro voice says: `af_heart` is American, female; and how its language is pronounced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from engine.errors import EngineError
from engine.voices.espeak.library import AS_IPA
from engine.voices.espeak.markup import with_letters
from engine.voices.kokoro.alphabet import (
    AMERICAN,
    BRITISH,
    JAPANESE,
    MANDARIN,
    ROMANCE,
    TIE,
    Alphabet,
    plain_ipa,
    with_tones,
)

if TYPE_CHECKING:
    from engine.interface import Gender
    from engine.voices.espeak.library import EspeakLibrary

_TIED_IPA = AS_IPA | 0x80 | ord(TIE) << 8
"""espeak_TextToPhonemes: bit 7 ties the signs of a sound, by the character in bits 8 to 23."""
_MNEMONICS = 0
_GENDERS: dict[str, Gender] = {"f": "female", "m": "male"}
_KANJI = re.compile("[\u3400-\u9fff]")


class Language(NamedTuple):
    """A language of Kokoro's."""

    tag: str
    """BCP 47."""
    espeak: str
    """The voice of espeak-ng that makes phonemes."""
    alphabet: Alphabet


LANGUAGES = {
    "a": Language("en-US", "en-us", AMERICAN),
    "b": Language("en-GB", "en-gb", BRITISH),
    "e": Language("es-ES", "es", ROMANCE),
    "f": Language("fr-FR", "fr-fr", ROMANCE),
    "h": Language("hi-IN", "hi", ROMANCE),
    "i": Language("it-IT", "it", ROMANCE),
    "j": Language("ja-JP", "ja", JAPANESE),
    "p": Language("pt-BR", "pt-br", ROMANCE),
    "z": Language("zh-CN", "cmn", MANDARIN),
}
"""By the first letter of a voice's name."""
_LATIN_SPANISH = Language("es-419", "es-419", ROMANCE)


def voice_language(name: str) -> Language:
    """The language of the voice `name`; one that is named otherwise than Kokoro's own speaks American English."""
    return LANGUAGES[name[0]] if name[1:3] in {"f_", "m_"} and name[0] in LANGUAGES else LANGUAGES["a"]


def voice_gender(name: str) -> Gender:
    """The gender of the voice `name`; empty where the name does not tell."""
    return _GENDERS.get(name[1:2], "") if name[2:3] == "_" else ""


def _spoken(tag: str, own: Language) -> Language:
    """How a voice of `own` language reads a text in `tag`: as people of that region do, where it is known."""
    wanted = tag.lower()
    base, _, region = wanted.partition("-")
    if base == "es" and region not in {"", "es"}:
        return _LATIN_SPANISH
    if not wanted or wanted == own.tag.lower():
        return own
    by_tag = {language.tag.lower(): language for language in LANGUAGES.values()}
    fits = [language for language in (own, *LANGUAGES.values()) if language.tag.lower().partition("-")[0] == base]
    return by_tag.get(wanted) or (fits[0] if fits else own)


class KokoroPronouncer:
    """The `stretches.Pronouncer` of a text in `language` by a voice of `own` language."""

    def __init__(self, espeak: EspeakLibrary, own: Language, language: str = "") -> None:
        self._espeak = espeak
        self._own = _spoken(language, own)

    def phonemes(self, text: str, language: str) -> str:
        """As `stretches.Pronouncer`.

        Raises:
            EngineError: espeak-ng has not the language, or cannot read the script.
        """
        spoken = _spoken(language, self._own)
        if not self._espeak.set_voice(spoken.espeak) and not self._espeak.set_voice_by_language(spoken.espeak):
            raise EngineError(f"espeak-ng has no voice {spoken.espeak!r} to make phonemes with")
        if spoken.alphabet is JAPANESE and _KANJI.search(text):
            raise EngineError("Japanese is read from kana: espeak-ng knows no kanji")
        text = with_letters(text, spoken.espeak)
        phonemes = self._espeak.phonemes(text, _TIED_IPA)
        if spoken.alphabet is MANDARIN:
            phonemes = with_tones(phonemes, self._espeak.phonemes(text, _MNEMONICS))
        return spoken.alphabet.spell(phonemes)

    def pronunciation(self, ipa: str, language: str) -> str:
        return _spoken(language, self._own).alphabet.spell(plain_ipa(ipa))
