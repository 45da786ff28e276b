"""Tokens of the class "web" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        ("en-US", "www.example.com/help", [("www.example.com/help", "W W W dot example dot com slash help")]),
        ("en-US", "mail a.b@x.com", [("a.b@x.com", "a dot b at x dot com")]),
        ("fr-FR", "info@exemple.fr", [("info@exemple.fr", "info arobase exemple point F R")]),
        ("en-US", "#sale by @shop", [("#sale", "hashtag sale"), ("@shop", "at shop")]),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "web"] == said
