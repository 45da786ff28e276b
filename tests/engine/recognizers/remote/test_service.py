"""What the kinds of services share."""

import pytest

from engine.recognizers.remote.service import check_length, hints
from engine.recognizers.remote.transcript import HeardWord, Transcript
from engine.remote.errors import Fault, ServiceError


def test_a_grammar_of_few_words_is_worth_a_hint() -> None:
    assert hints(("no", "yes"), 2) == ["no", "yes"]
    assert hints(("a", "b", "c"), 2) == []
    assert hints(("yes", "x" * 60), 5) == ["yes"]
    assert hints(("extraordinarily", "yes"), 5, longest=10) == ["yes"]


def test_nobody_says_so_much() -> None:
    check_length([Transcript("word " * 800, (HeardWord("word"),) * 800)] * 2, "cloud")
    for long in (Transcript("x" * 30_000), Transcript("x", (HeardWord("word"),) * 6_000)):
        with pytest.raises(ServiceError) as caught:
            check_length([long], "cloud")
        assert caught.value.fault is Fault.GARBAGE
