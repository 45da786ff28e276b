"""Spelling out."""

import pytest

from engine.wording.characters import spell


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A4@", "A four at"),
        ("ab c", "A B, C"),
        ("ß", "ß"),
        ("日", "日"),
        ("♥", "black heart suit"),
        ("\x01 a", "A"),
    ],
)
def test_spell(text: str, words: str) -> None:
    assert spell(text) == words


def test_capitals_are_named_on_demand() -> None:
    assert spell("aB", case=True) == "A capital B"
