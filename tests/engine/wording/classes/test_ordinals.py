"""Tokens of the class "ordinal" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "the 22nd", [("22nd", "twenty second")]),
        ("fr-FR", "le 75e jour", [("75e", "soixante-quinzième")]),
        ("es-ES", "la 3.ª planta", [("3.ª", "tercera")]),
        ("en-US", "the 1,000th", [("1,000th", "one thousandth")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "ordinal"] == said
