import pytest

from engine.recognition import Hypothesis, RecognizedWord
from engine.recognizers.beginnings import sentences_or_beginning


def said(text: str, confidence: float) -> Hypothesis:
    return Hypothesis(tuple(RecognizedWord(word, 0, 100) for word in text.split()), confidence)


WHOLE = (said("call the sales department", 0.6), said("call the support department", 0.2))


@pytest.mark.parametrize(
    ("confidence", "is_told"), [(0.99, True), (0.75, True), (0.7, False), (0.6, False), (0.0, False)]
)
def test_a_beginning_is_told_alone_where_it_is_surer_by_a_margin(confidence: float, is_told: bool) -> None:
    beginning = said("call the sales", confidence)
    assert sentences_or_beginning(WHOLE, beginning) == ((beginning,) if is_told else WHOLE)


def test_where_there_is_only_one_kind_it_is_that() -> None:
    beginning = said("call", 0.01)
    assert sentences_or_beginning((), beginning) == (beginning,)
    assert sentences_or_beginning(WHOLE, None) == WHOLE
    assert sentences_or_beginning((), None) == ()


def test_who_is_quite_sure_is_compared_as_well() -> None:
    assert sentences_or_beginning((said("yes", 1.0),), said("y", 1.0)) == (said("yes", 1.0),)
    assert sentences_or_beginning((said("yes", 0.0),), said("y", 1.0)) == (said("y", 1.0),)
