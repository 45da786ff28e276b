import pytest

from engine.recognizers.moonshine.confidence import confidence, free_confidence, lower_ranked, word_confidence
from engine.recognizers.moonshine.search import FreeReading, Reading


def reading(words: str, *scores: float) -> Reading:
    said = tuple(words.split())
    return Reading(said, sum(scores), (5,) * (len(scores) - 1), scores, (1,) * len(said))


def free(*scores: float) -> FreeReading:
    return FreeReading((5,) * (len(scores) - 1), scores)


@pytest.mark.parametrize(
    ("best", "beside", "speech_s", "least", "most"),
    [
        # Digits as they were said; "yes", which the model would rather have written "Yeah".
        (reading("four one five", -0.2, -0.1, -0.3, -0.2), free(-0.2, -0.1, -0.3, -0.2), 1.6, 0.8, 1.0),
        (reading("yes", -1.5, -0.2), free(-0.4, -0.2), 0.4, 0.5, 1.0),
        # A sentence of which a piece was taken for a digit; another word of the same length; nothing at all.
        (reading("one", -6.0, -5.0), free(-0.3, -0.2, -0.3, -0.2, -0.4, -0.2), 1.5, 0.0, 0.05),
        (reading("tuesday", -3.5, -3.0, -0.5), free(-0.3, -0.2), 0.6, 0.0, 0.5),
        (reading("one", -60.0, -50.0), free(), 0.0, 0.0, 0.001),
    ],
)
def test_it_is_high_where_the_sentence_is_what_would_have_been_written(
    best: Reading, beside: FreeReading, speech_s: float, least: float, most: float
) -> None:
    assert least <= confidence(best, beside, speech_s) <= most


def test_few_letters_for_much_speech_are_less_sure() -> None:
    best, beside = reading("one", -0.5, -0.5), free(-0.5, -0.5)
    assert confidence(best, beside, 0.4) > confidence(best, beside, 1.0) > confidence(best, beside, 4.0)
    assert confidence(best, beside, 0.05) == confidence(best, beside, 0.1)


def test_a_word_is_never_surer_than_its_text_and_a_lower_rank_than_a_higher() -> None:
    assert word_confidence([-0.1], 0.9) > word_confidence([-2.0], 0.9)
    assert word_confidence([], 0.9) == word_confidence([0.0], 0.9) == 0.9
    assert lower_ranked(0.8, 0.0) <= 0.8
    assert lower_ranked(0.8, 2.0) < lower_ranked(0.8, 1.0) < 0.8
    assert lower_ranked(0.0, 1.0) < 0.001


def test_open_speech_is_as_sure_as_its_tokens_are_likely() -> None:
    assert free_confidence(free(0.0, 0.0)) == 1.0
    assert free_confidence(free(-1.0, -1.0)) < free_confidence(free(-0.5, -0.5))
    assert free_confidence(FreeReading()) == 1.0
