"""say-as outside English."""

import pytest

from engine.wording import foreign


@pytest.mark.parametrize(
    ("text", "kind", "format_", "language", "words"),
    [
        ("42", "cardinal", "", "de-DE", "zweiundvierzig"),
        ("3", "ordinal", "", "fr", "troisième"),
        ("3", "number", "ordinal", "fr", "troisième"),
        ("2,5", "cardinal", "", "de", "zwei Komma fünf"),
        ("42,10€", "currency", "", "de", "zweiundvierzig Euro und zehn Cent"),
        ("42.10", "currency", "EUR", "de", "zweiundvierzig Euro und zehn Cent"),
        ("viel", "currency", "", "de", "viel"),
        ("030 12", "telephone", "", "de", "0 3 0, 1 2"),
        ("42", "cardinal", "", "xx", "42"),
        ("9" * 30, "cardinal", "", "de", "9" * 30),
        ("viel", "cardinal", "", "de", "viel"),
        ("1.2.2020", "date", "dmy", "de", "1.2.2020"),
    ],
)
def test_say_as(text: str, kind: str, format_: str, language: str, words: str) -> None:
    assert foreign.say_as(text, kind, format_, language) == words


def test_without_the_package_the_text_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "num2words", None)
    foreign._num2words.cache_clear()
    assert foreign.say_as("42", "cardinal", "", "de") == "42"
    foreign._num2words.cache_clear()


def test_spell() -> None:
    assert foreign.spell("ab 1") == "A B, 1"
