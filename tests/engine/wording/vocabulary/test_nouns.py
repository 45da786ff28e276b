"""Nouns by plural categories."""

from engine.wording.vocabulary.nouns import Noun


def test_a_form_that_is_missing_is_the_other() -> None:
    noun = Noun("złoty", "złotego", few="złote", many="złotych")
    assert [noun.form(category) for category in ("one", "few", "many", "other", "two")] == [
        "złoty",
        "złote",
        "złotych",
        "złotego",
        "złotego",
    ]
    assert Noun("yen").form("other") == "yen"
    assert Noun("day", "days").form("zero") == "days"
