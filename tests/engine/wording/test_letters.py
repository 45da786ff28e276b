"""Capitals that stand alone: which are letters to be named."""

import pytest

from engine.wording.letters import lone_letters


@pytest.mark.parametrize(
    ("text", "language", "letters"),
    [
        ("at nine thirty A M.", "en-US", "AM"),
        ("A friend pressed A, then B.", "en-US", "AB"),
        ("A T and T called.", "en-US", "ATT"),
        ("I think I D cards are an I.", "en-US", "ID"),
        ("Done. A day passed; plan A is on", "en-US", "A"),
        ("A", "en-US", "A"),
        ("Y ahora pulse Y.", "es-ES", "Y"),
        ("no letters here, Mr Bond's", "en-US", ""),
        ("A B", "xx", "AB"),
    ],
)
def test_lone_letters(text: str, language: str, letters: str) -> None:
    assert "".join(text[place] for place in lone_letters(text, language)) == letters


def test_many_letters_take_linear_time() -> None:
    assert len(lone_letters("B " * 100_000, "en-US")) == 100_000
