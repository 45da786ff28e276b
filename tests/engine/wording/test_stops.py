"""Full stops that an abbreviation and a sentence share."""

import pytest

from engine.wording.normalize import normalize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We sell tea, etc.", "We sell tea, et cetera."),
        ("We sell tea, etc. and more.", "We sell tea, et cetera and more."),
        ("It weighs 5 lb. Please wait.", "It weighs five pounds. Please wait."),
        ("See Dr. Smith.", "See Doctor Smith."),
        ("Open till 9 p.m.", "Open till nine P M."),
    ],
)
def test_a_full_stop_is_kept_once(text: str, words: str) -> None:
    assert normalize(text) == words
