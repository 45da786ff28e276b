"""Tokens of the class "letters" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "AT&T called the U.S. today.", [("AT&T", "A T and T"), ("U.S.", "U S")]),
        ("en-US", "Press A now.", [("A", "A")]),
        ("en-US", "A friend and I wait.", []),
        ("en-US", "PLEASE HOLD THE LINE", []),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "letters"] == said
