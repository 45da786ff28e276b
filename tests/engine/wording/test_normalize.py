"""The doors to normalisation: running text and say-as."""

import pytest

from engine.wording.normalize import is_bleeped, is_english, normalize, say_as


def test_a_language_without_a_file_is_left_to_its_engine() -> None:
    assert normalize("Det kostar 5 €", "sv-SE") == "Det kostar 5 €"
    assert say_as("12", "cardinal", language="sv") == "12"
    assert say_as("ab 12", "characters", language="sv") == "A B, 1 2"
    assert say_as("0731 12", "telephone", language="sv") == "0 7 3 1, 1 2"
    assert normalize("It is 5", "en") == "It is five"
    assert normalize("It is 5", "") == "It is five"


def test_region_orders_the_date() -> None:
    assert normalize("3/4/2025", "en-US") == "March fourth, twenty twenty five"
    assert normalize("3/4/2025", "en-GB") == "the third of April, twenty twenty five"


def test_long_text_is_not_cached() -> None:
    assert normalize("5 " * 300).split() == ["five"] * 300


@pytest.mark.parametrize(("tag", "english"), [("en", True), ("en_US", True), ("", True), ("enm", False), ("de", False)])
def test_is_english(tag: str, english: bool) -> None:
    assert is_english(tag) is english


@pytest.mark.parametrize(
    ("text", "kind", "format_", "words"),
    [
        (" 12 / 31 / 2025 ", "date", "mdy", "December thirty first, twenty twenty five"),
        ("31.12.", "date", "dm", "the thirty first of December"),
        ("20251231", "vxml:date", "", "December thirty first, twenty twenty five"),
        ("15:45", "time", "hms12", "three forty five P M"),
        ("1545h", "vxml:time", "", "fifteen forty five"),
        ("1h", "duration", "", "one hour"),
        ("+1555", "telephone", "", "plus one five five five"),
        ("5551234x5", "vxml:phone", "", "five five five, one two three four, extension five"),
        ("USD42.10", "vxml:currency", "", "forty two dollars and ten cents"),
        ("42.10", "currency", "USD", "forty two dollars and ten cents"),
        ("12", "number", "", "twelve"),
        ("12", "number", "ordinal", "twelfth"),
        ("12", "number", "digits", "one two"),
        ("12", "number", "telephone", "one two"),
        ("1/2", "number", "", "one half"),
        ("12", "cardinal", "", "twelve"),
        ("VI", "cardinal", "", "six"),
        ("XIV", "ordinal", "", "fourteenth"),
        ("22nd", "ordinal", "", "twenty second"),
        ("1,000", "ordinal", "", "one thousandth"),
        ("12", "digits", "", "one two"),
        ("A1", "digits", "", "A one"),
        ("AB", "digits", "", "A B"),
        ("AB", "characters", "", "A B"),
        ("AB", "spell-out", "", "A B"),
        ("aB", "characters", "case", "A capital B"),
        ("5 km", "unit", "", "five kilometers"),
        ("1/3", "fraction", "", "one third"),
        ("a third", "fraction", "", "a third"),
        ("5+1/2", "fraction", "", "five and a half"),
        ("5 + 1/2", "number", "", "five and a half"),
        ("5½", "fraction", "", "five and a half"),
        ("-3 1/4", "fraction", "", "minus three and a quarter"),
        ("3/20", "fraction", "", "three twentieths"),
        ("1/0", "fraction", "", "one over zero"),
        ("24/7", "number", "", "twenty four seven"),
        ("123", "number_digit", "", "one two three"),
        ("3", "number:ordinal", "", "third"),
        ("3/4/2025", "date:dmy", "", "the third of April, twenty twenty five"),
        ("3/4/2025", "date_dmy", "mdy", "March fourth, twenty twenty five"),
        ("3/4/2025 10:30", "date", "dd/mm/yyyy", "the third of April, twenty twenty five, ten thirty"),
        ("2025-05-06T10:30:00", "date", "dmy", "May sixth, twenty twenty five, ten thirty"),
        (
            "from 3/4/2025 to 5/4/2025",
            "date",
            "dmy",
            "from three, four, twenty twenty five to five, four, twenty twenty five",
        ),
        ("3/4/2025", "date", "whatever", "March fourth, twenty twenty five"),
        ("PT90S", "duration", "", "ninety seconds"),
        ("15:45", "time:hms12", "", "three forty five P M"),
        ("a@b.com", "net", "", "a at b dot com"),
        ("true", "vxml:boolean", "", "yes"),
        ("false", "vxml:boolean", "", "no"),
        ("maybe", "vxml:boolean", "", "maybe"),
        ("$5", "who-knows", "", "five dollars"),
        ("no date", "date", "", "no date"),
        ("no number", "cardinal", "", "no number"),
        ("much", "unit", "", "much"),
        ("none", "telephone", "", "none"),
        ("", "date", "", ""),
    ],
)
def test_say_as(text: str, kind: str, format_: str, words: str) -> None:
    assert say_as(text, kind, format_) == words


def test_what_is_bleeped() -> None:
    assert [kind for kind in ("expletive", "Bleep ", "digits", "date:dmy", "") if is_bleeped(kind)] == [
        "expletive",
        "Bleep ",
    ]


def test_say_as_in_another_language() -> None:
    assert say_as("ab", "characters", language="de") == "A B"
    assert say_as("12", "digits", language="de") == "eins zwei"
    assert say_as("12", "cardinal", language="de") == "zwölf"


def test_detail_may_ask_for_capitals() -> None:
    assert say_as("aB", "characters", detail="case") == "A capital B"
