"""Tokens of the class "abbreviation" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "Call the dept. now, etc.", [("dept.", "department"), ("etc.", "et cetera.")]),
        ("en-US", "No. 5 is open.", [("No.", "number")]),
        ("de-DE", "z. B. Nr. 7", [("z. B.", "zum Beispiel"), ("Nr.", "Nummer")]),
        ("fr-FR", "Mme Dupont, env. 10 min", [("Mme", "Madame"), ("env.", "environ")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "abbreviation"] == said
