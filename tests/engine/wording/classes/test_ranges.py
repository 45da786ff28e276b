"""Tokens of the class "range" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "rows 20-25 are full", [("20-25", "twenty to twenty five")]),
        ("en-US", "10-5 is no range", []),
        ("fr-FR", "pages 10–12", [("10–12", "dix à douze")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "range"] == said
