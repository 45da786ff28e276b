"""Dates."""

import pytest

from engine.wording.classes import dates
from engine.wording.languages.english import American
from engine.wording.languages.english_regions import British
from engine.wording.normalize import normalize

AMERICAN = American()
BRITISH = British()


@pytest.mark.parametrize(
    ("text", "order", "words"),
    [
        ("12/31/2025", "mdy", "December thirty first, twenty twenty five"),
        ("31.12.2025", "", "the thirty first of December, twenty twenty five"),
        ("2025-12-31", "", "December thirty first, twenty twenty five"),
        ("20251231", "", "December thirty first, twenty twenty five"),
        ("????0131", "", "January thirty first"),
        ("?/?/25", "", "twenty twenty five"),
        ("?/13/20", "", "thirteenth, twenty twenty"),
        ("? March 2025", "", "March twenty twenty five"),
        ("March ????", "", "March"),
        ("3/4/05", "dmy", "the third of April, two thousand five"),
        ("3/4/99", "mdy", "March fourth, nineteen ninety nine"),
        ("13/2/2020", "", "the thirteenth of February, twenty twenty"),
        ("3/4", "md", "March fourth"),
        ("3/4", "dm", "the third of April"),
        ("3/4", "", "March fourth"),
        ("2025-03", "", "March twenty twenty five"),
        ("03/2025", "", "March twenty twenty five"),
        ("2025", "", "twenty twenty five"),
        ("5", "d", "fifth"),
        ("5", "m", "May"),
        ("1999", "y", "nineteen ninety nine"),
        ("March 3rd, 2025", "", "March third, twenty twenty five"),
        ("3 March", "", "the third of March"),
        ("Sept 2025", "", "September twenty twenty five"),
        ("31122025", "dmy", "the thirty first of December, twenty twenty five"),
        ("311225", "dmy", "the thirty first of December, twenty twenty five"),
        ("12312025", "mdy", "December thirty first, twenty twenty five"),
        ("20250506", "mdy", "May sixth, twenty twenty five"),
        ("3112", "dm", "the thirty first of December"),
        ("122025", "my", "December twenty twenty five"),
        ("2209????", "dmy", "the twenty second of September"),
        ("20??0922", "ymd", "September twenty second"),
        ("????-09-22", "", "September twenty second"),
        ("31/12", "dmy", "the thirty first of December"),
        ("31/12/2025", "dm", "the thirty first of December, twenty twenty five"),
        ("3/4/05", "dm", "the third of April, two thousand five"),
        ("12/2025", "mdy", "December twenty twenty five"),
        ("2025-05-06", "dmy", "May sixth, twenty twenty five"),
        ("2025/05/06", "ydm", "June fifth, twenty twenty five"),
        ("05/06/2025", "ymd", "May sixth, twenty twenty five"),
        ("2025-12-31", "y", "December thirty first, twenty twenty five"),
    ],
)
def test_date(text: str, order: str, words: str) -> None:
    assert dates.date(text, order, AMERICAN) == words


@pytest.mark.parametrize(
    ("text", "order", "words"),
    [
        ("12/31/2025", "dmy", "twelve, thirty one, twenty twenty five"),
        ("31/12/2025", "mdy", "thirty one, twelve, twenty twenty five"),
        ("30/02/2025", "dmy", "thirty, two, twenty twenty five"),
        ("31.12", "md", "thirty one, twelve"),
    ],
)
def test_never_the_other_order(text: str, order: str, words: str) -> None:
    assert dates.date(text, order, AMERICAN) == words
    assert dates.figures(text, AMERICAN) == words


@pytest.mark.parametrize("text", ["", "x", "13/45/2025", "30/2/2020x1", "2/30/2020", "1/2/3/4", "5", "May 45"])
def test_no_date(text: str) -> None:
    assert dates.date(text, "", AMERICAN) is None


def test_day_first_elsewhere() -> None:
    assert dates.date("3/4/2025", "", BRITISH) == "the third of April, twenty twenty five"
    assert dates.date("3/4", "", BRITISH) == "the third of April"
    assert dates.date("3/14/2025", "", BRITISH) == "March fourteenth, twenty twenty five"


def test_decade() -> None:
    assert normalize("the 1990s and '80s") == "the nineteen nineties and eighties"
