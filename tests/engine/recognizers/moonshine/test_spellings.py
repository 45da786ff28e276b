import pytest

from engine.recognizers.moonshine.spellings import folded, forms, letters


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Élève", "eleve"), ("It’s", "it's"), (" OK, $5!", " ok, $5!"), ("{x}", None), ("日", None), ("", "")],
)
def test_only_what_a_sentence_may_have_is_folded(text: str, plain: str | None) -> None:
    assert folded(text) == plain


@pytest.mark.parametrize(("word", "plain"), [("o'clock", "oclock"), ("café", "cafe"), ("x-ray", "xray"), ("3g", "3g")])
def test_letters_and_figures_count(word: str, plain: str) -> None:
    assert letters(word) == plain


def test_a_word_has_all_ways_to_write_it_in_order() -> None:
    assert forms(["okay", "no"]) == [("know", "no"), ("no", "no"), ("ok", "okay"), ("okay", "okay")]
    assert ("be", "b") in forms(["b"])
    assert ("mr", "mister") in forms(["mister"])
    assert forms(["…"]) == []
