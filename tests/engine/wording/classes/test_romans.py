"""Tokens of the class "roman" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "Henry VIII and World War II", [("VIII", "the eighth"), ("II", "two")]),
        ("fr-FR", "Louis XIV", [("XIV", "quatorze")]),
        ("es-ES", "siglo XXI", [("XXI", "veintiuno")]),
        ("en-US", "I am IN", []),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "roman"] == said
