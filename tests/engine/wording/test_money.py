"""Amounts of money."""

import re

import pytest

from engine.wording.money import MONEY, money


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$42.10", "forty two dollars and ten cents"),
        ("$1", "one dollar"),
        ("$1.01", "one dollar and one cent"),
        ("$0.99", "ninety nine cents"),
        ("$0", "zero dollars"),
        ("$1,234", "one thousand two hundred thirty four dollars"),
        ("-$5", "minus five dollars"),
        ("$-5", "minus five dollars"),
        ("$0.125", "zero point one two five dollars"),
        ("$1.5 million", "one point five million dollars"),
        ("€3bn", "three billion euros"),
        ("20€", "twenty euros"),
        ("USD 15", "fifteen dollars"),
        ("15 GBP", "fifteen pounds"),
        ("£0.01", "one penny"),
        ("¥100", "one hundred yen"),
        ("12 XYZ", "twelve XYZ"),
        ("12", "twelve"),
    ],
)
def test_money(text: str, words: str) -> None:
    assert money(text) == words


def test_currency_of_the_document() -> None:
    assert money("42.10", "EUR") == "forty two euros and ten cents"


def test_no_amount() -> None:
    assert money("much") is None


@pytest.mark.parametrize("text", ["$5", "US$5.50", "5 EUR", "€ 5", "$5k"])
def test_amounts_are_found_in_text(text: str) -> None:
    match = re.search(MONEY, f"for {text} now")
    assert match
    assert match[0] == text


def test_magnitudes_as_they_are_abbreviated() -> None:
    assert money("$6.50 tn") == money("$6.50 trillion") == "six point five zero trillion dollars"
    assert money("$6 kn") is None
    assert money("$5 thou\u017fand") == "five thou\u017fand dollars"
