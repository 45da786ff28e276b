import pytest

from engine.voices.espeak.ipa import CANDIDATES, MAX_WORD_PARTS, IpaTranslator, symbols


@pytest.mark.parametrize(
    ("ipa", "found"),
    [
        ("təˈmɑːtoʊ", ["t", "ə", "ˈ", "m", "ɑː", "t", "oʊ"]),
        ("t͡ʃɜːt͡ʃ", ["tʃ", "ɜː", "tʃ"]),
        ("ʧɑ:", ["tʃ", "ɑː"]),
        ("bɔ̃.ʒuʁ", ["b", "ɔ\u0303", "ʒ", "u", "ʁ"]),
        ("çi", ["ç", "i"]),
        ("ˌa b", ["ˌ", "a", " ", "b"]),
        ("p\u02b0a\u2603", ["p", "a"]),
        ("", []),
    ],
)
def test_ipa_is_cut_into_the_longest_known_symbols(ipa: str, found: list[str]) -> None:
    assert symbols(ipa) == found


def test_the_candidate_that_sounds_as_the_symbol_is_taken() -> None:
    sounds = {"O": "", "0": "ɑː", "O:": "ɔ"}
    translator = IpaTranslator(lambda mnemonic: sounds.get(mnemonic, mnemonic))
    assert translator.mnemonics("ɔ") == "O:"


def test_else_the_first_that_sounds_at_all() -> None:
    asked: list[str] = []

    def render(mnemonic: str) -> str:
        asked.append(mnemonic)
        return "" if mnemonic == "O" else "something"

    translator = IpaTranslator(render)
    assert translator.mnemonics("ˈɔ ɔ") == "'0 0"
    assert asked == ["O", "0", "O:"]


@pytest.mark.parametrize("ipa", ["t" * 5000, "ˈaː" * 2000, "ˈ" * 2000 + "a", "dz" * 2000, "ʃ ta" + "k" * 300])
def test_no_word_is_longer_than_the_library_can_hold(ipa: str) -> None:
    translated = IpaTranslator(lambda mnemonic: mnemonic).mnemonics(ipa)
    words = translated.split()
    assert max(sum(sign not in ":~" for sign in word) for word in words) <= 2 * MAX_WORD_PARTS
    assert "".join(words) == IpaTranslator(lambda mnemonic: mnemonic).mnemonics(ipa).replace(" ", "")


def test_a_long_word_is_cut_in_front_of_a_stress() -> None:
    translated = IpaTranslator(lambda mnemonic: mnemonic).mnemonics("t" * 35 + "ˈt" + "t" * 10)
    assert translated == "t" * 35 + " 't" + "t" * 10


def test_what_cannot_be_spoken_is_empty() -> None:
    translator = IpaTranslator(lambda _: "")
    assert translator.mnemonics("ˈɔ") == ""
    assert translator.mnemonics("") == ""
    assert translator.mnemonics("\u2603") == ""


def test_the_table_holds_the_vowels_and_consonants_of_english() -> None:
    english = "pbtdkɡfvθðszʃʒhmnŋlɹjwiɪeɛæɑɒɔʊuʌəɜ"
    assert set(english) <= set(CANDIDATES)
    assert {"tʃ", "dʒ", "eɪ", "aɪ", "ɔɪ", "oʊ", "aʊ", "iː", "uː", "ɜː"} <= set(CANDIDATES)
