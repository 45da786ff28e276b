"""Tokens of the class "code" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "Your PIN is 4582.", [("4582", "four five eight two")]),
        ("en-US", "Reference AB-12345", [("AB-12345", "A B, one two three four five")]),
        ("en-US", "seat 14B", []),
        ("de-DE", "Die PIN lautet 0815.", [("0815", "null acht eins fünf")]),
        ("en-US", "COVID-19", [("COVID-19", "COVID nineteen")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "code"] == said
