"""Built-in grammars in other languages, matched and with their meanings."""

import pytest

from engine.errors import LanguageUnsupportedError
from engine.grammars.builtin import parse_builtin
from engine.grammars.builtin_languages import _BOOLEAN, _POLITE
from engine.grammars.compiler import compile_network
from engine.grammars.matcher import Active
from engine.grammars.semantics import SemanticsInterpreter
from engine.grammars.tolerant import match_written


def meaning(uri: str, language: str, said: str) -> object:
    network = compile_network(parse_builtin(f"builtin:speech/{uri}", language).grammars[0])
    reads = match_written(said, [Active(network)], language)
    parses = reads[0].matcher.parses() if reads else ()
    if not parses:
        return None
    interpreter = SemanticsInterpreter()
    try:
        return interpreter.interpret(parses[0], network).value
    finally:
        interpreter.close()


@pytest.mark.parametrize(
    ("language", "said", "digits"),
    [
        ("de-DE", "vier fünf acht zwo", "4582"),
        ("es", "4582", "4582"),
        ("fr-CA", "zéro un", "01"),
        ("it", "0 1 2", "012"),
        ("ru", "четыре пять", "45"),
        ("da", "tre", "3"),
    ],
)
def test_digits(language: str, said: str, digits: str) -> None:
    assert meaning("digits", language, said) == digits
    assert meaning("phone", language, said) == digits


def test_lengths_count() -> None:
    assert meaning("digits?length=2", "de", "eins zwei") == "12"
    assert meaning("digits?length=2", "de", "eins zwei drei") is None


@pytest.mark.parametrize("language", _BOOLEAN)
def test_yes_and_no(language: str) -> None:
    for expected, words in zip((True, False), _BOOLEAN[language], strict=True):
        assert [meaning("boolean", language, word) for word in (words[0], words[-1])] == [expected] * 2
        assert [meaning("boolean", language, f"{words[0]} {word}") for word in _POLITE[language]] == [expected] * len(
            _POLITE[language]
        )
    assert meaning("boolean", language, _POLITE[language][0]) is None


@pytest.mark.parametrize(("name", "language"), [("date", "de"), ("boolean", "xx"), ("digits", "xx")])
def test_what_there_is_not_is_refused(name: str, language: str) -> None:
    with pytest.raises(LanguageUnsupportedError, match=f"built-in grammar '{name}'"):
        parse_builtin(f"builtin:grammar/{name}", language)
