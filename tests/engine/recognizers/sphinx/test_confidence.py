import pytest

from engine.recognizers.sphinx.confidence import comparable, confidence, lower_ranked, word_confidence


@pytest.mark.parametrize(
    ("likeness", "coverage", "least", "most"),
    [
        (-2.7, 1.0, 0.8, 1.0),  # a menu item said as it stands
        (-2.4, 0.85, 0.7, 1.0),  # "yes", its soft end missed by the detector
        (-5.0, 0.27, 0.0, 0.1),  # a sentence, of which a piece sounded like "no"
        (-5.2, 0.9, 0.0, 0.5),  # another sentence of much the same length
        (-1000.0, 0.0, 0.0, 0.001),
    ],
)
def test_it_is_high_where_the_words_explain_the_speech(
    likeness: float, coverage: float, least: float, most: float
) -> None:
    assert least <= confidence(likeness, coverage) <= most


def test_a_word_is_judged_by_its_likeness() -> None:
    assert word_confidence(-2.0) > word_confidence(-3.0) > word_confidence(-6.0)


def test_a_lower_rank_is_never_surer() -> None:
    assert lower_ranked(0.8, 0.0) <= 0.8
    assert lower_ranked(0.8, 2.0) < lower_ranked(0.8, 1.0) < 0.8
    assert lower_ranked(1.0, -5.0) <= 1.0
    assert lower_ranked(0.0, 1.0) < 0.001


def test_large_vocabularies_explain_everything_better() -> None:
    assert comparable(-3.0, 2) == comparable(-3.0, 32) == -3.0
    assert -3.0 < comparable(-3.0, 100) < comparable(-3.0, 2000) < -1.5
