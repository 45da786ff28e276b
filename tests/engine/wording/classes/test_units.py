"""Tokens of the class "unit" in running text."""

import pytest

from engine.wording.normalize import tokens


@pytest.mark.parametrize(
    ("tag", "text", "said"),
    [
        (
            "en-US",
            "5 km and -5°C",
            [("5 km", "five kilometers"), ("-5°C", "minus five degrees Celsius")],
        ),
        ("ru-RU", "5 км и 1 кг", [("5 км", "пять километров"), ("1 кг", "один килограмм")]),
        ("de-DE", "25 km/h", [("25 km/h", "fünfundzwanzig Kilometer pro Stunde")]),
        ("en-US", "5 apples", []),
    ],
)
def test_what_is_found_and_said(tag: str, text: str, said: list[tuple[str, str]]) -> None:
    found = tokens(text, tag)
    assert found is not None
    assert [(token.written, token.words) for token in found if token.kind == "unit"] == said
