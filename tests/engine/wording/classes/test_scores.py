"""Tokens of the class "ratio" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "The ratio is 3:1.", [("3:1", "three to one")]),
        ("de-DE", "im Verhältnis 2:1", [("2:1", "zwei zu eins")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "ratio"] == said
