"""Numbers as they are written."""

import pytest

from engine.wording.figures import Figure, parse


@pytest.mark.parametrize(
    ("text", "decimal", "group", "figure"),
    [
        ("42", ".", ",", Figure("42")),
        ("1,234.56", ",", ".", Figure("1234", "56")),
        ("1.234,56", ".", ",", Figure("1234", "56")),
        ("1 234,5", ".", ",", Figure("1234", "5")),
        ("1'234.5", ".", ",", Figure("1234", "5")),
        ("1,50,000", ".", ",", Figure("150000")),
        ("1.234", ".", ",", Figure("1", "234")),
        ("1.234", ",", ".", Figure("1234")),
        ("1.5", ",", ".", Figure("1", "5")),
        ("-3", ".", ",", Figure("3", "", "-")),
        ("±0.5", ".", ",", Figure("0", "5", "±")),
    ],
)
def test_separators_are_told_apart(text: str, decimal: str, group: str, figure: Figure) -> None:
    assert parse(text, decimal, group) == figure


@pytest.mark.parametrize("text", ["", "-", "1.2.3", "1,23,4", "a", "1,", "12.", "0,123,456"])
def test_what_is_no_number(text: str) -> None:
    assert parse(text) is None


def test_one_and_decimals() -> None:
    assert Figure("1").is_one
    assert not Figure("1", "0").is_one
    assert Figure("2", "50").decimal == 2.5
