import pytest

from engine.errors import EngineError
from engine.voices.espeak.library import shared_library
from engine.voices.kokoro.alphabet import ROMANCE
from engine.voices.kokoro.languages import LANGUAGES, KokoroPronouncer, Language, voice_gender, voice_language
from engine.voices.kokoro.vocabulary import V1


def pronouncer(letter: str, language: str = "") -> KokoroPronouncer:
    return KokoroPronouncer(shared_library(), LANGUAGES[letter], language)


@pytest.mark.parametrize(
    ("name", "tag", "gender"),
    [
        ("af_heart", "en-US", "female"),
        ("bm_george", "en-GB", "male"),
        ("pf_dora", "pt-BR", "female"),
        ("zm_yunxi", "zh-CN", "male"),
        ("mine", "en-US", ""),
        ("zoe", "en-US", ""),
    ],
)
def test_a_name_tells_language_and_gender(name: str, tag: str, gender: str) -> None:
    assert (voice_language(name).tag, voice_gender(name)) == (tag, gender)


@pytest.mark.parametrize(
    ("letter", "text", "phonemes"),
    [
        ("a", "Hello there", "həlˈO ðˈɛɹ"),
        ("b", "Go home", "ɡˌQ hˈQm"),
        ("e", "gracias", "ɡɾˈaθjas"),
        ("f", "bonjour", "bɔ̃ʒˈuʁ"),
        ("h", "धन्यवाद", "dʰˌənjəʋˈaːd"),
        ("i", "zucchero", "ʣˈukːeɾo"),
        ("j", "こんにちは", "konniʨiha"),
        ("p", "dia", "ʤˈiæ"),
        ("z", "你好", "ni↓xɑu↓"),
    ],
)
def test_every_language_is_read_in_letters_of_the_vocabulary(letter: str, text: str, phonemes: str) -> None:
    found = pronouncer(letter).phonemes(text, "")
    assert found == phonemes
    assert set(found) <= set(V1)


def test_the_regions_and_languages_of_texts_are_heeded() -> None:
    assert pronouncer("e", "es-MX").phonemes("gracias", "") == "ɡɾˈasjas"
    assert pronouncer("e", "es").phonemes("gracias", "") == "ɡɾˈaθjas"
    assert pronouncer("a").phonemes("bonjour", "fr-CA") == "bɔ̃ʒˈuʁ"
    assert pronouncer("a", "en-GB").phonemes("home", "") == "hˈQm"
    assert pronouncer("a", "en-AU").phonemes("home", "tlh") == "hˈOm"


def test_ipa_is_that_of_the_texts_language() -> None:
    assert pronouncer("a").pronunciation("təˈmeɪtoʊ", "") == "təˈmAtO"
    assert pronouncer("a").pronunciation("bɔ̃ʒuʁ", "fr") == "bɔ̃ʒuʁ"


def test_kanji_cannot_be_read() -> None:
    with pytest.raises(EngineError, match="kanji"):
        pronouncer("j").phonemes("日本語", "")


def test_a_voice_that_espeak_lacks_is_an_error() -> None:
    strange = KokoroPronouncer(shared_library(), Language("xx", "no such", ROMANCE))
    with pytest.raises(EngineError, match="no such"):
        strange.phonemes("a", "")
