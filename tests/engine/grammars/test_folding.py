"""Words in other spellings."""

import pytest

from engine.grammars.folding import fold, folded_index, folds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "strasse"),
        ("café", "CAFE"),
        ("ещё", "еще"),
        ("l'aéroport", "l’aeroport"),
        ("señor", "senor"),
        ("œuvre", "oeuvre"),
        ("Łódź", "lodz"),
    ],
)
def test_spellings_of_one_word_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_umlauts_may_be_written_out() -> None:
    assert set(folds("Müller")) == {"muller", "mueller"}
    assert folds("mueller") == ("mueller",)
    assert fold("für") != fold("vier")


def test_an_index_has_every_spelling_once() -> None:
    index = folded_index({"sí": "", "si": "", "veinte": "20"})
    assert set(index["si"]) == {"sí", "si"}
    assert index["veinte"] == ("20",)
