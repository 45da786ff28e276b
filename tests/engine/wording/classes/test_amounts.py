"""Amounts of money."""

import pytest

from engine.wording.classes import amounts
from engine.wording.languages.english import American
from engine.wording.normalize import tokens

AMERICAN = American()


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
    assert amounts.say(text, "", AMERICAN) == words


def test_currency_of_the_document() -> None:
    assert amounts.say("42.10", "EUR", AMERICAN) == "forty two euros and ten cents"


def test_no_amount() -> None:
    assert amounts.say("much", "", AMERICAN) is None


@pytest.mark.parametrize("text", ["$5", "US$5.50", "5 EUR", "€ 5", "$5k"])
def test_amounts_are_found_in_text(text: str) -> None:
    assert [token.written for token in tokens(f"for {text} now") or () if token.kind == "amount"] == [text]


def test_magnitudes_as_they_are_abbreviated() -> None:
    assert amounts.say("$6.50 tn", "", AMERICAN) == amounts.say("$6.50 trillion", "", AMERICAN)
    assert amounts.say("$6.50 tn", "", AMERICAN) == "six point five zero trillion dollars"
    assert amounts.say("$6 kn", "", AMERICAN) is None
