"""What is sieved out could not have matched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.wording.language import Shape
from engine.wording.languages.registry import known_tags, language_of
from engine.wording.reading.reader import Reader
from engine.wording.reading.sieve import Automaton, Sieve

LISTS = Path(__file__).parents[3] / "vectors" / "wording"
SIGNS = "0123456789 .,:;-–/%€$£°'\"()+#*&@\u00a0abhkmnopstxAEMNPX½²éßñçñдм年月円"


class Unsieved(Sieve):
    """All that a place's first character allows."""

    def figure_shapes(self, figure: str, behind: str) -> list[Shape]:
        return list(self._by_start.get(figure, ()))

    def word_shapes(self, start: str, beginning: str) -> list[Shape]:
        return list(self._by_start.get(start, ()))


def readers(tag: str) -> tuple[Reader, Reader]:
    language = language_of(tag)
    assert language
    sieved, whole = Reader(language), Reader(language)
    whole._sieve = Unsieved(whole._by_start)
    return sieved, whole


READERS = {tag: readers(tag) for tag in known_tags()}


@pytest.mark.parametrize("tag", known_tags())
def test_the_lists_are_read_the_same_with_and_without(tag: str) -> None:
    sieved, whole = READERS[tag]
    for row in (LISTS / f"{tag}.tsv").read_text(encoding="utf-8").splitlines():
        if not row.startswith("# "):
            written = row.split("\t")[1]
            assert sieved.words(written) == whole.words(written)


@settings(max_examples=400, deadline=None)
@given(tag=st.sampled_from(known_tags()), text=st.text(alphabet=SIGNS, max_size=24))
def test_any_text_is_read_the_same_with_and_without(tag: str, text: str) -> None:
    sieved, whole = READERS[tag]
    assert sieved.words(text) == whole.words(text)


@pytest.mark.parametrize(
    ("pattern", "figure", "behind", "may"),
    [
        (r"\d+(?!\w)", "4", " a", True),
        (r"\d+ km", "4", " k", True),
        (r"\d+ km", "4", " m", False),
        (r"\d+ km", "4", " ", False),
        (r"\d+ ", "4", " ", True),
        (r"\d+%", "4", "%", True),
        (r"\d+%", "4", "", False),
        (r"0\d+(?:[./]\d+)+", "4", ".5", False),
        (r"(?i:\d[ap]m)", "4", "P", True),
        (r"\d{2}(?=x)", "4", ":", True),
        (r"(\d)(?:-\1)*", "4", "-", True),
        (r"(\d)?(?(1)a|b)", "4", "b", True),
    ],
)
def test_what_stands_behind_a_figure_tells(pattern: str, figure: str, behind: str, may: bool) -> None:
    assert Automaton(re.compile(pattern)).may_match(figure, behind) is may


@pytest.mark.parametrize(
    ("pattern", "beginning", "may"),
    [
        ("Mon", "Mo", True),
        ("Mon", "Ma", False),
        ("(?i)mon", "MO", True),
        ("[A-Z]", "A", True),
        ("[A-Z]{2}a", "Aa", True),
        ("[^A]b", "Ab", True),
        ("[^A-C]b", "Bb", False),
        ("(?>a|b)c", "bc", True),
    ],
)
def test_the_beginning_of_a_word_tells(pattern: str, beginning: str, may: bool) -> None:
    assert Automaton(re.compile(pattern)).may_begin(beginning) is may


def test_no_more_answers_are_kept_than_there_are_usual_ones() -> None:
    sieve = Sieve({"4": [Shape("x", re.compile(r"\d+a"), lambda *_: None, 1)]})
    for code in range(0x4000, 0x4000 + 3000):
        sieve.figure_shapes("4", chr(code))
    assert len(sieve._kept) == 2000
    assert len(sieve.figure_shapes("4", "!")) == 1
