"""Numbers as English words."""

import pytest

from engine.wording import numbers


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (20, "twenty"),
        (42, "forty two"),
        (100, "one hundred"),
        (115, "one hundred fifteen"),
        (1000, "one thousand"),
        (1_000_005, "one million five"),
        (-7, "minus seven"),
        (
            10**21,
            "one" + " zero" * 21,
        ),
    ],
)
def test_cardinal(value: int, words: str) -> None:
    assert numbers.cardinal(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(1, "first"), (4, "fourth"), (12, "twelfth"), (20, "twentieth"), (22, "twenty second"), (100, "one hundredth")],
)
def test_ordinal(value: int, words: str) -> None:
    assert numbers.ordinal(value) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,234.50", "one thousand two hundred thirty four point five zero"),
        (".5", "zero point five"),
        ("-3", "minus three"),
        ("+3", "plus three"),
        ("007", "zero zero seven"),
        ("5.", "five"),
    ],
)
def test_written_number(text: str, words: str) -> None:
    assert numbers.number(text) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1999, "nineteen ninety nine"),
        (1905, "nineteen oh five"),
        (1900, "nineteen hundred"),
        (2000, "two thousand"),
        (2005, "two thousand five"),
        (2024, "twenty twenty four"),
        (800, "eight hundred"),
    ],
)
def test_year(value: int, words: str) -> None:
    assert numbers.year(value) == words


@pytest.mark.parametrize(
    ("words", "many"), [("twenty", "twenties"), ("six", "sixes"), ("nineteen six", "nineteen sixes")]
)
def test_plural(words: str, many: str) -> None:
    assert numbers.plural(words) == many


@pytest.mark.parametrize(
    ("top", "bottom", "words"),
    [
        (1, 2, "one half"),
        (3, 2, "three halves"),
        (1, 4, "one quarter"),
        (3, 4, "three quarters"),
        (5, 8, "five eighths"),
        (1, 0, "one over zero"),
    ],
)
def test_fraction(top: int, bottom: int, words: str) -> None:
    assert numbers.fraction(top, bottom) == words


def test_digits_drops_what_is_no_digit() -> None:
    assert numbers.digits("4-2٣") == "four two"
