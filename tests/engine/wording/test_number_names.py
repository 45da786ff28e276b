"""What figures and signs are called when people say them."""

import pytest

from engine.wording.number_names import (
    comma_names,
    digit_names,
    hour_names,
    number_names,
    ordinal_names,
    sign_names,
)


@pytest.mark.parametrize(
    ("digit", "language", "names"),
    [
        ("0", "en-US", ("zero", "oh", "o")),
        ("2", "de-AT", ("zwei", "zwo")),
        ("1", "fr", ("un", "une")),
        ("0", "ru", ("ноль", "нуль")),
        ("6", "pt-BR", ("seis", "meia")),
        ("7", "xx", ()),
    ],
)
def test_digits_have_every_usual_name(digit: str, language: str, names: tuple[str, ...]) -> None:
    assert digit_names(digit, language) == names


def test_digits_of_other_languages_are_asked_for() -> None:
    assert digit_names("3", "da") == ("tre",)


@pytest.mark.parametrize(
    ("figures", "language", "first"),
    [
        ("42", "de", "zweiundvierzig"),
        ("42", "es", "cuarenta y dos"),
        ("82", "fr", "quatre vingt deux"),
        ("42", "it", "quarantadue"),
        ("42", "ru", "сорок два"),
        ("42", "en", "forty two"),
        ("4582", "en-GB", "four thousand five hundred eighty two"),
    ],
)
def test_numbers_are_words(figures: str, language: str, first: str) -> None:
    assert number_names(figures, language)[0] == first


@pytest.mark.parametrize(
    ("figures", "language", "other"),
    [
        ("415", "en", "four hundred and fifteen"),
        ("100", "en", "a hundred"),
        ("1999", "en", "nineteen ninety nine"),
        ("1005", "en", "one thousand and five"),
        ("1000", "de", "tausend"),
        ("100", "de", "hundert"),
        ("31", "es", "treinta y un"),
        ("1000", "ru", "тысяча"),
    ],
)
def test_numbers_have_other_names_too(figures: str, language: str, other: str) -> None:
    assert other in number_names(figures, language)


def test_what_is_no_number_has_no_name() -> None:
    assert number_names("07", "de") == ()
    assert number_names("9" * 16, "en") == ()
    assert number_names("42", "xx") == ()
    assert ordinal_names("9" * 16, "de") == ()


def test_ranks_have_their_genders_and_cases() -> None:
    assert "dritten" in ordinal_names("3", "de")
    assert ordinal_names("2", "es") == ("segundo", "segunda")
    assert ordinal_names("3", "en") == ("third",)
    assert ordinal_names("3", "fr") == ("troisième",)
    assert ordinal_names("3", "xx") == ()


def test_signs_commas_and_hours() -> None:
    assert sign_names("%", "de") == ("prozent",)
    assert sign_names("€", "en") == ("euros", "euro")
    assert sign_names("€", "xx") == ()
    assert comma_names("fr-FR") == ("virgule",)
    assert comma_names("xx") == ("point",)
    assert hour_names("de") == ("uhr",)
    assert hour_names("xx") == ()
