"""Telephone numbers."""

import pytest

from engine.wording.classes import phones
from engine.wording.languages.english import American

AMERICAN = American()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "+1 (555) 123-4567 x89",
            "plus one, five five five, one two three, four five six seven, extension eight nine",
        ),
        ("5551234", "five five five, one two three four"),
        ("*82#", "star, eight two, hash"),
        ("1-800-FLOWERS", "one, eight zero zero, FLOWERS"),
        ("12345678901", "one, two three four, five six seven, eight nine zero one"),
        ("ext. 12", "extension one two"),
    ],
)
def test_telephone(text: str, words: str) -> None:
    assert phones.say(text, AMERICAN) == words
