"""Tokens of the class "fraction" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "Add 2½ cups.", [("2½", "two and a half")]),
        ("en-US", "3/4 of it", [("3/4", "three quarters")]),
        ("en-US", "2 1/2 miles", [("2 1/2", "two and a half")]),
        ("es-ES", "1/3 de los clientes", [("1/3", "un tercio")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "fraction"] == said
