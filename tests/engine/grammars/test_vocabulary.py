"""The words of grammars, found by other spellings and in compounds."""

import pytest

from engine.grammars.vocabulary import Vocabulary
from tests.engine.grammars.grammar_vectors import compiled

WORDS = Vocabulary(
    [compiled("$a = zwei und vierzig | Kunden Dienst | Müller | sí | si;"), compiled("$a = $GARBAGE x;")]
)


def test_words_are_there_as_they_are_written() -> None:
    assert "vierzig" in WORDS
    assert "vierzehn" not in WORDS
    assert WORDS.takes_any
    assert not Vocabulary([compiled("$a = x;")]).takes_any


@pytest.mark.parametrize(
    ("written", "words"), [("mueller", {"müller"}), ("muller", {"müller"}), ("sì", {"sí", "si"}), ("nichts", set())]
)
def test_other_spellings_are_found(written: str, words: set[str]) -> None:
    assert set(WORDS.spellings(written)) == words


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("zweiundvierzig", ("zwei", "und", "vierzig")),
        ("kundendienst", ("kunden", "dienst")),
        ("vierzig", ()),
        ("zweiunddreissig", ()),
        ("x" * 1000, ()),
        ("", ()),
    ],
)
def test_compounds_are_taken_apart(written: str, parts: tuple[str, ...]) -> None:
    assert WORDS.parts(written) == parts


def test_figures_are_found_by_their_names() -> None:
    vocabulary = Vocabulary([compiled("$a = 4 | 42;", language="de-DE")])
    assert vocabulary.spellings("vier") == ("4",)
    assert vocabulary.spellings("zweiundvierzig") == ("42",)
