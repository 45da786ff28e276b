"""Tokens of the class "percent" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "7.5% or 5-10%", [("7.5%", "seven point five percent"), ("5-10%", "five to ten percent")]),
        ("de-DE", "3,5 %", [("3,5 %", "drei Komma fünf Prozent")]),
        ("tr-TR", "%20 indirim", [("%20", "yüzde yirmi")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "percent"] == said
