"""Clues: the words around."""

from engine.wording.context import Clues
from engine.wording.languages.english import American

CLUES = Clues(American())


def test_words_before_speak_for_a_class_with_or_without_connectors() -> None:
    assert "code" in CLUES.before(["your", "pin"])
    assert "code" in CLUES.before(["your", "pin", "is"])
    assert "code" in CLUES.before(["the", "card", "ending", "in"])
    assert "code" not in CLUES.before(["we", "saw"])


def test_a_sentence_that_ended_speaks_no_more() -> None:
    assert "code" not in CLUES.before(["pin", "."])


def test_words_behind() -> None:
    assert "fraction" in CLUES.after(("cup",))
    assert CLUES.after(()) == frozenset()
