"""Tokens of the class "version" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "Version 2.10.3", [("2.10.3", "two point ten point three")]),
        ("en-US", "v2.0", [("v2.0", "version two point zero")]),
        ("de-DE", "Version 2.10", [("2.10", "zwei Punkt zehn")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "version"] == said
