"""Tokens of the class "address" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "221B Baker Street", [("221B", "two twenty one B")]),
        ("en-US", "123 N. Main St.", [("123", "one twenty three"), ("N.", "North")]),
        ("en-US", "Springfield, IL 62704", [("IL 62704", "Illinois six two seven zero four")]),
        ("en-US", "Take 5 pills.", []),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "address"] == said
