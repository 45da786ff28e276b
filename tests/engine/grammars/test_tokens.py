"""Words and keys in matching form."""

import pytest

from engine.grammars.tokens import matching_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello", ("hello",)),
        ("New  York!", ("new", "york")),
        ("o'clock", ("o'clock",)),
        ("O’Hare", ("o'hare",)),
        ("twenty-one", ("twenty", "one")),
        ("42", ("forty", "two")),
        ("$5", ("five", "dollars")),
        ("...", ()),
        ("", ()),
    ],
)
def test_speech(text: str, words: tuple[str, ...]) -> None:
    assert matching_words(text) == words


def test_other_languages_keep_their_figures() -> None:
    assert matching_words("Straße 42", "de-DE") == ("strasse", "42")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("1", ("1",)),
        ("12*", ("1", "2", "*")),
        ("star pound a", ("*", "#", "A")),
        ("dtmf-5 dtmf-star", ("5", "*")),
        ("seven", ()),
        ("", ()),
    ],
)
def test_keys(text: str, keys: tuple[str, ...]) -> None:
    assert matching_words(text, "", "dtmf") == keys
