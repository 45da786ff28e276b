import pytest

from engine.voices.kokoro.alphabet import (
    AMERICAN,
    BRITISH,
    JAPANESE,
    MANDARIN,
    ROMANCE,
    Alphabet,
    plain_ipa,
    with_tones,
)


@pytest.mark.parametrize(
    ("alphabet", "ipa", "letters"),
    [
        (AMERICAN, "həlˈo^ʊ ðˈɛ^ɹ", "həlˈO ðˈɛɹ"),
        (AMERICAN, "ɐkˈa^ʊnt bˈɜːd ˌa^ʊɚɹ", "əkˈWnt bˈɜɹd ˌWəɹ"),
        (AMERICAN, "bˈɑːɾə^l bˈʌʔn̩ əlˈa^ʊ", "bˈɑTᵊl bˈʌtᵊn əlˈW"),
        (AMERICAN, "t^ʃˈɪp d^ʒˈɔ^ɪn dˈɑːlɚz nˈɪə", "ʧˈɪp ʤˈYn dˈɑləɹz nˈiə"),
        (BRITISH, "ɡˌə^ʊ hˈə^ʊm nˈi^ə ðˈe^ə bˈɜːd bˈalɾəns", "ɡˌQ hˈQm nˈɪə ðˈɛː bˈɜːd bˈaltəns"),
        (ROMANCE, "t^ʃˈao d^zˈukːeɾo n^ʊ e^ɪ eɪ tˈo^ʊ", "ʧˈao ʣˈukːeɾo nʊ A eɪ tˈO"),
        (JAPANESE, "kˌo̞nnit^ɕˈihä ɯ^ᵝ t^s", "konniʨiha ɯ ʦ"),
        (MANDARIN, "t^s.^hˈi.5 t^hˈi^ɛ χˈɑ^u ˈə^r ʐˈə", "ꭧʰɨ5 tʰiɛ xɑu ɚ ɻə"),
    ],
)
def test_sounds_have_the_letters_that_the_voices_learned(alphabet: Alphabet, ipa: str, letters: str) -> None:
    assert alphabet.spell(ipa) == letters


@pytest.mark.parametrize(
    ("ipa", "letters"),
    [
        ("tə.ˈmeɪ.toʊ", "təˈmAtO"),
        ("t͡ʃiːz", "ʧiz"),
        ("tʃi:z", "ʧiz"),
        ("'bɝd", "ˈbɜɹd"),
        ("ça", "ka"),
        ("bɔ̃", "bɔ"),
    ],
)
def test_the_ipa_of_documents_may_tie_or_not(ipa: str, letters: str) -> None:
    assert AMERICAN.spell(plain_ipa(ipa)) == letters


def test_tones_are_told_by_the_mnemonics() -> None:
    assert with_tones("mˈɑ5 mˈɑɜ mˈɑ2 mˈɑ5 mˈɑ1", "m'A55 m'A35 m'A214 m'A51 m'A11") == "mˈɑ→ mˈɑ↗ mˈɑ↓ mˈɑ↘ mˈɑ"


def test_tones_that_do_not_fit_are_left_out() -> None:
    assert with_tones("mˈɑ5 mˈɑɜ", "m'A55") == "mˈɑ mˈɑ"
