"""When free speech tells against a built-in grammar."""

import pytest

from engine.grammars.free_text import answer_words, outweighs
from engine.recognition import FreeText


@pytest.mark.parametrize(
    ("text", "lead", "tells"),
    [
        ("Eight hundred five five five.", 0.2, True),
        ("Eight hundred five five five.", 0.05, False),
        ("Nine-five-five.", 0.2, True),
        ("O one one.", 0.2, True),
        ("8 o'clock m", 2.0, False),
        ("Double trouble.", 3.9, False),
        ("Double trouble.", 4.1, True),
        ("No, five, five, nine.", 3.9, False),
        ("The zero.", 2.5, False),
        ("", 1.0, False),
    ],
)
def test_answers_tell_sooner_than_what_may_be_badly_heard(text: str, lead: float, tells: bool) -> None:
    assert outweighs(FreeText(text, lead), "en-US") is tells


def test_the_words_of_answers_are_those_of_the_built_in_grammars() -> None:
    assert {"hundred", "extension", "dollars", "september", "yes", "o'clock"} <= answer_words("en-GB")
    assert {"ja", "bitte", "zwei"} <= answer_words("de")
    assert answer_words("xx") == frozenset()
