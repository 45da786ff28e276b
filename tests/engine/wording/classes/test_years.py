"""Tokens of the class "year" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "in 1999", [("1999", "nineteen ninety nine")]),
        ("en-US", "1990-95", [("1990-95", "nineteen ninety to ninety five")]),
        ("en-US", "the 1990s", [("1990s", "nineteen nineties")]),
        ("de-DE", "1945 endete der Krieg.", [("1945", "neunzehnhundertfünfundvierzig")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "year"] == said
