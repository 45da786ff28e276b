"""X-SAMPA → IPA."""

import pytest

from engine.documents.xsampa import xsampa_to_ipa


@pytest.mark.parametrize(
    ("sampa", "ipa"),
    [
        ('pI"kA:n', "pɪˈkɑːn"),
        ("t_h@", "tʰə"),
        ("r\\`", "ɻ"),
        ('"T3:d', "ˈθɜːd"),
        ("bO~", "bɔ\u0303"),
        ("s_d", "s\u032a"),
        ("é", "é"),
    ],
)
def test_symbols(sampa: str, ipa: str) -> None:
    assert xsampa_to_ipa(sampa) == ipa
