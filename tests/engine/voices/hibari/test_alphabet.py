import pytest

from engine.voices.espeak.ipa import CANDIDATES
from engine.voices.hibari.alphabet import SILENT, VOWELS, from_ipa


@pytest.mark.parametrize(
    ("ipa", "american", "british"),
    [
        ("ˈæpəl", "ˈæpəl", "ˈæpəl"),
        ("təˈmɑːtoʊ", "təmˈɑtO", "təmˈɑːtQ"),
        ("ˈstriːt", "stɹˈit", "stɹˈiːt"),
        ("ˈt͡ʃɪli ˈd͡ʒæm", "ʧˈɪli ʤˈæm", "ʧˈɪli ʤˈæm"),
        ("kaʊ, bɔɪ, haɪ, deɪ", "kW bY hI dA", "kW bY hI dA"),
        ("ˌʌn.dɚˈstænd", "ˌʌndəɹstˈænd", "ˌʌndəstˈænd"),
        ("bʌtn̩", "bʌtᵊn", "bʌtᵊn"),
        ("ʃøːn", "ʃɜn", "ʃɜːn"),
        ("ˈɲoki", "njˈOki", "njˈQki"),
    ],
)
def test_ipa_in_the_voices_alphabet(ipa: str, american: str, british: str) -> None:
    """Stress goes to the vowel, diphthongs become one letter, foreign sounds the nearest."""
    assert from_ipa(ipa) == american
    assert from_ipa(ipa, british=True) == british


def test_what_no_voice_can_say_is_left_out() -> None:
    assert from_ipa("☃ ˈ ") == ""
    assert from_ipa("") == ""


@pytest.mark.parametrize("british", [False, True])
def test_every_symbol_has_a_sound_that_the_voice_knows(british: bool, vocabulary: dict[str, int]) -> None:
    for symbol in CANDIDATES:
        written = from_ipa(symbol, british=british)
        assert written, symbol
        assert set(written) <= set(vocabulary), symbol


def test_vowels_and_silent_signs_are_of_the_alphabet(vocabulary: dict[str, int]) -> None:
    assert set(vocabulary) >= VOWELS | SILENT
    assert not VOWELS & SILENT
