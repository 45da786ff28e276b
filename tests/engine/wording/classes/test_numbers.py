"""Tokens of the class "cardinal" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "1,234.5 people", [("1,234.5", "one thousand two hundred thirty four point five")]),
        ("de-DE", "1.234,5 Personen", [("1.234,5", "eintausendzweihundertvierunddreißig Komma fünf")]),
        ("fr-FR", "1 234 personnes", [("1 234", "mille deux cent trente-quatre")]),
        ("en-US", "The video has 1.5M views.", [("1.5M", "one point five million")]),
        ("pt-BR", "2 caixas", [("2", "duas")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "cardinal"] == said
